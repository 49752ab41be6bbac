"""Whole messages, read by the shipped content: what the bot would do first, and what must never happen."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.build import Library
from faq.language.spelling import english_words
from faq.language.text import MAX_CHARS, word_texts
from faq.reading import Kind, Understanding
from faq.written.safety import Tier
from faq.written.topics import Flag

KINDS = {
    "thanks a lot mate": Kind.SMALLTALK,
    "hello": Kind.SMALLTALK,
    "can i talk to a real person": Kind.PERSON,
    "i need to cancel my appointment": Kind.PERSON,
    "what is the capital of france": Kind.UNKNOWN,
    "my cat keeps being sick": Kind.UNKNOWN,
    "is heat or ice better for a sore back": Kind.ANSWER,
    "do you take bupa": Kind.ANSWER,
    "my back has hurt for 3 weeks now": Kind.BOOK,
    "my back is getting worse every day and i cant work": Kind.BOOK,
    "back pain and a fever, feel really ill": Kind.URGENT,
    "my back hurts and i cant pee": Kind.EMERGENCY,
    "sorry if tmi but my bits have gone numb": Kind.EMERGENCY,
    "i want to die": Kind.CRISIS,
}

TOPICS = {
    "is heat or ice better for a sore back": "heat-or-ice",
    "do you take bupa": "insurance",
    "how long does a pulled back take to heal": "duration",
    "what is the best position to sleep in with a bad back": "sleep",
    "do i need a scan": "imaging",
}

NOT_URGENT = [
    "no numbness between my legs, bladder fine",
    "what is cauda equina",
    "when should i worry about numbness in the groin",
    "my back is killing me after deadlifts",
    "how long should a dead hang be",
    "im on a cut and my back aches after squats",
    "its not like i cant pee or anything, just a sore back",
    "legs are jelly after leg day",
    "my lower back is a bit sore after the gym yesterday",
    "my back hurts",
]


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_what_the_bot_does_first(library: Library, text: str, kind: Kind) -> None:
    """One plain message of each kind."""
    assert library.knowledge.understand(text).kind is kind


@pytest.mark.parametrize(("text", "topic"), TOPICS.items())
def test_what_a_question_is_about(library: Library, text: str, topic: str) -> None:
    """The answer's topic leads the candidates."""
    found = library.knowledge.understand(text)
    assert found.topic == topic
    assert found.candidates[0].topic == topic
    assert found.score == found.candidates[0].score


@pytest.mark.parametrize("text", NOT_URGENT)
def test_gym_talk_denials_and_questions_are_not_urgent(library: Library, text: str) -> None:
    """A bot that cries wolf is switched off."""
    assert library.knowledge.urgent(text) is None


def test_a_sign_that_began_yesterday_is_present(library: Library) -> None:
    """ "Until yesterday" says that it is there today."""
    found = library.knowledge.understand("i had no numbness between my legs until yesterday")
    assert found.kind is Kind.EMERGENCY


def test_a_second_question_is_not_lost(library: Library) -> None:
    """Both are answered."""
    found = library.knowledge.understand("is heat or ice better? and what is the best position to sleep in")
    assert {found.topic, found.second} == {"heat-or-ice", "sleep"}


def test_one_question_in_two_sentences_has_no_second(library: Library) -> None:
    """The same topic is not answered twice."""
    found = library.knowledge.understand("is heat any good for a sore back? or is ice better for the back")
    assert (found.topic, found.second) == ("heat-or-ice", None)


def test_red_flag_beside_a_question(library: Library) -> None:
    """The emergency comes first, whatever else is asked, at the end of a long message too."""
    chat = "I did my usual session on Monday and my back has been stiff since. " * 40
    for text in ("is heat or ice better? also i cant pee", f"{chat}Oh and I can't feel it when I wipe."):
        found = library.knowledge.understand(text)
        assert found.kind is Kind.EMERGENCY
        assert found.signals[0].tier is Tier.EMERGENCY


def test_flags_and_duration(library: Library) -> None:
    """What rules exercises out, and how long it has lasted."""
    found = library.knowledge.understand("i'm 20 weeks pregnant and my back has hurt for 3 weeks")
    assert Flag.PREGNANT in found.flags
    assert library.knowledge.understand("my back has hurt for 3 weeks now").days == 21


def test_smalltalk_in_emoji(library: Library) -> None:
    """Thanks need no words, in any skin colour."""
    for text in ("🙏", "👍", "👍🏽", "🙏🙏"):
        found = library.knowledge.understand(text)
        assert (found.kind, found.about_health) == (Kind.SMALLTALK, False)


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "🫠", "🙏🫠", "\u202e\u200b", "\x00\x07", "4", "7/10"])
def test_nothing_to_read(library: Library, text: str) -> None:
    """Not understood, and possibly about somebody's health: the reply carries the emergency line."""
    assert library.knowledge.understand(text) == Understanding(Kind.UNKNOWN)
    assert library.knowledge.urgent(text) is None


def test_other_scripts(library: Library) -> None:
    """Nothing is made up from letters that no phrase has."""
    for text in ("ظهري يؤلمني كثيرا", "הגב שלי כואב", "腰が痛い", "болит спина"):
        assert library.knowledge.understand(text).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "hidden",
    [
        "my back hurts and i \u202ecant pee\u202c",
        "my back hurts and i ca\u200bnt p\u00adee",
        "my back hurts and i cant\x0bpee",
        "my back hurts and i 𝐜𝐚𝐧𝐭 𝐩𝐞𝐞",
        "my back hurts and i can’t ｐｅｅ",
        "my back hurts and i\r\ncant pee",
    ],
)
def test_a_sign_in_odd_characters(library: Library, hidden: str) -> None:
    """Direction marks, invisible and control characters, and letters of font sites hide nothing."""
    found = library.knowledge.urgent(hidden)
    assert found
    assert found.kind is Kind.EMERGENCY


def test_the_longest_message(library: Library) -> None:
    """All of Telegram's 4,096 characters are read, and nothing beyond."""
    sign = " i cant pee"
    text = "my back is sore. ".ljust(MAX_CHARS - len(sign), "z")
    assert library.knowledge.understand(text + sign).kind is Kind.EMERGENCY
    assert library.knowledge.urgent("z" * MAX_CHARS + sign) is None


def test_messages_together_are_read_as_alone(library: Library) -> None:
    """Reading many at once changes nothing."""
    texts = ["", *KINDS, *NOT_URGENT]
    assert library.reader.understand_all(texts) == [library.knowledge.understand(text) for text in texts]
    assert library.reader.understand_all([]) == []


def test_why(library: Library) -> None:
    """The mended words, what did not count, and the phrases that came closest."""
    explained = library.reader.explain("no numbness between my legs, is heat ok for a bad bck")
    assert explained.mended == "no numbness between my legs is heat ok for a bad back"
    assert "negated" in {sign.standing.value for sign in explained.others}
    assert explained.closest[0][0] == explained.understanding.candidates[0].topic
    assert all(phrase for _, phrase in explained.closest)
    assert explained.ranking.scores


# --- what must hold for any message ---------------------------------------------------------------------


HARMLESS = ["hi", "hello there", "sorry to bother you", "thanks in advance", "thank you", "hope you are well"]
JOINTS = [". ", "\n", "\n\n", "... "]


def red_flags(library: Library) -> list[tuple[str, Tier]]:
    """Every example of every sign that is answered with a card, and the tier that it must raise."""
    return [
        (phrase, sign.tier)
        for family in library.content.families
        for sign in family.signs
        for phrase in sign.reads
        if sign.tier.holds
    ]


def tier(library: Library, text: str) -> int:
    """How urgent a message is, as a number."""
    found = library.knowledge.urgent(text)
    return found.signals[0].tier.rank if found else -1


@given(st.text(max_size=MAX_CHARS))
@settings(max_examples=100)
def test_any_text_gets_a_result(library: Library, text: str) -> None:
    """No message makes the reading fail, and kind and content agree."""
    found = library.knowledge.understand(text)
    assert (found.kind is Kind.ANSWER) <= (found.topic is not None)
    assert (found.kind is Kind.SUGGEST) <= bool(found.offered)
    assert 0 <= found.score <= 1
    assert found.second is None or found.second != found.topic
    assert list(found.signals) == sorted(found.signals, key=lambda signal: -signal.tier.rank)


@given(st.data(), st.sampled_from(HARMLESS), st.sampled_from(JOINTS), st.sampled_from(["before", "after"]))
@settings(max_examples=150)
def test_harmless_words_never_lower_a_tier(
    library: Library, data: st.DataObject, words: str, joint: str, place: str
) -> None:
    """Politeness before or after a red flag changes nothing."""
    flag, wanted = data.draw(st.sampled_from(red_flags(library)))
    text = f"{words}{joint}{flag}" if place == "before" else f"{flag}{joint}{words}"
    assert tier(library, text) >= wanted.rank


def longer_words(change: Callable[[str], str]) -> Callable[[str], str]:
    """Changes each word of four or more letters, unless that makes another real word ("lose", "loose")."""

    def retype(text: str) -> str:
        words = []
        for word in text.split():
            changed = change(word)
            keep = len(word) < 4 or not word.isalpha() or changed.lower() in english_words()
            words.append(word if keep else changed)
        return " ".join(words)

    return retype


def doubled(word: str) -> str:
    """Some letter twice."""
    place = random.Random(word).randrange(len(word))  # noqa: S311  # only to pick a letter
    return word[:place] + word[place] + word[place:]


RETYPED: dict[str, Callable[[str], str]] = {
    "shouting": str.upper,
    "a capital on each word": str.title,
    "exclamation marks": lambda text: f"{text}!!!",
    "dots": lambda text: f"...{text}...",
    "a question": lambda text: f"{text}??",
    "emoji": lambda text: f"😭 {text} 😭😭",
    "wide gaps": lambda text: text.replace(" ", "   "),
    "curly quotes": lambda text: text.replace("'", "’"),
    "doubled letters": longer_words(doubled),
    "held letters": longer_words(lambda word: word + word[-1] * 4),
}
SHARE = 4
"""Each way of typing is tried on every fourth example, each time others, to keep this quick."""


@pytest.mark.parametrize("way", RETYPED)
def test_typing_never_lowers_a_tier(library: Library, way: str) -> None:
    """The examples of every urgent sign, typed in another way."""
    examples = red_flags(library)[list(RETYPED).index(way) % SHARE :: SHARE]
    lowered = [phrase for phrase, wanted in examples if tier(library, RETYPED[way](phrase)) < wanted.rank]
    assert lowered == []


def slips(word: str) -> set[str]:
    """Every way to get one letter of a word wrong: swapped, left out, or the key beside it typed too or instead."""
    cuts = [(word[:place], word[place:]) for place in range(len(word))]
    beside = [(before, after, key) for before, after in cuts for key in NEXT_KEY.get(after[0], "")]
    return {
        *(before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1),
        *(before + after[1:] for before, after in cuts),
        *(before + key + after for before, after, key in beside),
        *(before + key + after[1:] for before, after, key in beside),
    } - {word}


ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEXT_KEY = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in ROWS for place, key in enumerate(row)
}


def test_one_wrong_letter_in_a_word_of_a_sign(library: Library) -> None:
    """At least 95 in 100 are still read; a slip that makes another real word ("lose", "loose") is not counted."""
    chance = random.Random(20)  # noqa: S311  # only to pick examples
    typed = []
    for phrase, wanted in red_flags(library):
        found = library.knowledge.urgent(phrase)
        assert found is not None
        said = set(word_texts(found.signals[0].words)) & set(phrase.split()) if found.signals else set()
        for word in sorted(word for word in said if len(word) > 2 and word.isalpha()):
            slip = chance.choice(sorted(slips(word)))
            if slip not in english_words():
                typed.append((phrase.replace(word, slip, 1), wanted, word))
    sample = chance.sample(typed, 1000)
    unread = [(text, word) for text, wanted, word in sample if tier(library, text) < wanted.rank]
    assert len(unread) <= 0.05 * len(sample), unread


@pytest.mark.parametrize("text", ["nooo feeling between my legs", "i caaant peee", "i want to diee", "NUMB BUMMM"])
def test_signs_in_held_letters(library: Library, text: str) -> None:
    """Short words too."""
    assert tier(library, text) >= Tier.EMERGENCY.rank


@pytest.mark.parametrize(
    "text",
    [
        "what is cauda equina",
        "what are the red flags",
        "is it bad if you lose bladder control?",
        "what if i had numbness down there",
    ],
)
def test_a_question_about_signs_is_answered(library: Library, text: str) -> None:
    """With the topic about emergencies and its safety net, not with a card, and never with "not ours"."""
    found = library.knowledge.understand(text)
    assert (found.kind, found.topic) == (Kind.ANSWER, "when-to-see-physio")


def test_a_pregnancy_goes_to_the_midwife(library: Library) -> None:
    """The rule's advice stands; the message as a whole raises it only when it is very sure."""
    found = library.knowledge.understand("28 weeks pregnant and my lower back aches")
    assert found.kind is Kind.GP

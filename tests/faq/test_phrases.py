"""The small language of rules: which messages a line finds, and which it leaves alone."""

from dataclasses import replace

import pytest

from faq.language.phrases import Hit, PhraseBook, UnknownGroupError, matches
from faq.language.text import tokenise

GROUPS = {
    "NUMB": ["numb*", "no feeling", "cant feel", "pins and needles"],
    "LEG": ["leg", "legs", "left leg", "right thigh"],
    "BOTH": ["both", "each"],
    "CANT": ["cant", "unable to"],
    "PEE": ["pee", "peeing", "go to the loo", "hold my water"],
    "NOTHING": ["", "!!", "*"],
}
FILLERS = ["my", "really", "the", "so"]


@pytest.fixture
def book() -> PhraseBook:
    """A few groups and fillers."""
    return PhraseBook(GROUPS, FILLERS)


def found(book: PhraseBook, line: str, text: str) -> list[str]:
    """What a rule line finds in a message, in the patient's own words."""
    combination = book.compile(line)
    searched = book.search(tokenise(text))
    filtered = searched.filtered
    return [
        filtered.said(min(hit.start for hit in chosen), max(hit.end for hit in chosen))
        for chosen in matches(combination, searched.hits, filtered)
    ]


FINDS = {
    "a group": ("NUMB", "it is numb", ["numb"]),
    "a star ends a word in any way": ("NUMB", "some numbness", ["numbness"]),
    "a phrase of two words": ("NUMB", "I've no feeling there", ["no feeling"]),
    "a filler inside the message": ("NUMB", "can't really feel it", ["can't really feel"]),
    "a filler inside the phrase": ("PEE", "trying to hold water", ["hold water"]),
    "each place": ("LEG", "leg to leg", ["leg", "leg"]),
    "words without a group": ("wet myself", "I wet myself twice", ["wet myself"]),
    "words with a star": ("leak* + pee", "leaking some pee", ["leaking some pee"]),
    "both, in this order": ("NUMB + LEG", "numb left leg", ["numb left leg", "numb left leg"]),
    "both, the other way round": ("NUMB + LEG", "my leg is numb", ["leg is numb"]),
    "three": ("BOTH + NUMB + LEG", "both my legs are numb", ["both my legs are numb"]),
    "in order": ("CANT > PEE", "I can't pee", ["can't pee"]),
    "at most so many words between": ("CANT >3 PEE", "can't even start to pee", ["can't even start to pee"]),
    "right beside each other": ("NUMB +0 LEG", "numb leg", ["numb leg"]),
    "at most so many words, the other way round": ("NUMB +2 LEG", "leg is going numb", ["leg is going numb"]),
    "a number for one pair only": ("BOTH +1 LEG + NUMB", "both legs, so numb", ["both legs, so numb"]),
    "one word may stand inside three": ("NUMB", "pins plus and needles", ["pins plus and needles"]),
    "also before a star": ("needle* in foot", "needles in left foot", ["needles in left foot"]),
    "over a comma": ("NUMB + LEG", "numb, I mean the leg", ["numb, I mean the leg"]),
    "over a full stop, if near": ("NUMB + LEG", "It's numb. The leg.", ["numb. The leg"]),
    "ten words from end to end": ("NUMB + LEG", "numb a b c d e f g h leg", ["numb a b c d e f g h leg"]),
    "fillers don't count": ("NUMB + LEG", "numb a b c so d e f g h leg", ["numb a b c so d e f g h leg"]),
    "the next sentence, near enough": ("CANT >3 PEE", "I just can't. To pee", ["can't. To pee"]),
}  # fmt: skip

FINDS_NOTHING = {
    "another word": ("NUMB", "a feeling"),
    "half a phrase": ("NUMB", "no more"),
    "a word that only begins alike": ("LEG", "legal"),
    "a phrase over a full stop": ("NUMB", "I have no. Feeling fine"),
    "only one of two": ("NUMB + LEG", "my leg hurts"),
    "the wrong order": ("CANT > PEE", "pee, then I can't"),
    "too many words between": ("CANT >3 PEE", "can't sleep and get up to pee"),
    "too many the other way round": ("NUMB +2 LEG", "leg is now going numb"),
    "a full stop counts as two words between": ("CANT >3 PEE", "sleep I can't. Up to pee"),
    "eleven words from end to end": ("NUMB + LEG", "numb a b c d e f g h i leg"),
    "each sentence counts as four words": ("NUMB + LEG", "numb a. b. c leg"),
    "two groups on the same word": ("leg + LEG", "one leg"),
    "two words inside a phrase": ("NUMB", "pins a b and needles"),
    "a word inside two": ("NUMB", "no odd feeling"),
    "a negation inside a phrase": ("NUMB", "pins not and needles"),
    "two gaps in one phrase": ("go to the loo", "go x to y loo"),
    "the message ends inside the phrase": ("NUMB", "pins and"),
    "an empty group": ("NOTHING", "numb !!"),
    "an empty message": ("NUMB", ""),
}


@pytest.mark.parametrize(("line", "text", "words"), FINDS.values(), ids=FINDS.keys())
def test_a_line_finds(book: PhraseBook, line: str, text: str, words: list[str]) -> None:
    """With the patient's own words from the first part to the last."""
    assert found(book, line, text) == words


@pytest.mark.parametrize(("line", "text"), FINDS_NOTHING.values(), ids=FINDS_NOTHING.keys())
def test_a_line_leaves_alone(book: PhraseBook, line: str, text: str) -> None:
    """Near misses of the same lines."""
    assert found(book, line, text) == []


def test_a_hit_says_where_and_by_which_phrase(book: PhraseBook) -> None:
    """Places count without fillers."""
    searched = book.search(tokenise("My left leg is so numb"))
    filtered = searched.filtered
    assert searched.hits == {
        "LEG": [Hit("LEG", 0, 2, ("left", "leg")), Hit("LEG", 1, 2, ("leg",))],
        "NUMB": [Hit("NUMB", 3, 4, ("numb*",))],
    }
    assert filtered.at == [1, 2, 3, 5]
    assert filtered.said(2, 2) == ""


def test_a_group_that_does_not_exist(book: PhraseBook) -> None:
    """The name is told, so that the line can be found."""
    with pytest.raises(UnknownGroupError, match='"LEGS" is not a word group') as refused:
        book.compile("NUMB +3 LEGS")
    assert refused.value.group == "LEGS"


def test_the_same_words_in_two_lines_are_one_group(book: PhraseBook) -> None:
    """A sign is not found twice because two rules use its words."""
    book.compile("wet myself")
    assert found(book, "wet myself", "I wet myself") == ["wet myself"]


def test_a_phrase_of_fillers_alone_is_kept() -> None:
    """Otherwise it could never be found; it then stands for nothing in a message that drops them."""
    assert PhraseBook({}, ["so", "really"]).tokens("really so") == ("really", "so")


def test_phrases_are_read_like_messages() -> None:
    """Apostrophes, capitals and hyphens in a content file don't matter, nor does an abbreviation."""
    book = PhraseBook({"SIGN": ["Can't Feel", "x-ray", "im done"]}, [], {"im": "i am"})
    assert book.tokens("Can't Feel") == ("cant", "feel")
    assert book.tokens("pins-and-needle*") == ("pins", "and", "needle*")
    assert book.tokens("im done") == ("i", "am", "done")
    assert found(book, "SIGN", "I cannot feel my x ray") == ["cannot feel", "x ray"]
    assert found(book, "SIGN", "well i am done") == ["i am done"]


def test_vocabulary(book: PhraseBook) -> None:
    """Every word that spelling may be mended towards."""
    words = set(book.vocabulary())
    assert {"numb", "pins", "thigh", "loo"} <= words
    assert "my" not in words


def test_a_sign_at_the_end_of_a_long_message_is_found(book: PhraseBook) -> None:
    """However often its words stood apart before."""
    long = "My leg is sore and I rest a lot and then walk round the park. " * 12
    assert found(book, "NUMB + LEG", f"{long}Now one leg is numb.") == ["leg is numb"]
    assert found(book, "BOTH +1 LEG + NUMB", f"{long}Now both legs are numb.") == ["both legs are numb"]


def test_what_a_word_may_be_a_slip_for_is_found_too(book: PhraseBook) -> None:
    """The patient's own word is what is reported."""
    message = tokenise("cant pea")
    slip = replace(message, words=(message.words[0], replace(message.words[1], maybe=("pee",))))
    assert not book.search(message).hits.get("PEE")
    assert book.search(slip).hits["PEE"] == [Hit("PEE", 1, 2, ("pee",), guessed=True)]


def test_what_is_guessed_counts_only_beside_what_is_there(book: PhraseBook) -> None:
    """As "smiled" alone is no slip for "soiled"."""
    message = tokenise("cant pea")
    slip = replace(message, words=(message.words[0], replace(message.words[1], maybe=("pee",))))
    searched = book.search(slip)
    assert not list(matches(book.compile("PEE"), searched.hits, searched.filtered))
    assert list(matches(book.compile("CANT > PEE"), searched.hits, searched.filtered))

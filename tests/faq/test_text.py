"""A message as words: whatever a phone sends, each word still points at what was typed."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.language.text import MAX_CHARS, Message, clean, tokenise

CLEANED = {
    "curly quotes": ("can’t “feel” it", 'can\'t "feel" it'),
    "letters from a font site": ("𝐜𝐚𝐧𝐭 𝗽𝗲𝗲", "cant pee"),
    "full width": ("ｎｕｍｂ", "numb"),
    "a tab and a carriage return are blanks": ("numb\tlegs\rnow", "numb legs now"),
    "so are rarer kinds of white space": ("numb\x0blegs\x85now", "numb legs now"),
    "control characters": ("nu\x00m\x07b", "numb"),
    "invisible characters": ("nu\u200bmb\u2060 \ufefflegs", "numb legs"),
    "right-to-left marks": ("\u202enumb\u202c", "numb"),
    "skin tones and emoji variants": ("👍🏽 ❤️", "👍 ❤"),
    "a new line stays": ("one\ntwo", "one\ntwo"),
}


@pytest.mark.parametrize(("raw", "kept"), CLEANED.values(), ids=CLEANED.keys())
def test_cleaning(raw: str, kept: str) -> None:
    """What can't be seen goes; what looks the same becomes the same."""
    assert clean(raw) == kept


def test_never_longer_than_telegram_allows() -> None:
    """Also where one character is written out as many (ﷺ becomes 18)."""
    assert len(clean("a" * 5000)) == MAX_CHARS
    assert len(clean("ﷺ" * MAX_CHARS)) == MAX_CHARS


WORDS = {
    "case": ("My BACK Hurts", "my back hurts"),
    "apostrophes": ("I'm sure it's Dave's", "im sure its daves"),
    "an apostrophe at the end": ("both legs' fault", "both legs fault"),
    "numbers": ("3.5 out of 10, at 10:30", "3.5 out of 10 at 10:30"),
    "a unit that sticks to its number": ("6wks, 80kg", "6 wks 80 kg"),
    "underscores and stars": ("_numb_ *legs*", "numb legs"),
    "hyphens": ("x-ray pins-and-needles", "x ray pins and needles"),
    "accents": ("Café", "café"),
    "other scripts": ("болит спина", "болит спина"),
    "nothing": ("", ""),
    "only signs": ("?! ... 😀", ""),
}


@pytest.mark.parametrize(("raw", "words"), WORDS.values(), ids=WORDS.keys())
def test_words(raw: str, words: str) -> None:
    """Lower case, no apostrophes, no punctuation."""
    assert tokenise(raw).plain() == words


@pytest.mark.parametrize("said", ["can't", "cant", "can not", "cannot", "can t", "carnt", "CAN NOT"])
def test_every_way_to_write_cant_is_one_word(said: str) -> None:
    """Rules need only one form."""
    message = tokenise(f"I {said} pee")
    assert message.plain() == "i cant pee"
    assert message.said(1, 2) == said


def test_a_curly_cant() -> None:
    """What phones write by themselves."""
    assert tokenise("I can’t pee").plain() == "i cant pee"


def test_not_joins_only_within_a_sentence() -> None:
    """ "I can. Not sure" denies nothing."""
    assert tokenise("I can. Not sure").plain() == "i can not sure"
    assert tokenise("did not, have not, would not").plain() == "didnt havent wouldnt"
    assert tokenise("not can").plain() == "not can"


def test_sentences_and_clauses() -> None:
    """A full stop ends a sentence, a comma or a dash a clause; every sentence starts a clause."""
    message = tokenise("No numbness, bladder fine. But my legs - both\nare weak")
    places = {word.text: (word.sentence, word.clause) for word in message.words}
    assert places == {
        "no": (0, 0),
        "numbness": (0, 0),
        "bladder": (0, 1),
        "fine": (0, 1),
        "but": (1, 2),
        "my": (1, 2),
        "legs": (1, 2),
        "both": (1, 3),
        "are": (2, 4),
        "weak": (2, 4),
    }


def test_symbols_are_kept_apart() -> None:
    """Emoji are no words, but may say thanks."""
    message = tokenise("thanks 🙏🏽👍 +1")
    assert message.symbols == ("🙏", "👍", "+")
    assert message.plain() == "thanks 1"


def test_what_was_said() -> None:
    """The patient's own words for a stretch of words, with what stood between them."""
    message = tokenise("My LEG, it's numb!")
    assert message.said(1, 4) == "LEG, it's numb"
    assert message.said(2, 2) == ""
    assert Message("", ()).said(0, 0) == ""


@given(st.text(max_size=MAX_CHARS + 50))
def test_words_point_at_the_text(raw: str) -> None:
    """For any text at all: words come in order, don't overlap, and are never empty."""
    message = tokenise(raw)
    end = 0
    for word in message.words:
        assert end <= word.start < word.end <= len(message.text) <= MAX_CHARS
        assert word.text
        end = word.end
    places = [(word.sentence, word.clause) for word in message.words]
    assert places == sorted(places)


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    """A cleaned text is clean."""
    assert clean(clean(raw)) == clean(raw)


@given(st.text(alphabet=string.printable, max_size=200))
def test_case_makes_no_difference(raw: str) -> None:
    """Shouting reads the same."""
    assert tokenise(raw.upper()).plain() == tokenise(raw.lower()).plain()

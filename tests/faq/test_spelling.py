"""Mending: slips are mended towards the content's words, real words are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.language.spelling import Speller, english_words

FIXED = {"bck": "back", "lbp": "lower back pain", "plz": "please", "u": "you"}
VOCABULARY = {
    "you": 1,
    "please": 2,
    "lower": 3,
    "die": 4,
    "pee": 5,
    "bum": 6,
    "numb": 7,
    "legs": 8,
    "pain": 9,
    "back": 10,
    "physiotherapist": 11,
    "bladder": 12,
    "sciatica": 13,
    "weight": 14,
    "height": 15,
    "too": 16,
    "to": 17,
}
REAL_WORDS = sorted(word for word in english_words() - FIXED.keys() if not any(letter * 3 in word for letter in word))


@pytest.fixture(scope="module")
def speller() -> Speller:
    """A small vocabulary; heavier words come later in it."""
    return Speller(FIXED, VOCABULARY)


MENDED = {
    "a letter left out": ("blader", "bladder"),
    "a letter too many": ("paxin", "pain"),
    "a wrong letter": ("nimb", "numb"),
    "two letters swapped": ("legs hrut pian", "legs hrut pain"),
    "a wrong first letter": ("vladder", "bladder"),
    "two slips in a long word": ("phisiotherapyst", "physiotherapist"),
    "the heavier of two repairs": ("eight xeight", "eight height"),
    "a letter held down": ("paaaaain", "pain"),
    "a letter held down where two are right": ("peeeee", "pee"),
    "the likelier of two": ("tooooo", "to"),
    "a held letter in an abbreviation": ("plzzzz", "please"),
    "one doubled letter": ("numbb leggs", "numb legs"),
    "one doubled letter in a short word": ("i want to diee", "i want to die"),
    "a doubled letter in an abbreviation": ("bckk", "back"),
    "an abbreviation": ("bck", "back"),
    "an abbreviation of several words": ("my lbp", "my lower back pain"),
    "capitals": ("BLADER", "bladder"),
}


@pytest.mark.parametrize(("typed", "meant"), MENDED.values(), ids=MENDED.keys())
def test_slips_are_mended(speller: Speller, typed: str, meant: str) -> None:
    """Towards words that the content knows."""
    assert speller.read(typed).plain() == meant


LEFT_ALONE = {
    "two slips in a short word": "nmib",
    "a wrong first letter and another slip": "xhysiotherapits",
    "very short words": "bmu",
    "very short doubled words": "bbu",
    "numbers": "3.5 2024",
    "words with digits in them": "l5s1",
    "names": "Siobhan",
    "nothing near": "xylophonist",
}


@pytest.mark.parametrize("typed", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_wild_guesses_are_not_made(speller: Speller, typed: str) -> None:
    """What is too far away, or too short to be sure, stays as it is."""
    assert speller.read(typed).plain() == typed.lower()


@given(st.sampled_from(REAL_WORDS))
def test_real_words_are_never_changed(word: str) -> None:
    """ "Weigh" is not a slip for "weight", nor "bum" for "numb"."""
    assert Speller(FIXED, VOCABULARY).read(word).plain() == word


@given(st.sampled_from(sorted(VOCABULARY)), st.data())
def test_any_one_slip_in_a_longer_word_is_mended(word: str, data: st.DataObject) -> None:
    """A doubled letter anywhere leads back to the word, unless that makes another real word."""
    speller = Speller(FIXED, VOCABULARY)
    place = data.draw(st.integers(0, len(word) - 1))
    doubled = word[:place] + word[place] + word[place:]
    if doubled not in english_words() and len(word) > len("you"):
        assert speller.read(doubled).plain() == word


def test_mended_words_point_at_what_was_typed(speller: Speller) -> None:
    """A reply quotes the patient's own words; several words for one share its place."""
    message = speller.read("My lbp, and blader")
    assert message.plain() == "my lower back pain and bladder"
    assert {message.said(place, place + 1) for place in (1, 2, 3)} == {"lbp"}
    assert message.said(5, 6) == "blader"


def test_an_empty_vocabulary_mends_by_the_list_alone() -> None:
    """As for reading the content's own phrases."""
    assert Speller(FIXED, {}).read("u hav bck pian").plain() == "you hav back pian"


def test_watched_words_that_a_slip_may_mean() -> None:
    """A real word stays and keeps what it may mean; a word that the content has means itself."""
    watching = Speller(FIXED, VOCABULARY, watched={"pee", "bum", "numb"}.__contains__)
    words = watching.read("pea bun numb").words
    assert [(word.text, word.maybe) for word in words] == [("pea", ("pee",)), ("bun", ("bum",)), ("numb", ())]


def test_words_of_other_languages_are_no_slips() -> None:
    """In French, "uriner" is not a slip for "urine"."""
    watching = Speller({}, {"urine": 1}, watched={"urine"}.__contains__, foreign={"uriner"})
    assert [(word.text, word.maybe) for word in watching.read("uriner").words] == [("uriner", ())]
    assert [word.text for word in watching.read("urined").words] == ["urine"]

"""What is kept of a question that is suggested to the clinic: plain words, and nothing that says whose it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.language.anonymous import MAX_LENGTH, anonymous

ANA = ("Ana", "Kowalska-Reid", "anak_85")
CONTENT = {"deadlift", "physio", "mri"}


def left(text: str) -> str:
    """What Ana leaves behind."""
    return anonymous(text, ANA, CONTENT)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("is a sauna any good for it?", "is a sauna any good for it?"),
        ("Can I row? I've a machine. It's old.", "Can I row? I've a machine. It's old."),
        ("will an MRI help, or TENS", "will an MRI help, or TENS"),
        ("are deadlifts what my physio means", "are deadlifts what my physio means"),
        ("ring me on +44 7700 900123 after 5pm please", "ring me on … after … please"),
        ("dob 3/4/85, nhs 485-777-3456: can i swim", "dob … can i swim"),
        ("write to ana.k@mail.example or @anak_85 about it", "write to … or … about it"),
        ("see https://t.me/anak and www.example.com for it", "see … and … for it"),
        ("hi i'm sarah okafor, does it help john's back", "hi i'm … does it help … back"),
        ("ana kowalska here, ana's back is fine", "… here, … back is fine"),
        ("ANA HERE IS TAPE ANY GOOD", "… HERE IS TAPE ANY GOOD"),
        ("my name is will, is tape any good", "my name is … is tape any good"),
        ("has dr strange any room on Friday", "has dr … any room on …"),
        ("i saw Patel in the Fleet clinic", "i saw … in the … clinic"),
        ("Priya told me to rest", "… told me to rest"),
        ("٠٧٧٠٠ is my phone", "… is my phone"),
        ("call <b>sam</b> or {phone} or a\u200bna", "call … or … or …"),
        ("Ana", ""),
        ("xyzzy 123", ""),
        ("", ""),
    ],
)
def test_only_plain_words_are_left(text: str, kept: str) -> None:
    """Numbers, addresses, handles, names and what no dictionary has are cut out."""
    assert left(text) == kept


def test_a_story_is_cut_short() -> None:
    """Between two words."""
    kept = left("my back hurts after rowing and " * 40)
    assert len(kept) <= MAX_LENGTH + 2
    assert kept.endswith(("rowing …", "after …", "and …", "my …", "back …", "hurts …"))


@given(
    st.text()
    | st.lists(st.sampled_from(["Ana", "reid", "a@b.c", "07700", "my", "back", "is", "it", "@x"])).map(" ".join)
)
def test_whatever_is_written(text: str) -> None:
    """No digit, no handle, no name, and never too long."""
    kept = left(text)
    assert not any(character.isnumeric() or character in "@/\\<>{}_" for character in kept)
    assert not {"ana", "reid", "kowalska"} & set(kept.casefold().replace(",", " ").split())
    assert len(kept) <= MAX_LENGTH + 2

"""What a message names."""

import pytest

from faq.language.subject import NAMEABLE, Naming
from faq.written.words import Subject

LISTS = Subject(ours=("back", "slipped disc", "sciatic*"), elsewhere=("knee", "flu"), trouble=("hurts", "sore"))
OURS, ELSEWHERE, TROUBLE = 1, 2, 4


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        ("my back hurts", OURS + TROUBLE),
        ("my knee hurts", ELSEWHERE + TROUBLE),
        ("back and knee", OURS + ELSEWHERE),
        ("is it sciatica", OURS),
        ("a slipped disc then", OURS),
        ("i slipped the disc golf was on", 0),
        ("influenza and backlog", 0),
        ("heat or ice", 0),
        ("", 0),
    ],
)
def test_which_lists_a_message_touches(plain: str, named: int) -> None:
    """Whole words and phrases only, unless a star ends them."""
    assert Naming(LISTS).named(plain) == (named,)
    assert named < NAMEABLE


def test_an_empty_list_is_never_named() -> None:
    """The other lists still are."""
    assert Naming(Subject(elsewhere=("knee",))).named("my knee and my back") == (ELSEWHERE,)


def test_a_folder_without_lists_names_nothing() -> None:
    """Then the ranking goes by the words alone."""
    assert Naming(Subject()).named("my back hurts") == ()

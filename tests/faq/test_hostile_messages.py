"""Messages made to keep the reading busy: each is read like any other, however its words repeat."""

from pathlib import Path

import pytest

from faq.build import Library, open_folder
from tests.conftest import TODAY
from tests.faq.folder import SLEEP, write

LONGEST = 4096
HOSTILE = {
    "one letter": "a",
    "a letter and a blank": "a ",
    "letters with apostrophes": "a'",
    "hyphens": "a-",
    "stars": "**a ",
    "stars alone": "*",
    "braces": "{a",
    "tags": "<a",
    "arrows": "10/10 -> ",
    "scores": "1 out of 10 / ",
    "numbers": "1",
    "durations": "3 weeks and ",
    "and": "and ",
    "no": "no not never ",
    "a sign without its end": "numb between my ",
    "fillers": "my really my ",
    "near words": "bakc hurst ",
    "combining marks": "a\u0301",
    "new lines": "\n",
    "dots": "...",
    "one line of many questions": "heat or ice? ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_longest_message_of_its_kind_is_read(library: Library, piece: str) -> None:
    """To its end: no pattern tries every way to take it apart. (A hang is what the time limit of tests is for.)"""
    for text in ((piece * LONGEST)[:LONGEST], (piece * LONGEST)[: LONGEST - 1] + "!"):
        library.knowledge.urgent(text)
        assert library.knowledge.understand(text).kind


def test_what_looks_like_a_pattern_is_words(tmp_path: Path) -> None:
    """No file of a content folder holds regular expressions: what admins write is compared with, never run."""
    files = {
        "topics/sleep.yaml": SLEEP.replace("best position to sleep", "(a|a)*$ sleep"),
        "safety/groups.yaml": "LEGS: ['(x+)+y$', 'numb legs']\n",
        "safety/signs/nerves.yaml": "family: nerves\nsigns:\n  - {id: numb, tier: E, name: numbness, when: [LEGS]}\n",
    }
    knowledge = open_folder(write(tmp_path, files), lambda: TODAY).knowledge
    assert knowledge.urgent("x" * LONGEST + "!") is None
    assert knowledge.urgent("numb legs") is not None

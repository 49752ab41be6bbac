"""The same levels on tests/data/held_out.jsonl: written by somebody who saw none of the content; fit nothing to it."""

from pathlib import Path

import pytest

from faq.build import Library
from faq.evaluation import Figure, evaluate, read_rows

ROWS = Path(__file__).parents[1] / "data" / "held_out.jsonl"
LEVELS = {
    "urgent recall": 0.95,
    "escalate recall": 0.85,
    "answer top-1": 0.68,
    "answered or offered": 0.84,
    "none refused": 0.78,
}


@pytest.fixture(scope="module")
def figures(library: Library) -> dict[str, Figure]:
    """The table of `backchat eval`."""
    return {figure.name: figure for figure in evaluate(read_rows(ROWS), library.reader.understand_all)}


@pytest.mark.parametrize(("name", "level"), LEVELS.items())
def test_good_enough_for_strangers(figures: dict[str, Figure], name: str, level: float) -> None:
    """Nothing was tuned on these rows."""
    share = figures[name].share
    assert share is not None
    assert share >= level


def test_seldom_a_false_alarm(figures: dict[str, Figure]) -> None:
    """Over-alarm costs the trust that a true alarm needs."""
    share = figures["false urgent"].share
    assert share is not None
    assert share <= 0.03

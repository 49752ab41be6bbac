"""The levels that understanding must hold on labelled messages that nothing was fitted to word for word."""

from pathlib import Path

import pytest

from faq.build import Library
from faq.evaluation import Figure, evaluate, read_rows

AT_LEAST = {
    "urgent recall": 0.95,
    "escalate recall": 0.85,
    "answer top-1": 0.68,
    "answered or offered": 0.87,
    "none refused": 0.78,
}
AT_MOST = {"false urgent": 0.03}


@pytest.fixture(scope="module")
def figures(library: Library, dev_messages: Path) -> dict[str, Figure]:
    """The table of `backchat eval`."""
    return {figure.name: figure for figure in evaluate(read_rows(dev_messages), library.reader.understand_all)}


def share(figure: Figure) -> float:
    """As the table shows it; these messages have rows for every figure."""
    assert figure.share is not None
    return figure.share


@pytest.mark.parametrize(("name", "level"), AT_LEAST.items())
def test_good_enough(figures: dict[str, Figure], name: str, level: float) -> None:
    """Higher is better; a failure shows what was missed."""
    missed = [(item.row.text, item.found.kind.value, item.found.topic) for item in figures[name].misses]
    assert share(figures[name]) >= level, missed


@pytest.mark.parametrize(("name", "level"), AT_MOST.items())
def test_seldom_wrong(figures: dict[str, Figure], name: str, level: float) -> None:
    """Lower is better; a failure shows what set it off."""
    wrong = [(item.row.text, item.found.kind.value) for item in figures[name].misses]
    assert share(figures[name]) <= level, wrong

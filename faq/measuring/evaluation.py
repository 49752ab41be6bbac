"""Measuring against labelled messages (docs/matching.md describes the format and each figure)."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from faq.measuring.intervals import interval
from faq.reading import Kind, Understanding

Expect = Literal["urgent", "escalate", "answer", "human", "smalltalk", "none"]

_KINDS: dict[str, frozenset[Kind]] = {
    "urgent": frozenset({Kind.CRISIS, Kind.EMERGENCY, Kind.URGENT}),
    "escalate": frozenset({Kind.BOOK, Kind.GP}),
    "answer": frozenset({Kind.ANSWER}),
    "human": frozenset({Kind.PERSON}),
    "smalltalk": frozenset({Kind.SMALLTALK}),
    "none": frozenset({Kind.UNKNOWN}),
}


class Row(BaseModel):
    """One labelled message."""

    model_config = ConfigDict(extra="allow", frozen=True)

    text: str
    expect: Expect
    also: tuple[Expect, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def accepts(self) -> frozenset[str]:
        """Every label that is as good."""
        return frozenset({self.expect, *self.also})


class RowsError(Exception):
    """A file of labelled messages that can't be read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what was made of it."""

    row: Row
    found: Understanding
    accepted: bool
    offered: bool
    """Accepted, or a suggestion with one of the row's topics."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`count` of `total` rows; `misses` are those rows that make the figure worse."""

    name: str
    count: int
    total: int
    misses: tuple[Judged, ...] = ()

    @property
    def share(self) -> float | None:
        """0 to 1, or None where no row counts."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of `share`."""
        return interval(self.count, self.total) if self.total else None


def read_rows(path: Path) -> list[Row]:
    """A JSONL file of labelled messages. Raises RowsError naming the line."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RowsError(
            f"{path.name} can't be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}."
        ) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(Row.model_validate(json.loads(line)))
        except ValueError:
            raise RowsError(
                f'{path.name} line {number}: not a labelled message; it needs {{"text": …, "expect": one of '
                f"{', '.join(_KINDS)}}}."
            ) from None
    if not rows:
        raise RowsError(f"{path.name} holds no messages.")
    return rows


def judge(row: Row, found: Understanding) -> Judged:
    """Compare one understanding with its row."""
    kinds = frozenset().union(*(_KINDS[label] for label in row.accepts))
    accepted = found.kind in kinds
    if accepted and found.kind is Kind.ANSWER and row.topics:
        accepted = found.topic in row.topics
    if not accepted and found.kind is Kind.PERSON and row.topics[:1] == ("book",):
        accepted = True
    offered = accepted
    if not accepted and "answer" in row.accepts and found.kind is Kind.SUGGEST:
        offered = not row.topics or bool(set(found.offered) & set(row.topics))
    if not accepted and offered and row.expect != "answer":
        accepted = True
    return Judged(row, found, accepted, offered)


def evaluate(rows: Sequence[Row], understand_all: Callable[[Sequence[str]], list[Understanding]]) -> list[Figure]:
    """Every figure, in the order of the table."""
    return figures(judge_all(rows, understand_all))


def judge_all(rows: Sequence[Row], understand_all: Callable[[Sequence[str]], list[Understanding]]) -> list[Judged]:
    """Every row with what was made of it, in order."""
    found = understand_all([row.text for row in rows])
    return [judge(row, understanding) for row, understanding in zip(rows, found, strict=True)]


def figures(judged: Sequence[Judged]) -> list[Figure]:
    """Every figure, in the order of the table."""

    def of(label: str) -> list[Judged]:
        return [item for item in judged if item.row.expect == label]

    calm = [item for item in judged if "urgent" not in item.row.accepts]
    settled = [
        item
        for item in judged
        if item.row.expect in {"answer", "none", "human", "smalltalk"} and "escalate" not in item.row.accepts
    ]
    answers, nones = of("answer"), of("none")
    return [
        _good("urgent recall", of("urgent"), lambda item: item.accepted),
        _bad("false urgent", calm, lambda item: item.found.kind in _KINDS["urgent"]),
        _good("escalate recall", of("escalate"), lambda item: item.accepted),
        _bad("false escalate", settled, lambda item: item.found.kind in _KINDS["escalate"]),
        _good("answer top-1", answers, lambda item: item.accepted),
        _good("answered or offered", answers, lambda item: item.offered),
        _bad("wrong direct", answers, _wrongly_answered),
        _good("none refused", nones, lambda item: item.accepted),
        _bad("none wrongly answered", nones, _wrongly_answered),
        _good("human", of("human"), lambda item: item.accepted),
        _good("smalltalk", of("smalltalk"), lambda item: item.accepted),
    ]


def confusions(judged: Sequence[Judged]) -> list[tuple[str, str, int]]:
    """(wanted, given instead, how often), most often first: topics where one was answered for another, else kinds."""
    pairs = Counter((_wanted(item), _given(item)) for item in judged if not item.accepted)
    return [(wanted, given, count) for (wanted, given), count in pairs.most_common()]


def _wanted(item: Judged) -> str:
    topics = item.row.topics
    return topics[0] if topics and item.row.expect == "answer" else item.row.expect


def _given(item: Judged) -> str:
    found = item.found
    return found.topic if found.kind is Kind.ANSWER and found.topic else found.kind.value


def _wrongly_answered(item: Judged) -> bool:
    return item.found.kind is Kind.ANSWER and not item.accepted


def _good(name: str, items: Sequence[Judged], counts: Callable[[Judged], bool]) -> Figure:
    misses = tuple(item for item in items if not counts(item))
    return Figure(name, len(items) - len(misses), len(items), misses)


def _bad(name: str, items: Sequence[Judged], counts: Callable[[Judged], bool]) -> Figure:
    hits = tuple(item for item in items if counts(item))
    return Figure(name, len(hits), len(items), hits)

"""Choosing the thresholds of matching.yaml by labelled messages."""

from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from faq.evaluation import Figure, Row, evaluate
from faq.evidence import Evidence
from faq.schema import Matching
from faq.understanding import MessageReader

LEVELS = {
    "urgent recall": 0.98,
    "escalate recall": 0.92,
    "answer top-1": 0.85,
    "answered or offered": 0.95,
    "none refused": 0.93,
    "human": 0.93,
    "smalltalk": 0.95,
}
"""The least share that is asked of each figure where more is better."""

LIMITS = {"false urgent": 0.02, "false escalate": 0.05, "wrong direct": 0.08, "none wrongly answered": 0.05}
"""The most that is allowed of each figure where less is better."""

_STEP = 0.02
_STRIDES = (16, 8, 4, 2, 1)
_SHORTFALL = 10.0
"""How much heavier a miss weighs below the level than above it."""


class Tuning:
    """Reads every row once; then any thresholds can be tried in a moment."""

    def __init__(self, reader: MessageReader, rows: Sequence[Row]) -> None:
        self._reader = reader
        self._rows = rows
        self._evidence: list[Evidence] = [reader.weigh(row.text) for row in rows]

    def figures(self, matching: Matching) -> list[Figure]:
        """What `matching` makes of the rows."""
        found = [self._reader.decide(evidence, matching) for evidence in self._evidence]
        return evaluate(self._rows, lambda _: found)

    def best(self, start: Matching) -> Matching:
        """Thresholds with the least loss: one is moved at a time, in ever smaller strides, until none gains."""
        best, least = start, loss(self.figures(start))
        for stride in _STRIDES:
            moved = True
            while moved:
                moved = False
                for matching in _neighbours(best, stride * _STEP):
                    if (lost := loss(self.figures(matching))) < least - 1e-9:
                        best, least, moved = matching, lost, True
        return best


def loss(figures: Iterable[Figure]) -> float:
    """The sum of all errors (0 to 1 each), those beyond the asked levels counted ten times more."""
    total = 0.0
    for figure in figures:
        if figure.share is None:
            continue
        if figure.name in LEVELS:
            error, allowed = 1 - figure.share, 1 - LEVELS[figure.name]
        else:
            error, allowed = figure.share, LIMITS[figure.name]
        total += error + _SHORTFALL * max(0.0, error - allowed)
    return total


def _neighbours(matching: Matching, step: float) -> Iterable[Matching]:
    values = matching.model_dump()
    for name, value in values.items():
        for moved in (value - step, value + step):
            try:
                yield Matching.model_validate(values | {name: round(moved, 2)})
            except ValidationError:  # beyond its range
                continue

"""Choosing the thresholds of matching.yaml by labelled messages."""

from collections.abc import Callable, Iterable, Sequence

from pydantic import ValidationError

from faq.content_files import Content
from faq.evidence import Evidence
from faq.measuring.crossvalidation import EXPECT_OF_INTENT, FOLDS, in_fold, not_in_fold
from faq.measuring.evaluation import Figure, Judged, Row, figures, judge
from faq.reading import Understanding
from faq.understanding import MessageReader
from faq.written.matching import Matching

LEVELS = {
    "urgent recall": 0.98,
    "escalate recall": 0.92,
    "answer top-1": 0.74,
    "answered or offered": 0.90,
    "none refused": 0.82,
    "human": 0.93,
    "smalltalk": 0.95,
}
"""The least share that is asked of each figure where more is better."""

LIMITS = {"false urgent": 0.02, "false escalate": 0.05, "wrong direct": 0.08, "none wrongly answered": 0.05}
"""The most that is allowed of each figure where less is better."""

_RESERVE = 0.01
"""By how much a level should be passed: messages that chose nothing fall a little short of those that did."""

_STEP = 0.02
_STRIDES = (16, 4, 1)
_GAIN = 1e-3
_SHORTFALL = 10.0
"""How much heavier a miss weighs below the level than above it."""


Sample = Sequence[tuple[Row, Evidence]]
"""Labelled messages, each as it was read."""


class Tuning:
    """Tries thresholds on messages that were read already, which takes a moment each.

    `decide` applies thresholds. Each of the `samples` counts as much as the next, whatever its size.
    """

    def __init__(self, decide: Callable[[Evidence, Matching], Understanding], samples: Sequence[Sample]) -> None:
        self._decide = decide
        self._samples = samples

    def figures(self, matching: Matching) -> list[list[Figure]]:
        """What `matching` makes of each sample."""
        return [
            figures([judge(row, self._decide(evidence, matching)) for row, evidence in sample])
            for sample in self._samples
        ]

    def best(self, start: Matching) -> Matching:
        """Thresholds with the least loss: one is moved at a time, in ever smaller strides, until none gains."""
        best, least = start, self._loss(start)
        for stride in _STRIDES:
            moved = True
            while moved:
                moved = False
                for matching in _neighbours(best, stride * _STEP):
                    if (lost := self._loss(matching)) < least - _GAIN:
                        best, least, moved = matching, lost, True
        return best

    def cross_validated(self, start: Matching) -> list[Judged]:
        """The first sample, each fifth of it decided by thresholds that were chosen without it."""
        first, *others = self._samples
        judged: list[Judged] = []
        for fold in range(FOLDS):
            best = Tuning(self._decide, [not_in_fold(fold, first), *others]).best(start)
            judged += [judge(row, self._decide(evidence, best)) for row, evidence in in_fold(fold, first)]
        return judged

    def _loss(self, matching: Matching) -> float:
        return sum(map(loss, self.figures(matching)))


def weighed(reader: MessageReader, rows: Iterable[Row]) -> Sample:
    """Rows as `reader` reads them."""
    return [(row, reader.weigh(row.text)) for row in rows]


def own_rows(content: Content) -> list[Row]:
    """The content's own test phrases as labelled messages."""
    return [
        *(Row(text=text, expect="answer", topics=(topic,)) for topic, texts in content.tests.items() for text in texts),
        *(
            Row(text=text, expect=EXPECT_OF_INTENT[content.intents[intent].kind])
            for intent, texts in content.intent_tests.items()
            for text in texts
        ),
        *(Row(text=text, expect="none") for texts in content.out_of_scope_tests.values() for text in texts),
    ]


def loss(figures: Iterable[Figure]) -> float:
    """The sum of all errors (0 to 1 each), those beyond the asked levels (and the reserve) counted ten times more."""
    total = 0.0
    for figure in figures:
        if figure.share is None:
            continue
        if figure.name in LEVELS:
            error, allowed = 1 - figure.share, 1 - LEVELS[figure.name]
        else:
            error, allowed = figure.share, LIMITS[figure.name]
        total += error + _SHORTFALL * max(0.0, error - max(0.0, allowed - _RESERVE))
    return total


def _neighbours(matching: Matching, step: float) -> Iterable[Matching]:
    values = matching.model_dump()
    for name, value in values.items():
        for moved in (value - step, value + step):
            try:
                yield Matching.model_validate(values | {name: round(moved, 2)})
            except ValidationError:  # beyond its range
                continue

"""Which topic a message is about, and whether it is ours at all: a linear model over the content's own phrases.

Words and word pairs (what is asked), pieces of words (endings, typos) and static word vectors (synonyms: wordllama's,
shipped with that package, no download) feed one linear classifier over topics, intents and groups of messages that
are not ours. docs/matching.md gives the figures that chose it.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from faq.models.features import BLOCKS, WIDTH_OF_WORDS, Features, Numbers, Row, matrix
from faq.models.linear import Linear, logistic

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

TEMPERATURE = 0.14
"""Turns the classifier's distances into chances; fitted on held-out phrases."""

_PART = 0.25
"""How much the clearest part of a message counts beside the whole; fitted on labelled messages."""

_QUESTION = 0.3
"""How much the clearest of its questions counts for its topic, beside all that; fitted on labelled messages."""

_EXACT = 0.95
_NEAR_EXACT = 95.0
_FAMILIAR = 0.28
_FAMILIAR_SLOPE = 20.0
_OURS_SLOPE = 3.0
_OURS_MIDDLE = 0.5
_NEGATIONS = frozenset(["not", "no", "never", "without", "dont", "cant", "isnt", "doesnt", "wont", "didnt", "cannot"])


class LabelKind(StrEnum):
    """What a training phrase leads to."""

    TOPIC = "topic"
    INTENT = "intent"
    NONE = "none"


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A class of the model, e.g. topic "sleep" or group "phones-and-tech" of what is not ours."""

    kind: LabelKind
    id: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Chances (0 to 1, together 1) of each label for one message, highest first.

    `ours`: the chance (0 to 1) that the message is for us at all. `exact`: it is a known phrase, near enough.
    """

    scores: tuple[tuple[Label, float], ...] = ()
    ours: float = 0.0
    exact: bool = False

    def of(self, kind: LabelKind) -> list[tuple[str, float]]:
        """The labels of one kind, highest first."""
        return [(label.id, score) for label, score in self.scores if label.kind is kind]

    def total(self, kind: LabelKind) -> float:
        """The chance that the message is of this kind."""
        return sum(score for label, score in self.scores if label.kind is kind)


@dataclass(frozen=True, slots=True)
class LearntRanking:
    """Two classifiers over the same features: which label, and, where there are examples of what is not ours,
    ours or not. `phrases` are all phrases of the content in plain words; `labels` the columns of `which`, in order.
    """

    phrases: tuple[tuple[str, Label], ...]
    labels: tuple[Label, ...]
    which: Linear | None
    ours: Linear | None


class Ranker:
    """Ranks messages by what was learnt. Both classifiers are asked whether a message is ours: together they are right
    more often than either.
    """

    def __init__(self, features: Features, learnt: LearntRanking) -> None:
        self._phrases = dict(learnt.phrases)
        self._by_length = _by_length(self._phrases)
        self._labels = learnt.labels
        self._topic = np.array([label.kind is LabelKind.TOPIC for label in learnt.labels])
        self._none = np.array([label.kind is LabelKind.NONE for label in learnt.labels])
        self._current = set(self._phrases.values())
        self._which = learnt.which
        self._ours = learnt.ours
        self._features = features

    def knowing(self, phrases: dict[str, Label]) -> "Ranker":
        """The same ranking with other phrases: known ones are found at once, until there is time to train anew."""
        ranker = copy(self)
        ranker._phrases = phrases  # noqa: SLF001  # a copy of our own
        ranker._by_length = _by_length(phrases)  # noqa: SLF001  # the same
        ranker._current = set(phrases.values())  # noqa: SLF001  # the same
        return ranker

    def rank(self, texts: Sequence[str], rows: Sequence[Row], questions: Sequence[Row] = ()) -> list[Ranking]:
        """A message, which comes first, and its parts, each with its Ranking; `rows` are their features, in order.

        What the message is about is said by the whole, by its clearest part, and by the clearest of its `questions`:
        a long story is told for what it asks.
        """
        distances = np.stack([self._distances(row) for row in rows])
        if len(texts) > 1:
            distances[0] = (1 - _PART) * distances[0] + _PART * distances[1:].max(axis=0)
        if questions:
            asked = np.stack([self._distances(row) for row in questions]).max(axis=0)
            blended = (1 - _QUESTION) * distances[0] + _QUESTION * asked
            distances[0] = np.where(self._topic, blended, distances[0])
        powers = np.exp((distances - distances.max(axis=1, keepdims=True)) / TEMPERATURE)
        chances = powers / powers.sum(axis=1, keepdims=True)
        ours = self._chance_ours(rows, chances)
        return [self._ranking(*one) for one in zip(texts, chances, map(float, ours), strict=True)]

    def _ranking(self, text: str, chances: Numbers, ours: float) -> Ranking:
        scores = {self._labels[place]: float(chances[place]) for place in np.argsort(-chances)}
        exact = self._near_exact(text)
        if exact:
            known = {exact: _EXACT + (1 - _EXACT) * scores.get(exact, 0.0)}
            scores = known | {label: (1 - _EXACT) * score for label, score in scores.items() if label != exact}
            ours = 1 - _EXACT if exact.kind is LabelKind.NONE else _EXACT
        current = tuple((label, score) for label, score in scores.items() if label in self._current)
        return Ranking(current, ours, exact is not None)

    def _chance_ours(self, rows: Sequence[Row], chances: Numbers) -> Numbers:
        if self._ours is None:
            nearest = (_worded(rows) @ self._known.T).max(axis=1).toarray().ravel() / BLOCKS
            return logistic(_FAMILIAR_SLOPE * (nearest - _FAMILIAR))
        distance = np.array([self._ours.distances(row)[0] for row in rows])
        return logistic(_OURS_SLOPE * (distance + 1 - chances[:, self._none].sum(axis=1) - _OURS_MIDDLE))

    @cached_property
    def _known(self) -> "csr_matrix":
        return _worded(self._features.of(_ours(self._phrases)))

    def _distances(self, row: Row) -> Numbers:
        if self._which is None:
            return np.ones(1, np.float32)
        distances = self._which.distances(row)
        return np.concatenate([-distances, distances]) if len(distances) == 1 else distances

    def _near_exact(self, text: str) -> Label | None:
        if text in self._phrases:
            return self._phrases[text]
        near = chain.from_iterable(self._by_length.get(length, ()) for length in _lengths_near(len(text)))
        found = process.extractOne(text, list(near), scorer=fuzz.ratio, score_cutoff=_NEAR_EXACT)
        if found and _NEGATIONS & set(text.split()) == _NEGATIONS & set(found[0].split()):
            return self._phrases[found[0]]
        return None

    def closest(self, text: str, label: Label) -> str:
        """The phrase of `label` that is most like `text`, for people who ask why."""
        own = [phrase for phrase, of in self._phrases.items() if of == label]
        return str(process.extractOne(text, own, scorer=fuzz.token_set_ratio)[0])


def _by_length(phrases: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for phrase in phrases:
        found.setdefault(len(phrase), []).append(phrase)
    return found


def _lengths_near(length: int) -> range:
    """The lengths of texts that can be _NEAR_EXACT to one of this length: each letter more counts as one slip."""
    slips = 100 - _NEAR_EXACT
    return range(int(length * (100 - slips) / (100 + slips)), int(length * (100 + slips) / (100 - slips)) + 2)


def _worded(rows: Sequence[Row]) -> "csr_matrix":
    return matrix(rows)[:, :WIDTH_OF_WORDS]


def _ours(phrases: Mapping[str, Label]) -> list[str]:
    return [text for text, label in phrases.items() if label.kind is not LabelKind.NONE]

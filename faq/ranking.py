"""Which topic a message is about, and whether it is ours at all: a linear model over the content's own phrases.

Words and word pairs (what is asked), pieces of words (endings, typos) and static word vectors (synonyms: wordllama's,
shipped with that package, no download) feed one linear classifier over topics, intents and groups of messages that
are not ours. docs/matching.md gives the figures that chose it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import wordllama
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

VECTOR_SIZE = 128
"""Leading dimensions of the word vectors; wordllama's are trained so that a prefix works (Matryoshka)."""

TEMPERATURE = 0.25
"""Turns the classifier's distances into chances; fitted on held-out phrases."""

_PENALTY = 0.5
_NEAR_EXACT = 95.0
_NEGATIONS = frozenset("not no never without dont cant isnt doesnt wont didnt cannot".split())

Matrix = NDArray[np.float64]


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
    """Chances (0 to 1, together 1) of each label for one message, highest first; `exact`: a known phrase, near enough."""

    scores: tuple[tuple[Label, float], ...]
    exact: bool = False

    def of(self, kind: LabelKind) -> list[tuple[str, float]]:
        """The labels of one kind, highest first."""
        return [(label.id, score) for label, score in self.scores if label.kind is kind]

    def total(self, kind: LabelKind) -> float:
        """The chance that the message is of this kind."""
        return sum(score for label, score in self.scores if label.kind is kind)


@lru_cache(maxsize=1)
def _vectors() -> wordllama.WordLlamaInference:
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


class Ranker:
    """Trained once on (text, label) pairs; `texts` come with their spelling mended."""

    def __init__(self, examples: Sequence[tuple[str, Label]]) -> None:
        texts = [text for text, _ in examples]
        self._labels = sorted({label for _, label in examples})
        place = {label: index for index, label in enumerate(self._labels)}
        self._phrases = {text: label for text, label in examples}
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", dtype=np.float64)
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2)
        if len(texts) < 2:  # noqa: PLR2004  # one phrase alone has no piece that occurs twice
            self._pieces.min_df = 1
        self._words.fit(texts)
        self._pieces.fit(texts)
        self._model: LinearSVC | None = None
        if len(self._labels) > 1:
            self._model = LinearSVC(C=_PENALTY).fit(self._features(texts), [place[label] for _, label in examples])

    def rank(self, texts: Sequence[str]) -> list[Ranking]:
        """One Ranking a text. An empty text gives a Ranking without scores."""
        known = [text for text in texts if text]
        ranked = iter(self._rank_known(known)) if known else iter(())
        return [next(ranked) if text else Ranking(()) for text in texts]

    def _rank_known(self, texts: Sequence[str]) -> list[Ranking]:
        chances = self._chances(texts)
        rankings = []
        for text, row in zip(texts, chances, strict=True):
            exact = self._near_exact(text)
            if exact:
                row = row * 0.05  # noqa: PLW2901  # the phrase itself decides; the rest stays in order
                row[self._labels.index(exact)] += 0.95
            order = np.argsort(-row)
            scores = tuple((self._labels[index], float(row[index])) for index in order)
            rankings.append(Ranking(scores, exact is not None))
        return rankings

    def _chances(self, texts: Sequence[str]) -> Matrix:
        if self._model is None:
            return np.ones((len(texts), 1))
        distances = self._model.decision_function(self._features(texts))
        if len(self._labels) == 2:  # noqa: PLR2004  # scikit-learn gives one column for two classes
            distances = np.stack([-distances, distances], axis=1)
        powers = np.exp((distances - distances.max(axis=1, keepdims=True)) / TEMPERATURE)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def _features(self, texts: Sequence[str]) -> sp.csr_matrix:
        vectors = np.nan_to_num(_vectors().embed(list(texts))[:, :VECTOR_SIZE])
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        parts = [self._words.transform(texts), self._pieces.transform(texts), sp.csr_matrix(vectors / lengths)]
        return sp.hstack(parts, format="csr")

    def _near_exact(self, text: str) -> Label | None:
        if text in self._phrases:
            return self._phrases[text]
        found = process.extractOne(text, self._phrases.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_EXACT)
        if found and _NEGATIONS & set(text.split()) == _NEGATIONS & set(found[0].split()):
            return self._phrases[found[0]]
        return None

    def closest(self, text: str, label: Label) -> str | None:
        """The phrase of `label` that is most like `text`, for people who ask why."""
        own = [phrase for phrase, of in self._phrases.items() if of == label]
        found = process.extractOne(text, own, scorer=fuzz.token_set_ratio)
        return found[0] if found else None


def weights(texts: Sequence[str]) -> Mapping[str, int]:
    """How often each word stands in `texts`: the vocabulary that spelling is mended against."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text.split():
            counts[word] = counts.get(word, 0) + 1
    return counts

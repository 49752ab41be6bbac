"""Messages as numbers: words and word pairs, pieces of words, and static word vectors, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import wordllama
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

VECTOR_SIZE = 128
"""Leading dimensions of wordllama's vectors; they are trained so that a prefix works (Matryoshka)."""

BLOCKS = 3
"""Each of the three parts has length 1, so two equal messages have the dot product 3."""

Numbers = NDArray[np.float64]


class Features:
    """Fitted once on every phrase of the content; `of` then gives one row a text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+")  # noqa: S106  # a token here is a word
        self._pieces = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=min(2, len(texts))
        )
        unique = list(dict.fromkeys(texts))
        rows = _beside(self._words.fit_transform(unique), self._pieces.fit_transform(unique), unique)
        place = {text: index for index, text in enumerate(unique)}
        self.fitted = rows[[place[text] for text in texts]]
        """The rows of `texts` themselves."""

    def of(self, texts: Sequence[str]) -> sp.csr_matrix:
        """A sparse matrix with one row for each text."""
        return _beside(self._words.transform(texts), self._pieces.transform(texts), texts)


def _beside(words: sp.csr_matrix, pieces: sp.csr_matrix, texts: Sequence[str]) -> sp.csr_matrix:
    vectors = np.nan_to_num(_vectors().embed(list(texts))[:, :VECTOR_SIZE])
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return sp.hstack([words, pieces, sp.csr_matrix(vectors / lengths)], format="csr")


@lru_cache(maxsize=1)
def _vectors() -> wordllama.WordLlamaInference:
    # The copy that the package ships: without these two it would look for a download.
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


@dataclass(frozen=True, slots=True)
class Linear:
    """A fitted linear classifier, without scikit-learn's checks at every call."""

    weights: Numbers
    offsets: Numbers

    def distances(self, rows: sp.csr_matrix) -> Numbers:
        """How far each row is on the side of each class: one column a class, one in all for two classes."""
        return np.asarray(rows @ self.weights + self.offsets)


def fit(rows: sp.csr_matrix, labels: NDArray[np.int_] | NDArray[np.bool_], *, balanced: bool = False) -> Linear | None:
    """A linear classifier over labels 0, 1, 2 …, or None where there is only one class."""
    if len(np.unique(labels)) < 2:  # nothing to tell apart
        return None
    model = LinearSVC(C=0.5, tol=1e-2, class_weight="balanced" if balanced else None).fit(rows, labels)
    return Linear(np.ascontiguousarray(model.coef_.T), model.intercept_)


def logistic(values: Numbers) -> Numbers:
    """Distances as chances, 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-values)))

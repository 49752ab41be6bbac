"""Linear classifiers: fitted by scikit-learn, asked without it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.models.features import WIDTH, Numbers, Row, matrix

_SEED = 0
"""So that the same content always teaches the same."""


@dataclass(frozen=True, slots=True)
class Linear:
    """`weights` (features, classes) and `offsets` (classes,); one column where there are two classes."""

    weights: Numbers
    offsets: Numbers

    def distances(self, row: Row) -> Numbers:
        """How far a text is on the side of each class: (classes,)."""
        return np.asarray(row.values @ self.weights[row.places] + self.offsets)


def fit(
    rows: Sequence[Row],
    labels: NDArray[np.int_] | NDArray[np.bool_],
    *,
    width: int = WIDTH,
    balanced: bool = False,
    c: float = 0.5,
) -> Linear | None:
    """A linear classifier over labels 0, 1, 2 …, or None where there is only one class.

    The smaller `c`, the less a single example counts.
    """
    if len(np.unique(labels)) < 2:  # nothing to tell apart
        return None
    from sklearn.svm import LinearSVC  # noqa: PLC0415  # takes longer to import than a start from the cache

    weights = "balanced" if balanced else None
    model = LinearSVC(C=c, tol=1e-2, class_weight=weights, random_state=_SEED).fit(matrix(rows, width), labels)
    return Linear(np.ascontiguousarray(model.coef_.T, np.float32), model.intercept_.astype(np.float32))


def logistic(values: Numbers) -> Numbers:
    """Distances as chances, 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-values)))

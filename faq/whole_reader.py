"""A second pair of eyes: a linear model over the message as a whole, for phrasings that no rule foresaw.

For red flags it only ever raises a tier: it learns from safety/examples, from the signs' own examples, and from
everything else in the content as calm messages; what the rules found to be negated, past or hypothetical is left out
of what it sees. For tier P it learns from booking-examples and from signals.yaml.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np
import scipy.sparse as sp

from faq.features import fit

Found = TypeVar("Found")


class WholeReader(Generic[Found]):
    """Trained on feature rows and what each calls for (None: nothing, a calm message)."""

    def __init__(self, rows: sp.csr_matrix, labels: Sequence[Found | None]) -> None:
        self._kinds = list(dict.fromkeys(label for label in labels if label is not None))
        places = np.array([-1 if label is None else self._kinds.index(label) for label in labels])
        raised = places >= 0
        self._raised = fit(rows, raised)
        self._kind = fit(rows[raised], places[raised]) if raised.any() else None

    def distance(self, row: sp.csr_matrix) -> float:
        """How far a message (one row) is from calm: about -1 to 1, 0 in the middle."""
        return float(self._raised.distances(row)[0, 0]) if self._raised else float("-inf")

    def kind(self, row: sp.csr_matrix) -> Found:
        """What a message that is not calm calls for. Only after training with some that call for something."""
        if self._kind is None:
            return self._kinds[0]
        distances = self._kind.distances(row)[0]
        return self._kinds[int(np.argmax(distances)) if len(distances) > 1 else int(distances[0] > 0)]

"""A second pair of eyes: a linear model over the message as a whole, for phrasings that no rule foresaw.

For red flags it only ever raises a tier: it learns from safety/examples, from the signs' own examples, and from
everything else in the content as calm messages; what the rules found to be negated, past or hypothetical is left out
of what it sees. For tier P it learns from booking-examples and from signals.yaml.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from faq.linear import Linear, fit
from faq.schema import Tier


@dataclass(frozen=True, slots=True)
class WholeReader:
    """`raised` tells calm messages from others, `kind` which of `kinds` the others call for; None where untaught."""

    kinds: tuple[Tier, ...]
    raised: Linear | None
    kind: Linear | None

    @classmethod
    def learn(cls, rows: sp.csr_matrix, labels: Sequence[Tier | None]) -> "WholeReader":
        """From feature rows and what each calls for (None: nothing, a calm message)."""
        kinds = tuple(dict.fromkeys(label for label in labels if label is not None))
        places = np.array([-1 if label is None else kinds.index(label) for label in labels])
        raised = places >= 0
        return cls(kinds, fit(rows, raised), fit(rows[raised], places[raised]) if raised.any() else None)

    def distance(self, row: sp.csr_matrix) -> float:
        """How far a message (one row) is from calm: about -1 to 1, 0 in the middle."""
        return float(self.raised.distances(row)[0, 0]) if self.raised else float("-inf")

    def tier(self, row: sp.csr_matrix) -> Tier:
        """What a message that is not calm calls for. Only after learning from some that call for something."""
        if self.kind is None:
            return self.kinds[0]
        distances = self.kind.distances(row)[0]
        return self.kinds[int(np.argmax(distances)) if len(distances) > 1 else int(distances[0] > 0)]

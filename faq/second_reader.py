"""A second pair of eyes for red flags: a linear model over whole messages, for phrasings that no rule foresaw.

It learns from safety/examples/*.yaml, from the signs' own examples, and from everything else in the content as calm
messages. It only ever raises a tier; the rules' reading stays as it is. What the rules found to be negated, past or
hypothetical is left out of what it sees.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from faq.features import fit
from faq.schema import Tier

_TIERS = (Tier.CRISIS, Tier.EMERGENCY, Tier.URGENT)


class SecondReader:
    """Trained on feature rows and their tiers (None: calm). `above`: how far on the urgent side a message must be."""

    def __init__(self, rows: sp.csr_matrix, tiers: Sequence[Tier | None], above: float) -> None:
        self._above = above
        places = np.array([-1 if tier is None else _TIERS.index(tier) for tier in tiers])
        urgent = places >= 0
        self._urgent = fit(rows, urgent)
        self._known = np.unique(places[urgent])
        self._tier = fit(rows[urgent], places[urgent]) if urgent.any() else None

    def read(self, row: sp.csr_matrix) -> Tier | None:
        """The tier that a message (one row) calls for; None for a calm one."""
        if self._urgent is None or float(self._urgent.distances(row)[0, 0]) < self._above:
            return None
        if self._tier is None:
            return _TIERS[int(self._known[0])]
        distances = self._tier.distances(row)[0]
        place = int(np.argmax(distances)) if len(distances) > 1 else int(distances[0] > 0)
        return _TIERS[int(self._known[place])]

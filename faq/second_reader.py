"""A second pair of eyes for red flags: a linear model over whole messages, for phrasings that no rule foresaw.

It learns from safety/examples/*.yaml, from the signs' own examples, and from everything else in the content as calm
messages. It only ever raises a tier; the rules' reading stays as it is. What the rules found to be negated, past or
hypothetical is left out of what it sees.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from faq.features import Features, fit
from faq.schema import Tier

_TIERS = (Tier.CRISIS, Tier.EMERGENCY, Tier.URGENT)


class SecondReader:
    """Trained on feature rows and their tiers (None: calm). `above`: how far on the urgent side a message must be."""

    def __init__(self, features: Features, rows: sp.csr_matrix, tiers: Sequence[Tier | None], above: float) -> None:
        self._features = features
        self._above = above
        places = np.array([-1 if tier is None else _TIERS.index(tier) for tier in tiers])
        self._urgent = fit(rows, places >= 0)
        self._tier = fit(rows[places >= 0], places[places >= 0]) if (places >= 0).any() else None

    def read(self, text: str) -> Tier | None:
        """The tier that the message calls for; None for a calm one."""
        if self._urgent is None or not text:
            return None
        row = self._features.of([text])
        if float(self._urgent.decision_function(row)[0]) < self._above:
            return None
        return _TIERS[int(self._tier.predict(row)[0])] if self._tier is not None else Tier.EMERGENCY

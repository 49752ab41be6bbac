"""A second pair of eyes: a linear model over the message as a whole, for phrasings that no rule foresaw.

For red flags it only ever raises a tier: it learns from safety/examples, from the signs' own examples, and from
everything else in the content as calm messages; what the rules found to be negated, past or hypothetical is left out
of the words it sees. Beside the words it sees what the rules found, by name, so that rare wordings of a sign count like
common ones. For tier P it learns from booking-examples and from signals.yaml.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from faq.models.features import WIDTH_WITH_CONCEPTS, Row
from faq.models.linear import Linear, fit
from faq.written.safety import Tier


@dataclass(frozen=True, slots=True)
class WholeReader:
    """`raised` tells calm messages from others, `kind` which of `kinds` the others call for; None where untaught."""

    kinds: tuple[Tier, ...]
    raised: Linear | None
    kind: Linear | None

    @classmethod
    def learn(cls, rows: Sequence[Row], labels: Sequence[Tier | None], *, balanced: bool = False) -> "WholeReader":
        """From feature rows and what each calls for (None: nothing, a calm message).

        `balanced`: the few that are not calm weigh as much as all the calm ones.
        """
        kinds = tuple(dict.fromkeys(label for label in labels if label is not None))
        places = np.array([-1 if label is None else kinds.index(label) for label in labels])
        raised = places >= 0
        own = [row for row, is_raised in zip(rows, raised, strict=True) if is_raised]
        return cls(
            kinds,
            raised=fit(rows, raised, width=WIDTH_WITH_CONCEPTS, balanced=balanced),
            kind=fit(own, places[raised], width=WIDTH_WITH_CONCEPTS),
        )

    def distance(self, row: Row) -> float:
        """How far a message is from calm: about -1 to 1, 0 in the middle."""
        return float(self.raised.distances(row)[0]) if self.raised else float("-inf")

    def tier(self, row: Row) -> Tier | None:
        """What a message that is not calm calls for; None where only calm messages are known."""
        if self.kind is None:
            return self.kinds[0] if self.kinds else None
        distances = self.kind.distances(row)
        return self.kinds[int(np.argmax(distances)) if len(distances) > 1 else int(distances[0] > 0)]

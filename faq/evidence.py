"""What was read in a message, before any threshold: the input of faq/decision.py."""

from dataclasses import dataclass, field

from faq.models.ranking import Ranking
from faq.rules.safety import SafetyReading
from faq.rules.signals import SignalReading
from faq.written.safety import Tier


@dataclass(frozen=True, slots=True)
class Evidence:
    """One message as the readers see it. `text` is what was written, `words` how many words that is.

    `urgency` and `booking` are how far the message as a whole is from calm, and from not needing an appointment
    (distances, about -1 to 1); `urgent_tier` what it calls for if it is not calm, None where the rules have raised the
    message already. `asked` rank the parts that ask something, where it has several: two questions in one message.
    `symbol_intent`: what emoji alone say.
    """

    text: str
    words: int
    safety: SafetyReading = field(default_factory=SafetyReading)
    urgency: float = float("-inf")
    urgent_tier: Tier | None = None
    signals: SignalReading = field(default_factory=SignalReading)
    booking: float = float("-inf")
    ranking: Ranking = field(default_factory=Ranking)
    asked: tuple[Ranking, ...] = ()
    symbol_intent: str | None = None

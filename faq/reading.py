"""What was understood of one message: the result that `faq` hands to the conversation."""

from dataclasses import dataclass
from enum import StrEnum

from faq.written.safety import Tier
from faq.written.topics import Flag


class Kind(StrEnum):
    """What the bot does first with a message (design.md section 1)."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"
    URGENT = "urgent"
    GP = "gp"
    BOOK = "book"
    ANSWER = "answer"
    SUGGEST = "suggest"
    PERSON = "person"
    SMALLTALK = "smalltalk"
    UNKNOWN = "unknown"


KIND_OF_TIER = {
    Tier.CRISIS: Kind.CRISIS,
    Tier.EMERGENCY: Kind.EMERGENCY,
    Tier.URGENT: Kind.URGENT,
    Tier.GP: Kind.GP,
    Tier.BOOK: Kind.BOOK,
}


class Standing(StrEnum):
    """How a sign stands in the message; only PRESENT raises its tier."""

    PRESENT = "present"
    NEGATED = "negated"
    PAST = "past"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True, slots=True)
class Signal:
    """A safety sign or a reason for tier P found in a message.

    `words` are the patient's own; `name` is the approved phrase that cards use for it. `language` is the one that
    the patient writes, where it is one of safety/languages.
    """

    id: str
    tier: Tier
    words: str
    name: str
    family: str = ""
    weak: bool = False
    standing: Standing = Standing.PRESENT
    rule: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that the message may be about. `score` is a calibrated chance, 0 to 1."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything read from one message on its own, with no earlier conversation.

    `signals` are present signs and reasons, most urgent first. `topic` is an answer to give (also beside BOOK or GP),
    `second` a second question's answer. `candidates` rank all topics that come near, for "Not what I meant".
    `days` is how long the trouble has lasted, where the message says so; for
    `complaint` see SignalReading. `notes` are fixed words (ids of tier S signs)
    that stand before the answer. `about_health` is False only for messages that plainly are not about a body.
    """

    kind: Kind
    topic: str | None = None
    second: str | None = None
    offered: tuple[str, ...] = ()
    score: float = 0.0
    signals: tuple[Signal, ...] = ()
    flags: frozenset[Flag] = frozenset()
    notes: tuple[str, ...] = ()
    intent: str | None = None
    candidates: tuple[Candidate, ...] = ()
    days: int | None = None
    worsening: bool = False
    complaint: bool = False
    about_health: bool = True

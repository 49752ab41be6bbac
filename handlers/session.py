"""What is remembered of a chat, and for how long: ids and times, never words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from faq.written.safety import Tier
from faq.written.topics import Flag

HELD_FOR = timedelta(days=14)
"""How long E, U and crisis hold (design.md section 5; the 14 days of the GIRFT pathway)."""

OFFER_LASTS = timedelta(hours=24)
"""A pending case without consent is deleted after this (design.md section 6)."""

OFFER_AGAIN_AFTER = timedelta(days=7)
"""A declined offer is not repeated sooner, unless things get worse."""

SESSION_EXPIRES = timedelta(days=30)
"""A session untouched for this long is forgotten."""

NOTE_WAITS = timedelta(hours=12)
"""A note is awaited no longer than this without any message."""


class Step(StrEnum):
    """Where the conversation stands."""

    OPEN = "open"
    SUGGESTED = "suggested"
    REPHRASE = "rephrase"
    OFFERED_CASE = "offered_case"
    NOTE = "note"
    CONFIRM_DELETE = "confirm_delete"
    DIARY_PAIN = "diary_pain"
    DIARY_DONE = "diary_done"
    DIARY_NOTE = "diary_note"


@dataclass(frozen=True, slots=True)
class Held:
    """A raised tier: until `until`, or until "I've been seen". `language`: see Signal."""

    tier: Tier
    signs: tuple[str, ...]
    until: datetime
    language: str = ""


class CaseState(StrEnum):
    """The life of a case: PENDING is an offer without consent (no words, no name)."""

    PENDING = "pending"
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"

    @property
    def is_open(self) -> bool:
        """Whether the clinic still has to deal with it: the patient agreed, and nobody has closed it."""
        return self in OPEN_STATES


OPEN_STATES = (CaseState.OPEN, CaseState.TAKEN)


class Talk(StrEnum):
    """Whether a patient's messages are passed to the clinic: asked once, only with consent, until it ends."""

    NONE = ""
    ASKED = "asked"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the conversation may know of the patient's pending or open case."""

    number: int
    state: CaseState
    talk: Talk = Talk.NONE
    code: str = field(default="", compare=False)
    """What its booking link carries; random, and "" for none."""

    @property
    def talks(self) -> bool:
        """Whether the patient's messages are passed to the clinic."""
        return self.state.is_open and self.talk is Talk.ON


class Feeling(StrEnum):
    """The answer to "How are things?"."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class CheckIns:
    """A patient's check-ins: when they are, and what was answered last. `since` is when the trouble began."""

    times: tuple[datetime, ...]
    since: datetime
    zone: str
    asked_at: datetime | None = None
    """The check-in that waits for an answer."""
    unanswered: int = 0
    """How many in a row nobody answered."""
    feeling: Feeling | None = None
    score: int | None = None
    scoring: bool = False
    """The last answer may still get its number."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is remembered of a chat: ids and times, never words."""

    step: Step = Step.OPEN
    topic: str | None = None
    shown: tuple[str, ...] = ()
    """Topics already offered or answered for the present question."""
    next_topics: tuple[str, ...] = ()
    """Candidates left for "Not what I meant"."""
    reasons: tuple[str, ...] = ()
    """Reason ids of tier P given in this conversation, for the card (e.g. "persistent", "limits-work")."""
    days: int | None = None
    held: Held | None = None
    flags: frozenset[Flag] = frozenset()
    rephrased: bool = False
    """The present question was already put in other words at our request; it is not asked for twice."""
    told_free: bool = False
    """The GP and NHS physio were named as free options in this conversation."""
    unanswered: bool = False
    """The last question had no answer; it may be suggested to the clinic, once."""
    offer: str = ""
    """A short key of what the last consent question named: a Yes to another question doesn't count."""
    entry: datetime | None = None
    """The entry of the diary that is being written."""
    declined_at: datetime | None = None
    check_ins: CheckIns | None = None
    no_check_ins_at: datetime | None = None
    zone: str = ""
    """The patient's time zone, where they named one."""
    touched_at: datetime | None = None
    """When the last event came; a session older than SESSION_EXPIRES is forgotten."""
    case: CaseView | None = None
    """Loaded with the session from the cases table, not stored in it."""

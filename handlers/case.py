"""The clinic's side: a case as the staff group sees it, and what an action on it does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faq.wording.desk import CloseReason
from handlers.replies import Reply
from handlers.session import CaseState, Talk

NOTE_LENGTH = 3000
"""Characters of a patient's note: what fits on a card beside the rest."""


@dataclass(frozen=True, slots=True)
class Case:
    """A consented case as the staff group sees it. Times are UTC."""

    number: int
    state: CaseState
    chat_id: int
    name: str
    username: str
    reasons: tuple[str, ...]
    days: int | None
    topic: str | None
    opened_at: datetime
    note: str = ""
    phone: str = ""
    safety_advice_at: datetime | None = None
    taken_by: str = ""
    taken_by_id: int | None = None
    taken_at: datetime | None = None
    done_by: str = ""
    done_at: datetime | None = None
    unreachable: bool = False
    deleted: bool = False
    replies_sent: int = 0
    last_reply_at: datetime | None = None
    outcome: CloseReason | None = None
    """Why it is closed."""
    team_note: str = ""
    """What staff wrote for each other."""
    waits_since: datetime | None = None
    """Since when nobody has it: opened, given back or opened again."""
    raised: int = 0
    """How often the bot reminded of it since then."""
    held: bool = False
    """The patient was given urgent safety advice that holds: the bot itself tells them nothing of this case."""
    newer: int | None = None
    """Another request of the same patient that is open, so that this one can't be opened again."""
    talk: Talk = Talk.NONE
    talk_since: datetime | None = None
    says_booked_at: datetime | None = None


class DeskVerb(StrEnum):
    """The buttons on a card. DONE, HAND_OVER and REPLIES open a menu; chosen from it, they have an argument."""

    TAKE = "take"
    DONE = "done"
    RELEASE = "release"
    HAND_OVER = "over"
    REPLIES = "say"
    REOPEN = "reopen"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff who can take over a case."""

    user_id: int
    first_name: str


@dataclass(frozen=True, slots=True)
class DeskTurn:
    """What a staff member's action does: the case as it is now, and what each side is told."""

    case: Case | None
    to_patient: tuple[Reply, ...] = ()
    to_group: str | None = None
    toast: str | None = None
    is_reply: bool = False
    """`to_patient` holds the staff's own words: their arrival is shown on the card."""
    menu: DeskVerb | None = None
    """The buttons that the pressed message shows from now on: a menu's, or with BACK the card's own."""
    counts: tuple[str, ...] = ()
    """Anonymous daily counters, as in Turn."""
    then: tuple[Reply, ...] = ()
    """What the bot itself says to the patient after that."""

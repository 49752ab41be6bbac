"""One event's outcome."""

from dataclasses import dataclass

from handlers.effects import Effect
from handlers.replies import Reply
from handlers.session import Session


@dataclass(frozen=True, slots=True)
class Relayed:
    """What is shown to staff under the card of an open case, with the patient's consent; as `Reply.text`."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One event's outcome. `counts` are anonymous daily counters; `toast` answers a button press."""

    session: Session
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    toast: str | None = None
    clear_pressed: bool = False
    """Take the buttons off the message that was pressed."""
    counts: tuple[str, ...] = ()
    to_staff: tuple[Relayed, ...] = ()

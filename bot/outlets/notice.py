"""What is told to the clinic outside Telegram, and how a try to tell it can end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Event(StrEnum):
    """What happened to a case: a patient agreed that the clinic hears of it, or there is more on its card since."""

    OPENED = "opened"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell, by the id of its row in the outbox. It holds no word of the patient's."""

    id: int
    case_number: int
    event: Event
    at: datetime
    attempts: int = 0

    @property
    def case(self) -> str:
        """The number as it stands on the card."""
        return f"B-{self.case_number}"

    @property
    def key(self) -> str:
        """The same at each try, and of no other notice, also where a database came back from a backup."""
        return f"{self.id}-{int(self.at.timestamp())}"


class NotNowError(Exception):
    """The notice was not taken, and may be later; says why, without a word of the answer's text."""


class NeverError(Exception):
    """This very notice will never be taken; says why, without a word of the answer's text."""


class Outlet(Protocol):
    """One way out. `name` stands in logs and in what admins read."""

    name: str

    async def send(self, notice: Notice) -> None:
        """Tell it. Raises NotNowError or NeverError; anything else counts as not now."""
        ...

    async def check(self) -> None:
        """Look whether it would work, without telling of a case. Raises the same."""
        ...

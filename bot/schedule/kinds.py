"""What can be scheduled, and what becomes of a row when its time has come."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.schedule import Due
from handlers.hours import Hours
from handlers.ports import Outgoing


class Do(Protocol):
    """Does what is due in the transaction that took it; the result goes out with that transaction."""

    async def __call__(self, connection: AsyncConnection, due: Due, now: datetime) -> Sequence[Outgoing]:
        """What to send; nothing where it has become pointless. May plan more."""
        ...


HoursOf = Callable[[AsyncConnection, Due, datetime], Awaitable[Hours]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind is done. `hours` are when it may be (None: always); one later than `late` is skipped."""

    do: Do
    hours: HoursOf | None = None
    late: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """It is done now."""


@dataclass(frozen=True, slots=True)
class Skip:
    """It is too late for it."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """It waits until then."""

    until: datetime


def decide(due: Due, now: datetime, hours: Hours | None, late: timedelta | None) -> Now | Skip | PutOff:
    """What becomes of a row whose time has come.

    What came within `late`, but at night, has the whole day after that night.
    """
    put_off = due.not_before > due.due_at and hours is not None and now < hours.closing(due.not_before)
    if late is not None and now - due.due_at > late and not put_off:
        return Skip()
    if hours is None or hours.allow(now):
        return Now()
    return PutOff(hours.next(now))

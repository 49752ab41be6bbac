"""The demo's own time: the real one, moved forward by those who want to see what comes later."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.app import now
from faq.wording.opening_hours import LONDON

MORNING = time(9)
"""When the next morning begins, in London."""


class Skip(StrEnum):
    """How far the page can move the clock."""

    HOUR = "hour"
    DAY = "day"
    MORNING = "morning"


class MovableClock:
    """Ticks like `real` and never goes back. A day later it is the same time in London, as on a phone there."""

    def __init__(self, real: Callable[[], datetime] = now) -> None:
        self._real = real
        self._skipped = timedelta()

    def __call__(self) -> datetime:
        """The time, in UTC."""
        return self._real() + self._skipped

    def timestamp(self) -> float:
        """The same in seconds, as Telegram counts them."""
        return self().timestamp()

    def skip(self, how_far: Skip) -> None:
        """Go forward."""
        at = self()
        self._skipped += after(at, how_far) - at


def after(at: datetime, how_far: Skip) -> datetime:
    """An hour or a day after `at`, or nine o'clock on the morning that comes next."""
    if how_far is Skip.HOUR:
        return at + timedelta(hours=1)
    there = at.astimezone(LONDON)
    if how_far is Skip.DAY:
        return (there + timedelta(days=1)).astimezone(UTC)
    morning = datetime.combine(there.date(), MORNING, LONDON)
    return (morning if morning > there else morning + timedelta(days=1)).astimezone(UTC)

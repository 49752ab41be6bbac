"""The clock of the demo for its tests: it ticks, as the bot's pace needs, but from a day of our choice."""

from datetime import UTC, datetime

from bot.app import now
from bot.demo.clock import MovableClock

THURSDAY = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
"""In opening hours, whatever the time is where the tests run."""


def ticking_from(start: datetime = THURSDAY) -> MovableClock:
    """It is `start` now."""
    began = now()
    return MovableClock(lambda: start + (now() - began))

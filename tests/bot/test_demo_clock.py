"""The clock of the demo: forward by an hour, a day, or to the next morning, as London counts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import MovableClock, Skip
from tests.bot.storage.setting import Clock


def utc(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    """A time of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "how_far", "then"),
    [
        (utc(2, 11, 14), Skip.HOUR, utc(2, 11, 15)),
        (utc(2, 11, 14), Skip.DAY, utc(3, 11, 14)),
        (utc(2, 11, 14), Skip.MORNING, utc(3, 11, 9)),
        (utc(2, 11, 5), Skip.MORNING, utc(2, 11, 9)),
        (utc(2, 11, 9), Skip.MORNING, utc(3, 11, 9)),
        # Summer time ends at night: the same time by the kitchen clock is 25 hours away.
        (utc(24, 10, 14), Skip.DAY, utc(25, 10, 15)),
        (utc(24, 10, 14), Skip.MORNING, utc(25, 10, 9)),
        # It begins at night: 23 hours.
        (utc(28, 3, 14), Skip.DAY, utc(29, 3, 13)),
        (utc(28, 3, 14), Skip.MORNING, utc(29, 3, 8)),
    ],
)
def test_forward(at: datetime, how_far: Skip, then: datetime) -> None:
    clock = MovableClock(Clock(at))
    clock.skip(how_far)
    assert clock() == then
    assert clock.timestamp() == then.timestamp()


@pytest.mark.parametrize("hour", range(24))
def test_never_back(hour: int) -> None:
    """Whatever is pressed, also in the hour that comes twice."""
    clock = MovableClock(Clock(utc(25, 10, hour, 30)))
    for how_far in [*Skip, *Skip]:
        before = clock()
        clock.skip(how_far)
        assert before < clock() <= before + timedelta(hours=25)


def test_it_ticks() -> None:
    real = Clock(utc(2, 11, 14))
    clock = MovableClock(real)
    clock.skip(Skip.HOUR)
    real.later(minutes=5)
    assert clock() == utc(2, 11, 15, 5)

"""Allowed hours: by day on the patient's own clock, whatever the season does to it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.hours import Hours

ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001  # hypothesis wants bounds without a zone
HOURS = st.builds(Hours, st.just(time(9)), st.just(time(20)), st.sampled_from(ZONES))


@given(HOURS, MOMENTS)
def test_the_next_allowed_time_is_by_day_and_not_far(hours: Hours, moment: datetime) -> None:
    """Never before, and within a night."""
    following = hours.next(moment)
    assert hours.allow(following)
    assert timedelta() <= following - moment <= timedelta(hours=14)


@given(HOURS, MOMENTS, st.integers(1, 28))
def test_days_later_it_is_the_same_time_of_day(hours: Hours, moment: datetime, days: int) -> None:
    """Across any change of the clock: what was by day keeps its local time, and never comes at night."""
    later = hours.after_days(moment, days)
    assert hours.allow(later)
    local, then = moment.astimezone(hours.zone), later.astimezone(hours.zone)
    if hours.allow(moment):
        assert (then.date(), then.time()) == (local.date() + timedelta(days=days), local.time())
    else:
        assert then.time() == time(9)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_the_clock_changes_in_between(day: date) -> None:
    """Half past ten stays half past ten in London."""
    london = ZONES[0]
    hours = Hours(time(9), time(20), london)
    moment = datetime.combine(day, time(10, 30), london)
    assert hours.after_days(moment, 2).astimezone(london) == datetime.combine(
        day + timedelta(days=2), time(10, 30), london
    )


def test_hours_lie_within_one_day() -> None:
    """Others are refused."""
    with pytest.raises(ValueError, match="begin before they end"):
        Hours(time(20), time(9), ZONES[0])

"""When the clinic is open, and how much of that time lies between two moments."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from faq.wording.facts import Clinic
from faq.wording.opening_hours import LONDON, OpeningHours, Span, is_bank_holiday, local_day

RIVERSIDE = OpeningHours.model_validate(
    {
        **dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], "8:00-20:00"),
        "saturday": "9:00-12:30, 13:30-16:00",
        "closed": ["2026-12-24", "2026-12-29 to 2026-12-31"],
    }
)


def at(text: str) -> datetime:
    """A time by London's clock, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-27 07:59", False),  # a Friday
        ("2026-11-27 08:00", True),
        ("2026-11-27 19:59", True),
        ("2026-11-27 20:00", False),
        ("2026-11-28 12:45", False),  # between the two spans of a Saturday
        ("2026-11-28 13:30", True),
        ("2026-11-29 12:00", False),  # a Sunday
        ("2026-12-24 12:00", False),  # closed by the config
        ("2026-12-28 12:00", False),  # Boxing Day falls on a Saturday: the Monday is the bank holiday
        ("2026-12-30 12:00", False),  # in a closed week
        ("2026-07-01 08:00", True),  # summer time
        ("2026-07-01 07:59", False),
    ],
)
def test_open_or_not(moment: str, is_open: bool) -> None:
    """By the weekday, but for bank holidays and closures."""
    assert RIVERSIDE.is_open(at(moment)) is is_open


def test_people_are_back() -> None:
    """The next beginning: later today, after the weekend, after Christmas."""
    assert RIVERSIDE.next_opening(at("2026-11-27 07:00")) == at("2026-11-27 08:00")
    assert RIVERSIDE.next_opening(at("2026-11-28 12:45")) == at("2026-11-28 13:30")
    assert RIVERSIDE.next_opening(at("2026-11-28 17:00")) == at("2026-11-30 08:00")
    assert RIVERSIDE.next_opening(at("2026-12-23 21:00")) == at("2027-01-02 09:00")


def test_a_clinic_that_never_opens() -> None:
    """No day is made up."""
    assert OpeningHours().next_opening(at("2026-11-27 07:00")) is None
    assert OpeningHours().time_between(at("2026-11-27 07:00"), at("2027-11-27 07:00")) == timedelta()
    assert OpeningHours().in_words() == ""


def test_only_opening_time_counts() -> None:
    """A request of Friday evening has waited for an hour on Saturday at half past nine."""
    assert RIVERSIDE.time_between(at("2026-11-27 19:30"), at("2026-11-28 09:30")) == timedelta(hours=1)
    assert RIVERSIDE.time_between(at("2026-11-28 20:00"), at("2026-11-30 08:00")) == timedelta()


def test_each_nation_has_its_own_bank_holidays() -> None:
    """2 January is one in Scotland alone."""
    day = date(2029, 1, 2)
    assert is_bank_holiday(day, "scotland")
    assert not is_bank_holiday(day, "england")
    scottish = RIVERSIDE.model_copy(update={"bank_holidays": "scotland"})
    always = RIVERSIDE.model_copy(update={"bank_holidays": None})
    assert not scottish.is_open(at("2029-01-02 12:00"))
    assert always.is_open(at("2026-12-28 12:00"))


def test_the_hours_in_words() -> None:
    """Days alike are joined."""
    assert RIVERSIDE.in_words() == "Monday to Friday 8am-8pm, Saturday 9am-12.30pm and 1.30pm-4pm"
    two = OpeningHours.model_validate({"saturday": "0:00-12:00", "sunday": "0:00-12:00"})
    assert two.in_words() == "Saturday and Sunday 12am-12pm"
    assert Clinic(opening=two).values()["hours"] == "Saturday and Sunday 12am-12pm"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"monday": "8-20"}, 'write "8:00-20:00"'),
        ({"monday": "8:00-25:00"}, "a day goes from 0:00 to 23:59"),
        ({"monday": "20:00-8:00"}, "the end must be later"),
        ({"monday": "8:00-12:00, 11:00-13:00"}, "must begin after the one before it ends"),
        ({"monday": 8}, "monday"),
        ({"closed": ["Christmas"]}, 'write 2026-12-24, or "2026-12-24 to 2027-01-01"'),
        ({"closed": ["2026-12-24 to 2026-12-01"]}, "the last day must not be before the first"),
        ({"closed": [24]}, "closed"),
        ({"bank_holidays": "france"}, "england"),
        ({"munday": "8:00-20:00"}, "munday"),
    ],
)
def test_what_cannot_be_read_is_said(written: dict[str, object], words: str) -> None:
    """With an example of how to write it."""
    with pytest.raises(ValidationError, match=words):
        OpeningHours.model_validate(written)


def test_a_day_can_be_named_closed() -> None:
    """In words, or by nothing; a date as YAML reads it is one."""
    hours = OpeningHours.model_validate({"monday": "Closed", "tuesday": None, "closed": [date(2026, 12, 24)]})
    assert hours.week == ((),) * 7
    assert hours.closed == ((date(2026, 12, 24), date(2026, 12, 24)),)


def test_hours_are_said_in_one_place() -> None:
    """A line of text beside the week would come apart from it one day."""
    with pytest.raises(ValidationError, match="leave hours empty"):
        Clinic(hours="Monday to Friday", opening=RIVERSIDE)


@st.composite
def weeks(draw: st.DrawFn) -> OpeningHours:
    """A clinic's week: each day up to two spans between five in the morning and midnight, some days closed."""
    minutes = st.lists(st.integers(5 * 60, 24 * 60 - 1), min_size=4, max_size=4, unique=True).map(sorted)

    def day() -> tuple[Span, ...]:
        a, b, c, d = (time(*divmod(minute, 60)) for minute in draw(minutes))
        return (Span(a, b), Span(c, d))[: draw(st.integers(0, 2))]

    days = {name: day() for name in ("monday", "tuesday", "thursday", "saturday")}
    first = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    closed = ((first, first + timedelta(days=draw(st.integers(0, 20)))),)
    return OpeningHours(**days, closed=closed, bank_holidays=draw(st.sampled_from(["england", "scotland", None])))


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda when: when.replace(tzinfo=UTC))  # noqa: DTZ001  # hypothesis wants them bare
SPANS = st.timedeltas(timedelta(), timedelta(days=40))


@given(weeks(), MOMENTS, SPANS, SPANS)
def test_opening_time_adds_up(hours: OpeningHours, start: datetime, one: timedelta, two: timedelta) -> None:
    """Never more than the time itself, and the same in one piece as in two, also where clocks change."""
    middle, end = start + one, start + one + two
    whole = hours.time_between(start, end)
    assert timedelta() <= whole <= end - start
    assert whole == hours.time_between(start, middle) + hours.time_between(middle, end)
    assert hours.time_between(end, start) <= timedelta()


@given(weeks(), MOMENTS)
def test_the_next_opening_is_the_next(hours: OpeningHours, now: datetime) -> None:
    """It is open then and was not just before; no opening time is passed over on the way."""
    opens = hours.next_opening(now)
    if opens is None:
        assert not any(hours.week)
        return
    assert opens > now
    assert hours.is_open(opens)
    assert not hours.is_open(opens - timedelta(microseconds=1)) or hours.is_open(now)
    if not hours.is_open(now):
        assert hours.time_between(now, opens) == timedelta()


@given(weeks(), MOMENTS)
def test_it_opens_at_the_same_time_by_the_clock_all_year(hours: OpeningHours, now: datetime) -> None:
    """Whatever daylight saving does to UTC."""
    opens = hours.next_opening(now)
    if opens is not None:
        local = opens.astimezone(LONDON)
        assert local.time() in {span.start for span in hours.week[local.weekday()]}
        assert not any(first <= local_day(opens) <= last for first, last in hours.closed)

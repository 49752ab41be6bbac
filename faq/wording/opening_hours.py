"""When the clinic is open: by weekday, without bank holidays and days on which it is closed. Pure arithmetic in UTC."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby, pairwise
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

LONDON = ZoneInfo("Europe/London")
LOOKS_AHEAD = timedelta(days=366)
"""A clinic that opens on no day of a year is taken for one that does not open again."""

Nation = Literal["england", "wales", "scotland", "northern-ireland"]
_SUBDIVISIONS: dict[Nation, str] = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
_SPAN = re.compile(r"(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2})")
_SHUT = {"", "closed"}


class Span(NamedTuple):
    """From one time of a day to a later one, by the clinic's clock."""

    start: time
    end: time


class Opening(NamedTuple):
    """One span of opening time, in UTC."""

    start: datetime
    end: datetime


def _spans(written: object) -> object:
    """ "8:00-12:30, 13:30-18:00" as spans; "closed" and nothing as none. Raises ValueError."""
    if written is None:
        return ()
    if not isinstance(written, str):
        return written
    if written.strip().lower() in _SHUT:
        return ()
    spans = [_span(part.strip()) for part in written.split(",")]
    if any(after.start < before.end for before, after in pairwise(spans)):
        raise ValueError(f'"{written}": each time must begin after the one before it ends')
    return tuple(spans)


def _span(written: str) -> Span:
    found = _SPAN.fullmatch(written)
    if not found:
        raise ValueError(f'"{written}" is not a time of opening; write "8:00-20:00", or "closed"')
    hour, minute, last_hour, last_minute = map(int, found.groups())
    try:
        span = Span(time(hour, minute), time(last_hour, last_minute))
    except ValueError:
        raise ValueError(f'"{written}": a day goes from 0:00 to 23:59') from None
    if span.start >= span.end:
        raise ValueError(f'"{written}": the end must be later than the beginning')
    return span


def _closure(written: object) -> object:
    """A day, or "2026-12-24 to 2027-01-01", as its first and last day. Raises ValueError."""
    if isinstance(written, date):
        return (written, written)
    if not isinstance(written, str):
        return written
    first, _, last = (part.strip() for part in written.partition(" to "))
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ValueError(f'"{written}" is not a day; write 2026-12-24, or "2026-12-24 to 2027-01-01"') from None
    if days[0] > days[1]:
        raise ValueError(f'"{written}": the last day must not be before the first')
    return days


Day = Annotated[tuple[Span, ...], BeforeValidator(_spans)]
Closure = Annotated[tuple[date, date], BeforeValidator(_closure)]


class OpeningHours(BaseModel):
    """The clinic's week, by London's clock; `bank_holidays` names whose it keeps (None: it is open on them)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    monday: Day = ()
    tuesday: Day = ()
    wednesday: Day = ()
    thursday: Day = ()
    friday: Day = ()
    saturday: Day = ()
    sunday: Day = ()
    bank_holidays: Nation | None = "england"
    closed: tuple[Closure, ...] = ()

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """Monday to Sunday."""
        return (
            *(self.monday, self.tuesday, self.wednesday, self.thursday, self.friday),
            *(self.saturday, self.sunday),
        )

    def on(self, day: date) -> tuple[Opening, ...]:
        """When the clinic is open on a day of London's calendar."""
        shut = any(first <= day <= last for first, last in self.closed)
        if shut or (self.bank_holidays and is_bank_holiday(day, self.bank_holidays)):
            return ()
        found = (Opening(_utc(day, span.start), _utc(day, span.end)) for span in self.week[day.weekday()])
        return tuple(opening for opening in found if opening.start < opening.end)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is there. The last minute is over when the clock shows the end."""
        return any(opening.start <= now < opening.end for opening in self.on(local_day(now)))

    def next_opening(self, now: datetime) -> datetime | None:
        """When it opens next, after `now`; None if it does not within a year."""
        return next((opening.start for opening in self._from(now) if opening.start > now), None)

    def time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much opening time lies between two times; none where `end` is not later."""
        total = timedelta()
        for opening in self._from(start):
            if opening.start >= end:
                break
            total += max(min(opening.end, end) - max(opening.start, start), timedelta())
        return total

    def in_words(self) -> str:
        """The week as patients read it: "Monday to Friday 8am-8pm, Saturday 9am-1pm"; "" if it never opens."""
        days = zip(DAYS, self.week, strict=True)
        runs = [(spans, [name for name, _ in run]) for spans, run in groupby(days, key=lambda day: day[1])]
        return ", ".join(f"{_days(names)} {_times(spans)}" for spans, names in runs if spans)

    def _from(self, moment: datetime) -> Iterator[Opening]:
        """All openings from the day of `moment` on; the end comes when there is none for a year."""
        day = local_day(moment)
        last = day + LOOKS_AHEAD
        while day <= last:
            openings = self.on(day)
            if openings:
                last = day + LOOKS_AHEAD
            yield from openings
            day += timedelta(days=1)


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local(moment: datetime) -> datetime:
    """A moment by London's clock."""
    return moment.astimezone(LONDON)


def local_day(moment: datetime) -> date:
    """The day in London at a moment."""
    return local(moment).date()


def clock_time(at: time) -> str:
    """A time as people say it: "8am", "12.30pm"."""
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def is_bank_holiday(day: date, nation: Nation) -> bool:
    """Whether a part of the United Kingdom has a bank holiday."""
    return day in _bank_holidays(nation, day.year)


@cache
def _bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  # a tenth of a second, for clinics with opening hours alone

    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year))


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _days(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} {'to' if len(names) > 2 else 'and'} {names[-1]}"


def _times(spans: tuple[Span, ...]) -> str:
    return " and ".join(f"{clock_time(span.start)}-{clock_time(span.end)}" for span in spans)

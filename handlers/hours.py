"""When the bot may write first: hours of the day in somebody's own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` until before `end`, on the clock of `zone`. Raises ValueError unless `start` is before `end`."""

    start: time
    end: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("allowed hours must begin before they end, within one day")

    def allow(self, moment: datetime) -> bool:
        """Whether `moment` is within them."""
        return self.start <= moment.astimezone(self.zone).time() < self.end

    def next(self, moment: datetime) -> datetime:
        """The first allowed time from `moment` on, in UTC."""
        if self.allow(moment):
            return moment.astimezone(UTC)
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() < self.start else local.date() + _DAY
        return self._at(day, self.start)

    def after_days(self, moment: datetime, days: int) -> datetime:
        """The same time of day `days` later by the calendar of the zone, in UTC, moved into the allowed hours."""
        local = moment.astimezone(self.zone)
        return self.next(self._at(local.date() + days * _DAY, local.time()))

    def closing(self, moment: datetime) -> datetime:
        """The end of the hours on the day of `moment`, in UTC."""
        return self._at(moment.astimezone(self.zone).date(), self.end)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at.replace(tzinfo=None), self.zone).astimezone(UTC)

"""What is said while nobody of the clinic is there: when people are back, and where to turn until then."""

from datetime import datetime, timedelta

from faq.wording.bot import fill
from faq.wording.desk import HoursWords
from faq.wording.opening_hours import OpeningHours, clock_time, local, local_day
from handlers.talk.scene import Scene

_NEXT_WEEK = timedelta(days=7)


def out_of_hours(scene: Scene) -> str | None:
    """The lines for now; None while the clinic is open, or where the bot does not know its hours."""
    opening, words = scene.clinic.opening, scene.wording.hours
    if opening is None or opening.is_open(scene.now):
        return None
    back = back_in_words(opening, scene.now, words)
    return fill(words.closed, when=back) if back else words.closed_for_now


def back_in_words(opening: OpeningHours, now: datetime, words: HoursWords) -> str | None:
    """When the clinic opens next: "tomorrow at 8am", "on Monday at 8am"; None if it does not within a year."""
    opens = opening.next_opening(now)
    if opens is None:
        return None
    there, today = local(opens), local_day(now)
    time, day, days_left = clock_time(there.time()), words.days[there.weekday()], there.date() - today
    if not days_left:
        return fill(words.today, time=time)
    if days_left == timedelta(days=1):
        return fill(words.tomorrow, time=time)
    if days_left < _NEXT_WEEK:
        return fill(words.on_day, day=day, time=time)
    return fill(words.on_date, day=day, date=f"{there.day} {there:%B}", time=time)

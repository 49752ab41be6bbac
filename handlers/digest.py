"""The desk's numbers as a text for the staff group: counts alone, of nobody in particular."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from faq.wording.bot import Wording, fill
from handlers.talk.scene import reason_words

_URGENT = ("crisis", "emergency", "urgent")
_QUICK, _SAME_DAY = timedelta(hours=1), timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Of some days: counters by name, the reasons of each request, and how much opening time passed until it was taken.

    Reasons are those of requests that are still there: what a patient deleted is in no number of its own.
    """

    first: date
    last: date
    counts: Mapping[str, int]
    reasons: tuple[tuple[str, ...], ...] = ()
    taken_within: tuple[timedelta, ...] = ()
    not_taken: int = 0
    """Requests of these days that nobody has taken yet."""
    open_now: int = 0
    open_not_taken: int = 0


@dataclass(frozen=True, slots=True)
class DayCounts:
    """One day of the week's chart."""

    day: date
    asked: int = 0
    answered: int = 0
    requests: int = 0


def digest_text(figures: DeskFigures, wording: Wording, *, weekly: bool = False) -> str:
    """The morning's text, or the week's."""
    words, counts = wording.desk.digest, figures.counts
    days = days_in_words(figures.first, figures.last)
    lines = [
        fill(words.week if weekly else words.morning, days=days),
        *counted(counts, wording),
        *(fill(words.because, reason=reason, n=n) for reason, n in _reasons(figures, wording).items()),
        fill(words.taken_within, **_taken(figures)),
        fill(words.booked, n=counts.get("closed-booked", 0)),
    ]
    if not weekly:
        lines.append(fill(words.open_now, n=figures.open_now, waiting=figures.open_not_taken))
    return "\n".join(lines)


def counted(counts: Mapping[str, int], wording: Wording) -> list[str]:
    """From messages read to requests, a line each."""
    words = wording.desk.digest
    return [
        fill(words.asked, n=counts.get("asked", 0)),
        fill(words.answered, n=counts.get("answered", 0)),
        fill(words.offered, n=counts.get("booked-offer", 0)),
        fill(words.unknown, n=counts.get("unknown", 0)),
        fill(words.urgent, n=sum(counts.get(name, 0) for name in _URGENT)),
        fill(words.requests, n=counts.get("case-opened", 0)),
    ]


def days_in_words(first: date, last: date) -> str:
    """ "26 November", "26 to 29 November", "28 November to 2 December"."""
    if first == last:
        return f"{last.day} {last:%B}"
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start} to {last.day} {last:%B}"


def _reasons(figures: DeskFigures, wording: Wording) -> dict[str, int]:
    """Reasons as they stand on cards, the most frequent first."""
    found = Counter(words for reasons in figures.reasons for words in reason_words(reasons, None, wording, card=True))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _taken(figures: DeskFigures) -> dict[str, int]:
    quick = sum(span <= _QUICK for span in figures.taken_within)
    day = sum(_QUICK < span <= _SAME_DAY for span in figures.taken_within)
    later = len(figures.taken_within) - quick - day
    return {"hour": quick, "day": day, "later": later, "waiting": figures.not_taken}

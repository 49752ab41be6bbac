"""Time expressions in a message: "for 3 weeks", "since march", "a fortnight ago", against "3 times a week".

English grammar only: what the time belongs to (a sore back or years of training) is read in rules/sentence.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from faq.language import time_words
from faq.language.moments import MONTHS, NEAR_DAYS, SEASONS, WEEKDAYS, is_weekday, moment, word
from faq.language.text import Word

_FEW_DAYS = 3


class TimeKind(StrEnum):
    """How a time expression is used."""

    LASTING = "lasting"
    SINCE = "since"
    AGO = "ago"
    FUTURE = "future"
    FREQUENCY = "frequency"
    AGE = "age"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """One time expression at words [start, end) of the message.

    `days` is its length, or how long ago it began; None when it does not say ("for ages").
    `name` puts it in plain words for a reply: "three weeks", "since March".
    """

    days: int | None
    kind: TimeKind
    start: int
    end: int
    name: str


class _Number(NamedTuple):
    value: float
    end: int
    said: str


def vocabulary() -> frozenset[str]:
    """The words that spelling may be mended to."""
    words = {
        *time_words.UNITS,
        *time_words.NUMBERS,
        *MONTHS,
        *WEEKDAYS,
        *SEASONS,
        *NEAR_DAYS,
        "since",
        "ago",
        "last",
    }
    return frozenset(words - time_words.SLIPS)


def find_times(words: Sequence[Word], today: date) -> list[TimeSpan]:
    """All time expressions, in order; none overlaps another."""
    texts = [one.text for one in words]
    found: list[TimeSpan] = []
    place = 0
    while place < len(texts):
        span = _since(texts, place, today) or _age(texts, place) or _amount(texts, place) or _point(texts, place, today)
        if span:
            found.append(span)
        place = span.end if span else place + 1
    return found


def _value(text: str) -> float | None:
    if text in time_words.NUMBERS:
        return time_words.NUMBERS[text]
    digits = text.removeprefix("x").replace(",", ".")
    if not digits.isascii() or not digits.replace(".", "", 1).isdecimal() or len(digits) > time_words.FEW:
        return None
    return float(digits)


def _spelled(value: float) -> str:
    if value == int(value):
        return time_words.SMALL[int(value)] if value < len(time_words.SMALL) else str(int(value))
    return f"{value:g}"


def _number(texts: Sequence[str], place: int) -> _Number | None:
    """A number, range or "a couple of" at `place`; of a range the first number counts."""
    first, second = word(texts, place), word(texts, place + 1)
    if first == "half" and second in time_words.ARTICLES:
        return _Number(0.5, place + 2, "half a")
    if first in time_words.ARTICLES:
        after = place + 2 if second in time_words.ADJECTIVES else place + 1
        inner = _number(texts, after) if word(texts, after) in time_words.AFTER_ARTICLE else None
        return inner or _Number(1.0, place + 1, "a")
    value = _value(first)
    if value is None:
        return None
    said = "a" if first == "another" else time_words.SAID.get(first) or _spelled(value)
    after = place + 1
    upper = after + 1 if second in {"or", "to", "and"} else after
    more = _value(word(texts, upper)) if word(texts, upper) not in time_words.ARTICLES else None
    if more is not None and more > value >= 1 and (upper > after or second[0].isdecimal()):
        return _Number(value, upper + 1, f"{said} or {_spelled(more)}")
    if list(texts[after : after + 3]) == ["and", "a", "half"]:
        return _Number(value + 0.5, after + 3, f"{said} and a half")
    return _Number(value, after, said)


def _age(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "I'm 52", "aged 52", "52 years old"."""
    text, before, after = word(texts, place), word(texts, place - 1), word(texts, place + 1)
    number = _value(text)
    if number is None or not text[0].isdecimal() or not 10 <= number <= 99:
        return None
    if after in time_words.YEARS and word(texts, place + 2) in {"old", "o"}:
        return TimeSpan(None, TimeKind.AGE, place, place + 3, "")
    named = after in {"yo", "f"} or before in time_words.AGED or before in time_words.MY_AGE
    if named and after not in time_words.UNITS and _value(after) is None:
        return TimeSpan(None, TimeKind.AGE, place, place + 1, "")
    return None


def _amount(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "3 weeks", "a couple of months", "week 3", "weeks": a length of time and how it is used."""
    if texts[place] in time_words.UNITS and word(texts, place - 1) not in time_words.EVERY:
        return _so_far(texts, place) or _counted_off(texts, place) or _bare_unit(texts, place)
    number = _number(texts, place)
    if number is None:
        return None
    at = number.end
    while word(texts, at) in time_words.ADJECTIVES and at < place + 6:
        at += 1
    unit, value = word(texts, at), number.value
    if unit not in time_words.UNITS or (unit in time_words.SHORT_UNITS and not texts[at - 1][:1].isdecimal()):
        return None
    length = time_words.UNITS[unit]
    said, end = number.said, at + 1
    if list(texts[end : end + 3]) == ["and", "a", "half"]:
        value, end, said = value + 0.5, end + 3, f"{_spelled(value)} and a half"
    kind, end = _use(texts, place, end, unit)
    plural = value > 1 or said in time_words.SAID.values()
    return TimeSpan(
        round(value * length), kind, place, end, f"{said} {time_words.NAMES[length]}{'s' if plural else ''}"
    )


def _so_far(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "week 3", "day six": so far into something."""
    unit, before, number = texts[place], word(texts, place - 1), word(texts, place + 1)
    value = _value(number)
    if (
        unit not in time_words.COUNTED
        or value is None
        or not 1 <= value <= time_words.MOST_COUNTED
        or number in time_words.ARTICLES | time_words.SAID.keys()
    ):
        return None
    if word(texts, place + 2) in time_words.UNITS or before in time_words.NOT_SO_FAR or _value(before) is not None:
        return None
    programme = word(texts, place + 2) == "of" and word(texts, place + 3) not in time_words.OF_TROUBLE
    length = time_words.UNITS[unit]
    name = f"{_spelled(value)} {time_words.NAMES[length]}{'s' if value > 1 else ''}"
    kind = TimeKind.OTHER if programme else TimeKind.LASTING
    return TimeSpan(round(value * length), kind, place, place + 2, name)


def _counted_off(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "third week of it", "second month with this": so far into trouble."""
    unit, value = texts[place], time_words.ORDINALS.get(word(texts, place - 1))
    of_trouble = word(texts, place + 1) in {"of", "with"} and word(texts, place + 2) in time_words.OF_TROUBLE
    if value is None or unit not in time_words.COUNTED or not of_trouble:
        return None
    length = time_words.UNITS[unit]
    name = f"{_spelled(value)} {time_words.NAMES[length]}s"
    return TimeSpan(value * length, TimeKind.LASTING, place, place + 1, name)


def _bare_unit(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "for weeks", "months now", "month on", "week of pain", "all week": a unit with no number."""
    unit, before, after = texts[place], word(texts, place - 1), word(texts, place + 1)
    length = time_words.UNITS[unit]
    if length == 0 or unit in time_words.SHORT_UNITS or unit in time_words.SLIPS:
        return None
    if unit in time_words.PLURAL:
        days = time_words.FEW_DAYS if length == 1 else time_words.FEW * length
        return TimeSpan(days, _plural_use(texts, place), place, place + 1, f"{time_words.NAMES[length]}s")
    if unit not in time_words.SINGLE:
        return None
    spoken = f"a {time_words.NAMES[length]}"
    if after == "and" and word(texts, place + 2) == "counting":
        return TimeSpan(length, TimeKind.LASTING, place, place + 3, spoken)
    hurting = after == "of" and time_words.PAINS.intersection(texts[place + 2 : place + 5])
    if hurting or before in {"all", "whole", "past", "entire"} or after in {"on", "later", "in"}:
        kind = TimeKind.OTHER if before in time_words.STRAY else TimeKind.LASTING
        return TimeSpan(length, kind, place, place + 1, spoken)
    return None


def _plural_use(texts: Sequence[str], place: int) -> TimeKind:
    before, after = word(texts, place - 1), word(texts, place + 1)
    if before == "in" and after != "now":
        return TimeKind.LASTING if _negated(texts, place) else TimeKind.OTHER
    if before in time_words.OTHER_PLURAL and after != "now":
        return TimeKind.OTHER
    if before in time_words.AHEAD:
        return TimeKind.FUTURE
    return TimeKind.AGO if after == "ago" else TimeKind.LASTING


def _use(texts: Sequence[str], start: int, end: int, unit: str) -> tuple[TimeKind, int]:
    """How an amount of time is used, by the words around it; and where it ends with its marker."""
    if word(texts, end) == "or" and word(texts, end + 1) in {"so", "more"}:
        end += 2
    before, after = word(texts, start - 1), word(texts, end)
    if after == "ago" or (after == "back" and word(texts, end + 1) in time_words.BACK_IS_AGO):
        return (TimeKind.SINCE if before == "since" else TimeKind.AGO), end + 1
    if _frequent(texts, start, end):
        return TimeKind.FREQUENCY, end
    if _of_child(texts, start, end):
        return TimeKind.AGE, end
    if after == "old":
        return TimeKind.LASTING, end + 1
    if _ahead(texts, before, end):
        return TimeKind.FUTURE, end
    if _of_other(texts, start, end, unit):
        return TimeKind.OTHER, end
    led = word(texts, start - 2) if before in {"about", "under", "the", "a"} else before
    if led == "in" and not _negated(texts, start):
        ranked = not time_words.RANKED.isdisjoint(texts[max(0, start - time_words.NOT_LOOK_BACK) : start])
        return (TimeKind.OTHER if ranked else TimeKind.FUTURE), end
    return TimeKind.LASTING, end


def _frequent(texts: Sequence[str], start: int, end: int) -> bool:
    """ "every 3 weeks", "twice a week", "3 runs a week", "4 classes in 5 days", "2 days a week"."""
    before, after = word(texts, start - 1), word(texts, end)
    if before in time_words.EVERY or after in time_words.EVERY:
        return True
    counted = before in time_words.PER or _several(texts, start - 2)
    if texts[start] in time_words.ARTICLES and counted:
        return True
    if before == "in" and _several(texts, start - 3):
        return True
    return after in time_words.ARTICLES and word(texts, end + 1) in time_words.UNITS


def _of_child(texts: Sequence[str], start: int, end: int) -> bool:
    """ "she's 14 months", "my 9 week old": how old a baby is; not "a 6 month old injury"."""
    before, two_before, after = word(texts, start - 1), word(texts, start - 2), word(texts, end)
    if after == "old":
        return texts[end - 1] not in time_words.PLURAL and time_words.OLD_TROUBLE.isdisjoint(texts[end + 1 : end + 3])
    named = before in {"shes", "hes"} or (before in {"is", "was"} and two_before in time_words.CHILD)
    return named and after not in time_words.PROGRAMMES | time_words.INTO


def _several(texts: Sequence[str], place: int) -> bool:
    """Whether a number of things stands at `place`: "3 runs"."""
    value = _value(word(texts, place))
    return value is not None and value > 1 and word(texts, place + 1).endswith("s")


def _ahead(texts: Sequence[str], before: str, end: int) -> bool:
    after = word(texts, end)
    if before in time_words.AHEAD or after == "time" or (after in time_words.FUTURE_AFTER and before != "for"):
        return True
    return (after, word(texts, end + 1)) in {("to", "go"), ("out", "from")}


def _of_other(texts: Sequence[str], start: int, end: int, unit: str) -> bool:
    """ "took 3 weeks", "up to 3 weeks", "12 week plan", "3 weeks off"."""
    before, two_before = word(texts, start - 1), word(texts, start - 2)
    up_to = (two_before, before) == ("up", "to") and word(texts, start - 3) != "coming"
    if up_to or not time_words.TAKES.isdisjoint({before, two_before}):
        return True
    after, later = word(texts, end), word(texts, end + 1)
    if after in time_words.PROGRAMMES or (after == "of" and later in time_words.PROGRAMMES):
        return True
    return unit not in time_words.PLURAL and later in time_words.LATER_PROGRAMMES


def _negated(texts: Sequence[str], place: int) -> bool:
    return not time_words.NOT.isdisjoint(texts[max(0, place - time_words.NOT_LOOK_BACK) : place])


def _since(texts: Sequence[str], place: int, today: date) -> TimeSpan | None:
    """ "since march", "since last tuesday", "since the start of 2024"."""
    if texts[place] not in {"since", "from"}:
        return None
    at = place + 1
    while word(texts, at) in time_words.LOOSE and at < place + 6:
        at += 1
    found = moment(texts, at, today, texts[place + 1 : at])
    if found is None:
        return None
    kind = TimeKind.SINCE if texts[place] == "since" else TimeKind.AGO
    return TimeSpan(found.days, kind, place, found.end, f"since {found.name}")


def _point(texts: Sequence[str], place: int, today: date) -> TimeSpan | None:
    """ "yesterday", "last week", "in march", "next month": a point in time."""
    text, after = texts[place], word(texts, place + 1)
    if text in NEAR_DAYS:
        return TimeSpan(NEAR_DAYS[text], TimeKind.AGO, place, place + 1, text)
    if text == "tomorrow" or (text == "next" and after in time_words.WEEKISH):
        return TimeSpan(None, TimeKind.FUTURE, place, place + 1, "")
    if text == "this" and after in {"morning", "afternoon", "evening", "am", "aft", "arvo"}:
        return TimeSpan(0, TimeKind.AGO, place, place + 2, "this morning")
    if text == "other" and after in {"day", "night"}:
        return TimeSpan(3, TimeKind.AGO, place, place + 2, "a few days")
    if text in time_words.POINTED:
        return _pointed(texts, place, today)
    if is_weekday(text) and (found := moment(texts, place, today)):
        return TimeSpan(_lately(found.days), TimeKind.AGO, place, found.end, f"since {found.name}")
    return None


def _lately(days: int) -> int:
    """Days since a bare "Friday": whoever names a weekday speaks of the last few days, whichever today is."""
    return min(days % 7, _FEW_DAYS)


def _pointed(texts: Sequence[str], place: int, today: date) -> TimeSpan | None:
    text, before = texts[place], word(texts, place - 1)
    skip = 2 if word(texts, place + 1) in {"the", "this"} else 1
    found = moment(texts, place + skip, today, ["last" if text == "past" else text])
    if found is None:
        return None
    if text in time_words.AHEAD_OF:
        return TimeSpan(None, TimeKind.FUTURE, place, found.end, "")
    if text == "every":
        return TimeSpan(None, TimeKind.FREQUENCY, place, found.end, "")
    unit = word(texts, place + 1)
    if unit in time_words.WEEKISH and (text == "past" or (text == "last" and before in {"the", "over", "for"})):
        return TimeSpan(found.days, TimeKind.LASTING, place, found.end, f"a {unit}")
    days = _lately(found.days) if text == "on" and is_weekday(unit) else found.days
    return TimeSpan(days, TimeKind.AGO, place, found.end, f"since {found.name}")

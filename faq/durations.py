"""Time expressions in a message: "for 3 weeks", "since march", "a fortnight ago", against "3 times a week".

English grammar only: what the time belongs to (a sore back or years of training) is read in faq/signals.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from faq.text import Word


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


_UNITS = {
    "hour": 0, "hours": 0, "hr": 0, "hrs": 0, "minute": 0, "minutes": 0, "min": 0, "mins": 0,
    "day": 1, "days": 1, "night": 1, "nights": 1, "d": 1,
    "week": 7, "weeks": 7, "wk": 7, "wks": 7, "w": 7, "weekend": 7, "weekends": 7, "weeek": 7,
    "fortnight": 14, "fortnights": 14,
    "month": 30, "months": 30, "mth": 30, "mths": 30, "mnth": 30, "mnths": 30, "mo": 30, "mos": 30, "m": 30,
    "moth": 30, "moths": 30,
    "year": 365, "years": 365, "yr": 365, "yrs": 365, "y": 365, "decade": 3650, "decades": 3650,
}  # fmt: skip
_SHORT_UNITS = frozenset({"d", "w", "m", "y", "mo", "mos"})
_NAMES = {0: "hour", 1: "day", 7: "week", 14: "fortnight", 30: "month", 365: "year", 3650: "decade"}
_PLURAL = frozenset({"days", "weeks", "months", "years", "wks", "mths", "yrs", "decades"})
_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
_NUMBERS: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(_SMALL)},
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0,
    "a": 1.0, "an": 1.0, "another": 1.0, "couple": 2.0, "few": 4.0, "several": 5.0, "dozen": 12.0,
}
_SAID = {"couple": "a couple of", "few": "a few", "several": "several"}
_ADJECTIVES = frozenset(["good", "solid", "whole", "long", "full", "bad", "more", "odd", "or", "so", "bloody", "entire", "straight", "painful", "of"])
_MONTHS = (
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
)
_MONTH_SHORT = {month[:3]: index for index, month in enumerate(_MONTHS, 1) if month != "may"}
_MONTH_NUMBERS = {**{month: index for index, month in enumerate(_MONTHS, 1)}, **_MONTH_SHORT, "sept": 9}
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_DAY_NUMBERS = {**{day: index for index, day in enumerate(_DAYS)}, **{f"{day}s": i for i, day in enumerate(_DAYS)}}
_CAPITAL_DAYS = frozenset(day.capitalize() for day in _DAYS)
_SEASONS = {"spring": (4, 1), "summer": (7, 15), "autumn": (10, 1), "winter": (1, 1)}
_LOOSE = frozenset(["like", "maybe", "sometime", "somewhere", "approx", "basically", "my", "about", "around", "roughly", "the", "last", "this", "early", "late", "mid", "start", "beginning", "end", "middle", "of", "in", "just", "before", "at"])
_PROGRAMMES = frozenset(
    ["plan", "programme", "program", "programmes", "course", "block", "challenge", "cycle", "holiday", "holidays", "break", "off", "trip", "camp", "membership", "pregnant", "postpartum", "post", "pp", "postnatal", "gap", "layoff", "streak", "training", "gym", "lifting", "out", "away", "notice", "warranty", "wait", "drive", "flight", "shift", "shifts", "session", "sessions", "class", "hike", "trek", "ride", "rehab", "trial", "mesocycle", "bulk", "cut", "deload", "notice", "period", "experience", "sober", "married", "marathon", "5k", "10k"]
)
_FREQUENT = frozenset(["times", "time", "once", "twice", "x", "day", "days", "hour", "hours", "hrs", "hr", "session", "sessions", "mins", "minutes", "nights", "miles", "km", "k"])
_EVERY = frozenset({"every", "each", "per"})
_TAKES = frozenset(["take", "takes", "took", "taking", "within", "first", "initial", "upto", "under", "lasts"])
_NOT = frozenset(["no", "not", "never", "havent", "hasnt", "hadnt", "nothing", "without", "isnt", "wasnt", "didnt", "barely", "hardly", "zero", "cant", "couldnt"])
_BACK_IS_AGO = frozenset({"", "i", "when", "and", "while", "doing", "during"})
_FUTURE_AFTER = frozenset(["away", "till", "until", "time", "from", "before"])
_AGO_DAYS = {"yesterday": 1, "today": 0, "tonight": 0}
_VOCABULARY = frozenset({*_UNITS, *_NUMBERS, *_MONTHS, *_DAYS, *_SEASONS, *_AGO_DAYS, "since", "ago", "last"})

Said = tuple[float, int, str]
"""A number read at some word: its value, the word after it, and how a reply says it."""


def vocabulary() -> frozenset[str]:
    """The words that spelling may be mended to."""
    return frozenset(word for word in _VOCABULARY if word not in {"weeek", "moth", "moths"})


def find_times(words: Sequence[Word], today: date) -> list[TimeSpan]:
    """All time expressions, in order; none overlaps another."""
    texts = [word.text for word in words]
    found: list[TimeSpan] = []
    place = 0
    while place < len(texts):
        span = _since(texts, place, today) or _age(texts, place) or _amount(texts, place) or _point(texts, place, today)
        if span:
            found.append(span)
        place = span.end if span else place + 1
    return found


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place] if 0 <= place < len(texts) else ""


def _value(text: str) -> float | None:
    if text in _NUMBERS:
        return _NUMBERS[text]
    text = text.removeprefix("x")
    try:
        return float(text.replace(",", ".")) if len(text) <= 4 and text[:1].isdecimal() else None
    except ValueError:
        return None


def _number(texts: Sequence[str], place: int) -> Said | None:
    """A number, range or "a couple of" at `place`; of a range the first number counts."""
    first = _at(texts, place)
    if first == "half" and _at(texts, place + 1) in {"a", "an"}:
        return 0.5, place + 2, "half a"
    if first in {"a", "an"}:
        inner = _at(texts, place + 1)
        after = place + 2 if inner in {"good", "solid"} else place + 1
        if _at(texts, after) in {"couple", "few", "dozen", "half", "hundred"} and (said := _number(texts, after)):
            return said
        return (1.0, place + 1, "a") if inner else None
    value = _value(first)
    if value is None or (first == "may"):
        return None
    said_as = _SAID.get(first) or _spelled(value)
    after = place + 1
    if _at(texts, after) in {"or", "to", "and"} and (second := _value(_at(texts, after + 1))) and second > value:
        return value, after + 2, f"{said_as} or {_spelled(second)}"
    if (second := _value(_at(texts, after))) and second > value >= 1 and _at(texts, after)[0].isdecimal():
        return value, after + 1, f"{said_as} or {_spelled(second)}"
    if texts[after : after + 3] == ["and", "a", "half"]:
        return value + 0.5, after + 3, f"{said_as} and a half"
    return value, after, said_as


def _spelled(value: float) -> str:
    if value == int(value):
        return _SMALL[int(value)] if value <= 20 else str(int(value))
    return f"{value:g}"


def _age(texts: Sequence[str], place: int) -> TimeSpan | None:
    before = _at(texts, place - 1)
    number = _value(_at(texts, place))
    if number is None or not _at(texts, place)[0].isdecimal() or not 10 <= number <= 99:
        return None
    after = place + 1
    if _at(texts, after) in {"year", "years", "yr", "yrs", "y"} and _at(texts, after + 1) in {"old", "o"}:
        return TimeSpan(None, TimeKind.AGE, place, after + 2, "")
    if _at(texts, after) in {"yo", "f"} or before in {"aged", "age", "turned", "turning", "nearly", "almost"}:
        if _at(texts, after) not in _UNITS:
            return TimeSpan(None, TimeKind.AGE, place, after, "")
    elif before in {"am", "im"} and _at(texts, after) not in _UNITS and _value(_at(texts, after)) is None:
        return TimeSpan(None, TimeKind.AGE, place, after, "")
    return None


def _amount(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "3 weeks", "a couple of months", "week 3", "weeks": a length of time and how it is used."""
    text = texts[place]
    if text in _UNITS and _at(texts, place - 1) not in _EVERY:
        return _counted_unit(texts, place) or _bare_unit(texts, place)
    number = _number(texts, place)
    if number is None:
        return None
    value, after, said_as = number
    while _at(texts, after) in _ADJECTIVES and after < place + 6:
        after += 1
    unit = _at(texts, after)
    if unit not in _UNITS or (unit in _SHORT_UNITS and not texts[after - 1][:1].isdecimal()):
        return None
    if unit == "m" and value > 24:
        return None
    length = _UNITS[unit]
    kind, end = _use(texts, place, after + 1, unit)
    if _at(texts, after + 1) in {"and"} and texts[after + 2 : after + 4] == ["a", "half"]:
        value += 0.5
        end = max(end, after + 4)
    name = f"{said_as} {_NAMES[length]}" + ("s" if value > 1 or said_as in _SAID.values() else "")
    return TimeSpan(round(value * length), kind, place, end, name)


def _counted_unit(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "week 3", "day six": so far into something."""
    unit, value = texts[place], _value(_at(texts, place + 1))
    if unit not in {"day", "week", "month", "year", "night", "wk"} or value is None or not 1 <= value <= 60:
        return None
    if _at(texts, place + 1) in {"a", "an", "few", "couple"} or _at(texts, place + 2) in _UNITS:
        return None
    if _value(_at(texts, place - 1)) is not None or _at(texts, place - 1) in {"last", "this", "next", *_EVERY}:
        return None
    if _at(texts, place - 1) in {"as", "since", "from"}:
        return None
    programme = _at(texts, place + 2) == "of" and _at(texts, place + 3) not in {"this", "the", "my", "back", "pain"}
    kind = TimeKind.OTHER if programme else TimeKind.LASTING
    length = _UNITS[unit]
    name = f"{_spelled(value)} {_NAMES[length]}" + ("s" if value > 1 else "")
    return TimeSpan(round(value * length), kind, place, place + 2, name)


def _bare_unit(texts: Sequence[str], place: int) -> TimeSpan | None:
    """ "for weeks", "months now", "month on", "all week": a unit with no number."""
    unit, before, after = texts[place], _at(texts, place - 1), _at(texts, place + 1)
    length = _UNITS[unit]
    if length == 0 or unit in _SHORT_UNITS or unit in {"moth", "moths"}:
        return None
    if unit in _PLURAL:
        if before in {"in", "these", "other", "most", "some", "both", "rest"} and after not in {"now"}:
            kind = TimeKind.LASTING if before == "in" and _negated(texts, place) else TimeKind.OTHER
        elif before in {"next", "coming"}:
            kind = TimeKind.FUTURE
        elif after == "ago":
            kind = TimeKind.AGO
        else:
            kind = TimeKind.LASTING
        few = 5 if length == 1 else 4 * length
        return TimeSpan(few, kind, place, place + 1, f"{_NAMES[length]}s")
    if unit not in {"day", "week", "month", "year", "fortnight", "weekend"}:
        return None
    spoken = f"a {_NAMES[length]}"
    if before in {"all", "whole", "past", "entire"} or after in {"on", "later", "in"}:
        stray = after in {"in", "on"} and before in {"this", "next", "last", "every", "rest", "mid"}
        kind = TimeKind.OTHER if stray or before == "this" else TimeKind.LASTING
        return TimeSpan(length, kind, place, place + 1, spoken)
    if after in {"and"} and _at(texts, place + 2) == "counting":
        return TimeSpan(length, TimeKind.LASTING, place, place + 3, spoken)
    return None


def _use(texts: Sequence[str], start: int, end: int, unit: str) -> tuple[TimeKind, int]:
    """How an amount of time is used, by the words around it; and where it ends with its marker."""
    before, after = _at(texts, start - 1), _at(texts, end)
    two_before = _at(texts, start - 2)
    if after == "or" and _at(texts, end + 1) in {"so", "more"}:
        end += 2
        after = _at(texts, end)
    if after == "ago" or (after == "back" and _at(texts, end + 1) in _BACK_IS_AGO):
        return (TimeKind.SINCE if before == "since" else TimeKind.AGO), end + 1
    if before in _EVERY or (before in _FREQUENT and texts[start] in {"a", "an", "per"}):
        return TimeKind.FREQUENCY, end
    if after in _EVERY or (after in {"a", "an"} and _at(texts, end + 1) in _UNITS):
        return TimeKind.FREQUENCY, end
    if after == "old":
        return TimeKind.LASTING, end + 1
    if before in {"next", "coming"} or after == "time" or (after in _FUTURE_AFTER and before != "for") or texts[end : end + 2] == ["to", "go"]:
        return TimeKind.FUTURE, end
    if after == "out" and _at(texts, end + 1) == "from":
        return TimeKind.FUTURE, end
    if before in _TAKES or two_before in _TAKES or (before == "to" and two_before == "up" and _at(texts, start - 3) != "coming"):
        return TimeKind.OTHER, end
    if _programme(texts, end, unit):
        return TimeKind.OTHER, end
    if "in" in {before, two_before if before in {"about", "like", "under", "the", "a"} else ""}:
        if _negated(texts, start):
            return TimeKind.LASTING, end
        ranked = {"first", "second", "third", "time", "times", "twice", "worst", "once", "rd", "nd", "th"} & set(
            texts[max(0, start - 8) : start]
        )
        return (TimeKind.OTHER if ranked else TimeKind.FUTURE), end
    return TimeKind.LASTING, end


def _programme(texts: Sequence[str], end: int, unit: str) -> bool:
    after = _at(texts, end)
    if after in _PROGRAMMES:
        return True
    if after == "of" and _at(texts, end + 1) in _PROGRAMMES:
        return True
    return unit not in _PLURAL and _at(texts, end + 1) in _PROGRAMMES - {"out", "away", "off", "training", "gym", "lifting"}


def _negated(texts: Sequence[str], place: int) -> bool:
    return bool(_NOT & set(texts[max(0, place - 8) : place]))


def _since(texts: Sequence[str], place: int, today: date) -> TimeSpan | None:
    """ "since march", "since last tuesday", "since the start of 2024"."""
    if texts[place] not in {"since", "sinse", "from"}:
        return None
    at = place + 1
    while _at(texts, at) in _LOOSE and at < place + 6:
        at += 1
    loose = texts[place + 1 : at]
    found = _moment(texts, at, today, loose)
    if found is None:
        return None
    days, end, name = found
    kind = TimeKind.SINCE if texts[place] != "from" else TimeKind.AGO
    return TimeSpan(days, kind, place, end, f"since {name}")


def _moment(texts: Sequence[str], at: int, today: date, loose: Sequence[str]) -> tuple[int, int, str] | None:
    """Days since the named day, month, season or year at `at`, the word after it, and its name."""
    text = _at(texts, at)
    if text in _AGO_DAYS:
        return _AGO_DAYS[text], at + 1, text
    if text in _MONTH_NUMBERS:
        month = _MONTH_NUMBERS[text]
        year = _year(_at(texts, at + 1), today)
        days = (today - date(year, month, 1)).days if year else _days_since(today, month, 1)
        late = 20 if {"end", "late"} & set(loose) else 10 if {"mid", "middle"} & set(loose) else 0
        return max(days - late, 0), at + (2 if year else 1), _MONTHS[month - 1].capitalize()
    if text in _SEASONS:
        month, day = _SEASONS[text]
        days = _days_since(today, month, day)
        return (days if days > 7 or "last" not in loose else days + 365), at + 1, text
    weekday = _DAY_NUMBERS.get(text, _DAY_SHORT.get(text))
    if weekday is not None:
        days = (today.weekday() - weekday) % 7 or 7
        if (_at(texts, at + 1), _at(texts, at + 2)) == ("before", "last"):
            return days + 7, at + 3, f"{_DAYS[weekday].capitalize()} before last"
        return days, at + 1, _DAYS[weekday].capitalize()
    if _at(texts, at + 1) in {"st", "nd", "rd", "th"} and text.isdecimal() and 1 <= int(text) <= 31:
        return (today.day - int(text)) % 30 or 30, at + 2, f"the {int(text)}{_at(texts, at + 1)}"
    if text == "weekend":
        return (today.weekday() - 6) % 7 or 7, at + 1, "the weekend"
    if "last" in loose and text in {"week", "month", "year", "night"}:
        return {"week": 7, "month": 30, "year": 365, "night": 1}[text], at + 1, f"last {text}"
    if text in {"morning", "afternoon", "evening", "lunch", "lunchtime"}:
        return 0, at + 1, f"this {text}"
    year = _year(text, today)
    if year:
        return max((today - date(year, 7, 1)).days, 30), at + 1, str(year)
    return None


def _days_since(today: date, month: int, day: int) -> int:
    this_year = date(today.year, month, day)
    return (today - (this_year if this_year <= today else date(today.year - 1, month, day))).days


def _year(text: str, today: date) -> int | None:
    return int(text) if len(text) == 4 and text.isdecimal() and 1950 <= int(text) <= today.year else None


def _point(texts: Sequence[str], place: int, today: date) -> TimeSpan | None:
    """ "yesterday", "last week", "in march", "next month": a point in time."""
    text, before = texts[place], _at(texts, place - 1)
    if text in _AGO_DAYS:
        return TimeSpan(_AGO_DAYS[text], TimeKind.AGO, place, place + 1, text)
    if text == "this" and _at(texts, place + 1) in {"morning", "afternoon", "evening", "am", "aft", "arvo"}:
        return TimeSpan(0, TimeKind.AGO, place, place + 2, "this morning")
    if text == "tomorrow":
        return TimeSpan(None, TimeKind.FUTURE, place, place + 1, text)
    if text == "other" and _at(texts, place + 1) in {"day", "night"}:
        return TimeSpan(3, TimeKind.AGO, place, place + 2, "a few days")
    if text in {"next", "by", "until", "till", "on", "for", "this", "every", "in", "last", "past", "early", "late"}:
        skip = 2 if _at(texts, place + 1) in {"the", "this"} else 1
        found = _moment(texts, place + skip, today, ["last" if text == "past" else text])
        if found is None:
            if text == "next" and _at(texts, place + 1) in {"week", "month", "year"}:
                return TimeSpan(None, TimeKind.FUTURE, place, place + 2, "")
            return None
        days, end, name = found
        if text in {"next", "by", "until", "till", "for"}:
            return TimeSpan(None, TimeKind.FUTURE, place, end, "")
        if text in {"every"}:
            return TimeSpan(None, TimeKind.FREQUENCY, place, end, "")
        over = text == "past" or (text == "last" and before in {"the", "over", "for"})
        if over and _at(texts, place + 1) in {"week", "month", "year"}:
            return TimeSpan(days, TimeKind.LASTING, place, end, f"a {_at(texts, place + 1)}")
        on_day = text == "on" and name in _CAPITAL_DAYS
        return TimeSpan(days % 7 if on_day else days, TimeKind.AGO, place, end, f"since {name}")
    weekday = _DAY_NUMBERS.get(text)
    if weekday is not None:
        days, end, name = (today.weekday() - weekday) % 7, place + 1, _DAYS[weekday].capitalize()
        return TimeSpan(days, TimeKind.AGO, place, end, f"since {name}")
    return None

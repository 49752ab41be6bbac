"""Named points in time: "march", "last tuesday", "the summer", "2019", counted in days back from today."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from faq.language.time_words import NUMBERED, word_list, word_set

MONTHS = word_list("january february march april may june july august september october november december")
WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
SEASONS = {"spring": (4, 1), "summer": (7, 15), "autumn": (10, 1), "winter": (1, 1)}
NEAR_DAYS = {"yesterday": 1, "today": 0, "tonight": 0}

_MONTH_NUMBERS = {
    **{month: number for number, month in enumerate(MONTHS, 1)},
    **{month[:3]: number for number, month in enumerate(MONTHS, 1) if month != "may"},
    "sept": 9,
}
_WEEKDAY_NUMBERS = {
    **{day: number for number, day in enumerate(WEEKDAYS)},
    **{f"{day}s": number for number, day in enumerate(WEEKDAYS)},
}
_WEEKDAY_SHORT = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_LAST = {"week": 7, "month": 30, "year": 365, "night": 1}
_PARTS_OF_TODAY = word_set("morning afternoon evening lunch lunchtime")
_ORDINALS = word_set("st nd rd th")
_MID_MONTH = 10
_LATE_MONTH = 20
_FIRST_YEAR = 1950
_YEAR_DIGITS = 4
_LONGEST_MONTH = 31


class Moment(NamedTuple):
    """A named point in time: `days` before today, the place of the word after it, and its name in a reply."""

    days: int
    end: int
    name: str


def word(texts: Sequence[str], place: int) -> str:
    """The word at `place`, or "" outside the message."""
    return texts[place] if 0 <= place < len(texts) else ""


def is_weekday(text: str) -> bool:
    """Whether `text` is a weekday's full name ("sat" and "sun" mean too much else)."""
    return text in _WEEKDAY_NUMBERS


def moment(texts: Sequence[str], at: int, today: date, led: Sequence[str] = ()) -> Moment | None:
    """The point in time named at `at`; `led` are the loose words before it ("late", "last", "end")."""
    text = word(texts, at)
    if text in NEAR_DAYS:
        return Moment(NEAR_DAYS[text], at + 1, text)
    if text in _MONTH_NUMBERS:
        return _month(texts, at, today, led)
    if text in _WEEKDAY_NUMBERS or text in _WEEKDAY_SHORT:
        return _weekday(texts, at, today)
    return _season(text, at, today, led) or _day_or_year(texts, at, today)


def days_since(month: int, day: int, today: date) -> int:
    """Days since this day of the year last came round."""
    this_year = date(today.year, month, day)
    return (today - (this_year if this_year <= today else date(today.year - 1, month, day))).days


def _month(texts: Sequence[str], at: int, today: date, led: Sequence[str]) -> Moment:
    month = _MONTH_NUMBERS[texts[at]]
    year = _year(word(texts, at + 1), today)
    days = (today - date(year, month, 1)).days if year else days_since(month, 1, today)
    into = _LATE_MONTH if {"end", "late"} & set(led) else _MID_MONTH if {"mid", "middle"} & set(led) else 0
    return Moment(max(days - into, 0), at + (2 if year else 1), MONTHS[month - 1].capitalize())


def _weekday(texts: Sequence[str], at: int, today: date) -> Moment:
    number = _WEEKDAY_NUMBERS.get(texts[at], _WEEKDAY_SHORT.get(texts[at], 0))
    days, name = (today.weekday() - number) % 7 or 7, WEEKDAYS[number].capitalize()
    if word(texts, at + 1) == "before" and word(texts, at + 2) == "last":
        return Moment(days + 7, at + 3, f"{name} before last")
    return Moment(days, at + 1, name)


def _season(text: str, at: int, today: date, led: Sequence[str]) -> Moment | None:
    if text in SEASONS:
        days = days_since(*SEASONS[text], today)
        return Moment(days, at + 1, text)
    if text == "weekend":
        return Moment((today.weekday() - 6) % 7 or 7, at + 1, "the weekend")
    if "last" in led and text in _LAST:
        return Moment(_LAST[text], at + 1, f"last {text}")
    return Moment(0, at + 1, f"this {text}") if text in _PARTS_OF_TODAY else None


def _day_or_year(texts: Sequence[str], at: int, today: date) -> Moment | None:
    text, after = word(texts, at), word(texts, at + 1)
    dated = after in _ORDINALS and word(texts, at + 2) not in NUMBERED
    if dated and text.isdecimal() and 1 <= int(text) <= _LONGEST_MONTH:
        return Moment((today.day - int(text)) % 30 or 30, at + 2, f"the {int(text)}{after}")
    year = _year(text, today)
    return Moment(max((today - date(year, 7, 1)).days, 30), at + 1, str(year)) if year else None


def _year(text: str, today: date) -> int | None:
    written = len(text) == _YEAR_DIGITS and text.isascii() and text.isdecimal()
    return int(text) if written and _FIRST_YEAR <= int(text) <= today.year else None

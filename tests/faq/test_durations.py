"""Times in patients' words: how long, since when, and what only looks like it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.language.durations import TimeKind, TimeSpan, find_times
from faq.language.text import tokenise

TODAY = date(2026, 11, 23)
"""A Monday."""

TIME_WORDS = [
    "3",
    "a",
    "few",
    "x3",
    "week",
    "weeks",
    "in",
    "since",
    "last",
    "march",
    "ago",
    "old",
    "every",
    "of",
    "2",
    "and",
    "half",
    "or",
]


def times(text: str, today: date = TODAY) -> list[TimeSpan]:
    return find_times(tokenise(text).words, today)


@pytest.mark.parametrize(
    ("text", "days", "name"),
    [
        ("3 weeks now", 21, "three weeks"),
        ("3wks of this", 21, "three weeks"),
        ("6w and still sore", 42, "six weeks"),
        ("x 3mths", 90, "three months"),
        ("x3 weeks", 21, "three weeks"),
        ("a week", 7, "a week"),
        ("a fortnight", 14, "a fortnight"),
        ("fortnight of shooting pain", 14, "a fortnight"),
        ("a couple of months", 60, "a couple of months"),
        ("couple of weeks", 14, "a couple of weeks"),
        ("a few weeks now", 28, "a few weeks"),
        ("a good few weeks", 28, "a few weeks"),
        ("half a year of this", 182, "half a year"),
        ("a year and a half", 548, "one and a half years"),
        ("a year and a half of this", 548, "one and a half years"),
        ("two and a half weeks", 18, "two and a half weeks"),
        ("2-3 weeks of ache", 14, "two or three weeks"),
        ("three or four months", 90, "three or four months"),
        ("1.5 years", 548, "1.5 years"),
        ("25 days", 25, "25 days"),
        ("going on five months", 150, "five months"),
        ("another month of this", 30, "a month"),
        ("week 3 of this pain", 21, "three weeks"),
        ("day six", 6, "six days"),
        ("into the second month of this", 60, "two months"),
        ("fourth week with my back", 28, "four weeks"),
        ("week 3 of it", 21, "three weeks"),
        ("month on and no change", 30, "a month"),
        ("a month and counting", 30, "a month"),
        ("month and counting", 30, "a month"),
        ("all week", 7, "a week"),
        ("for the last month", 30, "a month"),
        ("weeks now", 28, "weeks"),
        ("days of this", 5, "days"),
        ("10 or so days", 10, "ten days"),
        ("3 weeks or so", 21, "three weeks"),
        ("3 moths of pain", 90, "three months"),
        ("no better in 3 weeks", 21, "three weeks"),
        ("a 3 week old injury", 21, "three weeks"),
    ],
)
def test_a_length_of_time_has_days_and_a_name(text: str, days: int, name: str) -> None:
    spans = [span for span in times(text) if span.kind is TimeKind.LASTING]
    assert [(span.days, span.name) for span in spans] == [(days, name)]


@pytest.mark.parametrize(
    ("text", "days", "name"),
    [
        ("since march", 267, "since March"),
        ("since the end of october", 33, "since October"),
        ("since mid october", 43, "since October"),
        ("since october 2025", 418, "since October"),
        ("since tuesday", 6, "since Tuesday"),
        ("since monday", 7, "since Monday"),
        ("since sunday before last", 8, "since Sunday before last"),
        ("since last week", 7, "since last week"),
        ("since the weekend", 1, "since the weekend"),
        ("since the summer", 131, "since summer"),
        ("since the 3rd", 20, "since the 3rd"),
        ("since 2021", 1971, "since 2021"),
        ("since yesterday", 1, "since yesterday"),
        ("since this morning", 0, "since this morning"),
    ],
)
def test_since_counts_back_from_today(text: str, days: int, name: str) -> None:
    [span] = times(text)
    assert (span.kind, span.days, span.name) == (TimeKind.SINCE, days, name)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 weeks ago", 21),
        ("a month back", 30),
        ("weeks ago", 28),
        ("yesterday", 1),
        ("this morning", 0),
        ("the other day", 3),
        ("last month", 30),
        ("on friday", 3),
        ("saturday", 2),
        ("in september", 83),
        ("from august", 114),
    ],
)
def test_ago_is_a_point_in_time(text: str, days: int) -> None:
    [span] = times(text)
    assert (span.kind, span.days) == (TimeKind.AGO, days)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("comp in 3 weeks", TimeKind.FUTURE),
        ("3 weeks time", TimeKind.FUTURE),
        ("two weeks to go", TimeKind.FUTURE),
        ("2 weeks out from a meet", TimeKind.FUTURE),
        ("3 weeks till the race", TimeKind.FUTURE),
        ("the next few weeks", TimeKind.FUTURE),
        ("next week", TimeKind.FUTURE),
        ("by friday", TimeKind.FUTURE),
        ("tomorrow", TimeKind.FUTURE),
        ("3 times a week", TimeKind.FREQUENCY),
        ("5 days a week", TimeKind.FREQUENCY),
        ("every 3 weeks", TimeKind.FREQUENCY),
        ("3 runs a week to 6", TimeKind.FREQUENCY),
        ("4 classes in 5 days", TimeKind.FREQUENCY),
        ("shes 14 months and heavy", TimeKind.AGE),
        ("carrying our 9 week old", TimeKind.AGE),
        ("every tuesday", TimeKind.FREQUENCY),
        ("i am 52 and stiff", TimeKind.AGE),
        ("52 years old", TimeKind.AGE),
        ("aged 60", TimeKind.AGE),
        ("took about a week to settle", TimeKind.OTHER),
        ("12 week plan", TimeKind.OTHER),
        ("10 days off", TimeKind.OTHER),
        ("3 months of training", TimeKind.OTHER),
        ("week 3 of couch to 5k", TimeKind.OTHER),
        ("it went a year and a half ago", TimeKind.AGO),
        ("up to 6 weeks", TimeKind.OTHER),
        ("first class in 2 years", TimeKind.OTHER),
        ("this week in bed", TimeKind.OTHER),
        ("first gym session in months", TimeKind.OTHER),
        ("these weeks", TimeKind.OTHER),
        ("the coming weeks", TimeKind.FUTURE),
    ],
)
def test_other_uses_are_told_apart(text: str, kind: TimeKind) -> None:
    assert kind in {span.kind for span in times(text)}
    assert TimeKind.LASTING not in {span.kind for span in times(text)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5x5",
        "my back hurts",
        "squat 100 kg",
        "since then",
        "may i ask",
        "he is 7",
        "d",
        "a",
        "for hours",
        "my wk",
        "this week 3 sets",
        "had to pause week 8",
        "repeat week 4",
    ],
)
def test_no_time_is_found_where_there_is_none(text: str) -> None:
    assert times(text) == []


@given(st.text(max_size=120))
def test_any_text_gives_times_in_order_that_do_not_overlap(text: str) -> None:
    spans = times(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(span.start < span.end and (span.days is None or span.days >= 0) for span in spans)


@given(st.lists(st.sampled_from(TIME_WORDS)))
def test_any_order_of_time_words_is_read(words: list[str]) -> None:
    for span in times(" ".join(words)):
        assert span.end <= len(words)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_since_never_lies_ahead(today: date) -> None:
    for text in (
        "since march",
        "since tuesday",
        "since the 31st",
        "since winter",
        "since 2019",
        "since december 2024",
    ):
        for span in times(text, today):
            assert span.days is not None
            assert span.days >= 0

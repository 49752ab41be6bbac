"""Entities given by hand beside Telegram's own check of them: the same verdict, in the same words."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import ApiError
from bot.sandbox.entities import read_entities
from tests import tdlib

Spans = list[tuple[int, int]]

TEXTS = st.text("ab é😀", min_size=1, max_size=6)
SPANS = st.tuples(st.integers(-1, 12), st.integers(-1, 12)) | st.tuples(st.integers(0, 1_000_002), st.just(1))


def check_bold(text: str, spans: Spans) -> None:
    """The sandbox's verdict."""
    read_entities([{"type": "bold", "offset": at, "length": long} for at, long in spans], text)


def refusal(check: Callable[[str, Spans], None], text: str, spans: Spans) -> str:
    """Why not, or nothing."""
    try:
        check(text, spans)
    except ApiError as error:
        return error.description
    return ""


@settings(max_examples=400)
@given(TEXTS, SPANS)
def test_one_is_refused_in_telegrams_words(text: str, span: tuple[int, int]) -> None:
    assert refusal(check_bold, text, [span]) == refusal(tdlib.check_bold, text, [span])


@settings(max_examples=400)
@given(TEXTS, st.lists(SPANS, max_size=3))
def test_several_are_refused_when_telegram_refuses_them(text: str, spans: Spans) -> None:
    """Though Telegram may name a piece of one that crosses another."""
    assert bool(refusal(check_bold, text, spans)) == bool(refusal(tdlib.check_bold, text, spans))

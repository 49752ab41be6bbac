"""Telegram's limits: never more than allowed, never slower than needed; on a clock of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import Bucket, Pacer
from bot.settings import Pace
from tests.bot.storage.setting import ANA, BEN, STAFF


def send(pacer: Pacer, chats: list[int], seconds: float) -> list[tuple[float, int]]:
    """Send to all chats as fast as the pacer allows, for some time: (when, chat)."""
    now, sent = 0.0, []
    while now < seconds:
        ready = [chat for chat in chats if pacer.wait(chat, now) <= 0]
        for chat in ready:
            if pacer.wait(chat, now) <= 0:
                pacer.take(chat, now)
                sent.append((now, chat))
        now += max(0.01, min(pacer.wait(chat, now) for chat in chats))
    return sent


def most_within(times: list[float], seconds: float) -> int:
    """The most that went out in any stretch of time."""
    return max((sum(1 for time in times if start <= time < start + seconds) for start in times), default=0)


def test_a_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    """Three answers at once are fine."""
    times = [time for time, _ in send(Pacer(Pace()), [ANA], 10.5)]
    assert times[:3] == pytest.approx([0, 0, 0], abs=0.05)
    assert times[3:6] == pytest.approx([1, 2, 3], abs=0.05)
    assert len(times) == 13


def test_a_group_gets_at_most_twenty_a_minute() -> None:
    """In any minute, not only on average; and not much less."""
    times = [time for time, _ in send(Pacer(Pace()), [STAFF], 600)]
    assert most_within(times, 60) in {19, 20}
    assert len(times) > 160


def test_all_chats_together_get_at_most_thirty_a_second() -> None:
    """In any second."""
    times = [time for time, _ in send(Pacer(Pace()), list(range(1, 200)), 5)]
    assert most_within(times, 1) <= 30
    assert len(times) > 120


def test_one_chat_does_not_slow_another() -> None:
    """Ben is answered while Ana's burst is used up."""
    pacer = Pacer(Pace())
    for _ in range(3):
        pacer.take(ANA, 0)
    assert pacer.wait(ANA, 0) == pytest.approx(1)
    assert pacer.wait(BEN, 0) == 0


def test_a_chat_that_asked_for_patience_gets_it() -> None:
    """For as long as it said, and alone."""
    pacer = Pacer(Pace())
    pacer.pause(ANA, 35.0)
    assert pacer.wait(ANA, 5.0) == 30
    assert pacer.wait(BEN, 5.0) == 0
    assert pacer.wait(ANA, 35.0) == 0


def test_an_emergency_beyond_the_limit_is_made_up_for() -> None:
    """It goes at once; what follows waits the longer."""
    pacer = Pacer(Pace())
    for _ in range(5):
        pacer.take(ANA, 0)
    assert pacer.wait(ANA, 0) == pytest.approx(3)


def test_thousands_of_chats_do_not_fill_the_memory() -> None:
    """Those used longest ago are forgotten."""
    pacer = Pacer(Pace())
    pacer.pause(1, 1e9)
    for chat in range(1, 6000):
        pacer.take(chat, chat * 10.0)
    assert len(pacer._chats) <= 4096
    assert pacer.wait(1, 1e6) == 0


@given(st.floats(1, 100), st.floats(0.1, 100), st.lists(st.floats(0, 10), max_size=60))
def test_a_bucket_never_lets_more_through_than_its_limit(limit: float, seconds: float, pauses: list[float]) -> None:
    """Whatever the rhythm of those who ask (limits below two are only kept on average)."""
    bucket, now, times = Bucket.within(limit, seconds), 0.0, []
    for pause in pauses:
        now += pause
        if bucket.wait(now) <= 0:
            bucket.take(now)
            times.append(now)
    assert most_within(times, seconds) <= max(limit, 2) + 1e-6


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=40))
def test_a_clock_that_is_set_back_blocks_nobody(steps: list[float]) -> None:
    """Whatever happened before, a token comes within a second."""
    bucket, now = Bucket.full(1, 3), 0.0
    for step in steps:
        now += step
        if bucket.wait(now) <= 0:
            bucket.take(now)
        assert bucket.wait(now) <= 1

"""Whose turn it is when many wait."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.fairness import Turns
from bot.storage.claims import Head
from tests.bot.storage.setting import MONDAY


def after(seconds: float) -> datetime:
    """A moment of the test."""
    return MONDAY + timedelta(seconds=seconds)


def served(waiting: dict[str, list[int]], rounds: int, limit: int = 1) -> list[str]:
    """Work through queues of arrival times (in seconds), a round a second: who was served, in order."""
    turns, order = Turns(), []
    for second in range(rounds):
        heads = [
            Head(times[0], lane, after(times[0])) for lane, times in waiting.items() if times and times[0] <= second
        ]
        for head in turns.choose(heads, after(second), limit):
            waiting[head.lane].pop(0)
            order.append(head.lane)
    return order


def test_first_come_first_served() -> None:
    """Where everybody has one message."""
    assert served({"ana": [2], "ben": [1], "cy": [0]}, 5) == ["cy", "ben", "ana"]


def test_a_flood_does_not_starve_a_single_message() -> None:
    """Ana sends a hundred at once; Ben's one message, three seconds later, is next but one."""
    order = served({"ana": [0] * 100, "ben": [3]}, 10)
    assert order.index("ben") == 4


def test_two_floods_take_turns() -> None:
    """Round robin."""
    order = served({"ana": [0] * 50, "ben": [0] * 50}, 20)
    assert [order[i] != order[i + 1] for i in range(19)] == [True] * 19


def test_a_stream_of_newcomers_does_not_starve_who_waits() -> None:
    """Each second somebody new; Ana's second message still gets its turn."""
    waiting = {"ana": [0, 0]} | {f"new {second}": [second] for second in range(1, 50)}
    order = served(waiting, 10)
    assert order.count("ana") == 2


def test_no_more_than_there_are_workers() -> None:
    """The rest waits."""
    assert len(served({str(n): [0] for n in range(9)}, 1, limit=4)) == 4


def test_those_served_long_ago_are_forgotten() -> None:
    """Memory stays small."""
    turns = Turns()
    for n in range(5000):
        turns.choose([Head(n, str(n), after(n))], after(n), 1)
    assert len(turns._served) <= 4096


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(0, 20), max_size=12).map(sorted)),
    st.integers(1, 3),
)
def test_nobody_waits_longer_than_one_round_of_all(waiting: dict[str, list[int]], limit: int) -> None:
    """Between two turns of others, everybody who waits gets one: whatever came when."""
    turns = Turns()
    queues = {lane: list(times) for lane, times in waiting.items()}
    passed: dict[str, dict[str, int]] = {}
    for second in range(100):
        heads = [
            Head(times[0], lane, after(times[0])) for lane, times in queues.items() if times and times[0] <= second
        ]
        chosen = {head.lane for head in turns.choose(heads, after(second), limit)}
        for head in heads:
            if head.lane in chosen:
                passed.pop(head.lane, None)
                queues[head.lane].pop(0)
                continue
            overtaken = passed.setdefault(head.lane, {})
            for other in chosen:
                overtaken[other] = overtaken.get(other, 0) + 1
                assert overtaken[other] <= 2
    assert not any(queues.values())

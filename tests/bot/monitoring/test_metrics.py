"""What Prometheus reads: counts, gauges, and labels that name nobody."""

from dataclasses import replace

import prometheus_client
from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring.contact import NO_ANSWER
from bot.monitoring.metrics import Metrics
from bot.monitoring.turns import TurnSeen
from bot.monitoring.vitals import Vitals
from bot.storage.backlog import Backlog
from tests.bot.monitoring.made_up import WELL
from tests.bot.storage.setting import MONDAY

TURN = TurnSeen(turn=4711, kind="message", tier="E", ms=30, failed=False)


def read(metrics: Metrics, vitals: Vitals = WELL) -> dict[str, float]:
    """Every sample, as Prometheus understands it."""
    families = text_string_to_metric_families(metrics.text(vitals).decode())
    samples = [sample for family in families for sample in family.samples]
    return {f"{one.name}{sorted(one.labels.values()) or ''}": one.value for one in samples}


def test_turns_are_counted_by_kind() -> None:
    metrics = Metrics()
    for seen in (TURN, TURN, replace(TURN, failed=True)):
        metrics.turn(seen)
    found = read(metrics)
    assert found["backchat_turns_total['false', 'message']"] == 2
    assert found["backchat_turns_total['message', 'true']"] == 1
    assert found["backchat_turn_seconds_count"] == 3
    assert found["backchat_turn_seconds_bucket['0.025']"] == 0
    assert found["backchat_turn_seconds_bucket['0.05']"] == 3


def test_calls_are_counted_by_what_came_back() -> None:
    metrics = Metrics()
    for status in (200, 429, NO_ANSWER):
        metrics.called("sendMessage", status)
    found = read(metrics)
    assert [found[f"backchat_telegram_calls_total['{status}', 'sendMessage']"] for status in (200, 429, 0)] == [1, 1, 1]


def test_the_vitals() -> None:
    backlog = Backlog(arrived=2, unsent=3, unclaimed={1001: MONDAY})
    found = read(Metrics(), replace(WELL, backlog=backlog, unsent_seconds=12.0, refusal="Content refused"))
    assert found["backchat_inbox_waiting"] == 2
    assert (found["backchat_outbox_waiting"], found["backchat_outbox_age_seconds"]) == (3, 12)
    assert found["backchat_cases_unclaimed"] == 1
    assert (found["backchat_well"], found["backchat_content_refused"], found["backchat_purge_failed"]) == (1, 1, 0)


def test_a_database_that_tells_nothing() -> None:
    found = read(Metrics(), replace(WELL, database="The disk is full.", backlog=None))
    assert (found["backchat_well"], found["backchat_database_writable"]) == (0, 0)
    assert found["backchat_outbox_waiting"] != found["backchat_outbox_waiting"], "NaN: not known"


def test_one_version_of_the_content_at_a_time() -> None:
    metrics = Metrics()
    assert "backchat_content_info['abc123']" in read(metrics)
    found = read(metrics, replace(WELL, content="def456"))
    assert [name for name in found if "content_info" in name] == ["backchat_content_info['def456']"]


def test_nothing_stands_in_the_library_s_global_registry() -> None:
    """Two bots of one process do not meet there, and its own process metrics are not shown."""
    Metrics().turn(TURN)
    assert b"backchat" not in prometheus_client.generate_latest()
    assert not any(name.startswith(("python_", "process_")) for name in read(Metrics()))

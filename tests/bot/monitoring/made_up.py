"""Vitals of a bot that is well, to change for a test."""

from bot.monitoring.vitals import Vitals
from bot.storage.backlog import Backlog

WELL = Vitals(
    content="abc123",
    refusal="",
    purge_failure="",
    database="",
    backlog=Backlog(),
    unsent_seconds=0.0,
    silent_seconds=5.0,
    idle_seconds={"inbox": 0.5, "outbox": 0.5},
)

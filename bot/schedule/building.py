"""The schedule's worker with all kinds that there are, for the composition root."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.delivery.worker import Report
from bot.schedule.kinds import Kind
from bot.schedule.worker import ScheduleWorker
from bot.storage.engine import Database
from bot.storage.taking import Take


def scheduling(database: Database, take: Take, *, clock: Callable[[], datetime], report: Report) -> ScheduleWorker:
    """The worker. Each part of the bot that does things at their time has its line here."""
    kinds: Mapping[str, Kind] = {}
    return ScheduleWorker(database, kinds, take, clock=clock, wake=asyncio.Event(), report=report)

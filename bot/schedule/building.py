"""The schedule's worker with all kinds that there are, for the composition root."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.delivery.worker import Report
from bot.schedule.check_ins import check_in
from bot.schedule.diary_reminder import diary_reminder
from bot.schedule.kinds import Kind
from bot.schedule.worker import ScheduleWorker
from bot.storage import checkins, diary
from bot.storage.engine import Database
from bot.storage.taking import Take
from faq.wording.bot import Wording
from faq.wording.facts import Clinic


def scheduling(
    database: Database,
    take: Take,
    wording: Callable[[], Wording],
    clinic: Clinic,
    *,
    clock: Callable[[], datetime],
    report: Report,
) -> ScheduleWorker:
    """The worker. Each part of the bot that does things at their time has its line here."""
    kinds: Mapping[str, Kind] = {
        checkins.KIND: check_in(wording, clinic),
        diary.REMINDER: diary_reminder(wording, clinic),
    }
    return ScheduleWorker(database, kinds, take, clock=clock, wake=asyncio.Event(), report=report)

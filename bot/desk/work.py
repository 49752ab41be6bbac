"""The desk's worker, made from the settings."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery.worker import Report
from bot.desk.clock import DeskClock
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.taking import Take
from faq.wording.bot import Wording
from handlers.ports import StaffGroup
from handlers.waiting import Reminding


def desk_clock(
    settings: Settings,
    database: Database,
    staff_group: StaffGroup,
    wording: Callable[[], Wording],
    *,
    clock: Callable[[], datetime],
    take: Take,
    report: Report,
) -> DeskClock:
    """The worker, which is idle where the config has no opening hours."""
    opening, minutes = settings.clinic.opening, settings.desk.remind_minutes
    reminding = None
    if opening is not None and minutes is not None:
        reminding = Reminding(opening, timedelta(minutes=minutes), settings.desk.next_contact_id)
    return DeskClock(
        database,
        settings.clinic,
        staff_group,
        wording,
        reminding=reminding,
        digest=settings.desk.digest,
        clock=clock,
        take=take,
        report=report,
    )

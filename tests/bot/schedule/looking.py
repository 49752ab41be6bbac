"""The program's own schedule, looked at when a test says so."""

from bot.schedule.building import scheduling
from bot.schedule.worker import ScheduleWorker
from bot.storage.taking import waking
from faq.wording.facts import Clinic
from tests.bot.storage.setting import Setting
from tests.handlers.small_world import wording

CLINIC = Clinic()
_WORDING = wording()


def worker(setting: Setting) -> ScheduleWorker:
    """The program's own, with all its kinds."""
    return scheduling(
        setting.database,
        waking(setting.queued),
        lambda: _WORDING,
        CLINIC,
        clock=setting.clock,
        report=print,
    )


async def looks(setting: Setting) -> list[str]:
    """The schedule is looked at; what is then sent."""
    await worker(setting).look()
    return await setting.send_all()

"""The reminder of a diary, as something that is done at its time."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedule.check_ins import LATE
from bot.schedule.kinds import Kind
from bot.storage import diary, sessions
from bot.storage.schedule import Due
from faq.wording.bot import Wording
from faq.wording.facts import Clinic
from handlers.hours import Hours
from handlers.ports import Outgoing
from handlers.render import render_reply
from handlers.talk.checkins import hours_of
from handlers.talk.diary import may_remind, remind


def diary_reminder(wording: Callable[[], Wording], clinic: Clinic) -> Kind:
    """Says once, within the allowed hours of the patient's zone, that the diary is there, if it still is."""

    async def do(connection: AsyncConnection, due: Due, now: datetime) -> Sequence[Outgoing]:
        if due.chat_id is None:
            return []
        session = await sessions.stored(connection, due.chat_id, now)
        if not may_remind(session, await diary.load(connection, due.chat_id, now), now):
            return []
        return render_reply(remind(wording().diary), due.chat_id, clinic)

    async def hours(connection: AsyncConnection, due: Due, now: datetime) -> Hours:
        return hours_of((await sessions.stored(connection, due.chat_id or 0, now)).zone, clinic)

    return Kind(do, hours, LATE)

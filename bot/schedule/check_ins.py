"""The check-in, as something that is done at its time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedule.kinds import Kind
from bot.storage import checkins, sessions
from bot.storage.schedule import Due
from faq.wording.bot import Wording
from faq.wording.facts import Clinic
from handlers.hours import Hours
from handlers.ports import Outgoing
from handlers.render import render_reply
from handlers.talk.checkins import ask, hours_of

LATE = timedelta(hours=24)
"""After downtime an older one is skipped."""


def check_in(wording: Callable[[], Wording], clinic: Clinic) -> Kind:
    """Asks how things are, within the allowed hours of the patient's zone, unless the series has ended."""

    async def do(connection: AsyncConnection, due: Due, now: datetime) -> Sequence[Outgoing]:
        if due.chat_id is None:
            return []
        session, question = ask(await sessions.stored(connection, due.chat_id, now), wording(), now)
        await sessions.save(connection, due.chat_id, session, now)
        if question is None:
            await checkins.end(connection, due.chat_id, now)
            return []
        return render_reply(question, due.chat_id, clinic)

    async def hours(connection: AsyncConnection, due: Due, now: datetime) -> Hours:
        session = await sessions.stored(connection, due.chat_id or 0, now)
        return hours_of(session.check_ins.zone if session.check_ins else "", clinic)

    return Kind(do, hours, LATE)

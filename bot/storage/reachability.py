"""Patients who blocked the bot: known, shown on their card, and forgotten when they are back."""

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import checkins, schedule, sessions
from bot.storage.outgoing import queue_card
from bot.storage.sql import insert_new
from bot.storage.tables import cases, unreachable
from handlers.session import OPEN_STATES

_LIVE = cases.c.state.in_(OPEN_STATES)

BLOCKED = or_(
    exists().where(unreachable.c.chat_id == bindparam("chat_id")),
    exists().where(cases.c.chat_id == bindparam("chat_id"), _LIVE, cases.c.unreachable),
)
"""Whether the chat `chat_id` was given up, or a message to it refused."""


async def mark(connection: AsyncConnection, chat_id: int, now: datetime, *, blocked: bool) -> None:
    """Remember whether a chat can be reached, and show a change on its open card."""
    if blocked:
        await insert_new(connection, unreachable, {"chat_id": chat_id, "since": now})
        await schedule.cancel(connection, chat_id)
        await checkins.end(connection, chat_id, now)
        await sessions.end_check_ins(connection, chat_id, now)
    else:
        await connection.execute(delete(unreachable).where(unreachable.c.chat_id == chat_id))
    changed = await connection.scalars(
        update(cases)
        .where(
            cases.c.chat_id == chat_id,
            _LIVE,
            cases.c.unreachable.is_not(blocked),
        )
        .values(unreachable=blocked)
        .returning(cases.c.number)
    )
    for number in changed.all():
        await queue_card(connection, number, now)

"""What is remembered of a chat between its messages."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import cases
from bot.storage.codec import session_from_json, session_to_json, worth_keeping
from bot.storage.sql import put
from bot.storage.tables import sessions
from handlers.ports import Json
from handlers.session import SESSION_EXPIRES, Session

STORED = (
    select(sessions.c.session)
    .where(sessions.c.chat_id == bindparam("chat_id"), sessions.c.expires_at > bindparam("now"))
    .scalar_subquery()
)
"""What is stored of the chat `chat_id` and has not expired by `now`."""


def opened(stored: Json | None) -> Session:
    """The session, without its case, that STORED found; a new one if that is nothing."""
    return Session() if stored is None else session_from_json(stored)


async def is_held(connection: AsyncConnection, chat_id: int, now: datetime) -> bool:
    """Whether urgent safety advice that was given in a chat still holds."""
    stored = await connection.scalar(select(STORED), {"chat_id": chat_id, "now": now})
    held = session_from_json(stored).held if stored else None
    return held is not None and held.until > now


async def stored(connection: AsyncConnection, chat_id: int, now: datetime) -> Session:
    """The chat's session with its case; a new one where nothing is stored."""
    session = opened(await connection.scalar(select(STORED), {"chat_id": chat_id, "now": now}))
    return replace(session, case=await cases.current(connection, chat_id, now))


async def save(connection: AsyncConnection, chat_id: int, session: Session, now: datetime) -> None:
    """Keep a session, unless there is nothing to remember."""
    if worth_keeping(session):
        row = {"chat_id": chat_id, "session": session_to_json(session), "expires_at": _expiry(session, now)}
        await put(connection, sessions, row)
    else:
        await forget(connection, chat_id)


async def end_check_ins(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """The chat has none any more."""
    session = await stored(connection, chat_id, now)
    if session.check_ins is not None:
        await save(connection, chat_id, replace(session, check_ins=None), now)


async def forget(connection: AsyncConnection, chat_id: int) -> int:
    """Delete a session; whether there was one (1 or 0)."""
    return (await connection.execute(delete(sessions).where(sessions.c.chat_id == chat_id))).rowcount


def _expiry(session: Session, now: datetime) -> datetime:
    """A held tier alone, as after /delete, is kept no longer than it holds."""
    held = session.held
    return held.until if held and not worth_keeping(replace(session, held=None)) else now + SESSION_EXPIRES

"""Word of the booking system that something was booked: it ends the case whose code it names, once."""

from datetime import datetime
from enum import Enum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import effects, talks
from bot.storage.outgoing import queue_card
from bot.storage.sql import insert_new
from bot.storage.tables import cases, signatures
from handlers.model import OPEN_STATES, CaseState, EndTalk, Talk


class Heard(Enum):
    """What became of such a word."""

    NOTED = "noted"
    UNKNOWN = "unknown"
    REPLAYED = "replayed"


async def note(
    connection: AsyncConnection, code: str, signature: str, by: str, now: datetime
) -> tuple[Heard, int | None]:
    """Close the case of this code as booked, done by `by`, and show it on its card; whose chat's talk that ended.

    One that is closed already stays as it is, and an offer without consent is none of the clinic's: both are
    only counted, or not even that. The same signed word twice is a replay.
    """
    if not await insert_new(connection, signatures, {"signature": signature, "at": now}):
        return Heard.REPLAYED, None
    of_code = select(cases.c.number, cases.c.state, cases.c.chat_id, cases.c.talk).where(cases.c.booking_code == code)
    row = (await connection.execute(of_code)).first()
    if row is None:
        return Heard.UNKNOWN, None
    if row.state != CaseState.DONE:
        await effects.count(connection, ["booked"], now)
    ended = row.chat_id if row.talk == Talk.ON and row.state in OPEN_STATES else None
    if row.state in OPEN_STATES:
        if ended is not None:
            await talks.change(connection, row.chat_id, EndTalk(row.number), now)
        done = {"outcome": "booked", "state": CaseState.DONE, "done_by": by, "done_at": now}
        await connection.execute(update(cases).where(cases.c.number == row.number).values(**done))
        await queue_card(connection, row.number, now)
    return Heard.NOTED, ended

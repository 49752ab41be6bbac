"""Word of the booking system that something was booked: it ends the case whose code it names, once."""

from datetime import datetime
from enum import Enum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import effects
from bot.storage.outgoing import queue_card
from bot.storage.sql import insert_new
from bot.storage.tables import cases, signatures
from handlers.model import CaseState


class Heard(Enum):
    """What became of such a word."""

    NOTED = "noted"
    UNKNOWN = "unknown"
    REPLAYED = "replayed"


async def note(connection: AsyncConnection, code: str, signature: str, by: str, now: datetime) -> Heard:
    """Close the case of this code as done by `by`, and show it on its card.

    One that is closed already stays as it is, and an offer without consent is none of the clinic's: both are
    only counted, or not even that. The same signed word twice is a replay.
    """
    if not await insert_new(connection, signatures, {"signature": signature, "at": now}):
        return Heard.REPLAYED
    row = (await connection.execute(select(cases.c.number, cases.c.state).where(cases.c.booking_code == code))).first()
    if row is None:
        return Heard.UNKNOWN
    if row.state != CaseState.DONE:
        await effects.count(connection, ["booked"], now)
    if row.state in {CaseState.OPEN, CaseState.TAKEN}:
        done = {"state": CaseState.DONE, "done_by": by, "done_at": now}
        await connection.execute(update(cases).where(cases.c.number == row.number).values(**done))
        await queue_card(connection, row.number, now)
    return Heard.NOTED

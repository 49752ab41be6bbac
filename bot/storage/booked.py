"""Word of the booking system that something was booked: of the case whose code it names, and believed once."""

from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import effects
from bot.storage.sql import insert_new
from bot.storage.tables import cases, signatures
from handlers.session import CaseState


class Heard(Enum):
    """What became of such a word."""

    NOTED = "noted"
    UNKNOWN = "unknown"
    REPLAYED = "replayed"


async def note(connection: AsyncConnection, code: str, signature: str, now: datetime) -> tuple[Heard, int | None]:
    """Count a booking that is news, and say whose case it is about; the same signed word twice is a replay.

    Also of an offer without consent: that is counted, and none of the clinic's.
    """
    if not await insert_new(connection, signatures, {"signature": signature, "at": now}):
        return Heard.REPLAYED, None
    of_code = select(cases.c.number, cases.c.state).where(cases.c.booking_code == code)
    row = (await connection.execute(of_code)).first()
    if row is None:
        return Heard.UNKNOWN, None
    if row.state != CaseState.DONE:
        await effects.count(connection, ["booked"], now)
    return Heard.NOTED, row.number

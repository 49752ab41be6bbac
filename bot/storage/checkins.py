"""Check-ins as rows: when each is due, and the consent that allows them."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import schedule
from bot.storage.tables import check_in_consents as consents
from handlers.effects import EndCheckIns, StartCheckIns

KIND = "check-in"


async def change(connection: AsyncConnection, chat_id: int, effect: StartCheckIns | EndCheckIns, now: datetime) -> None:
    """End what there is; new ones are planned with the consent to them."""
    await end(connection, chat_id, now)
    if isinstance(effect, EndCheckIns):
        return
    await schedule.plan(connection, KIND, chat_id, effect.times)
    await connection.execute(insert(consents).values(chat_id=chat_id, version=effect.consent_version, given_at=now))


async def end(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """None comes any more; the consent is over."""
    await schedule.cancel(connection, chat_id, KIND)
    over = consents.c.chat_id == chat_id, consents.c.withdrawn_at.is_(None)
    await connection.execute(update(consents).where(*over).values(withdrawn_at=now))


async def forget(connection: AsyncConnection, chat_id: int, now: datetime) -> int:
    """End them; of the consents only receipts stay, without the chat. How many."""
    await end(connection, chat_id, now)
    left = await connection.execute(update(consents).where(consents.c.chat_id == chat_id).values(chat_id=None))
    return left.rowcount

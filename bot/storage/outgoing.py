"""Putting messages and cards into the outbox, as a part of the transaction that decided on them."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import meta
from bot.storage.tables import Kind, Work, outbox
from handlers.ports import Json, Outgoing

_QUEUE = insert(outbox)
_DROP = delete(outbox).where(outbox.c.id == bindparam("row"))


async def queue_messages(connection: AsyncConnection, messages: Sequence[Outgoing], now: datetime) -> None:
    """Queue messages in their order. Emergency ones have a lane of their own, which overtakes."""
    rows = [
        {
            **_place(message),
            "html": message.html,
            "keyboard": message.keyboard,
            "emergency": message.emergency,
            "reply_to": message.reply_to,
            "document": message.document and asdict(message.document),
            "photo": message.photo,
            "drawn": b64encode(message.drawn).decode(),
            "created_at": now,
            "state": Work.NEW,
        }
        for message in messages
    ]
    if rows:
        await connection.execute(_QUEUE, rows)


def _place(message: Outgoing) -> Json:
    """Where a message goes. What stands under a card is sent after the card, and waits for no other case."""
    number = message.under_card
    if number is not None:
        return {"kind": Kind.UNDER_CARD, "chat_id": None, "lane": card_lane(number), "case_number": number}
    lane = f"{message.chat_id}!" if message.emergency else str(message.chat_id)
    return {"kind": Kind.MESSAGE, "chat_id": message.chat_id, "lane": lane, "case_number": message.case_number}


async def queue_card(connection: AsyncConnection, number: int, now: datetime) -> None:
    """Queue a case's card, unless it waits already: a card shows its case as it is when it is sent."""
    waits = exists().where(outbox.c.kind == Kind.CARD, outbox.c.case_number == number, outbox.c.state == Work.NEW)
    if not await connection.scalar(select(waits)):
        await connection.execute(
            insert(outbox).values(
                kind=Kind.CARD, lane=card_lane(number), case_number=number, created_at=now, state=Work.NEW
            )
        )


def card_lane(number: int) -> str:
    """A lane for each case: a card that cannot be sent holds up no other."""
    return f"card {number}"


async def follow(connection: AsyncConnection, old: int, new: int) -> None:
    """A group got a new id: remember it, and send there what is unsent."""
    await meta.remember_migration(connection, old, new)
    await connection.execute(update(outbox).where(outbox.c.chat_id == old).values(chat_id=new))


async def cancel_ordinary(connection: AsyncConnection, chat_id: int) -> None:
    """Take back what the bot had still to say to a chat; what a person of the clinic wrote stays."""
    await connection.execute(
        delete(outbox).where(
            outbox.c.chat_id == chat_id,
            outbox.c.state == Work.NEW,
            outbox.c.emergency.is_(False),
            outbox.c.case_number.is_(None),
        )
    )


async def cancel_all(connection: AsyncConnection, chat_id: int) -> None:
    """Take back everything unsent to a chat."""
    await connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id, outbox.c.state == Work.NEW))


async def forget(connection: AsyncConnection, chat_id: int) -> int:
    """Delete everything that is queued for a chat; how much of it waited. What is in the air leaves nothing behind."""
    waited = await connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id, outbox.c.state == Work.NEW))
    await connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id))
    return waited.rowcount


async def put_back(connection: AsyncConnection, row_id: int, not_before: datetime, *, failed: bool) -> None:
    """Try a claimed row again later; the lane waits for it. `failed` counts an attempt."""
    await connection.execute(
        update(outbox)
        .where(outbox.c.id == row_id, outbox.c.state == Work.CLAIMED)
        .values(state=Work.NEW, claimed_at=None, not_before=not_before, attempts=outbox.c.attempts + int(failed))
    )


async def drop(connection: AsyncConnection, row_id: int) -> None:
    """A row is done with."""
    await connection.execute(_DROP, {"row": row_id})

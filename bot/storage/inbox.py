"""Updates as they came, kept until each was handled once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.claims import Choose, Queue, claim, free
from bot.storage.engine import Database
from bot.storage.outgoing import cancel_ordinary, queue_messages
from bot.storage.parked import park
from bot.storage.sql import insert_new
from bot.storage.tables import Work, inbox
from handlers.ports import Delivery, Json, Outgoing

LEASE = timedelta(seconds=30)
"""A turn takes milliseconds; an update claimed for longer was left behind by a process that died."""

_QUEUE = Queue(inbox, key=inbox.c.update_id, since=inbox.c.received_at, lease=LEASE)


@dataclass(frozen=True, slots=True)
class Received:
    """An update to store. `lane` groups what must be handled in order."""

    bot_id: int
    update_id: int
    lane: str
    payload: Json
    received_at: datetime
    chat_id: int | None = None
    card_sent: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """An update to work on, ours until the lease ends. `attempts` have failed before."""

    delivery: Delivery
    lane: str
    payload: Json
    attempts: int
    chat_id: int | None = None


class Inbox:
    """The inbox of one bot. Every call is a transaction of its own and may raise StorageError."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    async def store(self, received: Received) -> bool:
        """Keep an update; False when it was seen before."""
        return await self.store_all([received]) == 1

    async def store_all(self, batch: Sequence[Received]) -> int:
        """Keep updates, all or none; how many were new. One whose card went out silences what is unsent."""
        async with self._database.write() as connection:
            return sum([await _keep(connection, received) for received in batch])

    async def cards_sent(self, limit: int) -> Sequence[int]:
        """The newest updates whose card went out at intake, so that a restart does not repeat it."""
        async with self._database.read() as connection:
            rows = await connection.scalars(
                select(inbox.c.update_id)
                .where(inbox.c.bot_id == self._bot_id, inbox.c.card_sent)
                .order_by(inbox.c.update_id.desc())
                .limit(limit)
            )
            return rows.all()

    async def claim(self, now: datetime, choose: Choose) -> list[Claimed]:
        """Take the chosen among the oldest updates of the idle lanes."""
        async with self._database.write() as connection:
            keys = await claim(connection, _QUEUE, now, choose, self._ours)
            rows = await connection.execute(select(inbox).where(self._ours, inbox.c.update_id.in_(keys)))
            found = {row["update_id"]: row for row in rows.mappings()}
        return [
            Claimed(
                Delivery(self._bot_id, key, card_sent=found[key]["card_sent"]),
                found[key]["lane"],
                found[key]["payload"],
                found[key]["attempts"],
                found[key]["chat_id"],
            )
            for key in keys
        ]

    async def put_back(self, delivery: Delivery, not_before: datetime, *, failed: bool) -> None:
        """Try an update again later; the lane waits for it. `failed` counts an attempt."""
        async with self._database.write() as connection:
            await connection.execute(
                update(inbox)
                .where(_is(delivery), inbox.c.state == Work.CLAIMED)
                .values(
                    state=Work.NEW,
                    claimed_at=None,
                    not_before=not_before,
                    attempts=inbox.c.attempts + int(failed),
                )
            )

    async def end(self, delivery: Delivery) -> None:
        """An update that nothing else ended is over."""
        async with self._database.write() as connection:
            await end(connection, delivery)

    async def park(self, delivery: Delivery, error: str, outgoing: Sequence[Outgoing], now: datetime) -> None:
        """An update is set aside after too many failures, and whoever must know is told."""
        async with self._database.write() as connection:
            if await park(connection, delivery, error, now):
                await queue_messages(connection, outgoing, now)

    async def release_all(self) -> None:
        """Take over what a former process left claimed. Only for the one process of a SQLite clinic."""
        async with self._database.write() as connection:
            await free(connection, _QUEUE, self._ours)

    async def waiting(self) -> int:
        """How many updates are not handled yet."""
        async with self._database.read() as connection:
            states = inbox.c.state.in_([Work.NEW, Work.CLAIMED])
            return await connection.scalar(select(func.count()).where(self._ours, states)) or 0

    @property
    def _ours(self) -> ColumnElement[bool]:
        return inbox.c.bot_id == self._bot_id


async def _keep(connection: AsyncConnection, received: Received) -> bool:
    values = {
        "bot_id": received.bot_id,
        "update_id": received.update_id,
        "lane": received.lane,
        "chat_id": received.chat_id,
        "payload": received.payload,
        "received_at": received.received_at,
        "card_sent": received.card_sent,
        "state": Work.NEW,
        "attempts": 0,
    }
    new = await insert_new(connection, inbox, values)
    if new and received.card_sent and received.chat_id is not None:
        await cancel_ordinary(connection, received.chat_id)
    return new


def _is(delivery: Delivery) -> ColumnElement[bool]:
    return and_(inbox.c.bot_id == delivery.bot_id, inbox.c.update_id == delivery.update_id)


async def is_over(connection: AsyncConnection, delivery: Delivery) -> bool:
    """Whether an update was handled already (or parked)."""
    over = inbox.c.state.in_([Work.DONE, Work.PARKED])
    return bool(await connection.scalar(select(exists().where(_is(delivery), over))))


async def end(connection: AsyncConnection, delivery: Delivery, now: datetime | None = None) -> None:
    """Keep an update's key and forget what was in it, in the caller's transaction. Over is over.

    With `now`, an update that never came through the inbox leaves its key there all the same.
    """
    ended = {"state": Work.DONE, "payload": None, "chat_id": None, "lane": None, "claimed_at": None}
    if now is not None:
        key = {"bot_id": delivery.bot_id, "update_id": delivery.update_id}
        values = {**key, **ended, "received_at": now, "card_sent": delivery.card_sent, "attempts": 0}
        if await insert_new(connection, inbox, values):
            return
    await connection.execute(
        update(inbox).where(_is(delivery), inbox.c.state.in_([Work.NEW, Work.CLAIMED])).values(**ended)
    )


async def emergency_waits(connection: AsyncConnection, delivery: Delivery, chat_id: int) -> bool:
    """Whether a later update of the chat had its emergency card already and is not recorded yet."""
    later = and_(inbox.c.bot_id == delivery.bot_id, inbox.c.update_id > delivery.update_id)
    waits = inbox.c.state.in_([Work.NEW, Work.CLAIMED])
    of_chat = and_(inbox.c.chat_id == chat_id, inbox.c.card_sent)
    return bool(await connection.scalar(select(exists().where(later, waits, of_chat))))


async def forget_payloads(connection: AsyncConnection, delivery: Delivery, chat_id: int) -> int:
    """Empty what a chat sent before this update, and how much that was.

    What it sent since is new and still to be answered.
    """
    emptied = await connection.execute(
        update(inbox)
        .where(
            inbox.c.bot_id == delivery.bot_id,
            inbox.c.chat_id == chat_id,
            inbox.c.update_id < delivery.update_id,
        )
        .values(state=Work.DONE, payload=None, chat_id=None, lane=None, claimed_at=None, parked_at=None, error=None)
    )
    return emptied.rowcount

"""Updates as they came, kept until each was handled once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.claims import Choose, Claims, Head
from bot.storage.engine import Database
from bot.storage.outgoing import cancel_ordinary, queue_messages
from bot.storage.parked import park
from bot.storage.sql import insert_new, put
from bot.storage.tables import WAITING, Work, inbox
from bot.storage.taking import Take
from handlers.ports import Delivery, Json, Outgoing

LEASE = timedelta(seconds=30)
"""A turn takes milliseconds; an update claimed for longer was left behind by a process that died."""

BURST = 3
"""Who has more than this waiting writes faster than anybody is answered."""

_AT_MOST = 100

_OPEN = or_(inbox.c.state == Work.NEW, inbox.c.state == Work.CLAIMED)

OVER = exists().where(inbox.c.bot_id == bindparam("bot_id"), inbox.c.update_id == bindparam("update_id"), ~_OPEN)
"""Whether the update `update_id` of the bot `bot_id` was handled already (or parked)."""

_IS_OVER = select(OVER)

EMERGENCY_WAITS = exists().where(
    WAITING,
    inbox.c.bot_id == bindparam("bot_id"),
    inbox.c.lane == bindparam("lane"),
    inbox.c.update_id > bindparam("update_id"),
    inbox.c.card_sent,
)
"""Whether a later update of the lane `lane` had its emergency card already and is not recorded yet."""


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
    behind: tuple[tuple[int, Json], ...] = ()
    """Where more than BURST wait in the lane: those behind it, by their ids. Nothing behind one that failed before."""


class Inbox:
    """The inbox of one bot. Every call is a transaction of its own and may raise StorageError."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id
        self._ours = inbox.c.bot_id == bot_id
        self._claims = Claims(inbox, key=inbox.c.update_id, since=inbox.c.received_at, lease=LEASE, only=self._ours)

    async def store_all(self, batch: Sequence[Received], take: Take) -> int:
        """Keep updates, all or none; how many were new. One whose card went out silences what is unsent."""
        async with self._database.write() as connection:
            new = sum([await _keep(connection, received) for received in batch])
            start = await take(connection)
        start()
        return new

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
            return await self.claim_in(connection, now, choose)

    async def claim_in(self, connection: AsyncConnection, now: datetime, choose: Choose) -> list[Claimed]:
        """The same in the caller's write transaction."""
        crowded: set[int] = set()

        def noted(heads: Sequence[Head]) -> Sequence[Head]:
            chosen = choose(heads)
            crowded.update(head.key for head in chosen if head.waiting > BURST)
            return chosen

        rows = await self._claims.claim(connection, now, noted)
        return [
            Claimed(
                Delivery(self._bot_id, row["update_id"], card_sent=row["card_sent"]),
                row["lane"],
                row["payload"],
                row["attempts"],
                row["chat_id"],
                await self._behind(connection, row["lane"], row["update_id"])
                if row["update_id"] in crowded and not row["attempts"]
                else (),
            )
            for row in rows
        ]

    async def _behind(self, connection: AsyncConnection, lane: str, update_id: int) -> tuple[tuple[int, Json], ...]:
        """What follows an update without a break: nothing that failed before, and none whose card went out."""
        rows = await connection.execute(
            select(inbox.c.update_id, inbox.c.payload, or_(inbox.c.card_sent, inbox.c.attempts > 0))
            .where(self._ours, WAITING, inbox.c.lane == lane, inbox.c.update_id > update_id)
            .order_by(inbox.c.update_id)
            .limit(_AT_MOST)
        )
        return tuple((key, payload) for key, payload, _ in takewhile(lambda row: not row[2], rows))

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
            await end(connection, delivery, datetime.now(UTC))

    async def park(self, delivery: Delivery, error: str, outgoing: Sequence[Outgoing], now: datetime) -> None:
        """An update is set aside after too many failures, and whoever must know is told."""
        async with self._database.write() as connection:
            if await park(connection, delivery, error, now):
                await queue_messages(connection, outgoing, now)

    async def release_all(self) -> None:
        """Take over what a former process left claimed. Only for the one process of a SQLite clinic."""
        async with self._database.write() as connection:
            await self._claims.free(connection)

    async def waiting(self) -> int:
        """How many updates are not handled yet."""
        async with self._database.read() as connection:
            return await connection.scalar(select(func.count()).where(self._ours, WAITING)) or 0


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


def named(delivery: Delivery) -> dict[str, int]:
    """A delivery as the parameters of OVER and EMERGENCY_WAITS."""
    return {"bot_id": delivery.bot_id, "update_id": delivery.update_id}


async def card_waits(connection: AsyncConnection, chat_id: int) -> bool:
    """Whether an emergency card went out to a chat whose turn is still to come."""
    waits = exists().where(WAITING, inbox.c.lane == str(chat_id), inbox.c.card_sent)
    return bool(await connection.scalar(select(waits)))


async def is_over(connection: AsyncConnection, delivery: Delivery) -> bool:
    """Whether an update was handled already (or parked)."""
    return bool(await connection.scalar(_IS_OVER, named(delivery)))


async def end(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    """Keep an update's key and forget what was in it, in the caller's transaction; so with those joined to it.

    Over is over. An update that never came through the inbox leaves its key there all the same.
    """
    row = {
        "bot_id": delivery.bot_id,
        "state": Work.DONE,
        "payload": None,
        "chat_id": None,
        "lane": None,
        "claimed_at": None,
        "received_at": now,
        "card_sent": delivery.card_sent,
        "attempts": 0,
    }
    rows = [{**row, "update_id": update_id} for update_id in (delivery.update_id, *delivery.joined)]
    await put(connection, inbox, *rows, keep=("received_at", "card_sent", "attempts"), only=_OPEN)


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

"""Updates that failed too often: set aside, kept encrypted for a week, and handled again when an admin says so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.tables import Work, inbox
from handlers.ports import Delivery

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Parked:
    """An update that was set aside, without what is in it. `error` is a type and a place in the program."""

    update_id: int
    received_at: datetime
    parked_at: datetime
    error: str


def expired(now: datetime) -> ColumnElement[bool]:
    """Which rows of the inbox have been set aside for too long."""
    return and_(inbox.c.state == Work.PARKED, inbox.c.parked_at <= now - KEPT)


def _kept(now: datetime) -> ColumnElement[bool]:
    return and_(inbox.c.state == Work.PARKED, inbox.c.parked_at > now - KEPT)


async def park(connection: AsyncConnection, delivery: Delivery, error: str, now: datetime) -> bool:
    """Set an update aside, in the caller's transaction; False when it was over by then."""
    parked = await connection.execute(
        update(inbox)
        .where(
            inbox.c.bot_id == delivery.bot_id, inbox.c.update_id == delivery.update_id, inbox.c.state == Work.CLAIMED
        )
        .values(state=Work.PARKED, claimed_at=None, parked_at=now, error=error)
    )
    return parked.rowcount == 1


async def all_parked(database: Database, now: datetime) -> Sequence[Parked]:
    """What is set aside, the oldest first. Raises StorageError."""
    columns = (inbox.c.update_id, inbox.c.received_at, inbox.c.parked_at, inbox.c.error)
    async with database.read() as connection:
        rows = await connection.execute(select(*columns).where(_kept(now)).order_by(inbox.c.update_id))
        return [Parked(**row) for row in rows.mappings()]


async def replay(database: Database, update_ids: Collection[int], now: datetime) -> None:
    """Put updates back into the queue, with all their tries before them. Raises StorageError."""
    async with database.write() as connection:
        await connection.execute(
            update(inbox)
            .where(_kept(now), inbox.c.update_id.in_(update_ids))
            .values(state=Work.NEW, attempts=0, not_before=None, parked_at=None, error=None)
        )

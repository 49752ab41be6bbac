"""Work taken from a table: the oldest row of each idle lane, each by one worker of any process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Work


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest row of a lane that nobody works on and that is due. `since` is when it came."""

    key: int
    lane: str
    since: datetime
    chat_id: int | None = None
    emergency: bool = False


Choose = Callable[[Sequence[Head]], Sequence[Head]]
"""Which of the heads to take now, in which order."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How a table is worked through: its key, which orders a lane, and what else a Head tells."""

    table: Table
    key: Column[Any]
    since: Column[Any]
    lease: timedelta
    """A claim older than this was left behind by a process that died."""
    emergency: Column[Any] | None = None


async def claim(
    connection: AsyncConnection,
    queue: Queue,
    now: datetime,
    choose: Choose,
    only: ColumnElement[bool],
    *ready: ColumnElement[bool],
) -> list[int]:
    """Mark the chosen heads as ours, in the caller's write transaction; their keys, in the order chosen.

    `only` says which rows are looked at, `ready` which heads may be taken now.
    """
    table = queue.table
    await free(connection, queue, only, older_than=now - queue.lease)
    busy = select(table.c.lane).where(only, table.c.state == Work.CLAIMED)
    first = (
        select(func.min(queue.key).label("key"))
        .where(only, table.c.state == Work.NEW, table.c.lane.not_in(busy))
        .group_by(table.c.lane)
        .subquery()
    )
    emergency = [] if queue.emergency is None else [queue.emergency.label("emergency")]
    rows = await connection.execute(
        select(queue.key.label("key"), table.c.lane, queue.since.label("since"), table.c.chat_id, *emergency)
        .join(first, queue.key == first.c.key)
        .where(only, *ready, or_(table.c.not_before.is_(None), table.c.not_before <= now))
        .order_by(queue.key)
    )
    chosen = choose([Head(**row) for row in rows.mappings()])
    if chosen:
        keys = [head.key for head in chosen]
        await connection.execute(
            update(table).where(only, queue.key.in_(keys)).values(state=Work.CLAIMED, claimed_at=now)
        )
    return [head.key for head in chosen]


async def free(
    connection: AsyncConnection, queue: Queue, only: ColumnElement[bool], older_than: datetime | None = None
) -> None:
    """Give claims back: those older than a moment, or all."""
    table = queue.table
    stale = [] if older_than is None else [table.c.claimed_at < older_than]
    await connection.execute(
        update(table).where(only, table.c.state == Work.CLAIMED, *stale).values(state=Work.NEW, claimed_at=None)
    )

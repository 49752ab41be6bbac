"""What is to be done at a time: rows that wait until they are due, taken once by whoever does them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import due
from handlers.ports import Json


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done, for a chat or for nobody; `not_before` is later than `due_at` where it was put off."""

    id: int
    kind: str
    chat_id: int | None
    due_at: datetime
    not_before: datetime
    payload: Json | None


async def plan(
    connection: AsyncConnection, kind: str, chat_id: int | None, times: Sequence[datetime], payload: Json | None = None
) -> None:
    """Have `kind` done at each of the times."""
    rows = [{"kind": kind, "chat_id": chat_id, "due_at": at, "not_before": at, "payload": payload} for at in times]
    if rows:
        await connection.execute(insert(due), rows)


async def cancel(connection: AsyncConnection, chat_id: int, kind: str | None = None) -> int:
    """Take back what waits for a chat, of one kind or of all; how much that was."""
    of_kind = [] if kind is None else [due.c.kind == kind]
    return (await connection.execute(delete(due).where(due.c.chat_id == chat_id, *of_kind))).rowcount


async def ready(connection: AsyncConnection, now: datetime) -> list[int]:
    """Ids of what is due, the earliest first."""
    ids = select(due.c.id).where(due.c.not_before <= now).order_by(due.c.not_before, due.c.id)
    return list((await connection.scalars(ids)).all())


async def take(connection: AsyncConnection, row: int, now: datetime) -> Due | None:
    """Take a row that is still due out of the table, in the caller's transaction; None where somebody else did."""
    taken = delete(due).where(due.c.id == row, due.c.not_before <= now).returning(*due.c)
    found = (await connection.execute(taken)).mappings().first()
    return None if found is None else Due(**found)


async def put_back(connection: AsyncConnection, row: Due, not_before: datetime) -> None:
    """A row that was taken waits again, until `not_before`."""
    await connection.execute(
        insert(due).values(
            id=row.id,
            kind=row.kind,
            chat_id=row.chat_id,
            due_at=row.due_at,
            not_before=not_before,
            payload=row.payload,
        )
    )


async def wait(connection: AsyncConnection, row: int, not_before: datetime) -> None:
    """What could not be done is tried again from `not_before` on."""
    await connection.execute(update(due).where(due.c.id == row).values(not_before=not_before))

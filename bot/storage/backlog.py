"""What waits in the database, and whether it can be written: for those who watch over the bot."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from bot.storage import meta
from bot.storage.engine import Database
from bot.storage.tables import NOTICES, WAITING, cases, inbox, outbox
from handlers.session import CaseState


@dataclass(frozen=True, slots=True)
class Backlog:
    """Rows that wait on either side, since when the oldest unsent one does, and cases that nobody took, by number."""

    arrived: int = 0
    unsent: int = 0
    unsent_since: datetime | None = None
    unclaimed: dict[int, datetime] = field(default_factory=dict)
    notice_since: datetime | None = None
    """Since when the oldest notice for an outlet beside Telegram waits."""


async def backlog(database: Database) -> Backlog:
    """What waits now. Raises StorageError."""
    async with database.read() as connection:
        arrived = await connection.scalar(select(func.count()).select_from(inbox).where(WAITING))
        told = outbox.c.kind.not_in(NOTICES)
        unsent = (await connection.execute(select(func.count(), func.min(outbox.c.created_at)).where(told))).one()
        notice = await connection.scalar(select(func.min(outbox.c.created_at)).where(~told))
        unclaimed = await connection.execute(
            select(cases.c.number, cases.c.opened_at)
            .where(cases.c.state == CaseState.OPEN, cases.c.deleted.is_(False))
            .order_by(cases.c.number)
        )
        return Backlog(arrived or 0, unsent[0], unsent[1], {row.number: row.opened_at for row in unclaimed}, notice)


async def prove_writable(database: Database, now: datetime) -> None:
    """Write something of no importance. Raises StorageError where that can't be done."""
    async with database.write() as connection:
        await meta.write(connection, "written", now.isoformat())

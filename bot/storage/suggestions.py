"""Questions that patients suggested to the clinic: the words that are left of them, and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.tables import suggestions


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One question."""

    number: int
    day: date
    text: str


async def keep(connection: AsyncConnection, text: str, day: date) -> None:
    """One more."""
    await connection.execute(insert(suggestions).values(day=day, text=text))


async def listed(database: Database) -> list[Suggestion]:
    """All that are kept, oldest first."""
    async with database.read() as connection:
        rows = await connection.execute(select(suggestions).order_by(suggestions.c.id))
        return [Suggestion(row.id, row.day, row.text) for row in rows]


async def clear(database: Database, read: Sequence[Suggestion]) -> None:
    """Delete those that were read; what came meanwhile stays."""
    last = max((suggestion.number for suggestion in read), default=0)
    async with database.write() as connection:
        await connection.execute(delete(suggestions).where(suggestions.c.id <= last))

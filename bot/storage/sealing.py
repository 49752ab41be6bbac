"""What stands in the database as its keys would not write it now: found, counted and written anew.

That is plain text of an older Backchat, what an earlier key sealed, and, with encryption off, all that is sealed.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, and_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.columns import as_stored, keys_of, secret_columns
from bot.storage.engine import Database
from bot.storage.errors import LostKeyError
from bot.storage.keyring import key_of
from bot.storage.tables import metadata

BATCH = 200
"""Rows written anew in one transaction: a stop after any of them loses nothing, and the next start goes on."""

_TABLES = [table for table in metadata.sorted_tables if secret_columns(table)]


async def seal_all(database: Database) -> int:
    """Write anew what the present keys would write otherwise; how many values that were.

    Raises LostKeyError, before anything is changed, where a value was sealed with a key that is not given.
    """
    keys = keys_of(database.engine.dialect)
    async with database.read() as connection:
        found = {table: await _sealed_by(connection, table) for table in _TABLES}
    lost = sorted({key for by in found.values() for key in by if key is not None and not keys.opens(key)})
    if lost:
        numbers = {table.name: sum(by[key] for key in lost) for table, by in found.items()}
        what = [f"{n} value{'' if n == 1 else 's'} in {name}" for name, n in numbers.items() if n]
        raise LostKeyError.of(lost, ", ".join(what))
    stale = {table: by.total() - by[keys.seals_with] for table, by in found.items()}
    for table in _TABLES:
        if stale[table]:
            await _seal(database, table, keys.seals_with)
    if any(stale.values()):
        await database.compact()
    return sum(stale.values())


async def _sealed_by(connection: AsyncConnection, table: Table) -> Counter[str | None]:
    """How many values of a table each key sealed; None stands for plain ones."""
    found: Counter[str | None] = Counter()
    last: Row[Any] | None = None
    while rows := await _batch(connection, table, last):
        last = rows[-1]
        found.update(key_of(value) for row in rows for value in _values(table, row).values())
    return found


async def _seal(database: Database, table: Table, key: str | None) -> None:
    """Write anew what is not under this key, batch by batch."""
    last: Row[Any] | None = None
    while True:
        async with database.write() as connection:
            rows = await _batch(connection, table, last)
            for row in rows:
                stale = [name for name, value in _values(table, row).items() if key_of(value) != key]
                if stale:
                    this = and_(*(column == value for column, value in zip(table.primary_key, row, strict=False)))
                    opened = await connection.execute(select(*(table.c[name] for name in stale)).where(this))
                    await connection.execute(update(table).where(this).values(dict(opened.mappings().one())))
        if not rows:
            return
        last = rows[-1]


async def _batch(connection: AsyncConnection, table: Table, last: Row[Any] | None) -> Sequence[Row[Any]]:
    """The next rows in the order of their keys: first the key, then the encrypted columns as they are stored."""
    keys = list(table.primary_key)
    query = select(*keys, *(as_stored(column) for column in secret_columns(table)))
    if last is not None:
        query = query.where(tuple_(*keys) > tuple_(*last[: len(keys)]))
    return (await connection.execute(query.order_by(*keys).limit(BATCH))).all()


def _values(table: Table, row: Row[Any]) -> dict[str, object]:
    """What is there to be sealed in a row, by column; nothing and empty text need it not."""
    stored = zip(secret_columns(table), row[len(table.primary_key) :], strict=True)
    return {column.name: value for column, value in stored if value is not None and value != ""}

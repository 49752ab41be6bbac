"""What stands in the database as its keys would not write it now: found, counted and written anew.

That is plain text of an older Backchat, what an earlier key sealed, and, with encryption off, all that is sealed.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Row, Table, Text, and_, bindparam, cast, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.columns import SecretJson, as_stored, keys_of, secret_columns
from bot.storage.engine import Database
from bot.storage.errors import LostKeyError
from bot.storage.keyring import MARK, key_of
from bot.storage.tables import metadata

_MARKED = f"{MARK}01234567:"
"""What stands before a sealed value, by its length."""

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
    """How many values of a table each key sealed; None stands for plain ones. The database counts, by beginnings."""
    found: Counter[str | None] = Counter()
    for column in secret_columns(table):
        stored = cast(as_stored(column), Text)
        is_json = isinstance(column.type, SecretJson)
        begins = json.dumps(_MARKED).rstrip('"') if is_json else _MARKED
        alike = func.substr(stored, 1, len(begins))
        counted = select(func.min(stored), func.count()).where(column.is_not(None), stored != "").group_by(alike)
        for one, many in await connection.execute(counted):
            found[key_of(json.loads(one) if is_json else one)] += many
    return found


async def _seal(database: Database, table: Table, key: str | None) -> None:
    """Write rows anew in which something is not under this key, batch by batch."""
    ids, columns = list(table.primary_key), secret_columns(table)
    change = (
        update(table)
        .where(and_(*(column == bindparam(f"id_{column.name}") for column in ids)))
        .values({column.name: bindparam(f"new_{column.name}") for column in columns})
    )
    names = [*(f"id_{column.name}" for column in ids), *(f"new_{column.name}" for column in columns)]
    last: Row[Any] | None = None
    while True:
        async with database.write() as connection:
            rows = await _batch(connection, table, last, *columns)
            stale = [row for row in rows if any(sealed_by != key for sealed_by in _keys(table, row))]
            if stale:
                parts = ((*row[: len(ids)], *row[-len(columns) :]) for row in stale)
                await connection.execute(change, [dict(zip(names, part, strict=True)) for part in parts])
        if not rows:
            return
        last = rows[-1]


async def _batch(
    connection: AsyncConnection, table: Table, last: Row[Any] | None, *more: Column[Any]
) -> Sequence[Row[Any]]:
    """The next rows in the order of their ids: the ids, the encrypted columns as they are stored, and `more`."""
    ids = list(table.primary_key)
    query = select(*ids, *(as_stored(column) for column in secret_columns(table)), *more)
    if last is not None:
        query = query.where(tuple_(*ids) > tuple_(*last[: len(ids)]))
    return (await connection.execute(query.order_by(*ids).limit(BATCH))).all()


def _keys(table: Table, row: Row[Any]) -> list[str | None]:
    """What sealed the values of a row; where there is nothing, or empty text, nothing needs to be sealed."""
    ids, columns = len(table.primary_key), len(secret_columns(table))
    return [key_of(value) for value in row[ids : ids + columns] if value is not None and value != ""]

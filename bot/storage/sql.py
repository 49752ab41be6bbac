"""The few statements that SQLite and PostgreSQL spell alike but SQLAlchemy's core does not offer."""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Values = Mapping[str, object]
Insert = sqlite.Insert | postgresql.Insert


async def insert_new(connection: AsyncConnection, table: Table, row: Values) -> bool:
    """Insert a row unless its key is there already; whether it was new."""
    result = await connection.execute(_put_new(connection.dialect.name, table), dict(row))
    return result.rowcount == 1


async def put(
    connection: AsyncConnection,
    table: Table,
    *rows: Values,
    add: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
    only: ColumnElement[bool] | None = None,
) -> None:
    """Insert rows of the same columns (one at least), or change those that have their keys.

    A changed row gets the new values; columns in `add` grow by them, those in `keep` stay. With `only`,
    rows for which it is false stay as they are.
    """
    statement = _put(connection.dialect.name, table, tuple(rows[0]), add=add, keep=keep, only=only)
    await connection.execute(statement, [dict(row) for row in rows])


# Statements are built once: that takes longer than running them.
@lru_cache(maxsize=64)
def _put_new(dialect: str, table: Table) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@lru_cache(maxsize=64)
def _put(
    dialect: str,
    table: Table,
    columns: tuple[str, ...],
    *,
    add: tuple[str, ...],
    keep: tuple[str, ...],
    only: ColumnElement[bool] | None,
) -> Insert:
    keys = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    changed = {
        name: table.c[name] + statement.excluded[name] if name in add else statement.excluded[name]
        for name in columns
        if name not in {*keys, *keep}
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=changed, where=only)


def _insert(dialect: str, table: Table) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)

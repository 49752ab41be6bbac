"""The few statements that SQLite and PostgreSQL spell alike but SQLAlchemy's core does not offer."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Values = Mapping[str, object]


def _insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def insert_new(connection: AsyncConnection, table: Table, values: Values) -> bool:
    """Insert a row unless its key is there already; whether it was new."""
    result = await connection.execute(_insert(connection, table).values(**values).on_conflict_do_nothing())
    return result.rowcount == 1


async def put(
    connection: AsyncConnection,
    table: Table,
    values: Values,
    changed: Mapping[str, ColumnElement[int]] | None = None,
) -> None:
    """Insert a row or replace the one with its key; `changed` columns get what it says instead."""
    keys = [column.name for column in table.primary_key]
    update: dict[str, object] = {name: value for name, value in values.items() if name not in keys}
    update.update(changed or {})
    statement = _insert(connection, table).values(**values)
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=update))

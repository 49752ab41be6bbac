"""The few statements that SQLite and PostgreSQL spell alike but SQLAlchemy's core does not offer."""

from collections.abc import Collection, Mapping

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
    *rows: Values,
    add: Collection[str] = (),
    keep: Collection[str] = (),
    only: ColumnElement[bool] | None = None,
) -> None:
    """Insert rows of the same columns (one at least), or change those that have their keys.

    A changed row gets the new values; columns in `add` grow by them, those in `keep` stay. With `only`,
    rows for which it is false stay as they are.
    """
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table)
    changed = {
        name: table.c[name] + statement.excluded[name] if name in add else statement.excluded[name]
        for name in rows[0]
        if name not in {*keys, *keep}
    }
    await connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed, where=only), [dict(row) for row in rows]
    )

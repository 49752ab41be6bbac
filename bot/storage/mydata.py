"""What /mydata gives: every row that belongs to a chat, in plain words and as data for another program."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.diary import as_csv
from bot.storage.mydata_words import in_words
from bot.storage.tables import Kind, Work, cases, consents, diary, inbox, metadata, outbox
from handlers.ports import Held, Json

_TABLES = [table for table in metadata.sorted_tables if "chat_id" in table.c]
_NOT_THEIRS = {"taken_by_id", "card_chat_id", "card_message_id", "thread_id"}
"""Ids of a staff member and of the staff group."""

Stored = dict[str, list[Mapping[str, Any]]]
"""The rows of each table that has any."""


async def held(connection: AsyncConnection, chat_id: int, now: datetime) -> Held:
    """All that is stored of a chat; nothing at all where there is no row."""
    found = await _stored(connection, chat_id)
    if not found:
        return Held()
    data: Json = {name: [_as_json(row) for row in rows] for name, rows in found.items()}
    table = as_csv(found[diary.name]) if diary.name in found else None
    return Held(tuple(in_words(found)), {"chat_id": chat_id, "exported_at": now.isoformat(), **data}, table)


async def _stored(connection: AsyncConnection, chat_id: int) -> Stored:
    found: Stored = {}
    for table in _TABLES:
        # The update in hand is this very command: it ends with the answer.
        waiting = table.c.state.in_([Work.NEW, Work.PARKED]) if table is inbox else true()
        columns = [column for column in table.c if column.name not in _NOT_THEIRS]
        rows = select(*columns).where(table.c.chat_id == chat_id, waiting).order_by(*table.primary_key)
        found[table.name] = [*(await connection.execute(rows)).mappings()]
    numbers = [case["number"] for case in found[cases.name]]
    given = select(consents).where(consents.c.case_number.in_(numbers)).order_by(consents.c.id)
    found[consents.name] = [*(await connection.execute(given)).mappings()]
    passed = outbox.select().where(outbox.c.case_number.in_(numbers), outbox.c.kind == Kind.UNDER_CARD)
    found[outbox.name] += [*(await connection.execute(passed.order_by(outbox.c.id))).mappings()]
    return {name: rows for name, rows in found.items() if rows}


def _as_json(row: Mapping[str, Any]) -> Json:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}

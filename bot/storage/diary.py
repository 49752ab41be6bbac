"""Diaries: entries with their consents. Nothing is written for a chat that has not agreed."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import schedule
from bot.storage.tables import diary, diary_consents
from faq.wording.opening_hours import LONDON
from handlers.diary import (
    SHOWN_FOR,
    AgreeToDiary,
    Diary,
    DiaryEffect,
    EndDiary,
    Entry,
    KeepEntry,
    RemindOfDiary,
    RemoveEntry,
)
from handlers.ports import Document

REMINDER = "diary-reminder"
"""What is planned, in the schedule."""

_PARTS = ("pain", "done", "words", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would calculate rather than show."""


async def load(connection: AsyncConnection, chat_id: int, now: datetime) -> Diary:
    """The chat's diary as the conversation sees it."""
    rows = await connection.execute(
        select(diary.c.at, diary.c.entry)
        .where(diary.c.chat_id == chat_id, diary.c.at > now - SHOWN_FOR)
        .order_by(diary.c.at)
    )
    return Diary(await _agreed(connection, chat_id), tuple(Entry(at, **entry) for at, entry in rows))


async def apply(connection: AsyncConnection, chat_id: int, effect: DiaryEffect, now: datetime) -> None:
    """What a turn changes in a diary."""
    match effect:
        case AgreeToDiary(version=version):
            if not await _agreed(connection, chat_id):
                given = {"chat_id": chat_id, "version": version, "given_at": now}
                await connection.execute(insert(diary_consents).values(given))
        case EndDiary():
            await forget(connection, chat_id, now)
        case KeepEntry():
            await _keep(connection, chat_id, effect)
        case RemindOfDiary(at=moment):
            await schedule.cancel(connection, chat_id, REMINDER)
            await schedule.plan(connection, REMINDER, chat_id, [moment] if moment else [])
        case RemoveEntry(at=at):
            await connection.execute(delete(diary).where(diary.c.chat_id == chat_id, diary.c.at == at))
        case _:
            assert_never(effect)


async def forget(connection: AsyncConnection, chat_id: int, now: datetime) -> tuple[int, int]:
    """Delete all entries, and a reminder; the receipt of the consent stays without the chat. How many of each."""
    await schedule.cancel(connection, chat_id, REMINDER)
    entries = await connection.execute(delete(diary).where(diary.c.chat_id == chat_id))
    receipts = await connection.execute(
        update(diary_consents).where(diary_consents.c.chat_id == chat_id).values(chat_id=None, withdrawn_at=now)
    )
    return entries.rowcount, receipts.rowcount


def as_csv(rows: Sequence[Mapping[str, Any]]) -> Document:
    """Entries as stored, for a spreadsheet; words that it would take for a formula get a ' in front."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["date", "time", *_PARTS])
    for row in rows:
        at = row["at"].astimezone(LONDON)
        parts = [str(row["entry"].get(part, "")) for part in _PARTS]
        table.writerow([f"{at:%Y-%m-%d}", f"{at:%H:%M}", *(_plain(part) for part in parts)])
    return Document("diary.csv", text.getvalue())


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


async def _agreed(connection: AsyncConnection, chat_id: int) -> bool:
    found = select(diary_consents.c.id).where(diary_consents.c.chat_id == chat_id)
    return await connection.scalar(found) is not None


async def _keep(connection: AsyncConnection, chat_id: int, effect: KeepEntry) -> None:
    here = (diary.c.chat_id == chat_id, diary.c.at == effect.at)
    before = await connection.scalar(select(diary.c.entry).where(*here))
    changes = {part: value for part in _PARTS if (value := getattr(effect, part)) is not None}
    if before is not None:
        await connection.execute(update(diary).where(*here).values(entry={**before, **changes}))
    elif effect.pain is not None and await _agreed(connection, chat_id):
        await connection.execute(insert(diary).values(chat_id=chat_id, at=effect.at, entry=changes))

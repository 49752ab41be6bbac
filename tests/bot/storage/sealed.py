"""What is encrypted in a clinic's file, seen with the key and without it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from bot.storage import schedule
from bot.storage.columns import secret_columns
from bot.storage.inbox import Received
from bot.storage.keyring import key_of
from bot.storage.tables import metadata
from handlers.case import DeskTurn
from handlers.diary import AgreeToDiary, KeepEntry
from handlers.effects import AddNote, AddPhone, KeepSuggestion
from handlers.ports import Delivery, Document, Outgoing
from handlers.session import CaseState, Session
from tests.bot.storage.setting import ANA, BOT, Setting

SECRETS = (
    "Ana P.",
    "anap",
    "left side",
    "rang at noon",
    "020 7946",
    "Samantha",
    "my sore back",
    "Hello you",
    "press me",
    "your note was",
    "duration",
    "a warm bath",
    "of a plank",
    "YSBjaGFydA==",
    "after the hedge",
    "since the rower",
)


async def fill(setting: Setting) -> None:
    """Something in every encrypted column."""
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, "left side"), AddPhone(number, "020 7946"), session=Session(topic="duration"))
    await setting.desk(
        4,
        number,
        lambda case: DeskTurn(
            case
            and replace(
                case,
                state=CaseState.DONE,
                taken_by="Samantha",
                done_by="Samantha",
                outcome="advised",
                team_note="rang at noon",
            )
        ),
    )
    file = Document("my-data.json", "your note was")
    keyboard: dict[str, object] = {"inline_keyboard": [[{"text": "press me"}]]}
    await setting.store.finish(
        Delivery(BOT, 5), [Outgoing(ANA, "Hello you", keyboard, document=file, photo="of a plank", drawn=b"a chart")]
    )
    await arrives(setting, 6)
    await setting.turn(7, KeepSuggestion("is a warm bath good for it"))
    await setting.turn(8, AgreeToDiary("1"), KeepEntry(setting.clock.now, pain=4, note="after the hedge"))
    async with setting.database.write() as connection:
        await schedule.plan(connection, "check-in", ANA, [setting.clock.now], {"note": "since the rower"})


async def arrives(setting: Setting, update_id: int) -> None:
    """An update with words comes in."""
    payload: dict[str, object] = {"message": {"text": "my sore back"}}
    await setting.keeps(Received(BOT, update_id, str(ANA), payload, setting.clock.now, ANA))


async def everything(setting: Setting) -> dict[str, object]:
    """All rows of all tables, opened."""
    return {name: await setting.rows(name) for name in metadata.tables}


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as anybody sees it who has no key."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def values(path: Path) -> dict[str, list[object]]:
    """What stands in the encrypted columns, where there is something."""
    found: dict[str, list[object]] = {}
    with raw(path) as connection:
        for table in metadata.tables.values():
            for column in secret_columns(table):
                name = f"{table.name}.{column.name}"
                rows = connection.execute(f"SELECT {column.name} FROM {table.name}").fetchall()  # noqa: S608  # our own names
                found[name] = [_text(value) for (value,) in rows if value not in {None, ""}]
    return found


def _text(value: object) -> object:
    """A JSON column holds a quoted text."""
    return json.loads(value) if isinstance(value, str) and value[:1] in '"[{' else value


def keys_in(path: Path) -> set[str | None]:
    """The ids of the keys that sealed what is in the file; None for plain values."""
    return {key_of(value) for found in values(path).values() for value in found}

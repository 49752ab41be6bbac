"""What every message and every second runs is looked up by an index, so that it takes as long with a million rows."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import event

from handlers.case import DeskTurn
from handlers.effects import AddNote, EndCheckIns, StartCheckIns
from handlers.session import Session
from tests.bot.schedule.looking import looks
from tests.bot.storage.sealed import raw
from tests.bot.storage.setting import BEN, Clock, Setting

GROWING = ("inbox", "sessions", "cases", "due", "diary", "consents", "check_in_consents", "under_cards")
"""The tables that keep a row for each patient, message or case; the outbox forgets what was sent."""


WAITING = "USING INDEX inbox_waiting"
"""Only what waits is in that index."""


async def test_no_table_that_grows_is_read_whole(setting: Setting, path: Path, clock: Clock) -> None:
    """Intake, a turn, a case with its card, staff's action, a check-in: each statement by SQLite's own plan."""
    seen: dict[str, None] = {}
    engine = setting.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: seen.setdefault(call[2]))
    await setting.arrives(1)
    await setting.claim()
    await setting.turn(1, says=["hello"], cries=["999"])
    number = await setting.open_case(2)
    await setting.turn(4, AddNote(number, "more"), session=Session(topic="sleep"))
    await setting.desk(5, number, DeskTurn)
    await setting.send_all()
    await setting.turn(6, StartCheckIns((clock.now,), "1"), chat_id=BEN)
    await looks(setting)
    await setting.turn(7, EndCheckIns(), chat_id=BEN)
    with raw(path) as other:
        found = [(sql, plan) for sql in seen for plan in read_whole(other, sql)]
    assert found == [], "\n".join(map(str, found))


def read_whole(database: sqlite3.Connection, sql: str) -> Iterator[str]:
    """The steps of a statement's plan that go through a growing table from end to end (all updates are of one bot)."""
    if not sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
        return
    for *_, step in database.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")):
        found = re.match(r"SCAN (\w+)", step)
        whole = found and found[1] in GROWING and not step.endswith(WAITING)
        if whole or step.endswith("sqlite_autoindex_inbox_1 (bot_id=?)"):
            yield step

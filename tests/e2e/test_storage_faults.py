"""The database fails in each way that a disk knows: emergency advice goes out, the admins hear of it, and it ends."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port
from sqlalchemy import event

from bot import serve as module
from bot.monitoring.database_alarm import CALM
from bot.serve import serve
from bot.storage.backup import back_up, restore
from bot.storage.engine import Database
from bot.storage.errors import LostKeyError
from tests.e2e.clinic import LONG_WAIT, NUMB, PLAIN, Clinic
from tests.e2e.other_program import execute

DAMAGED = "The database file is damaged. Stop the bot and put a backup in its place."
LONG = "my back hurts after the gym " * 140
"""More than fits into what is free in the file."""


@pytest.mark.parametrize(
    ("breaks", "mends", "says"),
    [
        ("query_only = ON", "query_only = OFF", "The database is read-only."),
        ("max_page_count = 1", "max_page_count = 4294967294", "The disk is full."),
    ],
)
async def test_a_database_that_takes_nothing(clinic: Clinic, breaks: str, mends: str, says: str) -> None:
    """Read-only or full: told once, and told when it is over; what was written meanwhile is answered then."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    await clinic.ben.starts()
    await _database(clinic).compact()
    _at_each_use(_database(clinic), breaks)
    await clinic.ben.user.say(LONG)
    await clinic.priya.user.wait_for(says)
    await clinic.ana.user.say(NUMB)
    await clinic.ana.user.wait_for("Please go to A&E")
    _at_each_use(_database(clinic), mends)
    await _is_over(clinic)
    assert len(clinic.ben.screen) > 1
    assert sum(says in text for text in clinic.priya.screen) == 1
    assert sum(text.startswith("Please go to A&E") for text in clinic.ana.screen) == 1


async def test_a_database_locked_for_long(clinic: Clinic) -> None:
    """Another program holds it for longer than the bot waits for it."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    other_program = sqlite3.connect(clinic.database, isolation_level=None, check_same_thread=False)
    with closing(other_program):
        await asyncio.to_thread(other_program.execute, "BEGIN IMMEDIATE")
        await clinic.ana.user.say(NUMB)
        await clinic.ana.user.wait_for("Please go to A&E")
        await clinic.priya.user.wait_for("The database is locked by another program.")
        other_program.execute("ROLLBACK")
    await _is_over(clinic)


async def test_a_file_that_is_damaged_while_the_bot_runs(clinic: Clinic) -> None:
    """Nothing can be done but to put a backup in its place: the admins read that, patients the advice."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    await _damage(clinic)
    await clinic.ana.user.say(NUMB)
    await clinic.ana.user.wait_for("Please go to A&E")
    told = await clinic.priya.user.wait_for("The database file is damaged. Stop the bot and put a backup in its place.")
    assert "patients get emergency advice and nothing else" in told.text


async def test_a_file_that_is_moved_away(clinic: Clinic) -> None:
    """SQLite would go on writing into a file that nobody finds again. Put back, it is the database as before."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    elsewhere = clinic.database.rename(clinic.place / "elsewhere.db")
    await clinic.ana.user.say(NUMB)
    await clinic.ana.user.wait_for("Please go to A&E")
    await clinic.priya.user.wait_for("The database file was moved, deleted or replaced")
    assert not clinic.database.exists()
    elsewhere.rename(clinic.database)
    await _is_over(clinic)
    await clinic.ana.user.wait_for("Tell me when you have been seen")
    assert sum(text.startswith("Please go to A&E") for text in clinic.ana.screen) == 1


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that can't be opened is tried again at once."""
    monkeypatch.setattr(module, "_TRY_AGAIN_SECONDS", 0.2)


@pytest.mark.usefixtures("often")
async def test_a_start_with_a_damaged_file(clinic: Clinic) -> None:
    """The bot lives for emergencies alone until a backup is put in its place, and needs no restart; no card repeats."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    await clinic.ben.starts()
    await clinic.closes()
    copy = clinic.place / "copy.db"
    back_up(clinic.database, copy)
    _overwrite(clinic)
    clinic.booking_port = unused_port()
    async with _served(clinic):
        await clinic.priya.user.wait_for("The database file is damaged.")
        assert await _health(clinic) == (503, {"database": DAMAGED})
        await clinic.ben.user.say(PLAIN)
        await clinic.ana.user.say(NUMB)
        await clinic.ana.user.wait_for("Please go to A&E")
        assert len(clinic.ben.screen) == 1
        await asyncio.to_thread(restore, copy, clinic.database)
        await clinic.ben.user.wait_for("whichever feels better")
        await clinic.ana.user.wait_for("Tell me when you have been seen")
        assert await _health(clinic) == (200, {})
    assert sum(text.startswith("Please go to A&E") for text in clinic.ana.screen) == 1


@pytest.mark.usefixtures("often")
async def test_a_start_with_a_locked_database(clinic: Clinic) -> None:
    """The same, until the other program lets go of it."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    await clinic.closes()
    other_program = sqlite3.connect(clinic.database, isolation_level=None, check_same_thread=False)
    with closing(other_program):
        other_program.execute("BEGIN IMMEDIATE")
        async with _served(clinic):
            await clinic.priya.user.wait_for("The database is locked by another program.")
            await clinic.ana.user.say(NUMB)
            await clinic.ana.user.wait_for("Please go to A&E")
            other_program.execute("ROLLBACK")
            await clinic.ana.user.wait_for("Tell me when you have been seen")


async def test_a_migration_that_fails(clinic: Clinic) -> None:
    """Nothing is changed; emergencies are answered, and the admins read what to do."""
    await clinic.priya.starts()
    await clinic.ana.starts()
    await clinic.closes()
    await execute(clinic.database, "UPDATE alembic_version SET version_num = printf('%04d', version_num - 1)")
    before = clinic.remembered()
    async with _served(clinic):
        told = await clinic.priya.user.wait_for("could not be brought up to the tables of this version")
        assert "Install the version before, or restore a backup" in told.text
        await clinic.ana.user.say(NUMB)
        await clinic.ana.user.wait_for("Please go to A&E")
        assert clinic.remembered() == before
        await execute(clinic.database, "UPDATE alembic_version SET version_num = printf('%04d', version_num + 1)")
        await clinic.ana.user.wait_for("Tell me when you have been seen")


async def test_a_lost_key_is_no_fault_that_passes(clinic: Clinic) -> None:
    """The bot refuses to start, as an admin must put the key back."""
    await clinic.ana.says(PLAIN)
    await clinic.closes()
    await execute(clinic.database, r"""UPDATE sessions SET session = '"\u00010000abcd:gone"'""")
    with pytest.raises(LostKeyError):
        await serve(clinic.settings, clinic.sandbox.token, clinic.library, asyncio.Event())


def _database(clinic: Clinic) -> Database:
    assert clinic.bot is not None
    return clinic.bot.inbox._database


def _at_each_use(database: Database, pragma: str) -> None:
    """Every transaction from now on has this setting; of two for the same thing the later counts."""

    def prepare(connection: Any, _record: object, _proxy: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA {pragma}")

    event.listen(database.engine.sync_engine, "checkout", prepare)


async def _is_over(clinic: Clinic) -> None:
    """A minute without a failure passes, and the admins hear of it."""

    def told() -> bool:
        clinic.clock.later(seconds=CALM.total_seconds())
        return clinic.priya.screen[-1].startswith("The database works again.")

    await clinic.until(told, "the end of the alarm")
    await clinic.settles()


async def _damage(clinic: Clinic) -> None:
    """All but the first page is overwritten, and nothing of it is left in memory or in the log."""
    database = _database(clinic)
    await database.checkpoint()
    _at_each_use(database, "shrink_memory")
    _overwrite(clinic)


async def _health(clinic: Clinic) -> tuple[int, object]:
    """Status and problems, as a supervisor sees them."""
    address = f"http://127.0.0.1:{clinic.booking_port}/healthz"
    async with ClientSession() as http, http.get(address) as answer:
        return answer.status, (await answer.json())["problems"]


def _overwrite(clinic: Clinic) -> None:
    whole = clinic.database.read_bytes()
    clinic.database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


@asynccontextmanager
async def _served(clinic: Clinic) -> AsyncIterator[None]:
    """`backchat run`, as far as it is the same for every process."""
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(clinic.settings, clinic.sandbox.token, clinic.library, stop, clinic.clock))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(LONG_WAIT):
            await serving

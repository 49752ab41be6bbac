"""Opening the database: its file, its promises, and what it says when it can't."""

import asyncio
import errno
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.storage.errors import RefusedError, StorageError, storage_error
from bot.storage.opening import open_database
from bot.storage.tables import metadata
from handlers.ports import Delivery
from handlers.turn import Turn
from tests.bot.storage.setting import (
    ANA,
    BEN,
    BOT,
    MONDAY,
    Clock,
    Setting,
    opened,
    rendered,
    with_pragma,
)
from tests.keys import KEYS

_SLOW = """
WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 1000000)
SELECT count(*) FROM n UNION ALL SELECT 1
"""


def mode_of(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Somebody else's file."""
    path.write_bytes(data)
    path.chmod(mode)


def damage(path: Path) -> None:
    """All but the first page is overwritten."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


async def test_a_new_file_belongs_to_the_bot_alone(path: Path, clock: Clock) -> None:
    """The log and the index beside it, too: both hold patients' data."""
    setting = Setting(await open_database(f"sqlite+aiosqlite:///{path}", KEYS), clock)
    await setting.arrives(1)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["backchat.db", "backchat.db-shm", "backchat.db-wal"]
    assert {mode_of(file) for file in files} == {0o600}
    await setting.database.close()


async def test_a_file_open_to_others_is_closed_to_them(path: Path, clock: Clock) -> None:
    """As when somebody copied a backup into place."""
    write(path, b"", mode=0o644)
    setting = await opened(path, clock)
    assert mode_of(path) == 0o600
    await setting.database.close()


async def test_a_missing_folder_is_made_for_the_bot_alone(tmp_path: Path) -> None:
    """The first start on a new machine."""
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path}/data/backchat.db", KEYS)
    assert mode_of(tmp_path / "data") == 0o700
    await database.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
async def test_every_connection_keeps_the_promises(setting: Setting, pragma: str, value: object) -> None:
    """Durable, consistent, and deleted means overwritten."""
    async with setting.database.read() as connection:
        assert await connection.scalar(text(f"PRAGMA {pragma}")) == value


async def test_migrations_lead_to_the_tables_as_declared(setting: Setting) -> None:
    """Neither a table nor a column or an index apart."""
    async with setting.database.write() as connection:
        found = await connection.run_sync(lambda sync: compare_metadata(MigrationContext.configure(sync), metadata))
    assert found == []


async def test_opening_again_changes_nothing(setting: Setting, path: Path, clock: Clock) -> None:
    """A restart, even while another process has the file open."""
    number = await setting.open_case()
    again = await opened(path, clock)
    assert (await again.session()).case == (await setting.session()).case
    assert number == 1001
    await again.database.close()


async def test_a_database_of_a_newer_version_is_left_alone(setting: Setting, path: Path, clock: Clock) -> None:
    """Forward only: an old program must not write what it does not know."""
    async with setting.database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer Backchat"):
        await opened(path, clock)


async def test_some_other_file(path: Path, clock: Clock) -> None:
    """A wrong path in the config."""
    write(path, b"dear diary, " * 1000)
    with pytest.raises(StorageError, match="not a Backchat database"):
        await opened(path, clock)


async def test_a_folder_instead_of_a_file(tmp_path: Path, clock: Clock) -> None:
    """Another wrong path."""
    with pytest.raises(StorageError, match="cannot be opened"):
        await opened(tmp_path, clock)


async def test_a_url_that_is_none_is_not_repeated() -> None:
    """It may hold a password."""
    with pytest.raises(StorageError) as caught:
        await open_database("postgres!!hunter2", KEYS)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.fixture
def other_program(setting: Setting, path: Path) -> Iterator[sqlite3.Connection]:
    """Something else that has the file open, such as a database browser."""
    assert setting.database.is_sqlite
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


async def test_locked(setting: Setting, other_program: sqlite3.Connection) -> None:
    """It says so, stores nothing, and works again when the other program is done."""
    await with_pragma(setting.database, "busy_timeout = 20")
    other_program.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another program"):
        await setting.arrives(1)
    other_program.execute("ROLLBACK")
    assert await setting.arrives(1)


async def test_reading_goes_on_while_another_writes(setting: Setting, other_program: sqlite3.Connection) -> None:
    """A backup tool or browser does not stop /mydata."""
    await with_pragma(setting.database, "busy_timeout = 20")
    other_program.execute("BEGIN IMMEDIATE")
    assert (await setting.store.held(BEN)).rows == ()
    other_program.execute("ROLLBACK")


async def test_read_only(setting: Setting) -> None:
    """As on a disk that was remounted after an error."""
    await with_pragma(setting.database, "query_only = ON")
    with pytest.raises(StorageError, match="read-only"):
        await setting.arrives(1)


async def test_full(setting: Setting) -> None:
    """The disk is full: the turn is not half stored."""
    async with setting.database.read() as connection:
        pages = await connection.scalar(text("PRAGMA page_count"))
    await with_pragma(setting.database, f"max_page_count = {pages}")
    with pytest.raises(StorageError, match="disk is full"):
        await setting.turn(1, says=["x" * 200_000], counts=["asked"])
    assert await setting.rows("counts") == []
    assert await setting.rows("inbox") == []


async def test_damaged(path: Path, clock: Clock) -> None:
    """Half of the file was overwritten."""
    setting = await opened(path, clock)
    for update_id in range(200):
        await setting.arrives(update_id, chat_id=update_id)
    await setting.database.close()
    damage(path)
    with pytest.raises(StorageError, match="damaged"):
        await opened(path, clock)


async def test_errors_do_not_repeat_what_was_to_be_stored(setting: Setting) -> None:
    """Neither in the message nor in what it is chained to."""
    with pytest.raises(RefusedError) as caught:
        async with setting.database.write() as connection:
            await connection.execute(
                text("INSERT INTO sessions (chat_id, session) VALUES (1, :words)"), {"words": "my poor back"}
            )
    assert "my poor back" not in repr((caught.value, caught.value.__cause__))
    assert caught.value.__suppress_context__


async def test_a_time_without_a_zone_is_a_fault_of_ours(setting: Setting) -> None:
    """It would be read as UTC and be an hour off in summer."""
    with pytest.raises(RefusedError, match="fault in Backchat"):
        await setting.store.turn(Delivery(BOT, 1), ANA, MONDAY.replace(tzinfo=None), Turn, rendered(ANA))


def test_an_error_nobody_knows_is_named_without_its_text() -> None:
    """An operating system's message may hold a path with a name in it."""
    error = storage_error(TimeoutError(110, "timed out", "/home/ana/backchat.db"))
    assert str(error) == "The database cannot be used (TimeoutError). Check database.url and the disk."


@pytest.mark.parametrize(
    ("error", "says"),
    [(errno.EACCES, "may not be written"), (errno.EROFS, "read-only"), (errno.ENOSPC, "disk is full")],
)
def test_what_the_system_refuses_is_said_as_plainly(error: int, says: str) -> None:
    """Before SQLite has a look at the file."""
    assert says in str(storage_error(OSError(error, "?")))


async def test_two_processes_lose_none_of_each_others_counts(setting: Setting, path: Path, clock: Clock) -> None:
    """Reading and then writing is one step, for many turns at once over two connections."""
    other = await opened(path, clock)
    await asyncio.gather(
        *(s.turn(10 * n + i, counts=["asked"], chat_id=n) for n in range(20) for i, s in enumerate([setting, other]))
    )
    assert [row["n"] for row in await setting.rows("counts")] == [40]
    await other.database.close()


async def test_closing_twice_is_harmless(setting: Setting) -> None:
    """As on a stop that follows a failed start."""
    await setting.database.close()
    await setting.database.close()


async def test_a_transaction_that_is_cancelled_holds_nobody_up(setting: Setting) -> None:
    """As when the bot stops: the write of somebody else does not wait for a lock in vain."""
    begun = asyncio.Event()

    async def is_cancelled() -> None:
        async with setting.database.write() as connection:
            begun.set()
            await connection.execute(text(_SLOW))

    task = asyncio.create_task(is_cancelled())
    await begun.wait()
    await asyncio.sleep(0.05)  # nothing announces that the driver's thread is in the statement
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await setting.arrives(1)

"""Connecting to the database: one engine, honest durability, writes that cannot lose each other's work."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.columns import use_keys
from bot.storage.errors import RowError, StorageError, storage_error
from bot.storage.keyring import Keyring

BUSY_SECONDS = 5
"""How long a statement waits for another process's write before it fails."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",  # first: switching to WAL may itself have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # deleted words are overwritten in the file
)

_ALONE = ("PRAGMA locking_mode = EXCLUSIVE",)
"""Before the first look at the file: then SQLite refuses it while another process has it open."""


@dataclass(slots=True)
class Trouble:
    """Since the start: how often the database could not be used, why the last time, and how often it was written."""

    failures: int = 0
    sentence: str = ""
    writes: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file on this computer's disk, as it was when it was opened."""

    path: Path
    number: int
    """What the disk knows it by, also under another name."""

    @classmethod
    def of(cls, path: Path) -> "File":
        """The file that is there now."""
        return cls(path, path.stat().st_ino)

    def prove_in_place(self) -> None:
        """Raise StorageError where another file is there now, or none: what is written would be lost with it."""
        try:
            in_place = self.path.stat().st_ino == self.number
        except FileNotFoundError:
            in_place = False
        if not in_place:
            raise StorageError(
                "The database file was moved, deleted or replaced while the bot runs. "
                "Stop the bot, put the file (or a backup) in its place, and start it."
            )


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Errors inside `read` and `write` come out as StorageError, and are counted in `trouble`."""

    engine: AsyncEngine
    file: File | None = None
    """SQLite's file; None where there is none."""
    trouble: Trouble = field(default_factory=Trouble)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only looks."""
        async with self._noticed(), self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes things: all of it is stored at its end, or nothing.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that what it read stays true.
        Writers of this process queue here, in order, and not in SQLite's own unfair waiting.
        """
        queue = self._writing if self.is_sqlite else nullcontext()
        async with self._noticed(), queue, self.engine.connect() as connection:
            if self.file is not None:
                self.file.prove_in_place()
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection
        self.trouble.writes += 1

    @asynccontextmanager
    async def _noticed(self) -> AsyncIterator[None]:
        try:
            async with _in_plain_words():
                yield
        except RowError:
            raise  # the database itself works
        except StorageError as error:
            self.trouble.sentence = str(error)
            self.trouble.failures += 1
            raise

    @property
    def is_sqlite(self) -> bool:
        """Whether one file on this machine is all there is."""
        return self.engine.dialect.name == "sqlite"

    async def checkpoint(self) -> None:
        """Empty SQLite's write-ahead log, in which deleted words would otherwise live on for a while."""
        await self._without_transaction("PRAGMA wal_checkpoint(TRUNCATE)")

    async def compact(self) -> None:
        """Write SQLite's file anew, so that nothing is left in it of what was replaced."""
        await self._without_transaction("VACUUM")
        await self.checkpoint()

    async def _without_transaction(self, statement: str) -> None:
        if self.is_sqlite:
            async with _in_plain_words(), self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                if raw.driver_connection is not None:
                    await raw.driver_connection.execute_fetchall(statement)

    async def close(self) -> None:
        """Let go of all connections; harmless when done twice."""
        await self.engine.dispose()


_WRITES = "backchat_writes"


async def connect(url: str, keys: Keyring, *, alone: bool = False) -> Database:
    """The database at a URL, its file made if there is none; what is encrypted in it is for these keys.

    `alone` lets no other process in meanwhile. Raises StorageError in plain words.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # from None: the URL may hold a password, and the library's own message repeats it
        raise StorageError("database.url is not a database URL, such as sqlite+aiosqlite:///backchat.db") from None
    async with _in_plain_words():
        file = _make_private(parsed) if parsed.get_backend_name() == "sqlite" else None
        engine = create_async_engine(parsed, hide_parameters=True)
    use_keys(engine.dialect, keys)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", partial(_prepare, (*_ALONE, *_PRAGMAS) if alone else _PRAGMAS))
        event.listen(engine.sync_engine, "begin", _begin)
        event.listen(engine.sync_engine, "invalidate", _roll_back)
    return Database(engine, file)


def _make_private(url: URL) -> File | None:
    """Create the file with mode 0600 first: SQLite gives its -wal and -shm files the same mode."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return None
    path = Path(url.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Opened for writing as SQLite will: what can't work is known before a driver's thread is at work.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return File.of(path)


def _prepare(pragmas: Sequence[str], connection: DBAPIConnection, *_: object) -> None:
    # The driver would begin transactions where it thinks fit; ours begin in _begin.
    connection.isolation_level = None
    try:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
    except Exception:
        connection.close()  # the pool does not close what it never got
        raise


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _roll_back(connection: DBAPIConnection, *_: object) -> None:
    # A cancelled statement outlives its connection, and would keep its transaction, and the write lock, for minutes.
    with suppress(sqlite3.Error):  # where it is no connection any more, there is nothing to undo
        connection.rollback()


@asynccontextmanager
async def _in_plain_words() -> AsyncIterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        # from None: a chained driver error could carry values of the statement into a log
        raise storage_error(error) from None

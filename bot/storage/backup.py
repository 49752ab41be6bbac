"""A consistent copy of the database while the bot runs, and back: SQLite's own online backup."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.storage.columns import SecretJson, secret_columns
from bot.storage.errors import StorageError, storage_error
from bot.storage.keyring import key_of
from bot.storage.tables import metadata

BEFORE_RESTORE = ".before-restore"
"""What is added to the name of the database that a backup replaces."""

_OURS = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'inbox', 'outbox', 'cases')"
_TABLES = 4

_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def database_file(url: str) -> Path:
    """The file of a database URL. Raises StorageError for a database that is no file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise StorageError("database.url is no SQLite file: use the backup tools of your database server.")
    return Path(parsed.database)


def back_up(source: Path, target: Path) -> int:
    """Copy a database that may be in use, and prove the copy; its size in bytes.

    An existing `target` is replaced only by a copy that was proved. Raises StorageError.
    """
    if not source.exists():
        raise StorageError(f"There is no database at {source}. Check database.url.")
    with _in_plain_words(), _proved_copy(source, target) as copy:
        copy.replace(target)
        return target.stat().st_size


def restore(backup: Path, target: Path) -> Path | None:
    """Put a backup in the place of the database; where the old one lies now, if there was one.

    Nothing is touched unless the backup is sound and nobody uses the database. Raises StorageError.
    """
    if not backup.exists():
        raise StorageError(f"There is no backup at {backup}.")
    with _in_plain_words(), _proved_copy(backup, target) as copy:
        kept = _set_aside(target) if target.exists() else None
        copy.replace(target)
        return kept


@contextmanager
def _proved_copy(source: Path, target: Path) -> Iterator[Path]:
    """A whole copy beside `target`, gone afterwards unless it was moved."""
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_opened(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        prove(part, source.name)
        yield part
    finally:
        part.unlink(missing_ok=True)


def prove(path: Path, name: str) -> None:
    """Raise StorageError unless this is a whole Backchat database; `name` is what people call it."""
    with _in_plain_words(), closing(_opened(path)) as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        tables = connection.execute(_OURS).fetchone()[0]
    if problems != ["ok"]:
        raise StorageError(f"{name} is damaged. Take another backup.")
    if tables != _TABLES:
        raise StorageError(f"{name} is no Backchat database.")


def keys_needed(path: Path) -> set[str]:
    """The ids of the keys without which not all of a database can be read. Raises StorageError."""
    found: set[str | None] = set()
    with _in_plain_words(), closing(_opened(path)) as connection:
        for table in metadata.tables.values():
            there = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
            for column in (column for column in secret_columns(table) if column.name in there):
                rows = connection.execute(f"SELECT {column.name} FROM {table.name}")  # noqa: S608  # our own names
                values = [value for (value,) in rows if isinstance(value, str)]
                if isinstance(column.type, SecretJson):
                    values = [json.loads(value) for value in values]
                found |= {key_of(value) for value in values}
    return {key_id for key_id in found if key_id is not None}


def _set_aside(database: Path) -> Path:
    """Move the database in force out of the way, with all that its log holds; a damaged one with its log as it is."""
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")  # locked while the bot has it open
        except sqlite3.DatabaseError as error:
            if not error.sqlite_errorname.startswith(_DAMAGED):
                raise
    kept = database.with_name(database.name + BEFORE_RESTORE)
    for beside in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(database.name + beside).replace(kept.with_name(kept.name + beside))
    return kept


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise storage_error(error) from None

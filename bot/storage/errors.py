"""What went wrong with the database, in a plain sentence; never with the values of a statement."""

import errno
import sqlite3
from collections.abc import Iterable

from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,  # noqa: A004  (the library's own, for a pool without a free connection)
)


class StorageError(Exception):
    """Nothing was stored; the message says why and what to do, and holds no patient data."""


class RowError(StorageError):
    """The fault lies in what one row holds or was to hold, and not in the database: all others can be used."""


class RefusedError(RowError):
    """What was to be stored contradicts what is there: trying the same again cannot help."""


class LostKeyError(RowError):
    """The database is encrypted with a key that is not given; nothing in it was changed."""

    @classmethod
    def of(cls, key_ids: Iterable[str], what: str = "") -> "LostKeyError":
        """What can't be read without these keys, and what to do."""
        lost = f" Without it, this can't be read: {what}." if what else ""
        return cls(
            f"The database is encrypted with the key {' and the key '.join(key_ids)}, which is not given.{lost} "
            "Nothing was changed. Put that key back from your copy, into the file that database.key_file names or into "
            "BACKCHAT_DATABASE__KEY. If there is no copy, nobody can read it any more: move the database file away to "
            "begin with a new one."
        )


_SENTENCES = {
    "SQLITE_BUSY": "The database is locked by another program. Close whatever else has it open.",
    "SQLITE_LOCKED": "The database is locked by another program. Close whatever else has it open.",
    "SQLITE_READONLY": "The database is read-only. Make file and folder writable for the bot's user.",
    "SQLITE_PERM": "The database may not be written. Make file and folder writable for the bot's user.",
    "SQLITE_FULL": "The disk is full. Make room where the database lies.",
    "SQLITE_CORRUPT": "The database file is damaged. Stop the bot and put a backup in its place.",
    "SQLITE_NOTADB": "The database file is not a Backchat database. Check database.url.",
    "SQLITE_CANTOPEN": "The database file cannot be opened. Check database.url and who may use its folder.",
    "SQLITE_IOERR": "The disk under the database does not work as it should. Check it, then start again.",
}


_OF_THE_SYSTEM = {
    errno.EACCES: "SQLITE_PERM",
    errno.EPERM: "SQLITE_PERM",
    errno.EROFS: "SQLITE_READONLY",
    errno.ENOSPC: "SQLITE_FULL",
    errno.EISDIR: "SQLITE_CANTOPEN",
    errno.ENOTDIR: "SQLITE_CANTOPEN",
}


def storage_error(error: SQLAlchemyError | sqlite3.Error | OSError) -> StorageError:
    """The same trouble as a sentence; only the kind of an unknown error is named, never its text."""
    original: object = error.orig if isinstance(error, DBAPIError) else error
    name = str(getattr(original, "sqlite_errorname", None) or "")
    if isinstance(original, OSError) and original.errno in _OF_THE_SYSTEM:
        name = _OF_THE_SYSTEM[original.errno]
    for code, sentence in _SENTENCES.items():
        if name == code or name.startswith(f"{code}_"):
            return StorageError(sentence)
    kind = name or type(original).__name__
    if isinstance(error, OperationalError | InterfaceError | InternalError | TimeoutError | OSError | sqlite3.Error):
        return StorageError(f"The database cannot be used ({kind}). Check database.url and the disk.")
    return RefusedError(f"The database refused a change ({kind}); this is a fault in Backchat.")

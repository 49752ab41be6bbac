"""Bringing the tables up to date at start, inside the process: no alembic.ini, no command to remember."""

# ruff: noqa: PLC0415
# Alembic logs as it is imported, so it is when the command has said what may be logged.

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.storage.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config


def upgrade(connection: Connection) -> None:
    """Apply what is missing, in the caller's transaction. Raises StorageError where that fails."""
    from alembic import command
    from alembic.migration import MigrationContext
    from alembic.util import CommandError

    if MigrationContext.configure(connection).get_current_revision() == _newest():
        return
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(
            "The database was made by a newer Backchat. Install that version again, or restore a backup."
        ) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorname", "") != "SQLITE_ERROR":
            raise  # the disk or another program, not the tables
        # from None: a chained driver error could carry values of the statement into a log
        raise StorageError(
            "The database could not be brought up to the tables of this version, and nothing in it was changed. "
            "Install the version before, or restore a backup, and report this."
        ) from None


@cache
def _newest() -> str | None:
    """The tables of this version."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config

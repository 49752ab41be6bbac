"""`backchat backup` and `backchat restore`: a proved copy of the database, and back."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.commands._run import settings_or_explain
from bot.settings import Settings
from bot.storage.backup import back_up, database_file, restore
from bot.storage.errors import StorageError


def make_backup(target: Path | None, config: Path | None) -> int:
    """Copy the database while the bot runs, or while it does not."""

    def copy(settings: Settings) -> str:
        source = database_file(settings.database.url)
        stamp = f"{datetime.now():%Y-%m-%d-%H%M%S}"  # noqa: DTZ005  # for whoever looks into the folder
        copied = target or source.with_name(f"{source.stem}-{stamp}{source.suffix}")
        size = back_up(source, copied)
        return (
            f"{copied}: {size:,} bytes, complete and checked. It holds patients' data: keep it as safe as the database."
        )

    return _attempt("backup", config, copy)


def restore_backup(backup: Path, config: Path | None) -> int:
    """Put a backup in place of the database; the bot must be stopped."""

    def put(settings: Settings) -> str:
        kept = restore(backup, database_file(settings.database.url))
        aside = f" What was there before is now {kept}; delete it when all is well." if kept else ""
        return f"{backup} is in force from the next start.{aside}"

    return _attempt("restore", config, put)


def _attempt(name: str, config: Path | None, action: Callable[[Settings], str]) -> int:
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    try:
        print(action(settings))
    except StorageError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    return 0

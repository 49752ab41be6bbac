"""`backchat suggestions`: the questions that patients suggested to the clinic, and the end of them."""

import asyncio
import sys
from pathlib import Path

from bot.commands._content import counted
from bot.commands._run import explain, settings_or_explain
from bot.credentials import keyring
from bot.settings import Database, SettingsError
from bot.storage import suggestions
from bot.storage.backup import database_file
from bot.storage.errors import StorageError
from bot.storage.opening import open_database


def show_suggestions(config: Path | None, *, clear: bool) -> int:
    """Print them, a line each with its day; `clear` deletes what was printed. The bot may run meanwhile."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    try:
        if not database_file(settings.database.url).exists():
            print("There is no database yet: the bot has not run here.", file=sys.stderr)
            return 1
        asyncio.run(_show(settings.database, clear=clear))
    except (SettingsError, StorageError) as error:
        explain([error])
        return 1
    return 0


async def _show(settings: Database, *, clear: bool) -> None:
    database = await open_database(settings.url, keyring(settings))
    try:
        found = await suggestions.listed(database)
        for suggestion in found:
            print(f"{suggestion.day}  {suggestion.text}")
        if clear:
            await suggestions.clear(database, found)
            print(f"Deleted {counted(len(found), 'question')}.")
        elif not found:
            print("No questions were suggested.")
    finally:
        await database.close()

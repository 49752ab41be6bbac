"""`backchat parked`: what failed too often and was set aside, without a word of it, and back to be handled again."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.app import now
from bot.commands._content import counted
from bot.commands._run import explain, settings_or_explain
from bot.credentials import keyring
from bot.settings import Settings, SettingsError
from bot.storage.backup import database_file
from bot.storage.engine import connect
from bot.storage.errors import StorageError
from bot.storage.parked import KEPT, Parked, all_parked, replay

ALL = "all"


def show_parked(config: Path | None, again: str | None) -> int:
    """List what is set aside, or put it back into the queue: one update by its id, or all."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    try:
        found = asyncio.run(_parked(settings, again))
    except (SettingsError, StorageError) as error:
        explain([error])
        return 1
    if again is None:
        for parked in found:
            print(f"{parked.update_id}  {parked.parked_at:%Y-%m-%d %H:%M} UTC  {parked.error}")
        print(f"{counted(len(found), 'update')} set aside. Each is deleted {KEPT.days} days after it was.")
    elif not found and again != ALL:
        explain([f"parked: {again} is not set aside. `backchat parked` lists what is."])
        return 1
    else:
        print(
            f"{counted(len(found), 'update')} back in the queue: the running bot takes them now, else the next start."
        )
    return 0


async def _parked(settings: Settings, again: str | None) -> Sequence[Parked]:
    """What is set aside; with `again`, what was of it and is back in the queue now."""
    path = database_file(settings.database.url)
    if not path.exists():
        raise StorageError(f"There is no database at {path}. Check database.url.")
    database = await connect(settings.database.url, keyring(settings.database))
    try:
        parked = await all_parked(database, now())
        if again is None:
            return parked
        chosen = [update for update in parked if again in {ALL, str(update.update_id)}]
        await replay(database, [update.update_id for update in chosen], now())
        return chosen
    finally:
        await database.close()

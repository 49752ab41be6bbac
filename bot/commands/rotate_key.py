"""`backchat rotate-key`: everything encrypted with a new key; the old one goes when that is done."""

import asyncio
from pathlib import Path

from bot.commands._run import explain, settings_or_explain
from bot.credentials import KEY_VARIABLE, database_keys, write_keys
from bot.settings import Database, SettingsError
from bot.storage.columns import use_keys
from bot.storage.errors import StorageError
from bot.storage.keyring import Keyring, new_key
from bot.storage.opening import open_database
from bot.storage.sealing import seal_all

_OFF = "database.encryption is off, so there is no key to change. Turn it on in the config first."
_WITH_EARLIER_KEY = (
    "Backups of the database that were made before now open only with the earlier key: "
    "keep the copy of it as long as those backups."
)
_NOT_ENCRYPTED = "Backups of the database that were made before now are not encrypted: make a new one, and delete them."


def rotate(config: Path | None) -> int:
    """Change the key, or finish a change that was interrupted. A database that never had a key gets its first."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    database = settings.database
    try:
        keys = database_keys(database)
        if not database.encryption:
            explain([_OFF])
            return 2
        if not database.key.get_secret_value():
            asyncio.run(_in_file(database, keys))
        elif len(keys) > 1:
            asyncio.run(_to_first(database, keys))
            print(f"Everything is encrypted with the first key now. Take the others out of {KEY_VARIABLE}.")
        else:
            explain([_new_key_first()])
            return 2
    except (SettingsError, StorageError) as error:
        explain([error])
        return 2
    except OSError as error:
        explain([f"{database.key_file} can't be written: {error.strerror}. Nothing is lost: the database still opens."])
        return 2
    return 0


async def _in_file(database: Database, keys: tuple[str, ...]) -> None:
    """The new key is in the file before anything is written with it, and the old one until nothing needs it."""
    file = database.key_file
    if len(keys) > 1:
        await _to_first(database, keys)
        write_keys(file, keys[:1])
        print(f"Finished an interrupted change: everything is encrypted with the first key of {file.name}.")
    else:
        opened = await open_database(database.url, Keyring(keys), alone=True)
        try:
            both = (new_key(), *keys)
            write_keys(file, both)
            use_keys(opened.engine.dialect, Keyring(both))
            written = await seal_all(opened)
        finally:
            await opened.close()
        write_keys(file, both[:1])
        print(f"Encrypted {written} values with a new key, the only one in {file.name} now.")
    print(f"Copy that file to where you keep such copies. {_WITH_EARLIER_KEY if keys else _NOT_ENCRYPTED}")


async def _to_first(database: Database, keys: tuple[str, ...]) -> None:
    """Opening a database writes anew what is not under the first key."""
    await (await open_database(database.url, Keyring(keys), alone=True)).close()


def _new_key_first() -> str:
    return (
        f"The key comes from {KEY_VARIABLE}, which this command can't change. Put a new one in front of it there, "
        f"with a comma between them, and run this again. Here is one that nobody has yet: {new_key()}"
    )

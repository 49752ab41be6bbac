"""Opening the database: connected, with its tables up to date and everything in it encrypted with the present key."""

import logging

from bot.storage.engine import Database, connect
from bot.storage.errors import LostKeyError, StorageError
from bot.storage.keyring import Keyring
from bot.storage.migrate import upgrade
from bot.storage.sealing import seal_all

log = logging.getLogger(__name__)


async def open_database(url: str, keys: Keyring, *, alone: bool = False) -> Database:
    """Open (or create) the database. Raises StorageError in plain words, LostKeyError without its key.

    What `keys` would store otherwise is written anew at once: plain text of an older Backchat is encrypted.
    `alone` lets no other process in until it is closed.
    """
    database = await connect(url, keys, alone=alone)
    try:
        async with database.write() as connection:
            await connection.run_sync(upgrade)
        written = await seal_all(database)
    except BaseException:
        await database.close()
        raise
    if written:
        log.info("wrote %s values anew, as database.encryption and the key now say", written)
    return database


async def can_be_opened(url: str, keys: Keyring) -> bool:
    """Whether the database can be opened now. Raises LostKeyError without its key."""
    try:
        await (await open_database(url, keys)).close()
    except LostKeyError:
        raise
    except StorageError:
        return False
    return True

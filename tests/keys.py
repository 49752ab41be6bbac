"""The key of every database that a test opens."""

from typing import Final

from bot.storage.keyring import Keyring, new_key

KEY: Final = new_key()
KEYS: Final = Keyring([KEY])

"""The keys of a database: what seals a value before it is stored, and opens it again."""

import base64
import hashlib
import re
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken

from bot.storage.errors import LostKeyError, RefusedError

MARK = "\x01"
"""What a sealed value begins with. Nothing that people type holds it (columns.py takes it out)."""

_SEALED = re.compile(rf"{MARK}(?P<id>[0-9a-f]{{8}}):(?P<token>.+)", re.DOTALL)


def new_key() -> str:
    """A key that nobody has yet: 44 letters and digits."""
    return Fernet.generate_key().decode()


def key_of(stored: object) -> str | None:
    """The id of the key that sealed a value; None for a plain one."""
    found = _SEALED.fullmatch(stored) if isinstance(stored, str) else None
    return found and found["id"]


class Keyring:
    """The first key seals, each of them opens. Without keys, or with `seals` False, values are stored as they are.

    Raises ValueError for a key that is none. A key's id is the beginning of its SHA-256 and stands before each
    value that it sealed, so that a missing key is known by name.
    """

    def __init__(self, keys: Sequence[str] = (), *, seals: bool = True) -> None:
        self._keys = {_id(key): Fernet(key) for key in keys}
        self.seals_with = next(iter(self._keys), None) if seals else None
        """The id of the key for what is stored from now on; None where that stays plain."""

    def seal(self, text: str) -> str:
        """The text as it is stored."""
        if self.seals_with is None:
            return text
        token = self._keys[self.seals_with].encrypt(text.encode()).decode()
        return f"{MARK}{self.seals_with}:{token}"

    def open(self, stored: str) -> str:
        """The text again. Raises LostKeyError without its key, and RefusedError where it was tampered with."""
        sealed = _SEALED.fullmatch(stored)
        if sealed is None:
            return stored
        key = self._keys.get(sealed["id"])
        if key is None:
            raise LostKeyError.of([sealed["id"]])
        try:
            return key.decrypt(sealed["token"]).decode()
        except InvalidToken:
            # from None: nothing of the value may get into a log
            raise RefusedError(
                "A value in the database was changed by something other than Backchat, or by a fault of the disk, "
                "and can't be opened. Stop the bot and put a backup in place of the database."
            ) from None

    def opens(self, key_id: str | None) -> bool:
        """Whether a value under this key (None: a plain one) can be read."""
        return key_id is None or key_id in self._keys


def _id(key: str) -> str:
    return hashlib.sha256(base64.urlsafe_b64decode(key)).hexdigest()[:8]

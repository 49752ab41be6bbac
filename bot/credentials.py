"""What opens doors: the token, keys and other secrets, from the environment or from files of mode 0600."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.outlet_settings import BookingSystem, Outlets
from bot.settings import ENV_PREFIX, Database, Settings, SettingsError, variable
from bot.storage.keyring import Keyring

KEY_VARIABLE = f"{ENV_PREFIX}DATABASE__KEY"

SECRET_LENGTH = 32
"""How many characters a secret that signs must have."""

_KEY_FILE = """\
# Backchat's key: without it nobody can read what its database holds of patients, you neither.
# Keep a copy in another place than the backups of the database. `backchat rotate-key` changes it.
"""


def token(settings: Settings) -> str:
    """The bot's token. Raises SettingsError if there is none, or if others can read its file."""
    given = settings.telegram.token.get_secret_value().strip()
    if given:
        return given
    file = settings.telegram.token_file
    if file is None:
        raise SettingsError(
            [
                (
                    "telegram.token: there is no token. Get one from @BotFather, then set it in the environment as "
                    f"{ENV_PREFIX}TELEGRAM__TOKEN, or put it alone into a file and name it as telegram.token_file."
                )
            ]
        )
    return _read_private(file, "telegram.token_file")


@dataclass(frozen=True, slots=True)
class OutletSecrets:
    """What outlets prove themselves with; "" where one is off or needs none."""

    password: str = field(default="", repr=False)
    webhook: str = field(default="", repr=False)


def outlet_secrets(outlets: Outlets) -> OutletSecrets:
    """The secrets of the outlets that are on. Raises SettingsError where one is missing, too short or can be read."""
    email, webhook = outlets.email, outlets.webhook
    password = secret = ""
    if email.host and email.username:
        password = _given(email.password, email.password_file, "outlets.email.password")
    if webhook.url:
        secret = _strong(webhook.secret, webhook.secret_file, "outlets.webhook.secret")
    return OutletSecrets(password, secret)


def booking_secret(booking: BookingSystem) -> str:
    """What the booking system signs with; "" where there is none. Raises SettingsError as above."""
    if not booking.secret.get_secret_value() and booking.secret_file is None:
        return ""
    return _strong(booking.secret, booking.secret_file, "booking_system.secret")


def _given(value: SecretStr, file: Path | None, name: str) -> str:
    given = value.get_secret_value().strip()
    if given:
        return given
    if file is None:
        raise SettingsError(
            [
                (
                    f"{name}: there is none. Set it in the environment as {variable(name)}, or put it alone into a "
                    f"file and name that as {name}_file."
                )
            ]
        )
    return _read_private(file, f"{name}_file")


def _strong(value: SecretStr, file: Path | None, name: str) -> str:
    secret = _given(value, file, name)
    if len(secret) < SECRET_LENGTH:
        raise SettingsError(
            [f"{name}: it needs {SECRET_LENGTH} characters or more. `openssl rand -hex 32` makes a good one."]
        )
    return secret


def keyring(database: Database) -> Keyring:
    """What the database is opened with. Raises SettingsError where encryption is on and there is no key."""
    keys = database_keys(database)
    if database.encryption and not keys:
        raise SettingsError(
            [
                (
                    f"database.key_file: {database.key_file.name} is not there, and {KEY_VARIABLE} is not set. If this "
                    "clinic had a key, put it back from your copy: names, notes, phone numbers and waiting messages in "
                    "the database can't be read without it. If it never had one, `backchat rotate-key` makes it."
                )
            ]
        )
    return Keyring(keys, seals=database.encryption)


def database_keys(database: Database) -> tuple[str, ...]:
    """All keys that are given, the one that encrypts first. Raises SettingsError for what is no key."""
    given = database.key.get_secret_value().strip()
    if given:
        return _keys(given.split(","), KEY_VARIABLE)
    written = _read_private(database.key_file, "database.key_file", optional=True)
    if not written:
        return ()
    return _keys([line for line in written.splitlines() if not line.startswith("#")], "database.key_file")


def write_keys(file: Path, keys: Sequence[str]) -> None:
    """Put keys into a file for the bot's user alone: all of it, or what was there stays."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(_KEY_FILE + "".join(f"{key}\n" for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
    # Its new name must outlast a power cut, too: what is written with a key is lost with it.
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _keys(written: Sequence[str], name: str) -> tuple[str, ...]:
    keys = tuple(key for line in written if (key := line.strip()))
    try:
        Keyring(keys)
    except ValueError:
        # from None: the library's own message may repeat it
        raise SettingsError(
            [f"{name}: this is not a key. One has 44 letters and digits; `backchat rotate-key` makes it."]
        ) from None
    if not keys:
        raise SettingsError([f"{name}: there is no key in it."])
    return keys


def _read_private(file: Path, name: str, *, optional: bool = False) -> str:
    """What stands in a file that nobody else can read; "" where an `optional` one is not there."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            raise SettingsError(
                [f"{name}: other users can read {file.name} (mode {mode:04o}). Run: chmod 600 {file.name}"]
            )
        written = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        if optional and isinstance(error, FileNotFoundError):
            return ""
        raise SettingsError([f"{name}: {file.name} can't be read: {error.strerror}."]) from None
    if not written:
        raise SettingsError([f"{name}: {file.name} is empty."])
    return written

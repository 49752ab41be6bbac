"""`backchat rotate-key`: a new key for all that is encrypted, and no moment in which something could be lost."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.credentials import database_keys, write_keys
from bot.settings import Database
from bot.storage.errors import LostKeyError
from bot.storage.keyring import Keyring, new_key
from tests.bot.commands.conftest import Backchat
from tests.bot.storage.sealed import everything, fill, keys_in
from tests.bot.storage.setting import Clock, opened
from tests.keys import KEY, KEYS


@pytest.fixture(autouse=True)
def _in_the_clinics_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `init` was: its config is found there, and the key beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("admins: []\n", encoding="utf-8")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A clinic's database."""
    return tmp_path / "backchat.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where its key belongs."""
    return tmp_path / "backchat.key"


def filled(path: Path, keys: Keyring = KEYS) -> dict[str, object]:
    """Everything that a bot with these keys wrote."""

    async def work() -> dict[str, object]:
        setting = await opened(path, Clock(), keys)
        await fill(setting)
        held = await everything(setting)
        await setting.database.close()
        return held

    return asyncio.run(work())


def held(path: Path, *keys: str) -> dict[str, object]:
    """Everything that a bot with these keys finds."""

    async def work() -> dict[str, object]:
        setting = await opened(path, Clock(), Keyring(keys))
        found = await everything(setting)
        await setting.database.close()
        return found

    return asyncio.run(work())


def test_a_new_key(backchat: Backchat, database: Path, file: Path) -> None:
    """Everything is as it was; the old key opens nothing any more."""
    before = filled(database)
    write_keys(file, [KEY])
    result = backchat("rotate-key")
    assert (result.exit_code, "Encrypted 21 values with a new key" in result.stdout) == (0, True)
    assert "keep the copy of it as long as those backups" in result.stdout
    [new] = database_keys(Database(key_file=file))
    assert new != KEY
    assert new not in result.output
    with pytest.raises(LostKeyError):
        held(database, KEY)
    assert held(database, new) == before


def test_the_first_key_of_a_clinic_that_had_none(backchat: Backchat, database: Path, file: Path) -> None:
    """Its plain words are encrypted."""
    before = filled(database, Keyring())
    result = backchat("rotate-key")
    assert (result.exit_code, "made before now are not encrypted" in result.stdout) == (0, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [new] = database_keys(Database(key_file=file))
    assert keys_in(database) == {Keyring([new]).seals_with}
    assert held(database, new) == before


def test_a_change_that_was_interrupted_is_finished(backchat: Backchat, database: Path, file: Path) -> None:
    """The new key was in the file already: no third one is made."""
    before = filled(database)
    new = new_key()
    write_keys(file, [new, KEY])
    result = backchat("rotate-key")
    assert (result.exit_code, "Finished an interrupted change" in result.stdout) == (0, True)
    assert database_keys(Database(key_file=file)) == (new,)
    assert held(database, new) == before


def test_a_lost_key_is_not_replaced(backchat: Backchat, database: Path, file: Path) -> None:
    """What it encrypted would only seem to be gone for another reason."""
    filled(database)
    result = backchat("rotate-key")
    assert (result.exit_code, "11 values in cases" in result.stderr) == (2, True)
    assert not file.exists()
    assert keys_in(database) == {KEYS.seals_with}


async def test_not_while_the_bot_runs(backchat: Backchat, database: Path, file: Path) -> None:
    """It would go on writing with the old key."""
    write_keys(file, [KEY])
    bot = await opened(database, Clock())
    await fill(bot)
    result = await asyncio.to_thread(backchat, "rotate-key")
    assert (result.exit_code, "locked by another program" in result.stderr) == (2, True)
    assert database_keys(Database(key_file=file)) == (KEY,)
    await bot.database.close()


def test_a_key_file_that_cant_be_written(backchat: Backchat, database: Path, file: Path) -> None:
    """The new key is kept before anything is written with it."""
    before = filled(database)
    write_keys(file, [KEY])
    file.with_name("backchat.key.new").mkdir()
    result = backchat("rotate-key")
    assert (result.exit_code, "can't be written" in result.stderr) == (2, True)
    assert held(database, KEY) == before


def test_a_key_from_the_environment(backchat: Backchat, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever set it puts the new one in front, and takes the old one away afterwards."""
    before = filled(database)
    monkeypatch.setenv("BACKCHAT_DATABASE__KEY", KEY)
    result = backchat("rotate-key")
    assert result.exit_code == 2
    new = result.stderr.split()[-1]
    monkeypatch.setenv("BACKCHAT_DATABASE__KEY", f"{new},{KEY}")
    result = backchat("rotate-key")
    assert (result.exit_code, "Take the others out of BACKCHAT_DATABASE__KEY" in result.stdout) == (0, True)
    assert held(database, new) == before


def test_nothing_to_change_where_encryption_is_off(backchat: Backchat, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database:\n  encryption: off\n", encoding="utf-8")
    result = backchat("rotate-key")
    assert (result.exit_code, "Turn it on in the config first" in result.stderr) == (2, True)


def test_what_is_no_key(backchat: Backchat, file: Path) -> None:
    file.write_text("hunter2", encoding="utf-8")
    file.chmod(0o600)
    result = backchat("rotate-key")
    assert (result.exit_code, "this is not a key" in result.stderr) == (2, True)


def test_every_problem_of_a_config(backchat: Backchat, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("foo: 1\n", encoding="utf-8")
    assert backchat("rotate-key").exit_code == 2

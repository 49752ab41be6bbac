"""A backup is whole, private, and good to go on from; a bad one changes nothing."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.backup import back_up, database_file, keys_needed, restore
from bot.storage.errors import StorageError
from handlers.ports import Delivery
from tests.bot.storage.setting import BOT, Clock, Setting, opened
from tests.keys import KEYS


def updates(path: Path) -> int:
    """How many updates a database knows."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])


async def test_a_copy_of_a_database_in_use(setting: Setting, path: Path, tmp_path: Path) -> None:
    """With what still lies in its log, for the bot's user alone, and without a log of its own."""
    await setting.arrives(1)
    copy = tmp_path / "kept" / "monday.db"
    size = back_up(path, copy)
    await setting.arrives(2)
    assert (updates(copy), updates(path)) == (1, 2)
    assert (copy.stat().st_size, stat.S_IMODE(copy.stat().st_mode)) == (size, 0o600)
    assert [file.name for file in copy.parent.iterdir()] == ["monday.db"]


async def test_which_keys_a_copy_needs(setting: Setting, path: Path, tmp_path: Path) -> None:
    """None while nothing in it is encrypted; then that of words and of what is kept as JSON."""
    assert keys_needed(path) == set()
    await setting.arrives(1)
    back_up(path, tmp_path / "monday.db")
    assert keys_needed(tmp_path / "monday.db") == {KEYS.seals_with}
    await setting.claim()
    await setting.inbox.end(Delivery(BOT, 1))
    assert keys_needed(path) == set()
    await setting.turn(2, says=["Hello"])
    assert keys_needed(path) == {KEYS.seals_with}


async def test_going_on_from_a_backup(setting: Setting, path: Path, clock: Clock, tmp_path: Path) -> None:
    """What came later is set aside, not lost."""
    await setting.arrives(1)
    copy = tmp_path / "monday.db"
    back_up(path, copy)
    await setting.arrives(2)
    await setting.database.close()
    kept = restore(copy, path)
    assert kept == tmp_path / "backchat.db.before-restore"
    assert (updates(path), updates(kept), updates(copy)) == (1, 2, 1)
    again = await opened(path, clock)
    await again.arrives(3)
    await again.database.close()
    assert updates(path) == 2


async def test_a_machine_that_is_new(setting: Setting, path: Path, tmp_path: Path) -> None:
    await setting.arrives(1)
    back_up(path, tmp_path / "monday.db")
    elsewhere = tmp_path / "new" / "backchat.db"
    assert restore(tmp_path / "monday.db", elsewhere) is None
    assert updates(elsewhere) == 1


async def test_no_restore_under_a_running_bot(setting: Setting, path: Path, tmp_path: Path) -> None:
    await setting.arrives(1)
    back_up(path, tmp_path / "monday.db")
    with pytest.raises(StorageError, match="locked by another program"):
        restore(tmp_path / "monday.db", path)
    await setting.arrives(2)
    assert updates(path) == 2


@pytest.mark.parametrize("fault", ["damaged", "another program's", "no database", "missing"])
async def test_a_bad_backup_changes_nothing(setting: Setting, path: Path, tmp_path: Path, fault: str) -> None:
    await setting.arrives(1)
    bad = tmp_path / "bad.db"
    if fault == "damaged":
        back_up(path, bad)
        bad.write_bytes(bad.read_bytes()[:4096] + b"\xff" * 30_000)
    elif fault == "another program's":
        with closing(sqlite3.connect(bad)) as other:
            other.execute("CREATE TABLE songs (name TEXT)")
    elif fault == "no database":
        bad.write_text("Dear diary", encoding="utf-8")
    await setting.database.close()
    with pytest.raises(StorageError):
        restore(bad, path)
    assert updates(path) == 1
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob("*.before-restore"))


async def test_a_failed_backup_keeps_the_last_one(setting: Setting, path: Path, tmp_path: Path) -> None:
    await setting.arrives(1)
    copy = tmp_path / "last.db"
    back_up(path, copy)
    with pytest.raises(StorageError, match="There is no database"):
        back_up(tmp_path / "gone.db", copy)
    assert updates(copy) == 1


@pytest.mark.parametrize("url", ["postgresql+asyncpg://clinic/backchat", "sqlite+aiosqlite:///:memory:"])
def test_a_database_that_is_no_file(url: str) -> None:
    with pytest.raises(StorageError, match="backup tools of your database server"):
        database_file(url)

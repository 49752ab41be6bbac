"""`backchat backup` and `backchat restore`, as whoever looks after the machine types them."""

import asyncio
from pathlib import Path

import pytest

from bot.storage.opening import open_database
from tests.bot.commands.conftest import Backchat
from tests.keys import KEYS


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A clinic with a database."""
    path = tmp_path / "clinic" / "backchat.db"

    async def make() -> None:
        await (await open_database(f"sqlite+aiosqlite:///{path}", KEYS)).close()

    asyncio.run(make())
    config = tmp_path / "config.yaml"
    config.write_text(f"database: {{url: 'sqlite+aiosqlite:///{path}'}}\n", encoding="utf-8")
    return config


def test_there_and_back(backchat: Backchat, config: Path, tmp_path: Path) -> None:
    made = backchat("backup", tmp_path / "copy.db", "--config", config)
    assert (made.exit_code, "complete and checked" in made.stdout) == (0, True)
    back = backchat("restore", tmp_path / "copy.db", "--config", config)
    assert (back.exit_code, "backchat.db.before-restore" in back.stdout) == (0, True)


def test_without_a_name_it_lies_beside_the_database(backchat: Backchat, config: Path, tmp_path: Path) -> None:
    assert backchat("backup", "--config", config).exit_code == 0
    assert len(list((tmp_path / "clinic").glob("backchat-20*.db"))) == 1


def test_what_goes_wrong_is_said(backchat: Backchat, config: Path, tmp_path: Path) -> None:
    result = backchat("restore", tmp_path / "nowhere.db", "--config", config)
    assert (result.exit_code, result.stderr) == (1, f"restore: There is no backup at {tmp_path / 'nowhere.db'}.\n")

"""`backchat suggestions`: what patients suggested is printed, and deleted where that is asked for."""

import asyncio
from pathlib import Path

import pytest

from bot.credentials import write_keys
from handlers.effects import KeepSuggestion
from tests.bot.commands.conftest import Backchat
from tests.bot.storage.setting import Clock, opened, stands_in_files
from tests.keys import KEY, KEYS

QUESTIONS = ("is a warm bath good for it", "do you have … parking")


@pytest.fixture(autouse=True)
def _in_the_clinics_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `init` was: its config is found there, and the key beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("admins: []\n", encoding="utf-8")
    write_keys(tmp_path / "backchat.key", [KEY])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A clinic's database, with two questions in it."""
    path = tmp_path / "backchat.db"

    async def work() -> None:
        setting = await opened(path, Clock(), KEYS)
        await setting.turn(1, *map(KeepSuggestion, QUESTIONS))
        await setting.database.close()

    asyncio.run(work())
    return path


def test_they_are_printed_with_their_day_and_kept(backchat: Backchat, database: Path) -> None:
    """Twice the same; in the file they are encrypted."""
    for _ in range(2):
        result = backchat("suggestions")
        assert result.exit_code == 0
        assert result.stdout == "".join(f"2026-03-02  {question}\n" for question in QUESTIONS)
    assert not stands_in_files(database, "warm bath")


@pytest.mark.usefixtures("database")
def test_they_are_deleted_once_they_are_printed(backchat: Backchat) -> None:
    """Then there are none."""
    result = backchat("suggestions", "--clear")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [f"2026-03-02  {QUESTIONS[1]}", "Deleted 2 questions."]
    assert backchat("suggestions").stdout == "No questions were suggested.\n"


def test_without_a_database(backchat: Backchat, tmp_path: Path) -> None:
    """None is made for it."""
    result = backchat("suggestions")
    assert (result.exit_code, result.stderr) == (1, "There is no database yet: the bot has not run here.\n")
    assert not (tmp_path / "backchat.db").exists()


@pytest.mark.usefixtures("database")
def test_without_the_key(backchat: Backchat, tmp_path: Path) -> None:
    """Said in words."""
    (tmp_path / "backchat.key").unlink()
    result = backchat("suggestions")
    assert (result.exit_code, "database.key_file" in result.stderr) == (1, True)


@pytest.mark.usefixtures("database")
def test_with_a_config_that_is_wrong(backchat: Backchat, tmp_path: Path) -> None:
    """As for every command."""
    (tmp_path / "config.yaml").write_text("admin: []\n", encoding="utf-8")
    assert backchat("suggestions").exit_code == 2

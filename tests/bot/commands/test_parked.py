"""`backchat parked`: what was set aside, seen without a word of it, and handled again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.app import now
from bot.storage.inbox import Received
from handlers.ports import Delivery
from tests.bot.commands.conftest import Backchat
from tests.bot.storage.setting import ANA, BOT, Clock, Setting, opened
from tests.keys import KEY

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _in_the_clinics_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKCHAT_DATABASE__KEY", KEY)
    (tmp_path / "config.yaml").write_text("admins: []\n", encoding="utf-8")


def _with(work: Callable[[Setting], Awaitable[T]]) -> T:
    """Something that the bot does with its database."""

    async def do() -> T:
        setting = await opened(Path("backchat.db"), Clock(now()))
        try:
            return await work(setting)
        finally:
            await setting.database.close()

    return asyncio.run(do())


async def _set_two_aside(setting: Setting) -> None:
    for update_id in (11, 12):
        payload: dict[str, object] = {"message": {"text": "my sore wallaby"}}
        await setting.keeps(Received(BOT, update_id, str(ANA), payload, setting.clock.now, ANA))
        await setting.claim()
        await setting.inbox.park(Delivery(BOT, update_id), "KeyError at cases.py:12", [], setting.clock.now)


def test_nothing_is_set_aside(backchat: Backchat) -> None:
    """As on any good day."""
    _with(lambda setting: setting.claim())
    assert backchat("parked").stdout.startswith("0 updates set aside.")
    assert backchat("parked", "--replay", "all").exit_code == 0


def test_the_list_holds_no_word_of_a_patient(backchat: Backchat) -> None:
    """The update, when, and the kind of error; nobody's chat and nothing that was said."""
    _with(_set_two_aside)
    result = backchat("parked")
    assert result.exit_code == 0
    first, second, sum_ = result.stdout.splitlines()
    assert (first[:4], second[:4]) == ("11  ", "12  ")
    assert first.endswith("UTC  KeyError at cases.py:12")
    assert sum_ == "2 updates set aside. Each is deleted 7 days after it was."
    assert "wallaby" not in result.output
    assert str(ANA) not in result.output


def test_one_of_them_again(backchat: Backchat) -> None:
    """The other stays where it is; the tries begin anew."""
    _with(_set_two_aside)
    assert "1 update back in the queue" in backchat("parked", "--replay", "12").stdout
    assert _with(lambda setting: setting.claim()) == [12]
    assert {row["attempts"] for row in _with(lambda setting: setting.rows("inbox"))} == {0}
    assert "1 update set aside." in backchat("parked").stdout


def test_all_of_them_again(backchat: Backchat) -> None:
    """In the order in which they came."""
    _with(_set_two_aside)
    assert "2 updates back in the queue" in backchat("parked", "--replay", "all").stdout
    assert _with(lambda setting: setting.claim()) == [11]


@pytest.mark.parametrize("which", ["13", "eleven"])
def test_one_that_is_not_there(backchat: Backchat, which: str) -> None:
    """Said, and nothing changed."""
    _with(_set_two_aside)
    result = backchat("parked", "--replay", which)
    assert result.exit_code == 1
    assert result.stderr == f"parked: {which} is not set aside. `backchat parked` lists what is.\n"
    assert "2 updates set aside." in backchat("parked").stdout


def test_no_database_yet(backchat: Backchat, tmp_path: Path) -> None:
    """None is made by looking."""
    result = backchat("parked")
    assert (result.exit_code, result.stderr.startswith("There is no database at")) == (1, True)
    assert not (tmp_path / "backchat.db").exists()

"""A message that can't be handled, however often: it is set aside, its chat goes on, and it is not lost."""

import asyncio
import json

import pytest

from tests.bot.commands.conftest import Backchat, backchat
from tests.e2e.clinic import NUMB, PLAIN, Clinic
from tests.e2e.other_program import execute
from tests.keys import KEY

__all__ = ["backchat"]


async def test_a_message_that_always_fails(clinic: Clinic, backchat: Backchat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ana and an admin hear of it; when the fault is mended her message is answered after all."""
    await clinic.priya.starts()
    await clinic.ana.says(PLAIN)
    await _spoil_sessions(clinic)
    await clinic.ana.user.say("does heat help")
    await _set_aside(clinic, 1)
    await clinic.settles()
    assert clinic.ana.last.text.startswith("Something went wrong on our side, and I may have missed your message.")
    assert clinic.priya.last.text.startswith("Failed 5 times and set aside: update ")
    assert "JSONDecodeError at decoder.py" in clinic.priya.last.text
    assert "does heat help" not in clinic.priya.last.text

    await _mend_sessions(clinic)
    assert await clinic.ana.says("thanks")
    config = clinic.place / "config.yaml"
    config.write_text(json.dumps({"database": {"url": clinic.settings.database.url}}), encoding="utf-8")
    monkeypatch.setenv("BACKCHAT_DATABASE__KEY", KEY)
    before = len(clinic.ana.screen)
    await asyncio.to_thread(backchat, "parked", "--replay", "all", "--config", config)
    await clinic.until(lambda: len(clinic.ana.screen) > before, "the answer to the first question")
    assert not _parked(clinic)


async def test_an_emergency_is_read_all_the_same(clinic: Clinic) -> None:
    """Its card needs no session; neither does anybody else wait."""
    await clinic.ana.says(PLAIN)
    await _spoil_sessions(clinic)
    await clinic.ana.user.say(NUMB)
    await clinic.ana.user.wait_for("Please go to A&E")
    await clinic.ben.user.start()
    await clinic.ben.user.wait_for("Hello")
    await _set_aside(clinic, 1)
    await clinic.settles()
    assert sum(text.startswith("Please go to A&E") for text in clinic.ana.screen) == 1


async def test_the_chat_behind_it_goes_on(clinic: Clinic) -> None:
    """The next message waits for no more than the tries of the first."""
    await clinic.ana.says(PLAIN)
    await _spoil_sessions(clinic)
    await clinic.ana.user.say("does heat help")
    await clinic.ana.user.say("/start")
    await _set_aside(clinic, 1)
    await _mend_sessions(clinic)
    await clinic.until(lambda: clinic.ana.screen[-1].startswith("Hello"), "the next answer")


async def _spoil_sessions(clinic: Clinic) -> None:
    """What stands there can't be read."""
    await execute(clinic.database, """UPDATE sessions SET session = '"nothing that we wrote"'""")


async def _mend_sessions(clinic: Clinic) -> None:
    await execute(clinic.database, "DELETE FROM sessions")


def _parked(clinic: Clinic) -> list[dict[str, object]]:
    return [row for row in clinic.rows("inbox") if row["state"] == "parked"]


async def _set_aside(clinic: Clinic, number: int) -> None:
    """Time passes, and the bot gives up."""

    def given_up() -> bool:
        clinic.clock.later(seconds=1)
        return len(_parked(clinic)) == number

    await clinic.until(given_up, "the last try")

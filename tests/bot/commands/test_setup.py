"""`backchat setup` against the sandbox: ids are shown, rights are checked, what is missing is named."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from telegram import Bot

from bot.commands.setup import listen
from bot.sandbox import Sandbox
from bot.settings import ClinicSettings, Settings, Telegram
from bot.telegram_start import StartError
from tests.bot.commands.conftest import Backchat


class _Setup:
    """A running `setup`, and what it has printed."""

    def __init__(self) -> None:
        self.screen = StringIO()
        self.stop = asyncio.Event()

    async def shows(self, text: str) -> None:
        """Wait until the text is on the screen."""
        async with asyncio.timeout(10):
            while text not in self.screen.getvalue():  # noqa: ASYNC110  # a screen rings no bell
                await asyncio.sleep(0.02)


def _settings(sandbox: Sandbox, **changes: object) -> Settings:
    telegram = Telegram(base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    return Settings(telegram=telegram).model_copy(update=changes)


@asynccontextmanager
async def _running(settings: Settings, token: str) -> AsyncIterator[_Setup]:
    setup = _Setup()
    console = Console(file=setup.screen, highlight=False, soft_wrap=True)
    task = asyncio.create_task(listen(settings, token, console, setup.stop))
    try:
        yield setup
        setup.stop.set()
        assert await task == 0
    finally:
        task.cancel()


async def test_a_fresh_bot_hears_what_is_missing_and_shows_ids() -> None:
    """From nothing: the owner writes, adds the bot to the group, and makes it an administrator."""
    async with Sandbox.start() as sandbox, _running(_settings(sandbox), sandbox.token) as setup:
        await setup.shows("The token is good: this is @backchat_sandbox_bot.")
        await setup.shows("Missing: clinic.staff_chat_id")
        await setup.shows("Missing: admins")
        await setup.shows("Missing: clinic.booking_url is still the example.")
        owner = sandbox.user("Olga [Owner]")
        await owner.start()
        await setup.shows(f"Person: Olga [Owner] has the user id {owner.id}, for admins.")
        group = sandbox.supergroup("Front desk", members=[owner], bot=None)
        await group.add_bot(by=owner)
        await setup.shows(f"Group: Front desk has the id {group.id}, for clinic.staff_chat_id.")
        await setup.shows("but is no administrator. Make it one")
        await group.promote_bot(by=owner)
        await setup.shows("The bot can use it.")
        await owner.say("/id", chat=group)
        await sandbox.idle()
    said = setup.screen.getvalue()
    assert said.count("Person: Olga") == 1
    assert said.count("Group: Front desk") == 2


async def test_a_complete_config_misses_nothing() -> None:
    async with Sandbox.start() as sandbox:
        olga = sandbox.user("Olga")
        group = sandbox.supergroup("Front desk", members=[olga], bot="administrator")
        clinic = ClinicSettings(staff_chat_id=group.id, booking_url="https://clinic.test/book")
        settings = _settings(sandbox, clinic=clinic, admins=frozenset({olga.id}))
        async with _running(settings, sandbox.token) as setup:
            await setup.shows(f"Staff group {group.id}: reached, and the bot is an administrator.")
            await olga.start()
            await setup.shows(f"has the user id {olga.id}, already one of the admins.")
        assert "Missing" not in setup.screen.getvalue()


async def test_a_group_that_cant_be_reached_is_explained() -> None:
    async with Sandbox.start() as sandbox:
        settings = _settings(sandbox, clinic=ClinicSettings(staff_chat_id=-100123))
        async with _running(settings, sandbox.token) as setup:
            await setup.shows("Staff group: the group -100123 can't be reached")


async def test_another_program_with_the_same_token_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox.start() as sandbox:
        sandbox.faults.add("getUpdates", status=409, description="terminated by other getUpdates request")
        screen = Console(file=StringIO())
        assert await listen(_settings(sandbox), sandbox.token, screen, asyncio.Event()) == 2
    assert "Another program uses this token (is `backchat run` on?)." in capsys.readouterr().err


async def test_a_bot_whose_messages_go_to_a_webhook(capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox.start() as sandbox, Bot(sandbox.token, base_url=sandbox.base_url) as bot:
        await bot.set_webhook("http://127.0.0.1:9/")
        screen = Console(file=StringIO())
        assert await listen(_settings(sandbox), sandbox.token, screen, asyncio.Event()) == 2
    assert "Start `backchat run` once with telegram.mode: polling" in capsys.readouterr().err


async def test_a_failing_poll_is_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox.start() as sandbox:
        sandbox.faults.add("getUpdates", status=502, description="Bad Gateway")
        async with _running(_settings(sandbox), sandbox.token) as setup:
            await setup.shows("Now write to the bot")
            olga = sandbox.user("Olga")
            await olga.start()
            await setup.shows("Person: Olga")
    assert "Telegram did not answer (NetworkError); trying again." in capsys.readouterr().err


async def test_a_wrong_token_and_a_stop_before_the_start() -> None:
    async with Sandbox.start() as sandbox:
        screen = Console(file=StringIO())
        with pytest.raises(StartError, match="Telegram does not know this token"):
            await listen(_settings(sandbox), "123:wrong", screen, asyncio.Event())
        stop = asyncio.Event()
        stop.set()
        assert await listen(_settings(sandbox), sandbox.token, screen, stop) == 0


def test_without_a_token_and_with_one_that_is_none(
    backchat: Backchat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nothing = backchat("setup")
    assert (nothing.exit_code, "telegram.token: there is no token." in nothing.stderr) == (2, True)
    monkeypatch.setenv("BACKCHAT_TELEGRAM__TOKEN", "'my token'")
    odd = backchat("setup")
    assert (odd.exit_code, "telegram.token: this is not a token." in odd.stderr) == (2, True)
    assert "my token" not in odd.stderr
    assert backchat("setup", "--config", "nowhere.yaml").exit_code == 2

"""The real library, polling the sandbox: what it does with our queue is what we rely on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, Updater

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.inbox import InboxQueue
from bot.sandbox import Sandbox
from bot.storage.errors import StorageError
from bot.storage.inbox import Inbox, Received
from bot.storage.taking import Take, waking
from handlers.ports import Delivery
from tests.bot.delivery.telegrams import alarmed, sorry
from tests.bot.storage.setting import BOT, Clock, Setting, opened


@dataclass
class Practice:
    """A bot of the library's own making around our queue and dispatcher."""

    setting: Setting
    sandbox: Sandbox
    heard: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Poll and handle while the context lasts; then stop as the library stops."""
        wake = asyncio.Event()

        async def urgent(_: Update) -> bool:
            return False

        async def process(update: Update, _delivery: Delivery) -> None:
            assert update.message is not None
            self.heard.append(update.message.text or "")

        queue = InboxQueue(
            _Shaky(self.setting, self.troubles),
            BOT,
            urgent=urgent,
            keep=lambda _: True,
            clock=self.setting.clock,
            take=waking(wake),
            report=self.heard.append,
        )
        builder = Application.builder().token(self.sandbox.token).base_url(self.sandbox.base_url)
        bot = builder.build().bot
        application: Any = Application.builder().updater(Updater(bot, queue)).job_queue(None).build()
        dispatcher = Dispatcher(
            self.setting.inbox,
            read=lambda payload: Update.de_json(payload, bot),
            process=process,
            apologise=sorry,
            alert=alarmed,
            clock=self.setting.clock,
            wake=wake,
            report=self.heard.append,
        )
        async with application:
            await application.start()
            running = asyncio.create_task(dispatcher.run())
            await application.updater.start_polling(poll_interval=0)
            try:
                yield
            finally:
                await application.updater.stop()
                await application.stop()
                dispatcher.stop()
                await running

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something."""
        async with asyncio.timeout(15):
            while not holds():  # noqa: ASYNC110  # what is waited for sets no event
                await asyncio.sleep(0.01)


class _Shaky(Inbox):
    """The real inbox, when it works."""

    def __init__(self, setting: Setting, troubles: list[Exception]) -> None:
        super().__init__(setting.database, BOT)
        self._troubles = troubles

    async def store_all(self, batch: Sequence[Received], take: Take) -> int:
        if self._troubles:
            raise self._troubles.pop()
        return await super().store_all(batch, take)


@pytest.fixture
async def practice(setting: Setting) -> AsyncIterator[Practice]:
    """Closed, with a sandbox outside."""
    async with Sandbox.start(patience=5) as sandbox:
        yield Practice(setting, sandbox)


async def test_messages_are_handled_once_and_the_library_stops_cleanly(practice: Practice) -> None:
    """Also one that Telegram delivers twice."""
    ana = practice.sandbox.user("Ana")
    async with practice.open():
        await ana.start()
        practice.sandbox.repeat_next_update()
        await ana.say("my back hurts")
        await ana.say("for 3 weeks")
        await practice.until(lambda: len(practice.heard) >= 3)
        await practice.sandbox.idle()
    assert practice.heard == ["/start", "my back hurts", "for 3 weeks"]


async def test_what_could_not_be_stored_is_asked_for_again(
    practice: Practice, caplog: pytest.LogCaptureFixture
) -> None:
    """Polling survives it, whatever the reason; nothing is lost and no words get into the log."""
    caplog.set_level(logging.WARNING)
    ana = practice.sandbox.user("Ana")
    practice.troubles += [ZeroDivisionError("numb"), StorageError("The disk is full.")]
    async with practice.open():
        await ana.start()
        await ana.say("numb all over")
        await practice.until(lambda: len(practice.heard) >= 2)
    assert practice.heard == ["/start", "numb all over"]
    assert "The disk is full." in caplog.text
    assert "numb" not in caplog.text


async def test_messages_of_a_closed_practice_are_handled_when_it_opens(
    practice: Practice, path: Path, clock: Clock
) -> None:
    """Those that Telegram kept, and those stored and never handled before a crash."""
    ana = practice.sandbox.user("Ana")
    async with practice.open():
        await ana.start()
        await practice.until(lambda: bool(practice.heard))
    await ana.say("are you open?")
    restarted = Practice(await opened(path, clock), practice.sandbox)
    async with restarted.open():
        await restarted.until(lambda: bool(restarted.heard))
    assert restarted.heard == ["are you open?"]
    await restarted.setting.database.close()

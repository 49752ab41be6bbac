"""What is stored while nobody is busy is started by the transaction that stored it; nothing is taken twice or left."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from telegram import Update

from bot.delivery import dispatcher as module
from bot.delivery.dispatcher import Dispatcher
from bot.storage.inbox import Inbox, Received
from handlers.ports import Delivery, Json
from tests.bot.delivery.telegrams import alarmed, sorry
from tests.bot.storage.setting import ANA, BEN, BOT, Setting


@dataclass
class Desk:
    """A dispatcher that looks by itself no more than once an hour."""

    setting: Setting
    handled: list[int] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.busy.set()
        self.rounds = _Counting(self.setting.database, BOT)
        self.dispatcher = Dispatcher(
            self.rounds,
            read=_read,
            process=self.process,
            apologise=sorry,
            alert=alarmed,
            clock=self.setting.clock,
            wake=self.wake,
            report=self.reports.append,
        )

    async def process(self, update: Update, _: Delivery) -> None:
        """Handle an update, unless told to wait with it."""
        await self.busy.wait()
        self.handled.append(update.update_id)

    async def receive(self, update_id: int, chat_id: int = ANA) -> None:
        """An update is stored, for the dispatcher to take."""
        received = Received(BOT, update_id, str(chat_id), {"update_id": update_id}, self.setting.clock.now, chat_id)
        await self.setting.inbox.store_all([received], self.dispatcher.take)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """At work, and past its first look."""
        running = asyncio.create_task(self.dispatcher.run())
        await self.until(lambda: self.rounds.taken > 0)
        try:
            yield
        finally:
            self.busy.set()
            self.dispatcher.stop()
            await running

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something."""
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110  # what is waited for sets no event
                await asyncio.sleep(0.005)


class _Counting(Inbox):
    """Counts the rounds."""

    taken = 0

    async def claim(self, *args: object) -> list[object]:  # type: ignore[override]  # passed on as they came
        found = await super().claim(*args)  # type: ignore[arg-type]  # the same
        self.taken += 1
        return list(found)


def _read(payload: Json) -> Update:
    update = Update.de_json(payload, None)
    assert update is not None
    return update


@pytest.fixture
def desk(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Not open yet."""
    monkeypatch.setattr(module, "POLL_SECONDS", 3600.0)
    return Desk(setting)


async def test_it_is_claimed_where_it_is_stored(desk: Desk, setting: Setting) -> None:
    """No round is needed for it, and none for looking whether there is more."""
    async with desk.open():
        for update_id in (1, 2, 3):
            desk.busy.clear()
            await desk.receive(update_id)
            assert [row["state"] for row in await setting.rows("inbox")][-1] == "claimed"
            desk.busy.set()
            await desk.until(lambda n=update_id: desk.handled[-1:] == [n])  # type: ignore[misc]  # bound now
            await desk.until(lambda: not desk.dispatcher._in_hand)
        assert desk.rounds.taken == 1


async def test_what_comes_meanwhile_waits_its_turn(desk: Desk) -> None:
    """The second message of a busy chat follows the first; another chat does not wait."""
    async with desk.open():
        desk.busy.clear()
        for update_id, chat_id in ((1, ANA), (2, ANA), (3, BEN), (4, ANA)):
            await desk.receive(update_id, chat_id)
        desk.busy.set()
        await desk.until(lambda: len(desk.handled) == 4)
    assert [n for n in desk.handled if n != 3] == [1, 2, 4]


async def test_what_is_rolled_back_is_not_started(desk: Desk, setting: Setting) -> None:
    """It stays for the next look."""
    await setting.arrives(1)
    async with desk.open():
        await desk.until(lambda: desk.handled == [1])
        await setting.arrives(2)
        with suppress(ZeroDivisionError):
            async with setting.database.write() as connection:
                await desk.dispatcher.take(connection)
                raise ZeroDivisionError
        desk.wake.set()
        await desk.until(lambda: desk.handled == [1, 2])


@pytest.mark.parametrize("stopped", [False, True])
async def test_nobody_takes_before_the_start_or_after_the_end(desk: Desk, setting: Setting, *, stopped: bool) -> None:
    """What is left claimed at an end would wait until its lease is over."""
    if stopped:
        async with desk.open():
            pass
    await desk.receive(1)
    assert await setting.claim() == [1]


async def test_what_cannot_be_opened_keeps_nothing_else_from_being_taken(desk: Desk, setting: Setting) -> None:
    """A payload that was tampered with fails alone, and is set aside like all that fails."""
    await setting.arrives(1)
    async with setting.database.write() as connection:
        await connection.execute(text("UPDATE inbox SET payload = replace(payload, 'gA', 'gB')"))
    async with desk.open():
        await desk.receive(2, BEN)
        await desk.until(lambda: desk.handled == [2])
        while "parked" not in [row["state"] for row in await _as_stored(setting)]:
            setting.clock.later(seconds=20)
            desk.wake.set()
            await asyncio.sleep(0.005)
    assert desk.handled == [2]


async def _as_stored(setting: Setting) -> list[dict[str, object]]:
    async with setting.database.read() as connection:
        return [dict(row) for row in (await connection.execute(text("SELECT state FROM inbox"))).mappings()]

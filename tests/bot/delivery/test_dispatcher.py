"""Every stored update is handled: in order, once, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from telegram import Update

from bot.delivery import dispatcher as module
from bot.delivery.dispatcher import RETRY_SECONDS, Dispatcher
from bot.delivery.inbox import InboxQueue
from bot.storage.errors import LostKeyError, RefusedError, StorageError
from bot.storage.taking import waking
from handlers.ports import Delivery
from tests.bot.delivery.telegrams import ADMIN, SORRY, alarmed, sorry, update
from tests.bot.storage.setting import ANA, BEN, BOT, Setting

Process = Callable[[Update, Delivery], Awaitable[None]]


@dataclass
class Reception:
    """A dispatcher at work, and what it handled."""

    setting: Setting
    handled: list[int] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def note(self, update: Update, delivery: Delivery) -> None:
        """Handle an update by writing down its id, and those of what is joined to it."""
        assert delivery == Delivery(BOT, update.update_id, delivery.card_sent, delivery.joined)
        self.handled += [update.update_id, *delivery.joined]

    def dispatcher(self, process: Process) -> Dispatcher:
        """A dispatcher that hands updates to `process`."""
        return Dispatcher(
            self.setting.inbox,
            read=lambda payload: Update.de_json(payload, None),
            process=process,
            apologise=sorry,
            alert=alarmed,
            clock=self.setting.clock,
            wake=self.wake,
            report=self.reports.append,
        )

    @asynccontextmanager
    async def open(self, process: Process | None = None) -> AsyncIterator[None]:
        """Work while the context lasts, then stop in an orderly way."""
        dispatcher = self.dispatcher(process or self.note)
        running = asyncio.create_task(dispatcher.run())
        try:
            yield
        finally:
            dispatcher.stop()
            await running

    async def receive(self, *updates: Update) -> None:
        """Put updates through the real queue."""

        async def urgent(_: Update) -> bool:
            return False

        queue = InboxQueue(
            self.setting.inbox,
            BOT,
            urgent=urgent,
            keep=lambda _: True,
            clock=self.setting.clock,
            take=waking(self.wake),
            report=self.reports.append,
        )
        for one in updates:
            await queue.put(one)

    async def until(self, holds: Callable[[], bool], *, passing: float = 0.0) -> None:
        """Wait for something; the clock runs `passing` seconds at each look."""
        async with asyncio.timeout(10):
            while not holds():
                self.setting.clock.later(seconds=passing)
                if passing:
                    self.wake.set()
                await asyncio.sleep(0.005)


@pytest.fixture
def reception(setting: Setting) -> Reception:
    """Nothing has come yet."""
    return Reception(setting)


async def test_updates_are_handled_in_order_and_once(reception: Reception, setting: Setting) -> None:
    """Those that waited and those that come."""
    await reception.receive(update(1), update(2))
    async with reception.open():
        await reception.receive(update(3), update(2), update(4, chat_id=BEN))
        await reception.until(lambda: len(reception.handled) == 4)
    assert [n for n in reception.handled if n != 4] == [1, 2, 3]
    assert await setting.inbox.waiting() == 0


async def test_chats_are_worked_on_side_by_side(reception: Reception) -> None:
    """Ana's slow answer holds up Ana alone."""
    go_on = asyncio.Event()

    async def slow_for_ana(update: Update, delivery: Delivery) -> None:
        if update.update_id == 1:
            await go_on.wait()
        await reception.note(update, delivery)

    await reception.receive(update(1), update(2), update(3, chat_id=BEN))
    async with reception.open(slow_for_ana):
        await reception.until(lambda: reception.handled == [3])
        go_on.set()
        await reception.until(lambda: reception.handled == [3, 1, 2])


async def test_no_more_chats_at_once_than_there_are_hands(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of chats does not become a flood of tasks."""
    monkeypatch.setattr(module, "AT_ONCE", 2)
    busy, most = 0, 0

    async def count(update: Update, delivery: Delivery) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        busy -= 1
        await reception.note(update, delivery)

    await reception.receive(*(update(n, chat_id=n) for n in range(1, 12)))
    async with reception.open(count):
        await reception.until(lambda: len(reception.handled) == 11)
    assert most == 2


async def test_what_fails_is_tried_again_and_the_chat_waits(reception: Reception) -> None:
    """The second message does not overtake the first."""
    troubles = [KeyError("numb"), KeyError("numb")]

    async def shaky(update: Update, delivery: Delivery) -> None:
        if update.update_id == 1 and troubles:
            raise troubles.pop()
        await reception.note(update, delivery)

    await reception.receive(update(1), update(2))
    async with reception.open(shaky):
        await reception.until(lambda: reception.handled == [1, 2], passing=1)
    assert reception.reports == []


async def test_what_always_fails_is_set_aside(reception: Reception, setting: Setting) -> None:
    """Admins hear of it without a word of the message, its chat is told sorry, and the next one is answered."""
    tries = 0

    async def broken(update: Update, delivery: Delivery) -> None:
        nonlocal tries
        if update.update_id == 1:
            tries += 1
            raise KeyError("my back hurts")
        await reception.note(update, delivery)

    await reception.receive(update(1), update(2))
    async with reception.open(broken):
        await reception.until(lambda: reception.handled == [2], passing=1)
    assert tries == len(RETRY_SECONDS) + 1
    [report] = reception.reports
    assert report.startswith("Failed 5 times and set aside: update 1, KeyError at test_dispatcher.py")
    assert "hurts" not in report
    assert {row["state"] for row in await setting.rows("inbox")} == {"parked", "done"}
    assert [(row["chat_id"], row["html"]) for row in await setting.rows("outbox")] == [(ANA, SORRY), (ADMIN, report)]


async def test_a_fault_that_hits_every_message_is_told_once_an_hour(reception: Reception, setting: Setting) -> None:
    """Each chat is told sorry; an admin is not told the same thing again and again."""

    async def broken(_update: Update, _delivery: Delivery) -> None:
        raise KeyError("my back hurts")

    await reception.receive(update(1), update(2, chat_id=BEN))
    async with reception.open(broken):
        await reception.until(lambda: len(reception.reports) == 2, passing=1)
        setting.clock.later(hours=1)
        await reception.receive(update(3))
        await reception.until(lambda: len(reception.reports) == 3, passing=1)
    told = [row["chat_id"] for row in await setting.rows("outbox")]
    assert sorted(told) == sorted([ANA, BEN, ANA, ADMIN, ADMIN])


@pytest.mark.parametrize("fault", [RefusedError("a case is not there"), LostKeyError.of(["another"])], ids=type)
async def test_a_turn_at_fault_counts_as_a_failure(reception: Reception, setting: Setting, fault: StorageError) -> None:
    """Trying for ever would not help: it is refused, or what it needs can't be opened."""

    async def refused(_update: Update, _delivery: Delivery) -> None:
        raise fault

    await reception.receive(update(1))
    async with reception.open(refused):
        await reception.until(lambda: bool(reception.reports), passing=5)
    assert [row["state"] for row in await setting.rows("inbox")] == ["parked"]


async def test_a_database_that_is_away_costs_no_try(reception: Reception, setting: Setting) -> None:
    """The message is answered when it is back, however long that takes."""
    troubles = [StorageError("locked") for _ in range(12)]

    async def away(update: Update, delivery: Delivery) -> None:
        if troubles:
            raise troubles.pop()
        await reception.note(update, delivery)

    await reception.receive(update(1))
    async with reception.open(away):
        await reception.until(lambda: reception.handled == [1], passing=1)
    assert [row["attempts"] for row in await setting.rows("inbox")] == [0]


async def test_a_stop_finishes_what_is_in_hand(reception: Reception, setting: Setting) -> None:
    """And takes nothing new."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(update: Update, delivery: Delivery) -> None:
        begun.set()
        await go_on.wait()
        await reception.note(update, delivery)

    await reception.receive(update(1), update(2))
    dispatcher = reception.dispatcher(slow)
    running = asyncio.create_task(dispatcher.run())
    await begun.wait()
    dispatcher.stop()
    go_on.set()
    await running
    assert reception.handled == [1]
    assert await setting.claim() == [2]


async def test_a_killed_process_loses_nothing(reception: Reception, setting: Setting) -> None:
    """What it had in hand is handled by the next one, and its turn counts once."""
    await reception.receive(update(1))

    async def die_after_the_turn(update: Update, _delivery: Delivery) -> None:
        await setting.turn(update.update_id, says=["Hello"])
        reception.handled.append(update.update_id)
        await asyncio.Event().wait()

    dying = asyncio.create_task(reception.dispatcher(die_after_the_turn).run())
    await reception.until(lambda: reception.handled == [1])
    dying.cancel()
    await setting.inbox.release_all()
    await reception.receive(update(2))
    async with reception.open():
        await reception.until(lambda: reception.handled == [1, 2])
    assert await setting.send_all() == ["Hello"]


async def test_a_failing_round_is_reported_once_and_survived(reception: Reception, setting: Setting) -> None:
    """As when the database is away between two messages."""
    await reception.receive(update(1))
    claim, troubles = setting.inbox.claim, [StorageError("The disk is full."), KeyError("x")]

    class Shaky:
        """An inbox that works at the third look."""

        async def claim(self, *arguments: object) -> object:
            if troubles:
                raise troubles.pop(0)
            return await claim(*arguments)  # type: ignore[arg-type]

        end = setting.inbox.end

    dispatcher = Dispatcher(
        Shaky(),  # type: ignore[arg-type]
        read=lambda payload: Update.de_json(payload, None),
        process=reception.note,
        apologise=sorry,
        alert=alarmed,
        clock=setting.clock,
        wake=reception.wake,
        report=reception.reports.append,
    )
    running = asyncio.create_task(dispatcher.run())
    await reception.until(lambda: reception.handled == [1], passing=0.1)
    dispatcher.stop()
    await running
    assert reception.reports == ["Dispatcher: The disk is full. Trying again."]


async def test_two_dispatchers_share_the_work(reception: Reception) -> None:
    """As two replicas do: everything once, in order within a chat."""
    await reception.receive(*(update(n, chat_id=ANA + n % 3) for n in range(30)))
    async with reception.open(), reception.open():
        await reception.until(lambda: len(reception.handled) == 30)
    assert sorted(reception.handled) == list(range(30))
    for chat in range(3):
        assert [n for n in reception.handled if n % 3 == chat] == list(range(chat, 30, 3))

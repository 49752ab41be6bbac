"""Updates are stored before Telegram is told; emergencies are answered even when nothing can be stored."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from telegram import Update
from telegram.error import NetworkError, TimedOut

from bot.delivery import inbox as delivery_inbox
from bot.delivery.inbox import InboxQueue
from bot.storage.inbox import Inbox
from bot.storage.taking import waking
from tests.bot.delivery.telegrams import poll_update, update
from tests.bot.storage.setting import ANA, BEN, BOT, STAFF, Clock, Setting, with_pragma

Urgent = Callable[[Update], Awaitable[bool]]


@dataclass
class Intake:
    """Sends the card to whoever writes "numb"; keeps what was said about it."""

    cards: list[int] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def urgent(self, update: Update) -> bool:
        """The emergency hook."""
        if not (update.message and (update.message.text or "").startswith("numb")):
            return False
        self.cards.append(update.update_id)
        return True

    def queue(
        self,
        inbox: Inbox,
        clock: Clock,
        urgent: Urgent | None = None,
        keep: Callable[[Update], bool] | None = None,
    ) -> InboxQueue:
        """A queue as the application builds it."""
        return InboxQueue(
            inbox,
            BOT,
            urgent=urgent or self.urgent,
            keep=keep or (lambda _: True),
            clock=clock,
            take=waking(self.wake),
            report=self.reports.append,
        )


@pytest.fixture
def intake() -> Intake:
    """Nothing was sent yet."""
    return Intake()


@pytest.fixture
def queue(intake: Intake, setting: Setting, clock: Clock) -> InboxQueue:
    """A queue over a working database."""
    return intake.queue(setting.inbox, clock)


async def test_put_returns_when_the_update_is_stored(
    queue: InboxQueue, setting: Setting, intake: Intake, clock: Clock
) -> None:
    """And the dispatcher is woken; the payload is the update as it was."""
    await queue.put(update(1, "my back hurts 🙈"))
    assert intake.wake.is_set()
    [claimed] = await setting.inbox.claim(clock.now, lambda heads: heads)
    assert Update.de_json(claimed.payload, None) == update(1)
    assert claimed.payload["message"]["text"] == "my back hurts 🙈"  # type: ignore[index]
    assert claimed.lane == str(ANA)
    assert queue.empty()


async def test_the_same_update_twice_is_one(queue: InboxQueue, setting: Setting) -> None:
    """As after a lost confirmation."""
    await queue.put(update(1))
    await queue.put(update(1))
    assert await setting.claim() == [1]


async def test_the_card_comes_first_and_once(queue: InboxQueue, setting: Setting, intake: Intake, clock: Clock) -> None:
    """Whatever comes again; the dispatcher learns that it went out."""
    for _ in range(3):
        await queue.put(update(1, "numb"))
    assert intake.cards == [1]
    [claimed] = await setting.inbox.claim(clock.now, lambda heads: heads)
    assert claimed.delivery.card_sent


async def test_an_update_that_comes_again_while_its_card_is_on_its_way(
    setting: Setting, intake: Intake, clock: Clock
) -> None:
    """As a webhook's does when the answer took too long: one card for both."""
    go_on = asyncio.Event()

    async def slow(update: Update) -> bool:
        await go_on.wait()
        return await intake.urgent(update)

    queue = intake.queue(setting.inbox, clock, urgent=slow)
    puts = [asyncio.create_task(queue.put(update(1, "numb"))) for _ in range(2)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*puts)
    assert intake.cards == [1]
    assert await setting.claim() == [1]


async def test_what_was_taken_ahead_is_not_looked_at_again(setting: Setting, intake: Intake, clock: Clock) -> None:
    """PTB puts each update of the batch afterwards, once; what comes again after that is taken like any other."""
    looked_at: list[int] = []

    async def look(update: Update) -> bool:
        looked_at.append(update.update_id)
        return False

    queue = intake.queue(setting.inbox, clock, urgent=look)
    batch = [update(1), update(2)]
    await queue.take_ahead(batch)
    for one in (*batch, update(2)):
        await queue.put(one)
    assert looked_at == [1, 2, 2]
    assert await setting.claim() == [1]


async def test_the_card_silences_what_was_still_to_be_said(queue: InboxQueue, setting: Setting) -> None:
    """At intake already."""
    await setting.turn(1, says=["Do this exercise"])
    await queue.put(update(2, "numb"))
    assert await setting.send_all() == []


@pytest.mark.parametrize(("pragma", "says"), [("query_only = ON", "read-only"), ("max_page_count = 1", "disk is full")])
async def test_with_the_database_gone_the_card_still_goes_out_once(
    queue: InboxQueue, setting: Setting, intake: Intake, pragma: str, says: str
) -> None:
    """Telegram is asked to come again, each time, and the patient is not told twice."""
    await with_pragma(setting.database, pragma)
    for _ in range(3):
        with pytest.raises(NetworkError, match=says) as caught:
            await queue.put(update(1, "numb" + " and more" * 9000))
        assert not isinstance(caught.value, TimedOut)  # at which PTB would ask again without a pause
    assert intake.cards == [1]


async def test_a_locked_database_is_asked_again(queue: InboxQueue, setting: Setting, intake: Intake) -> None:
    """And has everything as soon as it is free."""
    await with_pragma(setting.database, "busy_timeout = 20")
    blocker = await setting.database.engine.connect()
    raw = await blocker.get_raw_connection()
    assert raw.driver_connection is not None
    await raw.driver_connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(NetworkError, match="locked"):
        await queue.put(update(1, "numb"))
    await raw.driver_connection.execute("ROLLBACK")
    await blocker.close()
    await queue.put(update(1, "numb"))
    assert intake.cards == [1]
    assert await setting.claim() == [1]


async def test_a_restart_does_not_repeat_the_card(
    queue: InboxQueue, setting: Setting, intake: Intake, clock: Clock
) -> None:
    """Telegram was not told before the crash, so it delivers again."""
    await queue.put(update(1, "numb"))
    restarted = intake.queue(setting.inbox, clock)
    await restarted.remember()
    await restarted.put(update(1, "numb"))
    assert intake.cards == [1]


async def test_a_broken_emergency_check_does_not_lose_the_update(
    setting: Setting, intake: Intake, clock: Clock
) -> None:
    """It is stored, read again in its turn, and reported without its words."""

    async def broken(update: Update) -> bool:
        raise KeyError(update.message)

    await intake.queue(setting.inbox, clock, urgent=broken).put(update(1, "numb"))
    assert await setting.claim() == [1]
    [report] = intake.reports
    assert "update 1: KeyError at test_inbox.py" in report
    assert "numb" not in report


async def test_talk_that_is_not_ours_is_not_stored(setting: Setting, intake: Intake, clock: Clock) -> None:
    """Of other people in a group."""

    def keep(update: Update) -> bool:
        return update.effective_chat is None or update.effective_chat.id > 0

    queue = intake.queue(setting.inbox, clock, keep=keep)
    await queue.put(update(1, "who has the key?", STAFF))
    await queue.put(update(2))
    assert [row["update_id"] for row in await setting.rows("inbox")] == [2]


async def test_when_in_doubt_it_is_ours(setting: Setting, intake: Intake, clock: Clock) -> None:
    """A filter that breaks must not end the polling."""

    def keep(update: Update) -> bool:
        raise ValueError(update.update_id)

    await intake.queue(setting.inbox, clock, keep=keep).put(update(1))
    assert await setting.claim() == [1]
    assert "ValueError" in intake.reports[0]


async def test_any_failure_to_store_is_one_that_polling_survives(intake: Intake, clock: Clock) -> None:
    """PTB stops without a word at anything but a TelegramError."""

    class Broken(Inbox):
        async def store_all(self, batch: object, take: object) -> int:
            raise ZeroDivisionError(f"{batch} {take}")

    queue = intake.queue(Broken.__new__(Broken), clock)
    with pytest.raises(NetworkError, match="ZeroDivisionError") as caught:
        await queue.put(update(1, "numb"))
    assert "numb" not in str(caught.value)


async def test_an_old_message_that_is_pinned(queue: InboxQueue, setting: Setting) -> None:
    """Telegram shows no more of it than that it was there, at no date."""
    chat = {"id": ANA, "type": "private"}
    pinned = {"message_id": 1, "date": 0, "chat": chat}
    person = {"id": ANA, "first_name": "Ana", "is_bot": False}
    message = {"message_id": 2, "date": 1, "chat": chat, "from": person, "pinned_message": pinned}
    await queue.put(Update.de_json({"update_id": 1, "message": message}, None))
    [row] = await setting.rows("inbox")
    again = Update.de_json(row["payload"], None)
    assert again.message is not None
    assert again.message.pinned_message is not None
    assert not again.message.pinned_message.is_accessible


async def test_what_cannot_be_stored_holds_up_nobody(setting: Setting, intake: Intake, clock: Clock) -> None:
    """It would be asked for again for ever, and with it all that came after."""
    queue = intake.queue(setting.inbox, clock)
    odd = Update(1, message=update(1, "numb").message, api_kwargs={"odd": object()})
    await queue.take_ahead([odd, update(2)])
    assert await setting.claim() == [2]
    [report] = intake.reports
    assert "Update 1 can't be stored and was left out: TypeError" in report
    assert "numb" not in report


async def test_updates_of_nobody_have_a_lane_too(queue: InboxQueue, setting: Setting) -> None:
    """Polls and the like."""
    await queue.put(poll_update(1))
    assert await setting.claim() == [1]


async def test_a_stop_does_not_tear_a_card_from_its_update(setting: Setting, intake: Intake, clock: Clock) -> None:
    """PTB cancels `put` when it stops polling; `join` waits for what was begun."""
    sending, go_on = asyncio.Event(), asyncio.Event()

    async def slow(update: Update) -> bool:
        sending.set()
        await go_on.wait()
        return await intake.urgent(update)

    queue = intake.queue(setting.inbox, clock, urgent=slow)
    putting = asyncio.create_task(queue.put(update(1, "numb")))
    await sending.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    go_on.set()
    await queue.join()
    assert intake.cards == [1]
    assert await setting.claim() == [1]


async def test_the_memory_of_cards_is_bounded(queue: InboxQueue) -> None:
    """The oldest are forgotten; their updates have long been confirmed."""
    queue._cards.update(dict.fromkeys(range(delivery_inbox.CARDS_REMEMBERED)))
    await queue.put(update(99_999, "numb", BEN))
    assert len(queue._cards) == delivery_inbox.CARDS_REMEMBERED
    assert 0 not in queue._cards
    assert 99_999 in queue._cards


async def test_the_stop_marker_of_the_application_passes_through(queue: InboxQueue) -> None:
    """What is no update goes to whoever waits in `get`."""
    marker = object()
    await queue.put(marker)
    assert await queue.get() is marker
    queue.task_done()
    await queue.join()

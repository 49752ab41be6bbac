"""Work is claimed in the database: in order, one worker a chat, whatever the number of processes."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.claims import Head
from bot.storage.inbox import LEASE, Inbox
from handlers.ports import Delivery
from tests.bot.storage.setting import ANA, BEN, BOT, Clock, Setting, everything, opened


async def test_one_update_a_chat_in_order(setting: Setting) -> None:
    """Ana's second waits for her first; Ben's first does not."""
    for update_id, chat_id in [(1, ANA), (2, ANA), (3, BEN)]:
        await setting.arrives(update_id, chat_id)
    assert await setting.claim() == [1, 3]
    assert await setting.claim() == []
    await setting.inbox.end(Delivery(BOT, 1))
    assert await setting.claim() == [2]


async def test_two_processes_never_work_on_one_chat(setting: Setting, path: Path, clock: Clock) -> None:
    """They claim at the same moments, and together they get everything once."""
    other = await opened(path, clock)
    for update_id in range(60):
        await setting.arrives(update_id, chat_id=ANA + update_id % 6)
    handled: list[int] = []
    busy: set[str] = set()

    async def work(inbox: Inbox) -> None:
        while len(handled) < 60:
            for claimed in await inbox.claim(clock.now, lambda heads: heads[:2]):
                assert claimed.lane not in busy
                busy.add(claimed.lane)
                await asyncio.sleep(0)
                busy.remove(claimed.lane)
                handled.append(claimed.delivery.update_id)
                await inbox.end(claimed.delivery)

    await asyncio.gather(work(setting.inbox), work(other.inbox), work(setting.inbox))
    assert sorted(handled) == list(range(60))
    for first in range(6):
        assert [update_id for update_id in handled if update_id % 6 == first] == list(range(first, 60, 6))
    await other.database.close()


async def test_what_a_dead_process_had_comes_back_after_the_lease(setting: Setting, clock: Clock) -> None:
    """Not before: it may only be slow."""
    await setting.arrives(1)
    assert await setting.claim() == [1]
    clock.now += LEASE
    assert await setting.claim() == []
    clock.later(seconds=1)
    assert await setting.claim() == [1]


async def test_the_only_process_takes_over_at_once(setting: Setting) -> None:
    """A clinic's bot that crashed answers right after its restart."""
    await setting.arrives(1)
    await setting.turn(2, says=["Hello Ben"], chat_id=BEN)
    assert await setting.claim() == [1]
    assert len(await setting.take()) == 1
    await setting.inbox.release_all()
    await setting.outbox.release_all()
    assert await setting.claim() == [1]
    assert len(await setting.take()) == 1


async def test_a_failed_update_waits_and_its_chat_with_it(setting: Setting, clock: Clock) -> None:
    """Order within a chat is kept; other chats go on."""
    for update_id, chat_id in [(1, ANA), (2, ANA), (3, BEN)]:
        await setting.arrives(update_id, chat_id)
    [failed, _] = await setting.inbox.claim(clock.now, everything)
    await setting.inbox.put_back(failed.delivery, clock.now + timedelta(seconds=5), failed=True)
    assert await setting.claim() == []
    clock.later(seconds=5)
    [again] = await setting.inbox.claim(clock.now, everything)
    assert (again.delivery.update_id, again.attempts) == (1, 1)


async def test_a_parked_update_lets_the_next_one_pass(setting: Setting) -> None:
    """It is over, its words are kept for an admin, and Telegram can't bring it back."""
    await setting.arrives(1)
    await setting.arrives(2)
    await setting.claim()
    await setting.inbox.park(Delivery(BOT, 1), "KeyError", [], setting.clock.now)
    assert not await setting.arrives(1)
    assert await setting.claim() == [2]
    assert [row["payload"] for row in await setting.rows("inbox") if row["state"] == "parked"] == [{"update_id": 1}]


async def test_an_update_that_was_ended_cannot_be_put_back(setting: Setting, clock: Clock) -> None:
    """As by a process that was slower than its lease."""
    await setting.arrives(1)
    await setting.claim()
    await setting.turn(1, says=["Hello"])
    await setting.inbox.put_back(Delivery(BOT, 1), clock.now, failed=True)
    assert await setting.claim() == []


async def test_a_straggler_does_not_join_its_chat_in_hand(setting: Setting) -> None:
    """Webhooks may bring an older update after a newer one was claimed."""
    await setting.arrives(10)
    assert await setting.claim() == [10]
    await setting.arrives(9)
    assert await setting.claim() == []
    await setting.inbox.end(Delivery(BOT, 10))
    assert await setting.claim() == [9]


async def test_what_is_still_to_do(setting: Setting) -> None:
    """For a page that shows the bot's health."""
    await setting.arrives(1)
    await setting.turn(2, says=["Hello"])
    assert (await setting.inbox.waiting(), await setting.outbox.waiting()) == (1, 1)


@pytest.mark.parametrize("cards", [True, False])
async def test_whose_card_went_out_is_known_after_a_restart(setting: Setting, *, cards: bool) -> None:
    """The newest first, and only those."""
    for update_id in (1, 2, 3):
        await setting.arrives(update_id, card_sent=cards and update_id != 2)
    assert list(await setting.inbox.cards_sent(10)) == ([3, 1] if cards else [])
    assert list(await setting.inbox.cards_sent(1)) == ([3] if cards else [])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=25), st.integers(1, 4), st.data())
def test_messages_go_out_in_order_within_a_chat(
    tmp_path_factory: pytest.TempPathFactory,
    messages: list[tuple[int, bool]],
    limit: int,
    data: st.DataObject,
) -> None:
    """However many are taken at once and whichever chats are chosen; emergencies among themselves, too."""

    async def story() -> None:
        setting = await opened(tmp_path_factory.mktemp("db") / "backchat.db", Clock())
        for update_id, (chat, emergency) in enumerate(messages):
            said = {"cries" if emergency else "says": [str(update_id)]}
            await setting.turn(update_id, **said, chat_id=chat)  # type: ignore[arg-type]
        waiting = {int(row["html"]) for row in await setting.rows("outbox")}
        sent: list[int] = []

        def some(heads: Sequence[Head]) -> Sequence[Head]:
            return data.draw(st.permutations(heads))[:limit]

        while rows := await setting.outbox.claim(setting.clock.now, some, cards=True):
            for row in data.draw(st.permutations(rows)):
                sent.append(int(row.html))
                await setting.outbox.sent(row, setting.clock.now)
        await setting.database.close()
        assert set(sent) == waiting
        for chat in range(4):
            of_chat = [number for number in sent if messages[number][0] == chat]
            emergencies = [number for number in of_chat if messages[number][1]]
            ordinary = [number for number in of_chat if not messages[number][1]]
            assert emergencies == sorted(emergencies)
            assert of_chat == emergencies + sorted(ordinary)

    asyncio.run(story())

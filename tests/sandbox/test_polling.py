"""getUpdates: what is kept, what is confirmed, who waits and who is sent away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.sandbox import Sandbox, User
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.updates import UpdateQueue
from tests.sandbox.client import Client


async def test_updates_stay_until_confirmed(api: Client, ana: User) -> None:
    """A bot that dies between fetching and doing gets them again."""
    await ana.say("one")
    await ana.say("two")
    first = await api.updates()
    assert [u["message"]["text"] for u in first] == ["one", "two"]
    assert await api.updates() == first
    assert await api.updates(offset=first[0]["update_id"] + 1) == first[1:]
    assert await api.updates(offset=first[1]["update_id"] + 1) == []


async def test_a_negative_offset_forgets_all_before(api: Client, ana: User) -> None:
    """It counts from the end."""
    for text in ("one", "two", "three"):
        await ana.say(text)
    assert [u["message"]["text"] for u in await api.updates(offset=-2)] == ["two", "three"]
    assert len(await api.updates()) == 2


async def test_an_offset_far_ahead_confirms_nothing(api: Client, ana: User) -> None:
    """Up to ten beyond the next update it does, as if the bot knew of updates still to come."""
    await ana.say("one")
    (one,) = await api.updates()
    following = one["update_id"] + 1
    assert await api.updates(offset=following + 11) == [one]
    assert await api.updates(offset=following + 10) == []
    assert await api.updates(offset=-1) == []


async def test_the_limit_is_brought_into_range(api: Client, ana: User) -> None:
    """1 to 100, without complaint."""
    for number in range(103):
        await ana.say(str(number))
    assert len(await api.updates(limit=0)) == 1
    assert len(await api.updates(limit=7)) == 7
    assert len(await api.updates(limit=999)) == 100


async def test_ids_are_never_reused(api: Client, ana: User) -> None:
    """Not even after the queue was emptied."""
    await ana.say("one")
    old = (await api.updates())[0]["update_id"]
    await api.call("deleteWebhook", drop_pending_updates=True)
    await ana.say("two")
    assert [u["update_id"] for u in await api.updates()] == [old + 1]


async def test_a_poll_waits(api: Client, ana: User) -> None:
    """Long polling answers as soon as there is something."""
    poll = asyncio.create_task(api.updates(timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await ana.say("at last")
    assert (await poll)[0]["message"]["text"] == "at last"


async def test_a_poll_gives_up(api: Client) -> None:
    """After its time there is an empty answer, and words for numbers count as nothing."""
    assert await api.updates(timeout=1) == []
    assert await api.updates(timeout="soon") == []


@dataclass
class Unhurried(UpdateQueue):
    """Notes how long it is asked to wait, and hardly does."""

    asked: list[float] = field(default_factory=list)

    async def get(
        self,
        offset: int,
        limit: int,
        timeout: float,  # noqa: ASYNC109  # as in the queue itself
        eager: float = 0.0,
    ) -> list[JsonObject]:
        self.asked.append(timeout)
        return await super().get(offset, limit, 0, eager)


async def test_the_wait_is_brought_into_range(api: Client, sandbox: Sandbox) -> None:
    """0 to 50 seconds, without complaint."""
    sandbox.world.queue = queue = Unhurried()
    for timeout in (-1, 0, 7, 50, 51, 999):
        await api.updates(timeout=timeout)
    assert queue.asked == [0, 0, 7, 50, 50, 50]


async def test_an_eager_poll_waits(api: Client, ana: User) -> None:
    """Who asks for the same again within 3 seconds is kept for 3 seconds, unless there is something."""
    async with Sandbox.start() as sandbox:
        client, ben = Client(sandbox, api.http), sandbox.user("Ben")
        assert await client.updates() == []
        again = asyncio.create_task(client.updates())
        await asyncio.sleep(0.1)
        assert not again.done()
        await ben.start()
        assert len(await again) == 1
        assert len(await client.updates()) == 1


async def test_the_newer_poll_wins(api: Client, ana: User) -> None:
    """Two instances of a bot: the older poll is told so."""
    older = asyncio.create_task(api.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(api.updates(timeout=30))
    answer = await older
    assert answer.status == 409
    assert answer.refusal == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await ana.say("hello")
    assert len(await newer) == 1


async def test_a_newer_poll_that_need_not_wait_disturbs_nobody(api: Client, ana: User) -> None:
    """Only one that would wait, too, takes the place of the older one."""
    older = asyncio.create_task(api.updates(timeout=30))
    await asyncio.sleep(0.05)
    assert await api.updates(offset=1) == []
    await ana.say("hello")
    assert [update["message"]["text"] for update in await older] == ["hello"]


async def test_allowed_updates_are_remembered(api: Client, ana: User) -> None:
    """Until they are given anew; unknown names are ignored and an empty list means the usual ones."""
    await api.updates(allowed_updates=["callback_query", "no_such_thing"])
    await ana.say("lost")
    await api.updates()
    await ana.say("lost, too")
    info = (await api.call("getWebhookInfo")).result
    assert info["allowed_updates"] == ["callback_query"]
    await api.updates(allowed_updates=[])
    message = await ana.say("heard")
    await ana.edit(message, "heard again")
    updates = await api.updates()
    assert updates[0]["message"]["text"] == "heard"
    assert updates[1]["edited_message"]["text"] == "heard again"
    assert updates[1]["edited_message"]["edit_date"]


async def test_no_webhook_can_be_deleted(api: Client, ana: User) -> None:
    """deleteWebhook succeeds all the same: python-telegram-bot calls it before polling."""
    await ana.say("waits")
    assert (await api.call("deleteWebhook")).result is True
    info = (await api.call("getWebhookInfo")).result
    assert info == {"url": "", "has_custom_certificate": False, "pending_update_count": 1}


async def test_closing_ends_a_poll() -> None:
    """A sandbox never hangs on a bot that still polls."""
    async with Sandbox.start() as sandbox:
        poll = asyncio.create_task(sandbox.world.queue.get(0, 100, 50))
        await asyncio.sleep(0)
    assert await asyncio.wait_for(poll, 1) == []

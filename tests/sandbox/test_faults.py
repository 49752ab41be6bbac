"""Misfortunes on demand, and Telegram's pace as an option."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import ClientError

from bot.sandbox import FloodLimits, Sandbox, SandboxUseError, User
from tests.sandbox.client import Client


async def test_an_error_as_often_as_asked(api: Client, ana: User) -> None:
    """Of one method, and in the right words."""
    ana.sandbox.faults.add("sendMessage", times=2, status=500)
    assert (await api.call("getMe")).status == 200
    for _ in range(2):
        answer = await api.call("sendMessage", chat_id=ana.id, text="Hi")
        assert (answer.status, answer.refusal) == (500, "Internal Server Error")
    assert (await api.call("sendMessage", chat_id=ana.id, text="Hi")).status == 200
    assert len(ana.messages) == 2


async def test_a_flood_on_demand(api: Client, ana: User) -> None:
    """The seconds stand in the text and in the parameters."""
    fault = ana.sandbox.faults.add(retry_after=7, chat_id=ana.id, skip=1)
    assert (await api.call("sendMessage", chat_id=ana.id, text="Hi")).status == 200
    answer = await api.call("sendMessage", chat_id=ana.id, text="Hi")
    assert (answer.status, answer.refusal) == (429, "Too Many Requests: retry after 7")
    assert answer.body["parameters"] == {"retry_after": 7}
    assert fault.hits == 1


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection(api: Client, ana: User, when: str, arrived: int) -> None:
    """Before the message was sent or, which is worse, after."""
    ana.sandbox.faults.add("sendMessage", drop=True, when="after" if when == "after" else "before")
    with pytest.raises(ClientError):
        await api.call("sendMessage", chat_id=ana.id, text="Hi")
    assert len(ana.messages) == 1 + arrived
    assert ana.sandbox.calls[-1].status == 0


async def test_a_lost_answer(api: Client, ana: User) -> None:
    """The message was sent, and the bot is told of an error."""
    ana.sandbox.faults.add("sendMessage", status=502, when="after")
    assert (await api.call("sendMessage", chat_id=ana.id, text="Hi")).refusal == "Bad Gateway"
    assert len(ana.messages) == 2


@pytest.mark.parametrize(("when", "arrived"), [("before", 1), ("after", 2)])
async def test_a_slow_answer(api: Client, ana: User, when: str, arrived: int) -> None:
    """What is slow is either the method or only the answer."""
    ana.sandbox.faults.add("sendMessage", delay=0.2, when="after" if when == "after" else "before")
    call = asyncio.create_task(api.call("sendMessage", chat_id=ana.id, text="Hi"))
    await asyncio.sleep(0.1)
    assert len(ana.messages) == arrived
    assert (await call).status == 200


async def test_closing_does_not_wait_for_the_slow(api: Client) -> None:
    """A long delay ends with the sandbox."""
    began = time.monotonic()
    async with Sandbox.start() as sandbox:
        sandbox.faults.add("getMe", delay=60)
        call = asyncio.create_task(Client(sandbox, api.http).call("getMe"))
        await asyncio.sleep(0.05)
    await asyncio.gather(call, return_exceptions=True)
    assert time.monotonic() - began < 3


async def test_polls_fail_only_when_named(api: Client, ana: User) -> None:
    """A fault for any method leaves polling alone."""
    ana.sandbox.faults.add(status=500)
    assert await api.updates() == []
    ana.sandbox.faults.clear()
    ana.sandbox.faults.add("getUpdates", status=502)
    assert (await api.call("getUpdates")).refusal == "Bad Gateway"


async def test_a_fault_needs_a_method_that_exists(sandbox: Sandbox) -> None:
    """A slip of the pen would make a test that tests nothing."""
    with pytest.raises(SandboxUseError, match="sendMesage is not modelled"):
        sandbox.faults.add("sendMesage", status=500)


async def test_an_update_delivered_twice(api: Client, ana: User) -> None:
    """The same id again, although it was confirmed."""
    ana.sandbox.repeat_next_update()
    await ana.say("once")
    (first,) = await api.updates()
    assert await api.updates(offset=first["update_id"] + 1) == [first]
    assert await api.updates(offset=first["update_id"] + 1) == []


async def test_telegrams_pace(api: Client) -> None:
    """About one a second in a chat after a short burst; 20 a minute in a group."""
    now = [1_800_000_000.0]
    async with Sandbox.start(floods=FloodLimits(), clock=lambda: now[0]) as sandbox:
        client = Client(sandbox, api.http)
        sam = sandbox.user("Sam")
        await sam.start()
        group = sandbox.supergroup("Staff", members=[sam])
        for _ in range(3):
            assert (await client.call("sendMessage", chat_id=sam.id, text="Hi")).status == 200
        refusal = await client.refused("sendMessage", chat_id=sam.id, text="Hi")
        assert refusal == "Too Many Requests: retry after 3"
        now[0] += 3
        assert (await client.call("sendMessage", chat_id=sam.id, text="Hi")).status == 200
        for _ in range(20):
            assert (await client.call("sendMessage", chat_id=group.id, text="Hi")).status == 200
        assert "retry after 60" in await client.refused("sendMessage", chat_id=group.id, text="Hi")


def test_thirty_a_second_in_all() -> None:
    """Whoever they go to."""
    limits = FloodLimits()
    for chat_id in range(1, 31):
        limits.check(chat_id, 100.0)
    with pytest.raises(Exception, match="retry after 1"):
        limits.check(31, 100.0)
    limits.check(31, 101.5)

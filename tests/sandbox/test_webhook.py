"""Webhooks: which are taken, how updates arrive, and what happens when they are not taken in."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox import Sandbox, User
from tests.sandbox.client import Client

HOOK = "Bad Request: bad webhook: "
ELSEWHERE = "Bad Request: sandbox: webhooks of other computers are not modelled; use http://127.0.0.1"


@dataclass
class Listener:
    """A bot's own web server. It answers with ``answers``, one after the other, and 200 after those."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """One delivery."""
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        """What people wrote, as often as it arrived."""
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """It listens."""
    listener = Listener()
    application = web.Application()
    application.router.add_post("/hook", listener.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


async def empty(sandbox: Sandbox) -> None:
    """Wait until everything was delivered."""
    await sandbox.until(lambda: not sandbox.world.queue.pending, what="all deliveries")


async def test_updates_are_brought(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """What waited and what comes, with the secret in its header; getWebhookInfo counts."""
    await ana.say("one")
    await api.call("setWebhook", url=listener.url, secret_token="s3-Cret_", allowed_updates=["message"])
    await ana.say("two")
    await empty(sandbox)
    assert listener.texts == ["one", "two"]
    assert set(listener.secrets) == {"s3-Cret_"}
    info = (await api.call("getWebhookInfo")).result
    assert info == {
        "url": listener.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 40,
        "allowed_updates": ["message"],
    }


async def test_without_a_secret_there_is_no_header(
    api: Client, sandbox: Sandbox, ana: User, listener: Listener
) -> None:
    """Not even an empty one."""
    await api.call("setWebhook", url=listener.url)
    await ana.say("one")
    await empty(sandbox)
    assert listener.secrets == [None]


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"url": "http://clinic.org/hook"}, f"{HOOK}An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://clinic.org:8080/hook"},
            f"{HOOK}Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "ftp://clinic.org"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "https://clinic.org:x"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "http://localhost", "secret_token": "x" * 257}, "Bad Request: secret token is too long"),
        (
            {"url": "http://localhost", "secret_token": "a b"},
            "Bad Request: secret token contains unallowed characters",
        ),
        (
            {"url": "http://localhost", "ip_address": "1.2.3.4"},
            'Bad Request: sandbox: parameter "ip_address" of setWebhook is not modelled',
        ),
        ({"url": "https://clinic.org/hook"}, ELSEWHERE),
        ({"url": "https://clinic.org:88"}, ELSEWHERE),
        ({"url": "https://clinic.org:8443"}, ELSEWHERE),
        (
            {"url": "https://localhost/hook"},
            "Bad Request: sandbox: TLS is not modelled; on this computer use a webhook with http://",
        ),
    ],
)
async def test_refused(api: Client, parameters: dict[str, str], refusal: str) -> None:
    """In Telegram's words, or in the sandbox's own where it knows less."""
    assert await api.refused("setWebhook", **parameters) == refusal
    assert (await api.call("getWebhookInfo")).result["url"] == ""


async def test_a_refused_webhook_is_none(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """The old one is closed first, and what waited is gone if that was asked for."""
    listener.answers = [web.Response(status=503)] * 1000
    await api.call("setWebhook", url=listener.url)
    await ana.say("one")
    sandbox.world.next_webhook_at = 0.0
    refused = await api.refused("setWebhook", url="http://clinic.org/hook", drop_pending_updates=True)
    assert refused == f"{HOOK}An HTTPS URL must be provided for webhook"
    assert (await api.call("getWebhookInfo")).result["url"] == ""
    assert await api.updates() == []


async def test_the_longest_secret(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """256 characters of those that are allowed."""
    secret = "aZ0_-" * 51 + "x"
    await api.call("setWebhook", url=listener.url, secret_token=secret)
    await ana.say("one")
    await empty(sandbox)
    assert (len(secret), listener.secrets) == (256, [secret])


async def test_one_a_second(api: Client, listener: Listener) -> None:
    """A second setWebhook within a second is a flood; deleting is not."""
    now = [1_800_000_000.0]
    async with Sandbox.start(clock=lambda: now[0]) as sandbox:
        client = Client(sandbox, api.http)
        assert (await client.call("setWebhook", url=listener.url)).result is True
        answer = await client.call("setWebhook", url=listener.url)
        assert (answer.status, answer.refusal) == (429, "Too Many Requests: retry after 1")
        assert answer.body["parameters"] == {"retry_after": 1}
        assert (await client.call("setWebhook", url="")).result is True
        now[0] += 1
        assert (await client.call("setWebhook", url=listener.url)).result is True


async def test_no_polling_beside_it(api: Client, ana: User, listener: Listener) -> None:
    """A waiting poll is ended, a new one refused; once the webhook is deleted, polling brings what waits."""
    poll = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    listener.answers = [web.Response(status=503)] * 1000
    await api.call("setWebhook", url=listener.url)
    assert await poll == "Conflict: terminated by setWebhook request"
    answer = await api.call("getUpdates")
    assert (answer.status, answer.refusal) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await ana.say("one")
    await api.call("deleteWebhook")
    assert [update["message"]["text"] for update in await api.updates()] == ["one"]


async def test_what_is_refused_comes_again(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """At once, then with growing pauses, and the next message of the chat waits for it."""
    listener.answers = [web.Response(status=status) for status in (500, 302, 404, 503)]
    await api.call("setWebhook", url=listener.url)
    await ana.say("one")
    await ana.say("two")
    await empty(sandbox)
    assert listener.texts == ["one"] * 5 + ["two"]
    assert [try_.status for try_ in sandbox.deliveries] == [500, 302, 404, 503, 200, 200]
    at = [try_.at for try_ in sandbox.deliveries[:5]]
    pauses = [(later - earlier) / sandbox.world.second for earlier, later in itertools.pairwise(at)]
    assert [pause >= least for pause, least in zip(pauses, (0, 2, 4, 8), strict=True)] == [True] * 4
    info = (await api.call("getWebhookInfo")).result
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert info["last_error_date"]


async def test_retry_after_is_heeded(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """A bot may ask for time."""
    listener.answers = [web.Response(status=429, headers={"Retry-After": "10"})]
    await api.call("setWebhook", url=listener.url)
    await ana.say("one")
    await empty(sandbox)
    first, second = sandbox.deliveries
    assert second.at - first.at >= 10 * sandbox.world.second


async def test_nobody_listens(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """It is tried on, and what waited arrives when the webhook is set anew."""
    await api.call("setWebhook", url="http://127.0.0.1:9/hook")
    await ana.say("one")
    await sandbox.until(lambda: len(sandbox.deliveries) > 1, what="a second try")
    info = (await api.call("getWebhookInfo")).result
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    assert {try_.status for try_ in sandbox.deliveries} == {0}
    sandbox.world.next_webhook_at = 0.0
    await api.call("setWebhook", url=listener.url)
    await empty(sandbox)
    assert listener.texts == ["one"]


async def test_chats_do_not_wait_for_each_other(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """Order is kept within a chat; its troubles are its own."""
    ben = sandbox.user("Ben")
    listener.answers = [web.Response(status=500, headers={"Retry-After": "60"})]
    await api.call("setWebhook", url=listener.url)
    await ana.say("one")
    await sandbox.until(lambda: len(sandbox.deliveries) == 1, what="the refusal")
    await ben.start()
    await sandbox.until(lambda: "/start" in listener.texts, what="Ben's message")
    assert listener.texts == ["one", "/start"]


async def test_an_answer_may_carry_a_method(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """As JSON or as a form; it is a call like any other, but methods that ask or set webhooks are not run."""
    listener.answers = [
        web.json_response({"method": "sendMessage", "chat_id": ana.id, "text": "<b>Hello</b>", "parse_mode": "HTML"}),
        web.Response(
            text=f"method=sendMessage&chat_id={ana.id}&text=Again", content_type="application/x-www-form-urlencoded"
        ),
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "sendMessage", "chat_id": 1, "text": "Lost"}),
        web.json_response(["no method"]),
    ]
    await api.call("setWebhook", url=listener.url)
    for number in range(5):
        await ana.say(str(number))
    await empty(sandbox)
    assert [message.html for message in ana.messages if message.sender.is_bot] == ["<b>Hello</b>", "Again"]
    assert sandbox.calls[-1].answer == "Bad Request: chat not found"
    assert (await api.call("getWebhookInfo")).result["url"] == listener.url


async def test_an_update_brought_twice(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """As when the bot's answer is lost on its way."""
    await api.call("setWebhook", url=listener.url)
    sandbox.repeat_next_update()
    await ana.say("one")
    await ana.say("two")
    await empty(sandbox)
    assert listener.texts == ["one", "one", "two"]


async def test_pending_updates_can_be_dropped(api: Client, sandbox: Sandbox, ana: User, listener: Listener) -> None:
    """When the webhook is set, or deleted."""
    await ana.say("one")
    await api.call("setWebhook", url=listener.url, drop_pending_updates=True)
    await ana.say("two")
    await empty(sandbox)
    assert listener.texts == ["two"]

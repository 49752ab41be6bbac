"""The web server of webhook mode: who is let in, and what Telegram and a health check read."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port
from telegram import Bot, Update
from telegram.error import NetworkError

from bot.delivery.webhook import MAX_BYTES, SECRET_HEADER, Webhook, serving
from bot.storage.errors import StorageError
from bot.telegram_start import StartError
from tests.bot.delivery.telegrams import update

SECRET = "made-up-secret"


@dataclass
class Store:
    """Where updates go; `trouble` is raised instead."""

    taken: list[Update] = field(default_factory=list)
    trouble: Exception | None = None

    async def put(self, update: Update) -> None:
        """Keep one."""
        if self.trouble:
            raise self.trouble
        self.taken.append(update)

    async def check(self) -> int:
        """Whether it works."""
        if self.trouble:
            raise self.trouble
        return 0


@dataclass
class Visitor:
    """Whoever comes to the server."""

    http: ClientSession
    address: str

    async def brings(self, body: bytes, secret: str | None = SECRET) -> int:
        """Post something to the webhook; the status of the answer."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self.http.post(f"{self.address}/telegram", data=BytesIO(body), headers=headers) as response:
            return response.status

    async def asks(self, path: str) -> tuple[int, str]:
        """Get a page."""
        async with self.http.get(f"{self.address}{path}") as response:
            return response.status, await response.text()


@pytest.fixture
def store() -> Store:
    """It works."""
    return Store()


@pytest.fixture
async def visitor(store: Store) -> AsyncIterator[Visitor]:
    """The server listens."""
    port = unused_port()
    server = Webhook(path="/telegram", secret=SECRET, bot=Bot("1:made-up"), put=store.put, check=store.check)
    async with serving(server.application(), "127.0.0.1", port), ClientSession() as http:
        yield Visitor(http, f"http://127.0.0.1:{port}")


BODY = update(7, "my back hurts").to_json().encode()


async def test_an_update_is_taken_in(visitor: Visitor, store: Store) -> None:
    """And then Telegram reads 200."""
    assert await visitor.brings(BODY) == 200
    assert store.taken == [update(7, "my back hurts")]


@pytest.mark.parametrize("secret", [None, "", "made-up", f"{SECRET}x", "sécret"])
async def test_who_does_not_know_the_secret(visitor: Visitor, store: Store, secret: str | None) -> None:
    """Is not listened to."""
    assert await visitor.brings(BODY, secret) == 403
    assert store.taken == []


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[]", b"1", b"null", b"{}", b'{"update_id": "x"', b"\xff", b"[" * 100_000]
)
async def test_what_is_no_update(visitor: Visitor, store: Store, body: bytes) -> None:
    """Refused, and the server goes on."""
    assert await visitor.brings(body) == 400
    assert await visitor.brings(BODY) == 200
    assert len(store.taken) == 1


async def test_nothing_of_a_body_is_logged(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    """It may be what a patient wrote."""
    await visitor.brings(b'{"update_id": 1, "message": {"text": "my secret pain"}}')
    assert "what came to the webhook is no update" in caplog.text
    assert "my secret pain" not in caplog.text


async def test_a_body_that_is_too_large(visitor: Visitor, store: Store) -> None:
    """Is not read to its end."""
    assert await visitor.brings(BODY + b" " * MAX_BYTES) == 413
    assert store.taken == []


async def test_an_update_that_could_not_be_stored(
    visitor: Visitor, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram is told so, and brings it again."""
    store.trouble = NetworkError("The update was not stored: the disk is full")
    assert await visitor.brings(BODY) == 503
    assert "update 7 waits at Telegram: The update was not stored: the disk is full" in caplog.text
    store.trouble = None
    assert await visitor.brings(BODY) == 200


async def test_health(visitor: Visitor, store: Store) -> None:
    """Well while the database is."""
    assert await visitor.asks("/health") == (200, "ok\n")
    store.trouble = StorageError("the disk is full")
    assert await visitor.asks("/health") == (503, "the disk is full\n")


async def test_other_paths_and_methods(visitor: Visitor) -> None:
    """There is nothing else."""
    assert [(await visitor.asks(path))[0] for path in ("/", "/telegram", "/telegram/x")] == [404, 405, 404]


async def test_a_port_that_is_taken(visitor: Visitor) -> None:
    """Said with the names of the settings."""
    port = int(visitor.address.rsplit(":", 1)[1])
    server = Webhook(path="/x", secret=SECRET, bot=Bot("1:made-up"), put=Store().put, check=Store().check)
    with pytest.raises(StartError, match=rf"telegram\.webhook\.port: .* port {port}: Address already in use"):
        async with serving(server.application(), "127.0.0.1", port):
            pass


async def test_what_is_in_hand_is_finished_at_the_end() -> None:
    """A stop does not leave Telegram without an answer."""
    began, go_on, port = asyncio.Event(), asyncio.Event(), unused_port()

    async def slow(_: Update) -> None:
        began.set()
        await go_on.wait()

    server = Webhook(path="/telegram", secret=SECRET, bot=Bot("1:made-up"), put=slow, check=Store().check)
    async with ClientSession() as http:
        async with serving(server.application(), "127.0.0.1", port):
            visit: asyncio.Task[Any] = asyncio.create_task(Visitor(http, f"http://127.0.0.1:{port}").brings(BODY))
            await began.wait()
            asyncio.get_running_loop().call_later(0.05, go_on.set)
        assert await visit == 200

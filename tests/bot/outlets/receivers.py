"""Who takes notices in the tests: a real mail server and HTTP receiver on loopback, whose answers tests choose."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from itertools import repeat
from ssl import SSLContext

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.outlet_settings import Email, OutgoingWebhook
from bot.web_server import serving

SECRET = "a-made-up-secret-of-many-characters"  # of these tests alone
ACCEPTED = "250 OK"


@dataclass
class MailServer:
    """`answers` are those to the next messages; then all are accepted. SILENT never answers."""

    port: int
    answers: list[str] = field(default_factory=list)
    arrived: list[Message] = field(default_factory=list)
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    silence: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """Take a message, or not."""
        answer = self.answers.pop(0) if self.answers else ACCEPTED
        self.tried.set()
        if answer == SILENT:
            await self.silence.wait()
        assert isinstance(envelope.content, bytes)
        if answer == ACCEPTED:
            self.arrived.append(message_from_bytes(envelope.content))
        return answer

    @property
    def settings(self) -> Email:
        """How the bot finds it."""
        return Email(host="127.0.0.1", port=self.port, security="none", sender="bot@example.com", to="desk@example.com")


SILENT = "never"


@asynccontextmanager
async def mail_server(tls: SSLContext | None = None) -> AsyncIterator[MailServer]:
    """Open while this is open; with `tls` encrypted from the first byte."""
    box = MailServer(unused_port())
    connections: list[SMTP] = []

    def connected() -> SMTP:
        connections.append(SMTP(box, hostname="mail.example.com", loop=asyncio.get_running_loop()))
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", box.port, ssl=tls)
    try:
        yield box
    finally:
        box.silence.set()
        server.close()
        for connection in connections:
            if connection.transport is not None:
                connection.transport.close()
        await server.wait_closed()


@dataclass(frozen=True)
class Request:
    """One that came, as it was on the wire."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`statuses` are the answers to the next requests; then all get 204. 0 never answers."""

    port: int
    statuses: Iterator[int] = field(default_factory=lambda: repeat(204))
    requests: list[Request] = field(default_factory=list)
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    silence: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        """Answer as the test wants."""
        self.requests.append(Request(dict(request.headers), await request.read()))
        self.tried.set()
        status = next(self.statuses, 204)
        if status == 0:
            await self.silence.wait()
            status = 503
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    @property
    def settings(self) -> OutgoingWebhook:
        """How the bot finds it."""
        return OutgoingWebhook(url=f"http://127.0.0.1:{self.port}/hook")


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """Open while this is open."""
    hook = Receiver(unused_port())
    async with serving([web.post("/{any:.*}", hook.take)], "127.0.0.1", hook.port, "test"):
        try:
            yield hook
        finally:
            hook.silence.set()


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    """A mail server."""
    async with mail_server() as box:
        yield box


@pytest.fixture
async def hook() -> AsyncIterator[Receiver]:
    """An HTTP receiver."""
    async with receiver() as hook:
        yield hook

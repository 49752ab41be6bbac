"""A running sandbox for each test, a bot without a library, and a patient who has started it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.sandbox import Sandbox, User
from tests.sandbox.client import Client


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox of its own for each test."""
    async with Sandbox.start(patience=2, second=0.02) as running:
        yield running


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Client]:
    """The client, connected."""
    async with ClientSession(timeout=ClientTimeout(10)) as http:
        yield Client(sandbox, http)


@pytest.fixture
async def ana(sandbox: Sandbox, api: Client) -> User:
    """A patient who has started the bot, with nothing left to fetch."""
    user = sandbox.user("Ana", last_name="P.", username="anap")
    await user.start()
    await api.call("deleteWebhook", drop_pending_updates=True)
    return user

"""A fresh database, a mail server and an HTTP receiver for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.outlets.receivers import MailServer, Receiver, mail_server, receiver
from tests.bot.storage.setting import Clock, Setting, opened


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
async def setting(tmp_path: Path, clock: Clock) -> AsyncIterator[Setting]:
    """An open database."""
    setting = await opened(tmp_path / "backchat.db", clock)
    yield setting
    await setting.database.close()


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

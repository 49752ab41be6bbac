"""A fresh database, a mail server and an HTTP receiver for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.outlets.receivers import hook, mail
from tests.bot.storage.setting import Clock, Setting, opened

__all__ = ["hook", "mail"]


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

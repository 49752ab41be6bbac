"""A fresh database file for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.storage.setting import Clock, Setting, opened


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "backchat.db"


@pytest.fixture
async def setting(path: Path, clock: Clock) -> AsyncIterator[Setting]:
    """An open database."""
    setting = await opened(path, clock)
    yield setting
    await setting.database.close()

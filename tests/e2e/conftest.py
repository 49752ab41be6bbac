"""A clinic for each story: founded, or with the bot at work already."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.storage.opening import open_database
from faq.build import Library
from tests.e2e.clinic import Clinic
from tests.keys import KEYS


@pytest.fixture
async def founded(library: Library, tmp_path: Path) -> AsyncIterator[Clinic]:
    """Telegram and the people; the bot does not run yet."""
    async with Sandbox.start(patience=20, second=0.05) as sandbox:
        clinic = await Clinic.found(sandbox, library, tmp_path)
        try:
            yield clinic
        finally:
            await clinic.closes()
        # The bot would send the bare words instead, and the story would read the same.
        unread = [call for call in sandbox.calls if not call.ok and "can't parse" in str(call.answer)]
        assert not unread, unread


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them: making them anew would take half of each story's time."""
    path = tmp_path_factory.mktemp("database") / "clinic.db"

    async def make() -> None:
        await (await open_database(f"sqlite+aiosqlite:///{path}", KEYS)).close()

    asyncio.run(make())
    return path


@pytest.fixture
async def clinic(founded: Clinic, empty_database: Path) -> Clinic:
    """The bot is at work."""
    shutil.copy(empty_database, founded.database)
    await founded.opens()
    return founded

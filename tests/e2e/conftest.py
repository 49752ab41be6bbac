"""A clinic for each story: founded, or with the bot at work already."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from faq.build import Library
from tests.e2e.clinic import Clinic
from tests.empty_database import empty_database


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


@pytest.fixture
async def clinic(founded: Clinic) -> Clinic:
    """The bot is at work."""
    founded.database.write_bytes(empty_database())
    await founded.opens()
    return founded

"""A clinic for each story: founded, or with the bot at work already."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from faq.build import Library
from tests.e2e.clinic import Clinic


@pytest.fixture
async def founded(library: Library, tmp_path: Path) -> AsyncIterator[Clinic]:
    """Telegram and the people; the bot does not run yet."""
    async with Sandbox.start(patience=20) as sandbox:
        clinic = await Clinic.found(sandbox, library, tmp_path)
        try:
            yield clinic
        finally:
            await clinic.closes()


@pytest.fixture
async def clinic(founded: Clinic) -> Clinic:
    """The bot is at work."""
    await founded.opens()
    return founded

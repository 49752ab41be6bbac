"""The chats in tests/chats/, each against the real bot in every way that it can receive messages (docs/chats.md)."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port

from bot.sandbox import Sandbox
from faq.build import Library
from tests.e2e.chat_file import load_chat
from tests.e2e.chat_runner import play_chat
from tests.e2e.clinic import MODES, Clinic, Mode
from tests.empty_database import empty_database

FOLDER = Path(__file__).parents[1] / "chats"
CHATS = sorted(FOLDER.glob("*.yaml"))


@asynccontextmanager
async def _at_work(library: Library, place: Path, mode: Mode, *, edits_files: bool = False) -> AsyncIterator[Clinic]:
    async with Sandbox.start(patience=20, second=0.05) as sandbox:
        clinic = await Clinic.found(sandbox, library, place)
        clinic.mode, clinic.booking_port = mode, unused_port()
        if edits_files:
            clinic.has_own_content()
        clinic.database.write_bytes(empty_database())
        await clinic.opens()
        try:
            yield clinic
        finally:
            await clinic.closes()


@pytest.fixture(scope="module", params=MODES)
def mode(request: pytest.FixtureRequest) -> Mode:
    """How the bot receives messages."""
    chosen: Mode = request.param
    return chosen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(library: Library, tmp_path_factory: pytest.TempPathFactory, mode: Mode) -> AsyncIterator[Clinic]:
    """One clinic for all chats, as in life: each has a patient of its own."""
    async with _at_work(library, tmp_path_factory.mktemp("clinic"), mode) as clinic:
        yield clinic


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
async def test_chat(
    path: Path, shared: Clinic, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Everybody sees what the file says and nothing else, and the bot logs no error."""
    chat = load_chat(path)
    if chat.needs_a_clinic:
        async with _at_work(library, tmp_path, shared.mode, edits_files=chat.edits_files) as own:
            await play_chat(chat, own)
    else:
        await play_chat(chat, shared)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []

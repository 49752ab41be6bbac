"""The same fresh database as the storage tests have, and a library that does not warn of its future."""

import pytest

from tests.bot.storage.conftest import clock, path, setting

__all__ = ["clock", "path", "setting"]


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this PTB warns each time that Telegram asks for patience."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

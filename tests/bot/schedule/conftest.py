"""The database fixtures of the storage tests."""

from tests.bot.storage.conftest import clock, path, setting

__all__ = ["clock", "path", "setting"]

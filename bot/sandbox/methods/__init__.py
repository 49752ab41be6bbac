"""The methods that the bot uses, one module an area; every other method does not exist here."""

from __future__ import annotations

from bot.sandbox.methods import callbacks, chats, editing, me, menu, sending
from bot.sandbox.params import Method


def all_methods() -> dict[str, Method]:
    """All modelled methods by their name in small letters, because Telegram ignores case."""
    tables = (me.METHODS, menu.METHODS, sending.METHODS, editing.METHODS, callbacks.METHODS, chats.METHODS)
    return {method.name.lower(): method for table in tables for method in table}

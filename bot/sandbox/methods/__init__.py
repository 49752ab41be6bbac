"""The methods that the bot uses, one module an area; every other method does not exist here."""

from __future__ import annotations

from bot.sandbox.methods import callbacks, chats, editing, files, me, menu, sending, topics, webhook
from bot.sandbox.params import Method


def all_methods() -> dict[str, Method]:
    """All modelled methods by their name in small letters, because Telegram ignores case."""
    areas = (me, webhook, menu, sending, editing, callbacks, chats, topics, files)
    return {method.name.lower(): method for area in areas for method in area.METHODS}

"""A bot that looks through each batch of updates for emergencies before the first of them is stored.

PTB puts the updates of a batch into its queue one after another, and asks for the whole batch again when one
could not be stored. Without this look ahead, an update that can't be stored would hold up the emergency cards
of everybody behind it.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

IsEmergency = Callable[[Update], bool]
Put = Callable[[Update], Awaitable[None]]


class PollingBot(ExtBot[None]):
    """Before a batch is returned, its emergencies are put into the inbox, which sends their cards once."""

    _emergency: IsEmergency | None = None
    _put: Put | None = None

    def look_ahead(self, emergency: IsEmergency, put: Put) -> None:
        """What is an emergency, and what to do with it; called once, before polling begins."""
        self._emergency = emergency
        self._put = put

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """As PTB's own, with the look ahead."""
        updates = await super().get_updates(*args, **kwargs)
        if len(updates) > 1:
            await self._first(updates)
        return updates

    async def _first(self, updates: Sequence[Update]) -> None:
        for update in updates:
            # Whatever goes wrong here goes wrong again, and is reported, when PTB puts the same update.
            with suppress(Exception):
                if self._emergency and self._put and self._emergency(update):
                    await self._put(update)

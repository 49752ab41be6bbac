"""A bot that takes in each batch of updates as a whole, before PTB puts them into its queue one by one.

PTB asks for a whole batch again when one update of it could not be stored. Taken one by one, an update that can't
be stored would hold up the emergency cards of everybody behind it.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.error import NetworkError
from telegram.ext import ExtBot

Take = Callable[[Sequence[Update]], Awaitable[None]]


class PollingBot(ExtBot[None]):
    """PTB's bot, whose `get_updates` hands every batch on first."""

    _take: Take | None = None

    def look_ahead(self, take: Take) -> None:
        """What takes a batch in, before polling begins. Where it fails, PTB's own putting fails and is reported."""
        self._take = take

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """As PTB's own, with the batch taken in."""
        updates = await super().get_updates(*args, **kwargs)
        if updates and self._take is not None:
            with suppress(NetworkError):
                await self._take(updates)
        return updates

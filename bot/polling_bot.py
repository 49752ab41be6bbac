"""A bot that takes in each batch of updates as a whole, before PTB puts them into its queue one by one.

PTB asks for a whole batch again when one update of it could not be stored. Taken one by one, an update that can't
be stored would hold up the emergency cards of everybody behind it.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.error import Conflict, NetworkError, RetryAfter
from telegram.ext import ExtBot

log = logging.getLogger(__name__)

ASIDE_SECONDS = 5
"""How long the bot leaves the field to another program with its token."""

_CONFLICT = (
    "another program asks Telegram for this bot's updates with the same token, and each takes them from the other. "
    "Stop one of the two. Until then this one keeps trying."
)

Take = Callable[[Sequence[Update]], Awaitable[None]]


class PollingBot(ExtBot[None]):
    """PTB's bot, whose `get_updates` hands every batch on first."""

    _take: Take | None = None
    _aside = False

    def look_ahead(self, take: Take) -> None:
        """What takes a batch in, before polling begins. Where it fails, PTB's own putting fails and is reported."""
        self._take = take

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """As PTB's own, with the batch taken in. Raises RetryAfter where another program polls, too."""
        try:
            updates = await super().get_updates(*args, **kwargs)
        except Conflict:
            if not self._aside:
                log.error(_CONFLICT)  # noqa: TRY400  # it says it all
            self._aside = True
            # PTB would ask again at once, and throw the other one out in turn; so long it stays quiet.
            raise RetryAfter(ASIDE_SECONDS) from None
        self._aside = False
        if updates and self._take is not None:
            with suppress(NetworkError):
                await self._take(updates)
        return updates

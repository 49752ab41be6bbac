"""Tells the admins that the database can't be used, and when it works again: past the outbox, which lies in it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.storage.engine import Trouble
from handlers.ports import Outgoing

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0

CALM = timedelta(minutes=1)
"""So long nothing may fail before the alarm is over: on a full disk, small changes still work between large ones."""

MEANWHILE = "Until it works, patients get emergency advice and nothing else; what they write waits at Telegram."

_OVER = "The database works again. What waited is answered now."


class DatabaseAlarm:
    """Rings once for each time that the database is away. `tell` answers whether it need not be tried again."""

    def __init__(self, trouble: Trouble, tell: Callable[[str], Awaitable[bool]], clock: Callable[[], datetime]) -> None:
        self._trouble = trouble
        self._tell = tell
        self._clock = clock
        self._seen = Trouble()
        self._failed_at = clock()
        self._rings = False

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Tell what changed. What reached nobody is told at the next look."""
        now, trouble = self._clock(), self._trouble
        if trouble.failures > self._seen.failures:
            if not self._rings and not await self._tell(f"{trouble.sentence} {MEANWHILE}"):
                return
            self._seen, self._failed_at, self._rings = replace(trouble), now, True
        elif self._rings and trouble.writes > self._seen.writes and now - self._failed_at >= CALM:
            self._rings = not await self._tell(_OVER)


async def tell_directly(bot: Bot, notes: Sequence[Outgoing]) -> bool:
    """Send notes past the outbox. False where it is worth another try.

    An admin who never started the bot can't be reached, and nobody waits for them.
    """
    reached = failed = False
    for note in notes:
        try:
            await bot.send_message(note.chat_id, note.html, parse_mode=ParseMode.HTML)
            reached = True
        except (BadRequest, Forbidden) as error:
            log.warning("an admin can't be told: %s", type(error).__name__)
        except TelegramError:
            failed = True
    return reached or not failed

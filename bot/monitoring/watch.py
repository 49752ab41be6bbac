"""Looks at the vitals again and again, and tells the admins in Telegram what is wrong and when it is over."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.delivery.worker import Report, Worker
from bot.monitoring.alarms import Alarm, alarms, news, still_unknown
from bot.monitoring.vitals import Vitals
from bot.storage import meta
from bot.storage.engine import Database
from bot.storage.errors import StorageError

LOOK_SECONDS = 30.0
_QUIET_SECONDS = 60.0
_RINGING = "alarms"


class Watch(Worker):
    """One look every LOOK_SECONDS. What rings is kept in the database, so that a restart does not tell it again."""

    def __init__(
        self,
        database: Database,
        measure: Callable[[], Awaitable[Vitals]],
        tell: Callable[[str], Awaitable[bool]],
        *,
        ask_telegram: Callable[[], Awaitable[None]],
        unclaimed_for: timedelta,
        clock: Callable[[], datetime],
        report: Report,
    ) -> None:
        super().__init__(asyncio.Event(), report)
        self._database = database
        self._measure = measure
        self._tell = tell
        self._ask_telegram = ask_telegram
        self._unclaimed_for = unclaimed_for
        self._clock = clock
        self._ringing: dict[str, str] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def _round(self) -> float:
        await self.look()
        return LOOK_SECONDS

    async def look(self) -> None:
        """Take the vitals once, and tell what changed since the last look. What reached nobody is told at the next."""
        async with self._one_at_a_time:
            await self._look()

    async def _look(self) -> None:
        vitals = await self._measure()
        if vitals.silent_seconds > _QUIET_SECONDS:
            await self._ask_telegram()
        ringing = await self._told_before()
        now = {alarm.key: alarm for alarm in alarms(vitals, self._unclaimed_for, self._clock(), ringing)}
        for key, over in ringing.items():
            if still_unknown(key, vitals):
                now[key] = Alarm(key, "", over)
        changes = news(ringing, now)
        if changes and await self._tell("\n\n".join(changes)):
            self._ringing = {key: alarm.over for key, alarm in now.items()}
            with suppress(StorageError):
                async with self._database.write() as connection:
                    await meta.write(connection, _RINGING, self._ringing)

    async def _told_before(self) -> dict[str, str]:
        if self._ringing is None:
            try:
                async with self._database.read() as connection:
                    stored = await meta.read(connection, _RINGING)
            except StorageError:
                return {}
            self._ringing = {str(key): str(over) for key, over in stored.items()} if isinstance(stored, dict) else {}
        return self._ringing


async def ask_who_we_are(bot: Bot) -> None:
    """A call without effect, for its answer alone."""
    with suppress(TelegramError):
        await bot.get_me()

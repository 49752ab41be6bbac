"""What is done again and again beside the conversation."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.settings import Retention
from bot.storage.engine import Database
from bot.storage.errors import StorageError
from bot.storage.purge import purge

log = logging.getLogger(__name__)

_EVERY = timedelta(hours=1)
"""Offers without consent live 24 hours, so looking only once a day would keep some for two."""


class Housekeeping:
    """Deletes what has served its purpose."""

    def __init__(self, database: Database, retention: Retention, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._retention = retention
        self._clock = clock
        self.failure = ""
        """Why the last purge failed; "" when it did not."""

    async def keep_purging(self, stop: asyncio.Event) -> None:
        """Purge now and every hour until `stop`."""
        while not stop.is_set():
            await self.purge()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY.total_seconds())

    async def purge(self) -> None:
        """Delete what is due; a failure is kept and logged."""
        try:
            purged = await purge(
                self._database,
                self._clock(),
                cases_kept=timedelta(days=self._retention.case_days),
                suggestions_kept=timedelta(days=self._retention.suggestion_days),
                diary_kept=timedelta(days=self._retention.diary_days),
            )
        except StorageError as error:
            self.failure = str(error)
            log.error("the purge failed and is tried again: %s", error)  # noqa: TRY400  # a StorageError says it all
        else:
            self.failure = ""
            log.info("purged %s", purged)

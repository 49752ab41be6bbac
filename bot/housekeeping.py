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


async def keep_purging(
    database: Database, retention: Retention, clock: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Delete what has served its purpose, now and every hour until `stop`."""
    while not stop.is_set():
        try:
            purged = await purge(
                database,
                clock(),
                cases_kept=timedelta(days=retention.case_days),
                suggestions_kept=timedelta(days=retention.suggestion_days),
            )
            log.info("purged %s", purged)
        except StorageError as error:
            log.error("the purge failed and is tried again: %s", error)  # noqa: TRY400  # a StorageError says it all
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY.total_seconds())

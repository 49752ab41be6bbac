"""The one worker of the schedule: each row is done in the transaction that takes it, so once or not at all."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.worker import POLL_SECONDS, Report, Worker, kind_of
from bot.schedule.kinds import Kind, Now, PutOff, Skip, decide
from bot.storage import inbox, schedule
from bot.storage.engine import Database
from bot.storage.errors import RowError, StorageError
from bot.storage.outgoing import queue_messages
from bot.storage.schedule import Due
from bot.storage.taking import Take

TRY_AGAIN_AFTER = timedelta(minutes=5)
"""What failed by a fault of the program keeps nothing else from being done, and is tried again."""

AFTER_A_CARD = timedelta(minutes=1)
"""How long what is due waits for the turn of an emergency card that went out already."""


class ScheduleWorker(Worker):
    """Does what is due. `take` takes what is then ready to send; a row of a kind that is not known is dropped."""

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Kind],
        take: Take,
        *,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        report: Report,
    ) -> None:
        super().__init__(wake, report)
        self._database = database
        self._kinds = kinds
        self._take = take
        self._clock = clock

    async def look(self) -> None:
        """Do all that is due now, the earliest first. Raises StorageError where the database is away."""
        now = self._clock()
        async with self._database.read() as connection:
            ready = await schedule.ready(connection, now)
        for row in ready:
            await self._do(row, now)

    async def _round(self) -> float:
        await self.look()
        return POLL_SECONDS

    async def _do(self, row: int, now: datetime) -> None:
        try:
            async with self._database.write() as connection:
                due = await schedule.take(connection, row, now)
                if due is not None:
                    await self._settle(connection, due, now)
                start = await self._take(connection)
            start()
        except Exception as error:  # one row that can't be done, or opened, must not hold up all others
            if isinstance(error, StorageError) and not isinstance(error, RowError):
                raise
            self._report(f"What is due could not be done (row {row}): {kind_of(error)}. It is tried again.")
            async with self._database.write() as connection:
                await schedule.wait(connection, row, now + TRY_AGAIN_AFTER)

    async def _settle(self, connection: AsyncConnection, due: Due, now: datetime) -> None:
        if due.chat_id is not None and await inbox.card_waits(connection, due.chat_id):
            # Nothing may stand under that card; its own turn says whether anything comes any more.
            await schedule.put_back(connection, due, now + AFTER_A_CARD)
            return
        kind = self._kinds.get(due.kind)
        if kind is None:
            self._report(
                f"Something of the kind {due.kind!r} was due, which this version does not know; it is dropped."
            )
            return
        hours = await kind.hours(connection, due, now) if kind.hours else None
        outcome = decide(due, now, hours, kind.late)
        match outcome:
            case Now():
                await queue_messages(connection, await kind.do(connection, due, now), now)
            case PutOff(until=until):
                await schedule.put_back(connection, due, until)
            case Skip():
                pass
            case _:
                assert_never(outcome)

"""A worker on a table: what is stored while it is idle, it takes in the transaction that stores it.

What that leaves, and what other processes or waits leave, is taken in rounds: many rows at once.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Coroutine, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.worker import Report, Worker
from bot.storage.claims import Head

Work = Callable[[], Coroutine[object, object, None]]
"""Something claimed, ready to be started."""


class QueueWorker(Worker):
    """A worker whose `take` is a bot.storage.taking.Take."""

    def __init__(self, wake: asyncio.Event, report: Report) -> None:
        super().__init__(wake, report)
        self._running = False
        self._more = True
        """Whether there may be rows that wait for what is in hand, or for the pace."""

    @abstractmethod
    async def _claim(self, connection: AsyncConnection) -> list[Work]:
        """What can be started now, claimed in the caller's transaction."""

    async def run(self) -> None:
        """Work until `stop`, whatever fails; then wait for what is in hand."""
        self._running = True
        await super().run()

    def stop(self) -> None:
        """Take nothing new; `run` returns when what is in hand is done."""
        self._running = False
        super().stop()

    async def take(self, connection: AsyncConnection) -> Callable[[], None]:
        """Claim what was just stored, in the caller's transaction; the result starts it after the commit."""
        if self._more or not self._running:
            return self._wake.set
        claimed = await self._claim(connection)

        def start() -> None:
            for work in claimed:
                self._start(work())
            if self._more:
                self._wake.set()

        return start

    def _chosen(self, heads: Sequence[Head], chosen: Sequence[Head]) -> Sequence[Head]:
        """What was chosen of the heads, once it is noted whether anything is left."""
        behind = any(head.waiting > 1 for head in chosen)
        self._more = behind or len(chosen) < len(heads) or bool(self._in_hand)
        return chosen

    def _done(self, task: asyncio.Task[None]) -> None:
        super()._done(task)
        if self._more:
            self._wake.set()

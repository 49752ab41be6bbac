"""A loop that takes work in rounds until it is told to stop, and then finishes what it has in hand."""

import asyncio
import traceback
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from time import monotonic

from bot.storage.errors import RowError, StorageError

POLL_SECONDS = 1.0
"""Another process may leave work, and waits end: so the tables are looked at this often, woken or not."""

_LONGEST_PAUSE = 5.0

Report = Callable[[str], None]
"""Told in a sentence what went wrong: ids and kinds of errors, never a message's text or a name."""


def kind_of(error: BaseException) -> str:
    """An error without its text, which may quote a patient: its type, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


class Worker(ABC):
    """Runs rounds. `wake` ends the pause between two of them."""

    def __init__(self, wake: asyncio.Event, report: Report) -> None:
        self._wake = wake
        self._report = report
        self._stopping = False
        self._in_hand: set[asyncio.Task[None]] = set()
        self._looked = monotonic()

    @abstractmethod
    async def _round(self) -> float:
        """Take what can be taken now; how many seconds to wait for the next round, unless woken."""

    async def run(self) -> None:
        """Work until `stop`, whatever fails; then wait for what is in hand."""
        troubles = 0
        while not self._stopping:
            self._wake.clear()
            try:
                pause = await self._round()
                troubles = 0
            except Exception as error:  # noqa: BLE001  # a loop that dies would leave every patient unanswered
                if not troubles:
                    self._report(f"{type(self).__name__}: {_told(error)} Trying again.")
                pause = min(_LONGEST_PAUSE, 0.2 * 2**troubles)
                troubles = min(troubles + 1, 10)
            self._looked = monotonic()
            await self._rest(pause)
        await self.finish()

    @property
    def idle_seconds(self) -> float:
        """Since the end of the last round, however that went."""
        return monotonic() - self._looked

    def stop(self) -> None:
        """Take nothing new; `run` returns when what is in hand is done."""
        self._stopping = True
        self._wake.set()

    async def finish(self) -> None:
        """Wait for what is in hand."""
        while self._in_hand:
            await asyncio.wait(self._in_hand)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._in_hand.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(f"{type(self).__name__}: {_told(error)}")

    async def _insist(self, store: Callable[[], Awaitable[None]]) -> None:
        """Store an outcome even if the database is away for a while; after `stop`, one try only."""
        pause = 0.1
        while True:
            try:
                return await store()
            except RowError:
                raise
            except StorageError:
                if self._stopping:
                    raise
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()


def _told(error: BaseException) -> str:
    return str(error) if isinstance(error, StorageError) else f"{kind_of(error)}."

"""Hands stored updates to the application: in order within a chat, chats side by side, no chat starved."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.delivery.bursts import together
from bot.delivery.fairness import Turns
from bot.delivery.queue_worker import QueueWorker, Work
from bot.delivery.worker import POLL_SECONDS, Report, kind_of
from bot.storage.claims import Head
from bot.storage.errors import RowError, StorageError
from bot.storage.inbox import Claimed, Inbox
from handlers.ports import Delivery, Json, Outgoing

AT_ONCE = 16
"""How many chats are worked on side by side."""

RETRY_SECONDS = (1, 2, 5, 15)
"""Pauses between the tries of an update; its chat waits meanwhile. After the last try it is parked."""

_DATABASE_AWAY = timedelta(seconds=1)

_ALERT_EVERY = timedelta(hours=1)
"""How often the admins hear of the same kind of error."""


class Dispatcher(QueueWorker):
    """Claims the oldest update of each idle chat and has it processed.

    `process` handles one update and ends it in the store; one that it leaves open is ended here. When it
    raises, the update is tried again, and parked after too many tries; a database that is away costs no try.
    `apologise` says what the chat of a parked update reads, `alert` what the admins do.
    """

    def __init__(
        self,
        inbox: Inbox,
        *,
        read: Callable[[Json], Update],
        process: Callable[[Update, Delivery], Awaitable[None]],
        apologise: Callable[[int], Sequence[Outgoing]],
        alert: Callable[[str], Sequence[Outgoing]],
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        report: Report,
    ) -> None:
        super().__init__(wake, report)
        self._inbox = inbox
        self._read = read
        self._process = process
        self._apologise = apologise
        self._alert = alert
        self._clock = clock
        self._turns = Turns()
        self._alerted: dict[str, datetime] = {}

    async def _round(self) -> float:
        if len(self._in_hand) < AT_ONCE:
            for claimed in await self._inbox.claim(self._clock(), self._choose):
                self._start(self._handle(claimed))
        return POLL_SECONDS

    async def _claim(self, connection: AsyncConnection) -> list[Work]:
        claimed = await self._inbox.claim_in(connection, self._clock(), self._choose)
        return [partial(self._handle, each) for each in claimed]

    def _choose(self, heads: Sequence[Head]) -> Sequence[Head]:
        return self._chosen(heads, self._turns.choose(heads, self._clock(), AT_ONCE - len(self._in_hand)))

    async def _handle(self, claimed: Claimed) -> None:
        delivery = claimed.delivery
        try:
            payload, joined = together(claimed.payload, claimed.behind)
            delivery.joined = joined
            await self._process(self._read(payload), delivery)
            if not delivery.over:
                await self._inbox.end(delivery)
        except RowError as error:
            await self._failed(claimed, error)
        except StorageError:
            await self._again(delivery, _DATABASE_AWAY, failed=False)
        except Exception as error:  # noqa: BLE001  # whatever it is, the chat's next message must be reached
            await self._failed(claimed, error)

    async def _failed(self, claimed: Claimed, error: Exception) -> None:
        delivery = claimed.delivery
        if claimed.attempts < len(RETRY_SECONDS):
            pause = timedelta(seconds=RETRY_SECONDS[claimed.attempts])
            await self._again(delivery, pause, failed=True)
            return
        sorry = self._apologise(claimed.chat_id) if claimed.chat_id is not None else ()
        kind, now = kind_of(error), self._clock()
        told = f"Failed {claimed.attempts + 1} times and set aside: update {delivery.update_id}, {kind}."
        outgoing = [*sorry, *self._alert_once(kind, told, now)]
        await self._insist(lambda: self._inbox.park(delivery, kind, outgoing, now))
        self._report(told)

    def _alert_once(self, kind: str, told: str, now: datetime) -> Sequence[Outgoing]:
        """A fault that hits every message must not fill the admins' chats."""
        last = self._alerted.get(kind)
        if last is not None and now - last < _ALERT_EVERY:
            return ()
        self._alerted[kind] = now
        return self._alert(told)

    async def _again(self, delivery: Delivery, pause: timedelta, *, failed: bool) -> None:
        await self._insist(lambda: self._inbox.put_back(delivery, self._clock() + pause, failed=failed))

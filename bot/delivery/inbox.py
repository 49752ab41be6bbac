"""The queue that PTB's updater, or our webhook, fills: it stores each update before Telegram is told of its arrival.

The updater awaits `put` for every update of a batch before it confirms the batch. It asks for the batch again
when `put` raises a TelegramError; any other exception would end its polling silently. It uses nothing else of
a queue. PTB's application waits in `get` for ever (our dispatcher calls `process_update` itself), until its
`stop` puts a marker that is no update, waits in `join` and expects `get` to return the marker.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from telegram import Update
from telegram.error import NetworkError

from bot.delivery.worker import Report, kind_of
from bot.storage.errors import StorageError
from bot.storage.inbox import Inbox, Received
from bot.storage.taking import Take
from handlers.ports import Json

CARDS_REMEMBERED = 10_000
"""Updates whose emergency card went out, remembered in memory so that a redelivery does not repeat it."""


class InboxQueue(asyncio.Queue[object]):
    """Stores what is put into it for `take` to take; only PTB's stop marker is ever taken out of it.

    `urgent` runs first: it sends the emergency card and answers whether it did. `keep` says what is ours.
    `cards` are the updates whose card went out: known to, and shared with, a queue before or after this one.
    """

    def __init__(
        self,
        inbox: Inbox,
        bot_id: int,
        *,
        urgent: Callable[[Update], Awaitable[bool]],
        keep: Callable[[Update], bool],
        clock: Callable[[], datetime],
        take: Take,
        report: Report,
        cards: dict[int, None] | None = None,
    ) -> None:
        super().__init__()
        self._inbox = inbox
        self._bot_id = bot_id
        self._urgent = urgent
        self._keep = keep
        self._clock = clock
        self._take = take
        self._report = report
        self._cards = {} if cards is None else cards
        self._checking: dict[int, asyncio.Task[bool]] = {}
        self._taken: set[int] = set()
        self._storing: set[asyncio.Task[None]] = set()

    async def remember(self) -> None:
        """Learn from the database whose card went out before a restart. Raises StorageError."""
        for update_id in reversed(await self._inbox.cards_sent(CARDS_REMEMBERED)):
            self._cards[update_id] = None

    async def put(self, item: object) -> None:
        """Send the emergency card if one is due, then store the update. Raises NetworkError if it can't."""
        if not isinstance(item, Update):
            await super().put(item)
            return
        if item.update_id in self._taken:
            self._taken.remove(item.update_id)
            return
        # A task of its own: PTB cancels `put` when it stops, and half a card or half a commit helps nobody.
        task = asyncio.create_task(self.take([item]))
        self._storing.add(task)
        task.add_done_callback(self._stored)
        await asyncio.shield(task)

    async def join(self) -> None:
        """Wait until everything put was stored (and PTB's marker was taken)."""
        while self._storing:
            await asyncio.wait(self._storing)
        await super().join()

    async def take_ahead(self, updates: Sequence[Update]) -> None:
        """Take a batch whose updates PTB will put one by one afterwards: each is let pass once."""
        await self.take(updates)
        self._taken = {update.update_id for update in updates}

    async def take(self, updates: Sequence[Update]) -> None:
        """Send the cards of a batch, then store all of it in one transaction. Raises NetworkError if that failed.

        In one, so that no answer to an earlier message of the batch can come after the card of a later one.
        """
        # At once: between two looks the loop would go round all the turns in hand.
        cards = await asyncio.gather(*(self._send_card(update) for update in updates))
        received = [
            row
            for update, card in zip(updates, cards, strict=True)
            if (card or self._ours(update)) and (row := self._received(update, card_sent=card))
        ]
        if not received:
            return
        try:
            await self._inbox.store_all(received, self._take)
        except StorageError as error:
            raise NetworkError(f"The update was not stored: {error}") from None
        except Exception as error:  # noqa: BLE001  # any other exception would end PTB's polling silently
            raise NetworkError(f"The update was not stored: {kind_of(error)}") from None

    def _received(self, update: Update, *, card_sent: bool) -> Received | None:
        try:
            payload: Json = json.loads(json.dumps(update.to_dict(), default=_seconds))
        except (TypeError, ValueError) as error:
            # It would be asked for again and again, and nobody's message would be reached behind it.
            self._report(f"Update {update.update_id} can't be stored and was left out: {kind_of(error)}.")
            return None
        chat, user = update.effective_chat, update.effective_user
        return Received(
            bot_id=self._bot_id,
            update_id=update.update_id,
            lane=str(chat.id) if chat else f"user {user.id if user else 0}",
            payload=payload,
            received_at=self._clock(),
            chat_id=chat.id if chat else None,
            card_sent=card_sent,
        )

    async def _send_card(self, update: Update) -> bool:
        """Whether the update's card went out. A webhook may bring an update again while it is still looked at."""
        if update.update_id in self._cards:
            return True
        checking = self._checking.get(update.update_id)
        if checking is None:
            checking = self._checking[update.update_id] = asyncio.create_task(self._check(update))
            checking.add_done_callback(lambda _: self._checking.pop(update.update_id))
        return await asyncio.shield(checking)

    async def _check(self, update: Update) -> bool:
        try:
            sent = await self._urgent(update)
        except Exception as error:  # noqa: BLE001  # it must never keep the update from being stored
            self._report(f"The emergency check failed at intake for update {update.update_id}: {kind_of(error)}.")
            return False
        if sent:
            self._cards[update.update_id] = None
            while len(self._cards) > CARDS_REMEMBERED:
                del self._cards[next(iter(self._cards))]
        return sent

    def _ours(self, update: Update) -> bool:
        try:
            return self._keep(update)
        except Exception as error:  # noqa: BLE001  # when in doubt it is kept
            self._report(f"Could not tell whether update {update.update_id} is ours: {kind_of(error)}.")
            return True

    def _stored(self, task: asyncio.Task[None]) -> None:
        self._storing.discard(task)
        if not task.cancelled():
            task.exception()  # seen: `put` raises it, unless PTB stopped waiting, and then it asks again


def _seconds(value: object) -> int:
    """The date of a message that can't be read any more, which PTB leaves as it is."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    raise TypeError(type(value).__name__)

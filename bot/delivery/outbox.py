"""Sends what is queued: in order within a chat, paced, tried again where it helps; emergencies overtake."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.pacing import Pacer
from bot.delivery.photos import Pictures, send_drawn, send_photo
from bot.delivery.queue_worker import QueueWorker, Work
from bot.delivery.sender import Sender
from bot.delivery.topics import Topics
from bot.delivery.verdict import Again, Later, Lost, Moved, Refused, Unclear, judge
from bot.delivery.worker import POLL_SECONDS, Report, kind_of
from bot.storage.cases import Card
from bot.storage.claims import Head
from bot.storage.errors import StorageError
from bot.storage.outbox import Outbox, Queued
from bot.storage.tables import Kind
from handlers.ports import StaffGroup

AT_ONCE = 30
"""How many ordinary sends may be in the air; emergency ones are not counted."""

_EMERGENCY_PAUSE = 2.0
_LONGEST_PAUSE = 60.0
_CARD_PAUSE = 300.0
_TRIES = 5
_TELL_EVERY = 20

_Outcome = Callable[[], Awaitable[None]]


class OutboxWorker(QueueWorker):
    """Sends rows of the outbox. Without a staff group cards wait."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        pacer: Pacer,
        *,
        staff_group: StaffGroup,
        pictures: Pictures,
        topics: Topics | None = None,
        clock: Callable[[], datetime],
        wake: asyncio.Event,
        report: Report,
    ) -> None:
        super().__init__(wake, report)
        self._outbox = outbox
        self._sender = sender
        self._pacer = pacer
        self._staff_group = staff_group
        self._pictures = pictures
        self._topics = topics
        self._clock = clock
        self._next_in = POLL_SECONDS

    async def _round(self) -> float:
        self._next_in = POLL_SECONDS
        for row in await self._outbox.claim(self._clock(), self._choose, cards=self._cards_go):
            self._start(self._deliver(row))
        return self._next_in

    async def _claim(self, connection: AsyncConnection) -> list[Work]:
        rows = await self._outbox.claim_in(connection, self._clock(), self._choose, cards=self._cards_go)
        return [partial(self._deliver, row) for row in rows]

    @property
    def _cards_go(self) -> bool:
        return self._staff_group.chat_id is not None

    async def run(self) -> None:
        """Send until `stop`; then what is in hand, and all that waits for nothing but the pace."""
        await super().run()
        with suppress(StorageError):
            while await self._round() < POLL_SECONDS or self._in_hand:
                await self.finish()
                await self._rest(self._next_in if self._next_in < POLL_SECONDS else 0)

    def _choose(self, heads: Sequence[Head]) -> Sequence[Head]:
        """All emergencies, then what the pace allows, oldest first."""
        now = self._clock().timestamp()
        chosen = [head for head in heads if head.emergency]
        for head in chosen:
            self._pacer.take(self._chat_of(head.chat_id), now)
        free = AT_ONCE - len(self._in_hand)
        for head in heads:
            if head.emergency or free <= 0:
                continue
            wait = self._pacer.wait(self._chat_of(head.chat_id), now)
            if wait <= 0:
                self._pacer.take(self._chat_of(head.chat_id), now)
                chosen.append(head)
                free -= 1
            else:
                self._next_in = min(self._next_in, wait)
        return self._chosen(heads, chosen)

    def _chat_of(self, chat_id: int | None) -> int:
        return chat_id if chat_id is not None else self._staff_group.chat_id or 0

    async def _deliver(self, row: Queued) -> None:
        chat_id = self._chat_of(row.chat_id)
        try:
            if chat_id < 0:
                chat_id = await self._outbox.chat_now(chat_id)
            stored = await self._send(row, chat_id)
        except StorageError:
            # Before anything was sent: the database is away, so the row goes back when it is there again.
            await self._back(row, 1.0, failed=False)
            return
        except Exception as error:  # noqa: BLE001  # sorted by judge(), which knows them all
            await self._failed(row, chat_id, error)
            return
        await self._insist(stored)
        if row.case_number is not None:
            self._more = True  # its card may have something new to show

    async def _send(self, row: Queued, chat_id: int) -> _Outcome:
        match row.kind:
            case Kind.MESSAGE:
                return await self._send_message(row, chat_id)
            case Kind.CARD:
                return await self._send_card(row, chat_id)
            case Kind.UNDER_CARD:
                return await self._send_under_card(row, chat_id)
            case Kind.EMAIL | Kind.WEBHOOK:
                raise ValueError("a notice is sent by bot/outlets, not to Telegram")
        assert_never(row.kind)

    async def _send_message(self, row: Queued, chat_id: int) -> _Outcome:
        if row.drawn:
            await send_drawn(self._sender, row, chat_id)
        elif row.photo:
            file_id = await send_photo(self._sender, self._outbox, self._pictures, row, chat_id)
            if file_id:
                return lambda: self._outbox.photo_sent(row, file_id)
        elif row.document is not None:
            await self._sender.document(chat_id, row.html, row.document)
        else:
            await self._sender.message(chat_id, row.html, row.keyboard, row.reply_to)
        return lambda: self._outbox.sent(row, self._clock())

    async def _send_card(self, row: Queued, chat_id: int) -> _Outcome:
        card = None if row.case_number is None else await self._outbox.card(row.case_number)
        if card is None:
            return lambda: self._outbox.card_gone(row)
        if card.case.deleted:
            await self._erase_under(chat_id, card)
        if self._topics is not None:
            card = await self._topics.before(chat_id, card)
        message_id = await self._sender.card(chat_id, card)
        if self._topics is not None:
            await self._topics.after(chat_id, card)
        return lambda: self._outbox.card_sent(row, chat_id, message_id)

    async def _erase_under(self, chat_id: int, card: Card) -> None:
        """One by one, and each only once: Telegram may ask for a pause in between."""
        for message_id in card.under if card.chat_id == chat_id else ():
            await self._sender.erase(chat_id, message_id, card)
            await self._outbox.erased(chat_id, message_id)

    async def _send_under_card(self, row: Queued, chat_id: int) -> _Outcome:
        card = None if row.case_number is None else await self._outbox.card(row.case_number)
        if card is None or card.case.deleted:
            return lambda: self._outbox.card_gone(row)
        message_id = await self._sender.under_card(chat_id, row.html, card)
        return lambda: self._outbox.under_card_sent(row, chat_id, message_id, self._clock())

    async def _failed(self, row: Queued, chat_id: int, error: Exception) -> None:
        now = self._clock()
        self._more = True
        verdict = judge(error)
        match verdict:
            case Later(seconds=seconds):
                self._pacer.pause(chat_id, now.timestamp() + seconds)
                await self._back(row, seconds, failed=False)
            case Moved(chat_id=new):
                self._report(
                    "The group is a supergroup now; its new id is used. Put it into the config: /id there shows it."
                )
                await self._insist(lambda: self._outbox.migrated(row, chat_id, new))
                self._staff_group.moved(chat_id, new)
            case Again():
                longest = _EMERGENCY_PAUSE if row.emergency else _LONGEST_PAUSE
                await self._back(row, min(longest, 2.0**row.attempts), failed=True)
            case Lost() | Refused() | Unclear() if row.kind is not Kind.MESSAGE:
                # Never dropped: the patient was told that the clinic hears of this.
                if row.attempts % _TELL_EVERY == 0:
                    what = "The card" if row.kind is Kind.CARD else "A message under the card"
                    self._report(f"{what} of case B-{row.case_number} cannot be sent: {kind_of(error)}.")
                await self._back(row, min(_CARD_PAUSE, 5.0 * 2**row.attempts), failed=True)
            case Unclear() if row.attempts + 1 < _TRIES:
                await self._back(row, 2.0**row.attempts, failed=True)
            case Lost() if chat_id > 0:
                self._report(f"Message {row.id} cannot reach its patient ({type(error).__name__}).")
                await self._insist(lambda: self._outbox.unreachable(row, chat_id, now))
            case Lost() | Refused() | Unclear():
                await self._give_up(row, error)
            case _:
                assert_never(verdict)

    async def _give_up(self, row: Queued, error: Exception) -> None:
        self._report(f"Message {row.id} cannot be sent and was dropped: {kind_of(error)}.")
        now = self._clock()
        await self._insist(lambda: self._outbox.refused(row, now))

    async def _back(self, row: Queued, seconds: float, *, failed: bool) -> None:
        not_before = self._clock() + timedelta(seconds=seconds)
        await self._insist(lambda: self._outbox.put_back(row, not_before, failed=failed))

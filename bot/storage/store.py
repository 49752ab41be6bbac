"""The store that handlers use: each call is one transaction (handlers.ports.Store)."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import booked, cases, desk, diary, effects, inbox, mydata, notices, reachability, sessions, talks
from bot.storage.codec import case_from_row
from bot.storage.engine import Database
from bot.storage.outgoing import cancel_ordinary, follow, queue_messages
from bot.storage.tables import Kind
from bot.storage.tables import cases as cases_table
from bot.storage.tables import counts as counts_table
from bot.storage.taking import Take
from handlers.case import Case, Colleague, DeskTurn
from handlers.diary import Diary
from handlers.effects import DeleteEverything, Effect, EndTalk, StartTalk
from handlers.ports import Delivery, DeskNumbers, Held, Outgoing, Removed, Talking
from handlers.session import OFFER_LASTS, OPEN_STATES, Session, Talk
from handlers.turn import Turn

_KNOWN = select(
    sessions.STORED.label("session"),
    cases.HAS_CASE.label("has_case"),
    reachability.BLOCKED.label("blocked"),
    inbox.OVER.label("over"),
    inbox.EMERGENCY_WAITS.label("emergency_waits"),
)
"""What a turn has to know before it begins, in one statement."""


class SqlStore:
    """Everything remembered, in one database. `take` takes what is ready to send; `talking` follows what is stored.

    `notify`: the outlets that are on.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], take: Take, notify: Collection[Kind] = ()
    ) -> None:
        self._database = database
        self._clock = clock
        self._take = take
        self.talking = Talking()
        self._notify = notify

    async def turn(
        self,
        delivery: Delivery,
        chat_id: int,
        now: datetime,
        decide: Callable[[Session], Turn],
        render: Callable[[Turn, Removed | None], Sequence[Outgoing]],
    ) -> Turn:
        """Decide on a patient's event and store all that follows from it, once."""
        named = {
            **inbox.named(delivery),
            "chat_id": chat_id,
            "lane": str(chat_id),
            "now": now,
            "offered_since": now - OFFER_LASTS,
        }
        async with self._ending(delivery) as connection:
            known = (await connection.execute(_KNOWN, named)).one()
            session = sessions.opened(known.session)
            if known.has_case:
                session = replace(session, case=await cases.current(connection, chat_id, now))
            if known.over:
                return Turn(session)
            turn = decide(session)
            if known.blocked:
                await reachability.mark(connection, chat_id, now, blocked=False)
            removed = await effects.apply(connection, delivery, chat_id, turn.effects, now)
            await notices.queue(connection, self._notify, turn.effects, now)
            await sessions.save(connection, chat_id, effects.left_after(turn.session, turn.effects), now)
            await effects.count(connection, turn.counts, now)
            messages = render(turn, removed)
            if any(message.emergency for message in messages):
                await cancel_ordinary(connection, chat_id)
            left = _still_to_say(messages, delivery, emergency_waits=known.emergency_waits)
            await queue_messages(connection, left, now)
            await inbox.end(connection, delivery, now)
        self._follow(chat_id, turn.effects)
        return turn

    async def desk(
        self,
        delivery: Delivery,
        number: int | None,
        now: datetime,
        decide: Callable[[Case | None], DeskTurn],
        render: Callable[[DeskTurn], Sequence[Outgoing]],
    ) -> DeskTurn:
        """Decide on an action of staff and store all that follows from it, once."""
        async with self._ending(delivery) as connection:
            case = await desk.load(connection, number, now)
            if await inbox.is_over(connection, delivery):
                return DeskTurn(case)
            turn = decide(case)
            await self._store_of_desk(connection, case, turn, render, now)
            await inbox.end(connection, delivery, now)
        self._follow_desk(case, turn)
        return turn

    async def finish(self, delivery: Delivery, outgoing: Sequence[Outgoing] = ()) -> None:
        """End an update that changes nothing else, with what it sends."""
        now = self._clock()
        async with self._ending(delivery) as connection:
            if not await inbox.is_over(connection, delivery):
                await queue_messages(connection, outgoing, now)
                await inbox.end(connection, delivery, now)

    async def group_moved(self, delivery: Delivery, old: int, new: int) -> None:
        """A group goes by another id now: what is unsent follows it."""
        async with self._ending(delivery) as connection:
            await follow(connection, old, new)
            await inbox.end(connection, delivery, self._clock())

    async def announce(self, messages: Sequence[Outgoing]) -> None:
        """Send something that no update asked for, to staff or admins."""
        async with self._queueing() as connection:
            await queue_messages(connection, messages, self._clock())

    async def booked(
        self,
        code: str,
        signature: str,
        now: datetime,
        decide: Callable[[Case | None], DeskTurn],
        render: Callable[[DeskTurn], Sequence[Outgoing]],
    ) -> booked.Heard:
        """Decide on the booking system's word that the patient with this code has booked, as on an action of staff."""
        async with self._queueing() as connection:
            heard, number = await booked.note(connection, code, signature, now)
            case = await desk.load(connection, number, now)
            turn = decide(case)
            await self._store_of_desk(connection, case, turn, render, now)
        self._follow_desk(case, turn)
        return heard

    async def case_of_card(self, chat_id: int, message_id: int) -> int | None:
        """The case whose card is this message of the staff group, or under whose card it stands."""
        async with self._database.read() as connection:
            return await talks.case_of_message(connection, chat_id, message_id)

    async def remember_talks(self) -> None:
        """Which talks go on, for a process that starts."""
        async with self._database.read() as connection:
            self.talking.chats |= await talks.going_on(connection)

    async def case_on_desk(self, number: int) -> tuple[Case, int | None] | None:
        """A consented case, and the message that is its card in the group."""
        async with self._database.read() as connection:
            card = await cases.load(connection, number)
        return None if card is None or card.case.deleted else (card.case, card.message_id)

    async def colleagues(self, now: datetime) -> tuple[Colleague, ...]:
        """Who of the staff takes cases."""
        async with self._database.read() as connection:
            return await desk.colleagues(connection, now)

    async def desk_numbers(self, now: datetime) -> DeskNumbers:
        """Open and taken cases, oldest first, and the counts since Monday."""
        monday = now.date() - timedelta(days=now.weekday())
        open_ones = cases_table.c.state.in_(OPEN_STATES)
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(cases_table)
                .where(open_ones, cases_table.c.deleted.is_(False))
                .order_by(cases_table.c.opened_at, cases_table.c.number)
            )
            found = tuple(case_from_row(row) for row in rows.mappings())
            totals = await connection.execute(
                select(counts_table.c.name, func.sum(counts_table.c.n))
                .where(counts_table.c.day >= monday)
                .group_by(counts_table.c.name)
                .order_by(counts_table.c.name)
            )
            week = {name: int(n) for name, n in totals}
        return DeskNumbers(found, week, monday)

    async def held(self, chat_id: int) -> Held:
        """Everything stored of one chat, in plain words and as data."""
        async with self._database.read() as connection:
            return await mydata.held(connection, chat_id, self._clock())

    async def diary(self, chat_id: int) -> Diary:
        """The chat's diary, for a turn that is about it."""
        async with self._database.read() as connection:
            return await diary.load(connection, chat_id, self._clock())

    def _follow(self, chat_id: int, done: Sequence[Effect]) -> None:
        for effect in done:
            if isinstance(effect, StartTalk | EndTalk | DeleteEverything):
                self.talking.mark(chat_id, on=isinstance(effect, StartTalk))

    async def _store_of_desk(
        self,
        connection: AsyncConnection,
        case: Case | None,
        turn: DeskTurn,
        render: Callable[[DeskTurn], Sequence[Outgoing]],
        now: datetime,
    ) -> None:
        if case is not None and turn.case is not None and turn.case != case:
            await cases.save(connection, turn.case, now)
            if case.talk is Talk.ON and turn.case.talk is not Talk.ON:
                await talks.end_consent(connection, case.number, now)
        await effects.count(connection, turn.counts, now)
        await queue_messages(connection, render(turn), now)

    def _follow_desk(self, case: Case | None, turn: DeskTurn) -> None:
        if case is not None and turn.case is not None and turn.case.talk is not case.talk:
            self.talking.mark(case.chat_id, on=turn.case.talk is Talk.ON)

    @asynccontextmanager
    async def _ending(self, delivery: Delivery) -> AsyncIterator[AsyncConnection]:
        """A transaction that ends an update."""
        async with self._queueing() as connection:
            yield connection
        delivery.over = True

    @asynccontextmanager
    async def _queueing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction after which there may be something to send."""
        async with self._database.write() as connection:
            yield connection
            start = await self._take(connection)
        start()

    async def forget_reachability(self, chat_id: int, *, blocked: bool) -> None:
        """A patient blocked the bot, or came back."""
        async with self._queueing() as connection:
            await reachability.mark(connection, chat_id, self._clock(), blocked=blocked)


def _still_to_say(messages: Sequence[Outgoing], delivery: Delivery, *, emergency_waits: bool) -> Sequence[Outgoing]:
    """A turn's messages without what must not be said any more.

    A card that went out at intake is not said twice, and turns between its sending and its own turn stay
    silent: nothing of theirs may stand under it.
    """
    if emergency_waits:
        messages = [message for message in messages if message.emergency or message.under_card]
    if delivery.card_sent:
        messages = [message for message in messages if not message.emergency]
    return messages

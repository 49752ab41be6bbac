"""The outbox as its worker sees it: rows to send, and what became of them."""

from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import cases, meta, reachability
from bot.storage.claims import Choose, Claims
from bot.storage.engine import Database
from bot.storage.outgoing import cancel_all, drop, follow, put_back, queue_card
from bot.storage.sql import put
from bot.storage.tables import NOTICES, Kind, Work, file_ids, outbox, under_cards
from bot.storage.tables import cases as cases_table
from handlers.ports import Document, Json

_URGENT = outbox.alias()
_NO_EMERGENCY_BEFORE = or_(
    outbox.c.emergency, ~exists().where(_URGENT.c.chat_id == outbox.c.chat_id, _URGENT.c.emergency)
)

LEASE = timedelta(seconds=120)
"""A row claimed for longer than any call to Telegram lasts was left behind by a process that died."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A row to send. A card, and what stands under it, has no chat: it goes to the staff group."""

    id: int
    kind: Kind
    chat_id: int | None
    html: str
    keyboard: Json | None
    emergency: bool
    case_number: int | None
    attempts: int
    document: Document | None = None
    reply_to: int | None = None
    photo: str = ""
    drawn: bytes = field(default=b"", repr=False)


class Outbox:
    """The rows to send. Every call is a transaction of its own and may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claims = Claims(
            outbox,
            key=outbox.c.id,
            since=outbox.c.created_at,
            lease=LEASE,
            only=and_(outbox.c.kind.not_in(NOTICES), or_(bindparam("cards"), outbox.c.kind == Kind.MESSAGE)),
            ready=[_NO_EMERGENCY_BEFORE],
            emergency=outbox.c.emergency,
        )

    async def claim(self, now: datetime, choose: Choose, *, cards: bool) -> list[Queued]:
        """Take the chosen among the oldest rows of the idle lanes; `cards` only where there is a staff group.

        While a chat's emergency card waits for another try, nothing else goes to that chat.
        """
        async with self._database.write() as connection:
            return await self.claim_in(connection, now, choose, cards=cards)

    async def claim_in(
        self, connection: AsyncConnection, now: datetime, choose: Choose, *, cards: bool
    ) -> list[Queued]:
        """The same in the caller's write transaction."""
        rows = await self._claims.claim(connection, now, choose, cards=cards)
        return [
            Queued(
                id=row["id"],
                kind=Kind(row["kind"]),
                chat_id=row["chat_id"],
                html=row["html"] or "",
                keyboard=row["keyboard"],
                emergency=row["emergency"],
                case_number=row["case_number"],
                attempts=row["attempts"],
                document=row["document"] and Document(**row["document"]),
                reply_to=row["reply_to"],
                photo=row["photo"] or "",
                drawn=b64decode(row["drawn"] or ""),
            )
            for row in rows
        ]

    async def put_back(self, row: Queued, not_before: datetime, *, failed: bool) -> None:
        """Try again later; the lane waits for it. `failed` counts an attempt."""
        async with self._database.write() as connection:
            await put_back(connection, row.id, not_before, failed=failed)

    async def photo_sent(self, row: Queued, file_id: str) -> None:
        """A picture arrived; Telegram knows it by this id."""
        async with self._database.write() as connection:
            await drop(connection, row.id)
            await put(connection, file_ids, {"digest": row.photo, "file_id": file_id})

    async def sent(self, row: Queued, now: datetime) -> None:
        """A message arrived. One that a person of the clinic wrote is counted on its case's card."""
        async with self._database.write() as connection:
            await drop(connection, row.id)
            if row.case_number is not None:
                number = cases_table.c.number == row.case_number
                result = await connection.execute(
                    update(cases_table)
                    .where(number, cases_table.c.deleted.is_(False))
                    .values(replies_sent=cases_table.c.replies_sent + 1, last_reply_at=now, unreachable=False)
                )
                if result.rowcount:
                    await queue_card(connection, row.case_number, now)

    async def card_sent(self, row: Queued, chat_id: int, message_id: int) -> None:
        """A card stands in the group. The rest of a deleted case goes with its last card."""
        number = cases_table.c.number == row.case_number
        async with self._database.write() as connection:
            await drop(connection, row.id)
            await connection.execute(
                update(cases_table).where(number).values(card_chat_id=chat_id, card_message_id=message_id)
            )
            more = select(outbox.c.id).where(outbox.c.case_number == row.case_number, outbox.c.kind == Kind.CARD)
            if await connection.scalar(more.limit(1)) is None:
                await connection.execute(delete(cases_table).where(number, cases_table.c.deleted))

    async def under_card_sent(self, row: Queued, chat_id: int, message_id: int, now: datetime) -> None:
        """A message stands under a card. If its case was deleted meanwhile, the card is sent again and erases it."""
        async with self._database.write() as connection:
            await drop(connection, row.id)
            number = cases_table.c.number == row.case_number
            deleted = await connection.scalar(select(cases_table.c.deleted).where(number))
            if deleted is None or row.case_number is None:
                return
            place = {"group_id": chat_id, "message_id": message_id, "case_number": row.case_number}
            await put(connection, under_cards, place)
            if deleted:
                await queue_card(connection, row.case_number, now)

    async def erased(self, chat_id: int, message_id: int) -> None:
        """A message under the card of a deleted case says nothing any more."""
        of_message = and_(under_cards.c.group_id == chat_id, under_cards.c.message_id == message_id)
        async with self._database.write() as connection:
            await connection.execute(delete(under_cards).where(of_message))

    async def topic_opened(self, number: int, chat_id: int, thread_id: int) -> None:
        """A case has a topic in this group, and no card in it yet."""
        values = {"card_chat_id": chat_id, "card_message_id": None, "thread_id": thread_id, "thread_closed": False}
        async with self._database.write() as connection:
            await connection.execute(update(cases_table).where(cases_table.c.number == number).values(values))

    async def topic_closed(self, number: int, *, closed: bool) -> None:
        """A case's topic is closed, or open again."""
        async with self._database.write() as connection:
            await connection.execute(
                update(cases_table).where(cases_table.c.number == number).values(thread_closed=closed)
            )

    async def card_gone(self, row: Queued) -> None:
        """There is no such case any more, so there is no card to send."""
        async with self._database.write() as connection:
            await drop(connection, row.id)

    async def refused(self, row: Queued, now: datetime) -> None:
        """A message that Telegram will never take; if a person of the clinic wrote it, the card says so."""
        async with self._database.write() as connection:
            await drop(connection, row.id)
            if row.case_number is not None:
                await _show_unreachable(connection, row.case_number, now)

    async def unreachable(self, row: Queued, chat_id: int, now: datetime) -> None:
        """Nothing reaches this chat: its unsent messages go, and its cards say so."""
        async with self._database.write() as connection:
            await drop(connection, row.id)
            lost = await connection.scalars(
                select(outbox.c.case_number)
                .where(outbox.c.chat_id == chat_id, outbox.c.case_number.is_not(None))
                .distinct()
            )
            numbers = [number for number in {*lost.all(), row.case_number} if number is not None]
            await cancel_all(connection, chat_id)
            await reachability.mark(connection, chat_id, now, blocked=True)
            for number in numbers:
                await _show_unreachable(connection, number, now)

    async def migrated(self, row: Queued, old: int, new: int) -> None:
        """A group got a new id: unsent messages follow it."""
        async with self._database.write() as connection:
            await follow(connection, old, new)
            await connection.execute(
                update(outbox).where(outbox.c.id == row.id).values(state=Work.NEW, claimed_at=None)
            )

    async def file_id(self, digest: str) -> str | None:
        """Telegram's id of a picture that it has already."""
        async with self._database.read() as connection:
            return await connection.scalar(select(file_ids.c.file_id).where(file_ids.c.digest == digest))

    async def chat_now(self, chat_id: int) -> int:
        """The id that a group goes by now, after any migrations to a supergroup."""
        async with self._database.read() as connection:
            return await meta.chat_now(connection, chat_id)

    async def card(self, number: int) -> cases.Card | None:
        """A case as its card is to show it."""
        async with self._database.read() as connection:
            return await cases.load(connection, number)

    async def release_all(self) -> None:
        """Take over what a former process left claimed. Only for the one process of a SQLite clinic."""
        async with self._database.write() as connection:
            await self._claims.free(connection, cards=True)

    async def waiting(self) -> int:
        """How many rows are not sent yet."""
        async with self._database.read() as connection:
            return await connection.scalar(select(func.count()).select_from(outbox)) or 0


async def _show_unreachable(connection: AsyncConnection, number: int, now: datetime) -> None:
    await connection.execute(
        update(cases_table)
        .where(cases_table.c.number == number, cases_table.c.deleted.is_(False))
        .values(unreachable=True)
    )
    await queue_card(connection, number, now)

"""Notices in the outbox: queued by the turn that changed a case, and what became of each."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outlets.notice import Event, Notice
from bot.storage.claims import Choose, Claims
from bot.storage.engine import Database
from bot.storage.outbox import LEASE
from bot.storage.outgoing import drop, put_back, queue_messages
from bot.storage.tables import Kind, Work, cases, outbox
from handlers.effects import AddNote, AddPhone, AddReasons, Effect, OpenCase, SafetyAdviceGiven
from handlers.ports import Outgoing


async def queue(connection: AsyncConnection, kinds: Collection[Kind], effects: Sequence[Effect], now: datetime) -> None:
    """Queue what the clinic is to hear of these effects, by each kind of outlet that is on."""
    for effect in effects:
        match effect:
            case OpenCase():
                await queue_one(connection, kinds, effect.number, Event.OPENED, now)
            case AddReasons() | AddNote() | AddPhone() | SafetyAdviceGiven():
                await queue_one(connection, kinds, effect.number, Event.CHANGED, now)
            case _:
                pass


async def queue_one(
    connection: AsyncConnection, kinds: Collection[Kind], number: int, event: Event, now: datetime
) -> None:
    """Queue one event of a case, unless a notice of the case waits already: it sends people to the same card."""
    for kind in kinds:
        waits = exists().where(outbox.c.kind == kind, outbox.c.case_number == number, outbox.c.state == Work.NEW)
        if not await connection.scalar(select(waits)):
            # A lane for each case: one that cannot be told holds up no other.
            row = {"kind": kind, "lane": f"{kind} {number}", "case_number": number, "event": event}
            await connection.execute(insert(outbox).values(**row, created_at=now, state=Work.NEW))


class Notices:
    """The notices of one kind. Every call is a transaction of its own and may raise StorageError."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self._database = database
        self._claims = Claims(
            outbox, key=outbox.c.id, since=outbox.c.created_at, lease=LEASE, only=outbox.c.kind == kind
        )

    async def claim(self, now: datetime, choose: Choose) -> list[Notice]:
        """Take the chosen among the oldest of each case."""
        async with self._database.write() as connection:
            rows = await self._claims.claim(connection, now, choose)
        return [
            Notice(row["id"], row["case_number"], Event(row["event"]), row["created_at"], row["attempts"])
            for row in rows
        ]

    async def still_true(self, notice: Notice) -> bool:
        """Whether its case is still there, and was not deleted by the patient."""
        async with self._database.read() as connection:
            there = exists().where(cases.c.number == notice.case_number, cases.c.deleted.is_(False))
            return bool(await connection.scalar(select(there)))

    async def over(self, notice: Notice) -> None:
        """It was taken, or there is nothing to tell any more."""
        async with self._database.write() as connection:
            await drop(connection, notice.id)

    async def put_back(self, notice: Notice, not_before: datetime) -> None:
        """Try again later."""
        async with self._database.write() as connection:
            await put_back(connection, notice.id, not_before, failed=True)

    async def refused(self, notice: Notice, alert: Sequence[Outgoing], now: datetime) -> None:
        """It will never be taken, and whoever must know is told."""
        async with self._database.write() as connection:
            await drop(connection, notice.id)
            await queue_messages(connection, alert, now)

    async def release_all(self) -> None:
        """Take over what a former process left claimed."""
        async with self._database.write() as connection:
            await self._claims.free(connection)

"""A clinic's database for tests: a clock that moves when told to, and short words for what stores do."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from bot.storage.claims import Head
from bot.storage.engine import Database
from bot.storage.inbox import Inbox, Received
from bot.storage.keyring import Keyring
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox, Queued
from bot.storage.store import SqlStore
from bot.storage.tables import metadata
from bot.storage.taking import waking
from handlers.case import Case, DeskTurn
from handlers.effects import Effect, OfferCase, OpenCase
from handlers.events import Person
from handlers.ports import Delivery, Outgoing, Removed
from handlers.replies import Reply
from handlers.session import Session
from handlers.turn import Turn
from tests.empty_database import empty_database
from tests.keys import KEYS

BOT = 7
ANA = 501
BEN = 502
STAFF = -1001
ANA_HERSELF = Person(ANA, "Ana", "P.", "anap")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until told otherwise."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def later(self, **by: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**by)
        return self.now


@dataclass
class Setting:
    """One open database with all that works on it."""

    database: Database
    clock: Clock
    queued: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.store = SqlStore(self.database, self.clock, waking(self.queued))
        self.inbox = Inbox(self.database, BOT)
        self.outbox = Outbox(self.database)

    async def arrives(self, update_id: int, chat_id: int = ANA, *, card_sent: bool = False) -> bool:
        """An update comes in."""
        payload: dict[str, object] = {"update_id": update_id}
        return await self.keeps(Received(BOT, update_id, str(chat_id), payload, self.clock.now, chat_id, card_sent))

    async def keeps(self, received: Received) -> bool:
        """Store an update; whether it was new."""
        return await self.inbox.store_all([received], waking(self.arrived)) == 1

    async def turn(
        self,
        update_id: int,
        *effects: Effect,
        says: Sequence[str] = (),
        cries: Sequence[str] = (),
        session: Session | None = None,
        counts: Sequence[str] = (),
        chat_id: int = ANA,
        card_sent: bool = False,
    ) -> Turn:
        """A patient's turn with these effects and words; `cries` are emergency cards."""
        replies = (*(Reply(word, emergency=True) for word in cries), *(Reply(word) for word in says))

        def decide(before: Session) -> Turn:
            return Turn(session or before, replies, effects, counts=tuple(counts))

        delivery = Delivery(BOT, update_id, card_sent)
        return await self.store.turn(delivery, chat_id, self.clock.now, decide, rendered(chat_id))

    async def open_case(self, update_id: int = 1, chat_id: int = ANA, code: str = "") -> int:
        """Offer a case and open it; its number."""
        await self.turn(update_id, OfferCase(("persistent",), "duration", 21, code), chat_id=chat_id)
        view = (await self.session(chat_id)).case
        assert view is not None
        person = replace(ANA_HERSELF, user_id=chat_id)
        await self.turn(update_id + 1, OpenCase(view.number, person, "1"), chat_id=chat_id)
        return view.number

    async def session(self, chat_id: int = ANA) -> Session:
        """What the next turn would be given."""
        seen: list[Session] = []

        def look(session: Session) -> Turn:
            seen.append(session)
            raise LookedError

        try:
            await self.store.turn(Delivery(BOT, 10**9), chat_id, self.clock.now, look, rendered(chat_id))
        except LookedError:
            return seen[0]
        raise AssertionError("nobody looked")

    async def desk(
        self, update_id: int, number: int | None, decide: Callable[[Case | None], DeskTurn], *said: Outgoing
    ) -> DeskTurn:
        """An action of staff."""
        return await self.store.desk(Delivery(BOT, update_id), number, self.clock.now, decide, lambda _: list(said))

    async def take(self, limit: int = 100, *, cards: bool = True) -> list[Queued]:
        """Claim what can be sent now."""
        return await self.outbox.claim(self.clock.now, lambda heads: heads[:limit], cards=cards)

    async def send_all(self) -> list[str]:
        """Send everything, the card as "card B-…", and say what went out."""
        out: list[str] = []
        while rows := await self.take():
            for row in rows:
                if row.chat_id is None:
                    assert row.case_number is not None
                    card = await self.outbox.card(row.case_number)
                    out.append(f"card B-{row.case_number}{' deleted' if card and card.case.deleted else ''}")
                    await self.outbox.card_sent(row, STAFF, row.case_number)
                else:
                    out.append(row.html)
                    await self.outbox.sent(row, self.clock.now)
        return out

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, opened."""
        async with self.database.read() as connection:
            found = await connection.execute(select(metadata.tables[table]))
            return [dict(row) for row in found.mappings()]

    async def claim(self, limit: int = 100) -> list[int]:
        """Claim updates, the oldest heads first; their ids."""
        claimed = await self.inbox.claim(self.clock.now, lambda heads: heads[:limit])
        return [update.delivery.update_id for update in claimed]


class LookedError(Exception):
    """Ends a turn that only wanted to see the session."""


def rendered(chat_id: int) -> Callable[[Turn, Removed | None], list[Outgoing]]:
    """Renders replies as their bare text."""
    return lambda turn, _: [Outgoing(chat_id, reply.text, emergency=reply.emergency) for reply in turn.replies]


async def opened(path: Path, clock: Clock, keys: Keyring = KEYS) -> Setting:
    """Open the database file, as a process does when it starts; an empty one if there is none."""
    if not path.exists():
        path.write_bytes(empty_database())
    return Setting(await open_database(f"sqlite+aiosqlite:///{path}", keys), clock)


async def with_pragma(database: Database, pragma: str) -> None:
    """Every connection from now on has this setting."""

    def prepare(connection: Any, record: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA {pragma}")

    event.listen(database.engine.sync_engine, "connect", prepare)
    await database.engine.dispose()


def everything(heads: Sequence[Head]) -> Sequence[Head]:
    """Take all there is."""
    return heads


def stands_in_files(path: Path, words: str) -> bool:
    """Whether the words stand in the database or beside it."""
    return any(words.encode() in file.read_bytes() for file in path.parent.iterdir())

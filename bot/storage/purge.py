"""Deleting what has served its purpose, with proof of the last time."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Delete

from bot.storage import meta, parked
from bot.storage.engine import Database
from bot.storage.tables import (
    Work,
    cases,
    check_in_consents,
    consents,
    diary,
    diary_consents,
    due,
    inbox,
    sessions,
    signatures,
    suggestions,
    unreachable,
)
from handlers.session import OFFER_LASTS, SESSION_EXPIRES, CaseState

KEYS_KEPT = timedelta(hours=48)
"""Telegram delivers an update again for at most 24 hours."""

SIGNATURES_KEPT = timedelta(hours=1)
"""A signed request is fresh for five minutes, and refused for its age after that."""

CONSENTS_KEPT = timedelta(days=6 * 365)
"""The receipt of a consent is kept for as long as a claim may be made."""

DUE_KEPT = timedelta(days=7)
"""What was due is done or skipped within a day or two; the rest was left behind."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each kind a purge deleted."""

    offers: int
    updates: int
    parked: int
    sessions: int
    cases: int
    consents: int
    chats: int
    suggestions: int
    diary: int = 0
    due: int = 0
    check_in_consents: int = 0


async def purge(
    database: Database, now: datetime, *, cases_kept: timedelta, suggestions_kept: timedelta, diary_kept: timedelta
) -> Purged:
    """Delete unanswered offers and all that is older than it is kept, and note the day."""
    async with database.write() as connection:
        expired = and_(cases.c.state == CaseState.PENDING, cases.c.offered_at <= now - OFFER_LASTS)
        done = and_(cases.c.state == CaseState.DONE, cases.c.done_at < now - cases_kept)
        over = and_(inbox.c.state == Work.DONE, inbox.c.received_at < now - KEYS_KEPT)
        old = suggestions.c.day < (now - suggestions_kept).date()
        receipts = diary_consents.c.withdrawn_at < now - CONSENTS_KEPT
        purged = Purged(
            offers=await _deleted(connection, delete(cases).where(expired)),
            updates=await _deleted(connection, delete(inbox).where(over)),
            parked=await _deleted(connection, delete(inbox).where(parked.expired(now))),
            sessions=await _deleted(connection, delete(sessions).where(sessions.c.expires_at <= now)),
            cases=await _deleted(connection, delete(cases).where(done)),
            consents=await _deleted(connection, delete(consents).where(consents.c.given_at < now - CONSENTS_KEPT))
            + await _deleted(connection, delete(diary_consents).where(receipts)),
            chats=await _deleted(connection, delete(unreachable).where(unreachable.c.since <= now - SESSION_EXPIRES)),
            suggestions=await _deleted(connection, delete(suggestions).where(old)),
            diary=await _deleted(connection, delete(diary).where(diary.c.at < now - diary_kept)),
            check_in_consents=await _deleted(
                connection, delete(check_in_consents).where(check_in_consents.c.given_at < now - CONSENTS_KEPT)
            ),
            due=await _deleted(connection, delete(due).where(due.c.due_at < now - DUE_KEPT)),
        )
        await connection.execute(delete(signatures).where(signatures.c.at < now - SIGNATURES_KEPT))
        await meta.write(connection, "purged", {"at": now.isoformat(), **asdict(purged)})
    await database.checkpoint()
    return purged


async def last_purge(database: Database) -> object:
    """When the last purge was and what it deleted, or None."""
    async with database.read() as connection:
        return await meta.read(connection, "purged")


async def _deleted(connection: AsyncConnection, statement: Delete) -> int:
    return (await connection.execute(statement)).rowcount

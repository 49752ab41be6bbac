"""The desk's numbers from the tables, the cases that wait, and which digest went out last."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import meta
from bot.storage.codec import case_from_row
from bot.storage.desk import as_staff_see_it
from bot.storage.tables import cases, counts
from faq.wording.opening_hours import LONDON, OpeningHours
from handlers.case import Case
from handlers.digest import DayCounts, DeskFigures
from handlers.session import OPEN_STATES, CaseState

_LAST = "digest"


async def waiting(connection: AsyncConnection, now: datetime) -> list[tuple[Case, int | None]]:
    """Cases that nobody has, the oldest first, each with the message that is its card."""
    rows = await connection.execute(
        select(cases).where(cases.c.state == CaseState.OPEN, cases.c.deleted.is_(False)).order_by(cases.c.number)
    )
    found = [(case_from_row(row), row["card_message_id"]) for row in rows.mappings()]
    return [(await as_staff_see_it(connection, case, now), card) for case, card in found]


async def note_raised(connection: AsyncConnection, case: Case) -> None:
    """How often the bot reminded of a case; its card says nothing of that."""
    await connection.execute(update(cases).where(cases.c.number == case.number).values(raised=case.raised))


async def figures(connection: AsyncConnection, first: date, last: date, opening: OpeningHours) -> DeskFigures:
    """The numbers of some days, both included."""
    totals = await connection.execute(
        select(counts.c.name, func.sum(counts.c.n)).where(counts.c.day.between(first, last)).group_by(counts.c.name)
    )
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    rows = (
        await connection.execute(
            select(cases.c.state, cases.c.reasons, cases.c.opened_at, cases.c.waits_since, cases.c.taken_at).where(
                cases.c.opened_at >= start, cases.c.opened_at < end, cases.c.deleted.is_(False)
            )
        )
    ).all()
    states = await connection.execute(
        select(cases.c.state, func.count())
        .where(cases.c.state.in_(OPEN_STATES), cases.c.deleted.is_(False))
        .group_by(cases.c.state)
    )
    now_open = {state: int(n) for state, n in states}
    return DeskFigures(
        first,
        last,
        {name: int(n) for name, n in totals},
        tuple(tuple(row.reasons) for row in rows),
        tuple(
            opening.time_between(row.waits_since or row.opened_at, row.taken_at)
            for row in rows
            if row.taken_at is not None
        ),
        not_taken=sum(row.state == CaseState.OPEN for row in rows),
        open_now=sum(now_open.values()),
        open_not_taken=now_open.get(CaseState.OPEN, 0),
    )


async def day_by_day(connection: AsyncConnection, first: date, last: date) -> list[DayCounts]:
    """What the chart shows: each of the days, both included."""
    rows = await connection.execute(
        select(counts.c.day, counts.c.name, counts.c.n).where(counts.c.day.between(first, last))
    )
    found = {(row.day, row.name): int(row.n) for row in rows}
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    names = ("asked", "answered", "case-opened")
    return [DayCounts(day, *(found.get((day, name), 0) for name in names)) for day in days]


async def last_digest(connection: AsyncConnection) -> date | None:
    """The day of the last digest."""
    stored = await meta.read(connection, _LAST)
    return date.fromisoformat(stored) if isinstance(stored, str) else None


async def note_digest(connection: AsyncConnection, day: date) -> None:
    """A digest was queued on this day."""
    await meta.write(connection, _LAST, day.isoformat())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)

"""What staff have to know of a case beside its row, and who of them takes cases."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.cases import load as load_card
from bot.storage.tables import cases
from bot.storage.talks import advice_holds
from handlers.case import Case, Colleague
from handlers.session import OPEN_STATES

_OPEN = cases.c.state.in_(OPEN_STATES)

COLLEAGUES_FOR = timedelta(days=90)
"""Who has taken no case for so long is not offered as a colleague."""


async def load(connection: AsyncConnection, number: int | None, now: datetime) -> Case | None:
    """A case for whoever acts on it; None where there is none, or it is deleted."""
    card = None if number is None else await load_card(connection, number)
    return None if card is None or card.case.deleted else await as_staff_see_it(connection, card.case, now)


async def as_staff_see_it(connection: AsyncConnection, case: Case, now: datetime) -> Case:
    """The case with what its patient's other rows say: held safety advice, and another open request."""
    newer = select(cases.c.number).where(cases.c.chat_id == case.chat_id, cases.c.number != case.number, _OPEN)
    return replace(
        case,
        held=await advice_holds(connection, case.chat_id, now),
        newer=await connection.scalar(newer),
    )


async def colleagues(connection: AsyncConnection, now: datetime) -> tuple[Colleague, ...]:
    """Who took cases, the latest first, as they were called then."""
    latest = (
        select(func.max(cases.c.number))
        .where(cases.c.taken_by_id.is_not(None), cases.c.taken_at > now - COLLEAGUES_FOR)
        .group_by(cases.c.taken_by_id)
    )
    rows = await connection.execute(
        select(cases.c.taken_by_id, cases.c.taken_by).where(cases.c.number.in_(latest)).order_by(cases.c.number.desc())
    )
    return tuple(Colleague(row.taken_by_id, row.taken_by) for row in rows)

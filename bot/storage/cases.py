"""Cases: from an offer without consent to a card in the staff group, and what is left when they go."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import ColumnElement, Update, and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.codec import case_from_row, case_to_row
from bot.storage.errors import RefusedError
from bot.storage.outgoing import queue_card
from bot.storage.tables import Kind, Work, cases, consents, outbox, under_cards
from handlers.case import Case
from handlers.effects import AddNote, AddPhone, AddReasons, OfferCase, OpenCase
from handlers.ports import Removed
from handlers.session import OFFER_LASTS, OPEN_STATES, CaseState, CaseView, Talk

_GONE = "A case to be changed is not there or in another state; nothing was stored."
_LIVE = cases.c.state.in_((CaseState.PENDING, *OPEN_STATES))
_NOW = (
    cases.c.chat_id == bindparam("chat_id"),
    _LIVE,
    or_(cases.c.state != CaseState.PENDING, cases.c.offered_at > bindparam("offered_since")),
)
_CURRENT = select(cases.c.number, cases.c.state, cases.c.talk, cases.c.booking_code).where(*_NOW)

HAS_CASE = exists().where(*_NOW)
"""Whether the chat `chat_id` has a case that `current` finds, if its offers last until `offered_since`."""


@dataclass(frozen=True, slots=True)
class Card:
    """A case and where its card stands in the staff group, if it was sent yet."""

    case: Case
    chat_id: int | None
    message_id: int | None
    thread_id: int | None = None
    thread_closed: bool = False
    under: tuple[int, ...] = ()
    """The messages under the card, in the same chat."""


async def current(connection: AsyncConnection, chat_id: int, now: datetime) -> CaseView | None:
    """The chat's pending or open case; an offer that was not answered in time is no case any more."""
    row = (await connection.execute(_CURRENT, {"chat_id": chat_id, "offered_since": now - OFFER_LASTS})).first()
    return row and CaseView(row.number, CaseState(row.state), Talk(row.talk), row.booking_code or "")


async def load(connection: AsyncConnection, number: int) -> Card | None:
    """A consented case (or what is left of a deleted one) with its card."""
    row = (
        (await connection.execute(select(cases).where(cases.c.number == number, cases.c.state != CaseState.PENDING)))
        .mappings()
        .first()
    )
    if row is None:
        return None
    group = row["card_chat_id"]
    under = select(under_cards.c.message_id).where(under_cards.c.case_number == number, under_cards.c.group_id == group)
    return Card(
        case_from_row(row),
        group,
        row["card_message_id"],
        row["thread_id"],
        row["thread_closed"],
        tuple((await connection.scalars(under.order_by(under_cards.c.message_id))).all()),
    )


async def save(connection: AsyncConnection, case: Case, now: datetime) -> None:
    """Store what staff changed, and queue the card. A case that is opened again takes the place of an offer."""
    if case.state in OPEN_STATES:
        await drop_offer(connection, case.chat_id)
    await _change(connection, update(cases).where(cases.c.number == case.number).values(**case_to_row(case)))
    await queue_card(connection, case.number, now)


async def offer(connection: AsyncConnection, chat_id: int, effect: OfferCase, now: datetime) -> None:
    """Keep an offer; an earlier one is replaced under its number. An open case needs no offer."""
    values = {
        "reasons": list(effect.reasons),
        "topic": effect.topic,
        "days": effect.days,
        "offered_at": now,
    }
    of_chat = and_(cases.c.chat_id == chat_id, _LIVE)
    state = await connection.scalar(select(cases.c.state).where(of_chat))
    if state is None:
        new = {"state": CaseState.PENDING, "chat_id": chat_id, "booking_code": effect.code or None}
        await connection.execute(insert(cases).values(**new, **values))
    elif state == CaseState.PENDING:
        await _change(connection, update(cases).where(of_chat).values(**values))


async def drop_offer(connection: AsyncConnection, chat_id: int) -> None:
    """Delete the chat's offer, if there is one."""
    await connection.execute(delete(cases).where(cases.c.chat_id == chat_id, cases.c.state == CaseState.PENDING))


async def open_case(connection: AsyncConnection, chat_id: int, effect: OpenCase, now: datetime) -> None:
    """The offer becomes a case, with the consent that allows it."""
    person = effect.person
    await _change(
        connection,
        update(cases)
        .where(_of_chat(effect.number, chat_id), cases.c.state == CaseState.PENDING)
        .values(
            state=CaseState.OPEN,
            name=f"{person.first_name} {person.last_name}".strip(),
            username=person.username,
            opened_at=now,
            waits_since=now,
        ),
    )
    await connection.execute(
        insert(consents).values(case_number=effect.number, version=effect.consent_version, given_at=now)
    )
    await queue_card(connection, effect.number, now)


async def add(
    connection: AsyncConnection, chat_id: int, effect: AddReasons | AddNote | AddPhone, now: datetime
) -> None:
    """Something more for an open case of this chat."""
    ours = and_(_of_chat(effect.number, chat_id), cases.c.state.in_(OPEN_STATES))
    row = (await connection.execute(select(cases).where(ours))).mappings().first()
    if row is None:
        raise RefusedError(_GONE)
    values: dict[str, object]
    match effect:
        case AddReasons():
            reasons = dict.fromkeys([*row["reasons"], *effect.reasons])
            values = {"reasons": list(reasons), "days": effect.days or row["days"]}
        case AddNote():
            values = {"note": f"{row['note']}\n{effect.text}".strip()}
        case AddPhone():
            values = {"phone": effect.phone}
        case _:
            assert_never(effect)
    await _change(connection, update(cases).where(ours).values(**values))
    await queue_card(connection, effect.number, now)


async def note_safety_advice(connection: AsyncConnection, chat_id: int, number: int, now: datetime) -> None:
    """The card says that safety advice was given. A case that is gone must not hold up that advice."""
    ours = and_(_of_chat(number, chat_id), cases.c.state.in_(OPEN_STATES))
    result = await connection.execute(update(cases).where(ours).values(safety_advice_at=now))
    if result.rowcount:
        await queue_card(connection, number, now)


async def forget(connection: AsyncConnection, chat_id: int, now: datetime) -> Removed:
    """Delete all cases of a chat; what that was, but for what is not of a case.

    Consents shrink to receipts without the chat. Where a card stands in the group, or is on its way there, a
    nameless rest stays until the card says "deleted".
    """
    found = select(cases.c.number, cases.c.state, cases.c.card_message_id).where(cases.c.chat_id == chat_id)
    rows = (await connection.execute(found)).all()
    cards = receipts = 0
    for number, _, message_id in rows:
        withdrawn = await connection.execute(
            update(consents)
            .where(consents.c.case_number == number, consents.c.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
        )
        receipts += withdrawn.rowcount
        of_case = outbox.c.case_number == number
        await connection.execute(
            delete(outbox).where(of_case, or_(outbox.c.state == Work.NEW, outbox.c.kind == Kind.UNDER_CARD))
        )
        on_its_way = await connection.scalar(
            select(outbox.c.id).where(outbox.c.case_number == number, outbox.c.kind == Kind.CARD).limit(1)
        )
        if message_id is None and on_its_way is None:
            await connection.execute(delete(cases).where(cases.c.number == number))
        else:
            await _erase(connection, number)
            await queue_card(connection, number, now)
            cards += 1
    offers = sum(state == CaseState.PENDING for _, state, _ in rows)
    return Removed(requests=len(rows) - offers, offers=offers, cards=cards, receipts=receipts)


async def _erase(connection: AsyncConnection, number: int) -> None:
    await connection.execute(
        update(cases)
        .where(cases.c.number == number)
        .values(
            chat_id=None,
            name="",
            username="",
            reasons=[],
            days=None,
            topic=None,
            note="",
            phone="",
            safety_advice_at=None,
            last_reply_at=None,
            replies_sent=0,
            unreachable=False,
            outcome=None,
            team_note="",
            talk="",
            talk_since=None,
            booking_code=None,
            says_booked_at=None,
            deleted=True,
        )
    )


def _of_chat(number: int, chat_id: int) -> ColumnElement[bool]:
    return and_(cases.c.number == number, cases.c.chat_id == chat_id)


async def _change(connection: AsyncConnection, statement: Update) -> None:
    result = await connection.execute(statement)
    if result.rowcount != 1:
        raise RefusedError(_GONE)

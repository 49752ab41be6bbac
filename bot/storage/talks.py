"""The talk of an open case: its consent, its end, and which messages in the staff group belong to it."""

from datetime import datetime
from typing import assert_never

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import inbox, sessions
from bot.storage.outgoing import queue_card
from bot.storage.tables import cases, consents, under_cards
from handlers.effects import EndTalk, SaysBooked, StartTalk
from handlers.session import OPEN_STATES, Talk

PURPOSE = "talk"
"""Of the consents that are given here."""

_OPEN = cases.c.state.in_(OPEN_STATES)


async def change(
    connection: AsyncConnection, chat_id: int, effect: StartTalk | EndTalk | SaysBooked, now: datetime
) -> None:
    """The talk begins or ends, or the patient has booked: if the chat's case is still open, its card shows it."""
    changed: dict[str, object]
    match effect:
        case StartTalk():
            changed = {"talk": Talk.ON, "talk_since": now}
        case EndTalk():
            changed = {"talk": Talk.OFF}
        case SaysBooked():
            changed = {"says_booked_at": now}
        case _:
            assert_never(effect)
    ours = and_(cases.c.number == effect.number, cases.c.chat_id == chat_id, _OPEN)
    result = await connection.execute(update(cases).where(ours).values(changed))
    if not result.rowcount:
        return
    if isinstance(effect, StartTalk):
        given = {"case_number": effect.number, "purpose": PURPOSE, "version": effect.consent_version, "given_at": now}
        await connection.execute(insert(consents).values(given))
    elif isinstance(effect, EndTalk):
        await end_consent(connection, effect.number, now)
    await queue_card(connection, effect.number, now)


async def end_consent(connection: AsyncConnection, number: int, now: datetime) -> None:
    """The consent to the talk of a case is over: it lasts as long as the talk."""
    given_before = and_(
        consents.c.case_number == number, consents.c.purpose == PURPOSE, consents.c.withdrawn_at.is_(None)
    )
    await connection.execute(update(consents).where(given_before).values(withdrawn_at=now))


async def going_on(connection: AsyncConnection) -> set[int]:
    """The chats whose messages are passed on."""
    return {*(await connection.scalars(select(cases.c.chat_id).where(cases.c.talk == Talk.ON, _OPEN))).all()}


async def advice_holds(connection: AsyncConnection, chat_id: int, now: datetime) -> bool:
    """Whether urgent safety advice holds in a chat, or was sent just now and waits for its turn."""
    return await sessions.is_held(connection, chat_id, now) or await inbox.card_waits(connection, chat_id)


async def case_of_message(connection: AsyncConnection, group_id: int, message_id: int) -> int | None:
    """The case to which a message of the staff group belongs: its card, or one under it."""
    under = select(under_cards.c.case_number).where(
        under_cards.c.group_id == group_id, under_cards.c.message_id == message_id
    )
    its_card = and_(cases.c.card_chat_id == group_id, cases.c.card_message_id == message_id)
    either = or_(its_card, cases.c.number.in_(under))
    return await connection.scalar(select(cases.c.number).where(either, cases.c.deleted.is_(False)))

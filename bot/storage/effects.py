"""What a turn changes besides its session, done in the turn's own transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import cases, checkins, diary, inbox, outgoing, schedule, sessions, suggestions, talks
from bot.storage.sql import put
from bot.storage.tables import counts as counts_table
from bot.storage.tables import unreachable
from handlers.diary import AgreeToDiary, EndDiary, KeepEntry, RemindOfDiary, RemoveEntry
from handlers.effects import (
    AddNote,
    AddPhone,
    AddReasons,
    DeleteEverything,
    DropOffer,
    Effect,
    EndCheckIns,
    EndTalk,
    KeepSuggestion,
    OfferCase,
    OpenCase,
    SafetyAdviceGiven,
    SaysBooked,
    StartCheckIns,
    StartTalk,
)
from handlers.ports import Delivery, Removed
from handlers.session import Session

CaseEffect = OfferCase | DropOffer | OpenCase | AddReasons | AddNote | AddPhone | SafetyAdviceGiven


async def apply(
    connection: AsyncConnection, delivery: Delivery, chat_id: int, effects: Sequence[Effect], now: datetime
) -> Removed | None:
    """Do all effects in order; what DeleteEverything removed, if it is among them."""
    removed = None
    for effect in effects:
        match effect:
            case OfferCase() | DropOffer() | OpenCase() | AddReasons() | AddNote() | AddPhone() | SafetyAdviceGiven():
                await _of_a_case(connection, chat_id, effect, now)
            case StartTalk() | EndTalk() | SaysBooked():
                await talks.change(connection, chat_id, effect, now)
            case KeepSuggestion():
                await suggestions.keep(connection, effect.text, now.date())
            case AgreeToDiary() | EndDiary() | KeepEntry() | RemoveEntry() | RemindOfDiary():
                await diary.apply(connection, chat_id, effect, now)
            case StartCheckIns() | EndCheckIns():
                await checkins.change(connection, chat_id, effect, now)
            case DeleteEverything():
                removed = await _delete_everything(connection, delivery, chat_id, now)
            case _:
                assert_never(effect)
    return removed


async def _of_a_case(connection: AsyncConnection, chat_id: int, effect: CaseEffect, now: datetime) -> None:
    match effect:
        case OfferCase():
            await cases.offer(connection, chat_id, effect, now)
        case DropOffer():
            await cases.drop_offer(connection, chat_id)
        case OpenCase():
            await cases.open_case(connection, chat_id, effect, now)
        case SafetyAdviceGiven():
            await cases.note_safety_advice(connection, chat_id, effect.number, now)
        case _:
            await cases.add(connection, chat_id, effect, now)


def left_after(session: Session, effects: Sequence[Effect]) -> Session:
    """The session to store: after "delete everything" only what is held for safety is left of it."""
    if any(isinstance(effect, DeleteEverything) for effect in effects):
        return replace(Session(), held=session.held)
    return session


async def count(connection: AsyncConnection, names: Sequence[str], now: datetime) -> None:
    """One more of each name today; nothing tells whose."""
    rows = [{"day": now.date(), "name": name, "n": n} for name, n in Counter(names).items()]
    if rows:
        await put(connection, counts_table, *rows, add=("n",))


async def _delete_everything(connection: AsyncConnection, delivery: Delivery, chat_id: int, now: datetime) -> Removed:
    conversation = await sessions.forget(connection, chat_id)
    to_patient = await outgoing.forget(connection, chat_id)
    of_cases = await cases.forget(connection, chat_id, now)
    entries, agreed = await diary.forget(connection, chat_id, now)
    from_patient = await inbox.forget_payloads(connection, delivery, chat_id)
    await schedule.cancel(connection, chat_id)
    receipts = await checkins.forget(connection, chat_id, now)
    await connection.execute(delete(unreachable).where(unreachable.c.chat_id == chat_id))
    return replace(
        of_cases,
        conversation=conversation,
        to_patient=to_patient,
        from_patient=from_patient,
        diary=entries,
        receipts=of_cases.receipts + agreed + receipts,
    )

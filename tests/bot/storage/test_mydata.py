"""/mydata: everything that is stored of a chat, in plain words and as data."""

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.storage import schedule
from bot.storage.codec import session_to_json
from bot.storage.inbox import Received
from bot.storage.mydata_words import in_words
from bot.storage.tables import check_in_consents, metadata
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.case import DeskTurn
from handlers.diary import AgreeToDiary, KeepEntry
from handlers.effects import AddNote, AddPhone, OfferCase, SafetyAdviceGiven
from handlers.ports import Delivery, Document, Outgoing
from handlers.session import CaseState, CheckIns, Feeling, Held, Session, Step
from tests.bot.storage.setting import ANA, BEN, BOT, MONDAY, STAFF, Clock, Setting

HELD = Held(Tier.EMERGENCY, ("saddle-numbness",), MONDAY + timedelta(days=14), "pl")


async def told(setting: Setting, chat_id: int = ANA) -> dict[str, str]:
    """What stands in the message, by its heading."""
    return dict((await setting.store.held(chat_id)).rows)


async def given(setting: Setting, chat_id: int = ANA) -> dict[str, Any]:
    """What stands in the file."""
    loaded: dict[str, Any] = json.loads(json.dumps((await setting.store.held(chat_id)).data))
    return loaded


async def test_in_plain_words(setting: Setting, clock: Clock) -> None:
    """And nothing for somebody we know nothing of."""
    assert (await setting.store.held(BEN)).rows == ()
    assert (await setting.store.held(BEN)).data == {}
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, "left side"), AddPhone(number, "0207"), SafetyAdviceGiven(number))
    await setting.turn(4, session=Session(topic="sleep", held=HELD, declined_at=clock.now))
    rows = await told(setting)
    assert rows["Case B-1001"] == "open, opened 02 March 2026 09:00"
    assert rows["Case B-1001, name"] == "Ana P. @anap"
    assert rows["Case B-1001, days"] == "21"
    assert rows["Case B-1001, topic"] == "duration"
    assert rows["Case B-1001, note"] == "left side"
    assert rows["Case B-1001, phone"] == "0207"
    assert rows["Case B-1001, safety advice given"] == "02 March 2026 09:00"
    assert rows["Consent for B-1001"] == "version 1, given 02 March 2026 09:00"
    assert rows["Safety advice held"] == "emergency: saddle-numbness"
    assert rows["Safety advice held until"] == "16 March 2026 09:00"
    assert "Offer B-1002, not shared" not in rows


async def test_what_waits_to_be_sent_and_to_be_answered(setting: Setting, clock: Clock) -> None:
    """Its words, too; the command in hand is not among them."""
    await setting.turn(1, says=["<b>Thanks</b> &amp; bye"])
    words: dict[str, object] = {"message": {"text": "my back"}}
    press: dict[str, object] = {"callback_query": {"data": "y"}}
    for update_id, payload in ((2, words), (3, words), (4, press)):
        await setting.keeps(Received(BOT, update_id, str(ANA), payload, clock.now, ANA))
    assert await setting.claim(1) == [2]
    assert (await setting.store.held(ANA)).rows == (
        ("Message from you, not answered yet", "my back"),
        ("Message from you, not answered yet", "something without words, such as a button"),
        ("Message to you, not sent yet", "Thanks & bye"),
    )
    data = await given(setting)
    assert [row["payload"] for row in data["inbox"]] == [words, press]
    assert [row["html"] for row in data["outbox"]] == ["<b>Thanks</b> &amp; bye"]


async def test_what_was_set_aside(setting: Setting, clock: Clock) -> None:
    """It is still held, and the patient reads why."""
    words: dict[str, object] = {"message": {"text": "my back"}}
    await setting.keeps(Received(BOT, 1, str(ANA), words, clock.now, ANA))
    await setting.claim()
    await setting.inbox.park(Delivery(BOT, 1), "KeyError", [], clock.now)
    assert await told(setting) == {"Message from you, set aside because something went wrong on our side": "my back"}
    assert [row["payload"] for row in (await given(setting))["inbox"]] == [words]


async def test_an_offer(setting: Setting) -> None:
    """That the clinic was not told is part of it."""
    await setting.turn(1, OfferCase(("persistent", "limits-work"), None))
    assert await told(setting) == {
        "Offer B-1001, not shared": "since 02 March 2026 09:00",
        "Offer B-1001, not shared, reasons": "persistent, limits-work",
    }


async def test_what_the_clinic_did(setting: Setting, clock: Clock) -> None:
    """Who took it, what arrived, and that nothing arrives any more; but no ids of staff or of their group."""
    number = await setting.open_case()
    await setting.send_all()
    await setting.desk(
        3, number, lambda case: DeskTurn(case and replace(case, state=CaseState.TAKEN, taken_by="Sam", taken_by_id=77))
    )
    await setting.store.finish(Delivery(BOT, 4), [Outgoing(ANA, "Hello", case_number=number)])
    await setting.send_all()
    await setting.store.forget_reachability(ANA, blocked=True)
    rows = await told(setting)
    assert rows["Case B-1001, taken"] == "Sam"
    assert rows["Case B-1001, replies from the clinic"] == "1, the last 02 March 2026 09:00"
    assert rows["Case B-1001, you can't be reached here"] == "yes"
    assert rows["You blocked the bot"] == "02 March 2026 09:00"
    written = json.dumps(await given(setting))
    assert '"taken_by": "Sam"' in written
    assert "77" not in written
    assert str(STAFF) not in written


async def test_the_file_holds_every_column_of_every_row(setting: Setting) -> None:
    """Whatever is added to a table is in it; only ids of others are left out, and nobody else's rows are there."""
    for chat_id, update_id in ((ANA, 1), (BEN, 11)):
        await setting.open_case(update_id, chat_id)
        await setting.turn(update_id + 4, AgreeToDiary("1"), KeepEntry(MONDAY, pain=4), chat_id=chat_id)
        await setting.turn(update_id + 2, session=Session(topic="sleep"), says=["Hi"], chat_id=chat_id)
        await setting.store.forget_reachability(chat_id, blocked=True)
        await setting.arrives(update_id + 3, chat_id)
        async with setting.database.write() as connection:
            await schedule.plan(connection, "check-in", chat_id, [setting.clock.now])
            await connection.execute(
                insert(check_in_consents).values(chat_id=chat_id, version="1", given_at=setting.clock.now)
            )
    data = await given(setting)
    assert (data.pop("chat_id"), data.pop("exported_at")) == (ANA, MONDAY.isoformat())
    assert {name for name, rows in data.items() if len(rows) == 1} == {
        *(name for name, table in metadata.tables.items() if "chat_id" in table.c),
        "consents",
    }
    for name, [row] in data.items():
        left_out = {"taken_by_id", "card_chat_id", "card_message_id", "thread_id"} if name == "cases" else set()
        assert set(row) == {*metadata.tables[name].c.keys()} - left_out, name
    assert str(BEN) not in json.dumps(data)


FULL = Session(
    step=Step.NOTE,
    topic="sleep",
    shown=("heat",),
    next_topics=("ice",),
    reasons=("persistent",),
    days=9,
    held=HELD,
    flags=frozenset({Flag.PREGNANT}),
    rephrased=True,
    unanswered=True,
    told_free=True,
    offer="a1b2c3",
    entry=MONDAY,
    declined_at=MONDAY,
    check_ins=CheckIns((MONDAY,), MONDAY, "Europe/London", MONDAY, 1, Feeling.SAME, 4, scoring=True),
    no_check_ins_at=MONDAY,
    zone="Asia/Kolkata",
    touched_at=MONDAY,
)


@pytest.mark.parametrize("name", [field.name for field in fields(Session) if field.name != "case"])
def test_each_thing_that_a_session_remembers(name: str) -> None:
    """None is stored that /mydata keeps to itself."""
    session = replace(Session(), **{name: getattr(FULL, name)})
    assert in_words({"sessions": [{"session": session_to_json(session)}]})


async def test_the_file_survives_the_way_through_the_outbox(setting: Setting) -> None:
    """As it was made, whatever is written in it."""
    document = Document("my-data.json", json.dumps({"note": 'łódź "<b>" 😀'}, ensure_ascii=False))
    await setting.store.finish(Delivery(BOT, 1), [Outgoing(ANA, "The same", document=document)])
    [queued] = await setting.take()
    assert (queued.html, queued.document) == ("The same", document)

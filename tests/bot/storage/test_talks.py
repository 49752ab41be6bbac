"""The talk of a case in the database: its consent, its end, what waits, what is deleted."""

from dataclasses import replace
from datetime import timedelta

from bot.storage.tables import Kind
from faq.written.safety import Tier
from handlers.case import Case, DeskTurn
from handlers.effects import DeleteEverything, EndTalk, OfferCase, SaysBooked, StartTalk
from handlers.ports import Delivery, Outgoing, Removed
from handlers.session import CaseState, CaseView, Held, Session, Talk
from handlers.turn import Turn
from tests.bot.storage.setting import ANA, BEN, BOT, MONDAY, STAFF, Clock, Setting

WORDS = "<b>B-1001</b> Ana writes:\nit hurts less"


async def open_talk(setting: Setting) -> int:
    """A case whose card stands in the group, and a patient who agreed."""
    number = await setting.open_case()
    await setting.turn(3, StartTalk(number, "1"))
    await setting.send_all()
    return number


async def passes_on(setting: Setting, number: int, update_id: int = 10) -> None:
    """The patient writes."""
    await setting.store.finish(Delivery(BOT, update_id), [Outgoing(0, WORDS, under_card=number)])


async def shown(setting: Setting, message_id: int = 77) -> None:
    """What waits under a card arrives in the group."""
    for row in await setting.take():
        assert (row.kind, row.chat_id) == (Kind.UNDER_CARD, None)
        await setting.outbox.under_card_sent(row, STAFF, message_id, setting.clock.now)


async def case_of(setting: Setting, number: int) -> Case:
    """The case as its card shows it."""
    card = await setting.outbox.card(number)
    assert card is not None
    return card.case


async def talk_consents(setting: Setting) -> list[tuple[object, object, object]]:
    """Version, beginning and end of each consent to a talk."""
    rows = await setting.rows("consents")
    return [(row["version"], row["given_at"], row["withdrawn_at"]) for row in rows if row["purpose"] == "talk"]


async def test_the_consent_is_kept_with_version_time_and_withdrawal(setting: Setting, clock: Clock) -> None:
    """Beside the one that opened the case; a second talk has a second consent."""
    number = await open_talk(setting)
    assert await talk_consents(setting) == [("1", MONDAY, None)]
    assert (await setting.session()).case == CaseView(number, CaseState.OPEN, Talk.ON)
    assert (await case_of(setting, number)).talk_since == MONDAY
    later = clock.later(hours=2)
    await setting.turn(4, EndTalk(number))
    assert await talk_consents(setting) == [("1", MONDAY, later)]
    again = clock.later(hours=1)
    await setting.turn(5, StartTalk(number, "2"))
    assert await talk_consents(setting) == [("1", MONDAY, later), ("2", again, None)]
    assert len(await setting.rows("consents")) == 3


async def test_each_change_queues_the_card(setting: Setting) -> None:
    """Staff see when it begins, when it ends, and a booking."""
    number = await open_talk(setting)
    await setting.turn(4, EndTalk(number))
    assert await setting.send_all() == ["card B-1001"]
    await setting.turn(5, SaysBooked(number))
    assert await setting.send_all() == ["card B-1001"]
    assert (await case_of(setting, number)).says_booked_at == MONDAY


async def test_a_case_closed_at_that_moment(setting: Setting, clock: Clock) -> None:
    """Begins no talk, stores no consent, and another chat's case is never touched."""
    number = await setting.open_case()
    await setting.turn(3, StartTalk(number, "1"), chat_id=BEN)
    await setting.desk(
        4, number, lambda case: DeskTurn(case and replace(case, state=CaseState.DONE, done_at=clock.now))
    )
    await setting.turn(5, StartTalk(number, "1"), SaysBooked(number), EndTalk(number))
    assert await talk_consents(setting) == []
    case = await case_of(setting, number)
    assert (case.talk, case.says_booked_at) == (Talk.NONE, None)


async def test_staff_close_the_case(setting: Setting, clock: Clock) -> None:
    """The talk ends with it, for emergency cards as well, and so does its consent."""
    number = await open_talk(setting)
    assert setting.store.talking.chats == {ANA}

    def close(case: Case | None) -> DeskTurn:
        return DeskTurn(case and replace(case, state=CaseState.DONE, done_at=MONDAY, talk=Talk.NONE))

    over = clock.later(hours=2)
    await setting.desk(4, number, close)
    assert setting.store.talking.chats == set()
    assert await talk_consents(setting) == [("1", MONDAY, over)]
    assert (await case_of(setting, number)).talk is Talk.NONE


async def test_an_older_case_of_the_same_patient(setting: Setting) -> None:
    """Whatever staff do with it ends no talk of the newer one."""
    old = await setting.open_case()
    await setting.desk(3, old, lambda case: DeskTurn(case and replace(case, state=CaseState.DONE, done_at=MONDAY)))
    new = await setting.open_case(4)
    await setting.turn(6, StartTalk(new, "1"))
    await setting.desk(7, old, lambda case: DeskTurn(case and replace(case, note="Rang on Monday")))
    assert setting.store.talking.chats == {ANA}


async def test_a_new_process_knows_which_talks_go_on(setting: Setting) -> None:
    """Emergency cards ask no database."""
    number = await open_talk(setting)
    setting.store.talking.chats.clear()
    await setting.store.remember_talks()
    assert setting.store.talking.chats == {ANA}
    await setting.turn(4, EndTalk(number))
    assert setting.store.talking.chats == set()
    await setting.store.remember_talks()
    assert setting.store.talking.chats == set()


async def test_staff_are_told_of_held_advice(setting: Setting, clock: Clock) -> None:
    """As soon as its card went out, before its turn, and as long as it holds."""
    number = await setting.open_case()
    seen: list[bool] = []

    def look(case: Case | None) -> DeskTurn:
        seen.append(case is not None and case.held)
        return DeskTurn(case)

    await setting.desk(4, number, look)
    await setting.arrives(5, card_sent=True)
    await setting.desk(6, number, look)
    held = Held(Tier.EMERGENCY, ("saddle",), MONDAY + timedelta(days=14))
    await setting.turn(5, session=Session(held=held))
    await setting.desk(7, number, look)
    clock.later(days=14)
    await setting.desk(8, number, look)
    assert seen == [False, True, True, False]


# --- messages under the card ---


async def test_a_message_under_the_card_belongs_to_the_case(setting: Setting) -> None:
    """So that a reply to it reaches the patient, like one to the card. Its words are gone once it has arrived."""
    number = await open_talk(setting)
    await passes_on(setting, number)
    await shown(setting)
    for message_id in (77, number):  # `send_all` gives the card the number of its case
        assert await setting.store.case_of_card(STAFF, message_id) == number
    assert await setting.store.case_of_card(STAFF, 78) is None
    assert await setting.store.case_of_card(STAFF - 1, 77) is None
    assert await setting.rows("outbox") == []


async def test_it_waits_for_a_staff_group(setting: Setting) -> None:
    """As cards do."""
    number = await open_talk(setting)
    await passes_on(setting, number)
    assert await setting.take(cards=False) == []
    assert len(await setting.take()) == 1


async def test_an_emergency_card_does_not_take_back_what_is_passed_on(setting: Setting) -> None:
    """The patient's words still reach the clinic, also those whose own card went out at intake."""
    number = await open_talk(setting)

    def render(turn: Turn, _: Removed | None) -> list[Outgoing]:
        said = [Outgoing(ANA, reply.text, emergency=reply.emergency) for reply in turn.replies]
        return [*said, Outgoing(0, WORDS, under_card=number)]

    await setting.arrives(20, card_sent=True)
    await setting.store.turn(Delivery(BOT, 20, card_sent=True), ANA, MONDAY, Turn, render)
    await setting.turn(21, cries=["999"])
    assert {row["kind"] for row in await setting.rows("outbox")} == {Kind.UNDER_CARD, Kind.MESSAGE}
    assert [row.case_number for row in await setting.take() if row.kind is Kind.UNDER_CARD] == [number]


async def test_mydata_shows_all_of_it(setting: Setting) -> None:
    """That it goes on, its consent, a booking, and what waits to be shown to the clinic."""
    number = await open_talk(setting)
    await setting.turn(4, SaysBooked(number))
    await passes_on(setting, number)
    rows = dict((await setting.store.held(ANA)).rows)
    assert rows["Case B-1001, your messages are passed on"] == "since 02 March 2026 09:00"
    assert rows["Case B-1001, you say you have booked"] == "02 March 2026 09:00"
    assert rows["Consent to pass your messages on, for B-1001"] == "version 1, given 02 March 2026 09:00"
    assert rows["Shown to the clinic under your request, not sent yet"] == "B-1001 Ana writes:\nit hurts less"


async def test_delete_erases_what_was_passed_on(setting: Setting) -> None:
    """What waits is gone; what stands in the group goes with the card, and the last of it with the case."""
    number = await open_talk(setting)
    await passes_on(setting, number)
    await shown(setting)
    await passes_on(setting, number, 11)
    await setting.turn(12, DeleteEverything())
    assert setting.store.talking.chats == set()
    assert [row["kind"] for row in await setting.rows("outbox")] == [Kind.CARD]
    card = await setting.outbox.card(number)
    assert card is not None
    assert (card.case.deleted, card.under) == (True, (77,))
    assert await setting.store.case_of_card(STAFF, 77) is None
    await setting.send_all()
    for table in ("cases", "under_cards", "outbox"):
        assert await setting.rows(table) == []
    assert len(await talk_consents(setting)) == 1


async def test_delete_while_a_message_is_on_its_way(setting: Setting) -> None:
    """It arrives all the same: the card is sent again and erases it."""
    number = await open_talk(setting)
    await passes_on(setting, number)
    [row] = await setting.take()
    await setting.turn(12, DeleteEverything())
    [card] = await setting.take()
    await setting.outbox.card_sent(card, STAFF, number)
    await setting.outbox.under_card_sent(row, STAFF, 77, setting.clock.now)
    assert await setting.rows("under_cards") == []
    assert await setting.rows("cases") == []


# --- booking codes and topics ---


async def test_a_code_stays_with_its_case(setting: Setting) -> None:
    """From the offer on, also when another offer takes its place; it goes with them."""
    await setting.turn(1, OfferCase(("persistent",), None, code="first"))
    await setting.turn(2, OfferCase(("worsening",), None, code="second"))
    case = (await setting.session()).case
    assert case is not None
    assert case.code == "first"
    await setting.turn(3, DeleteEverything())
    assert await setting.rows("cases") == []


async def test_cases_without_a_code(setting: Setting) -> None:
    """There may be any number of them."""
    for update_id, chat_id in ((1, ANA), (3, BEN)):
        await setting.open_case(update_id, chat_id)
    assert [row["booking_code"] for row in await setting.rows("cases")] == [None, None]


async def test_a_topic_is_remembered_before_its_card(setting: Setting) -> None:
    """So that a crash between the two opens no second one."""
    number = await setting.open_case()
    await setting.outbox.topic_opened(number, STAFF, 5)
    card = await setting.outbox.card(number)
    assert card is not None
    assert (card.chat_id, card.message_id, card.thread_id, card.thread_closed) == (STAFF, None, 5, False)
    await setting.outbox.topic_closed(number, closed=True)
    card = await setting.outbox.card(number)
    assert card is not None
    assert card.thread_closed

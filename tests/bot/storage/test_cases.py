"""A case's life: offered, opened with consent, taken, answered, done; and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.storage.errors import RefusedError
from bot.storage.tables import cases
from handlers.case import Case, DeskTurn
from handlers.effects import AddNote, AddPhone, AddReasons, DropOffer, OfferCase, OpenCase, SafetyAdviceGiven
from handlers.ports import Delivery, Outgoing
from handlers.session import OFFER_LASTS, CaseState, CaseView
from tests.bot.storage.setting import ANA, ANA_HERSELF, BEN, BOT, MONDAY, STAFF, Clock, Setting


async def the_case(setting: Setting, number: int) -> Case:
    """The case as its card would show it."""
    card = await setting.outbox.card(number)
    assert card is not None
    return card.case


async def test_an_offer_holds_no_words_and_tells_nobody(setting: Setting) -> None:
    """Until Yes there is the chat, the reasons and the topic."""
    await setting.turn(1, OfferCase(("persistent", "limits-work"), "duration", 21))
    assert (await setting.session()).case == CaseView(1001, CaseState.PENDING)
    [row] = await setting.rows("cases")
    assert (row["name"], row["username"], row["note"], row["phone"]) == ("", "", "", "")
    assert await setting.send_all() == []
    assert await setting.outbox.card(1001) is None
    assert (await setting.store.desk_numbers(MONDAY)).cases == ()


async def test_a_later_offer_replaces_the_earlier(setting: Setting) -> None:
    """One a patient, under the same number."""
    await setting.turn(1, OfferCase(("persistent",), None))
    await setting.turn(2, OfferCase(("worsening",), "sleep", 7))
    [row] = await setting.rows("cases")
    assert (row["number"], row["reasons"], row["topic"], row["days"]) == (1001, ["worsening"], "sleep", 7)


async def test_no_drops_the_offer(setting: Setting) -> None:
    """And its number is not given again."""
    await setting.turn(1, OfferCase(("persistent",), None))
    await setting.turn(2, DropOffer())
    assert await setting.rows("cases") == []
    assert await setting.open_case(3) == 1002


async def test_an_offer_lasts_a_day(setting: Setting, clock: Clock) -> None:
    """Then there is none, and a Yes cannot open it; a new offer can be made."""
    await setting.turn(1, OfferCase(("persistent",), None))
    clock.now += OFFER_LASTS
    assert (await setting.session()).case is None
    await setting.turn(2, OfferCase(("worsening",), None))
    assert (await setting.session()).case == CaseView(1001, CaseState.PENDING)


async def test_yes_opens_the_case_with_its_consent(setting: Setting) -> None:
    """Name, reasons and time are on the card; version and time of the consent are kept."""
    number = await setting.open_case()
    case = await the_case(setting, number)
    assert (case.name, case.username, case.chat_id) == ("Ana P.", "anap", ANA)
    assert (case.state, case.opened_at, case.reasons, case.days) == (
        CaseState.OPEN,
        MONDAY,
        ("persistent",),
        21,
    )
    [consent] = await setting.rows("consents")
    assert (consent["case_number"], consent["version"], consent["withdrawn_at"]) == (number, "1", None)
    assert await setting.send_all() == [f"card B-{number}"]
    assert await setting.store.case_of_card(STAFF, number) == number
    assert await setting.store.case_of_card(BEN, number) is None


async def test_another_chat_cannot_open_or_change_it(setting: Setting) -> None:
    """A number proves nothing."""
    number = await setting.open_case()
    for effect in (OpenCase(number, ANA_HERSELF, "1"), AddNote(number, "hi"), AddPhone(number, "1")):
        with pytest.raises(RefusedError):
            await setting.turn(9, effect, chat_id=BEN)
    assert (await the_case(setting, number)).note == ""


async def test_an_open_case_needs_no_offer(setting: Setting) -> None:
    """And can't be opened twice."""
    number = await setting.open_case()
    await setting.turn(4, OfferCase(("worsening",), None))
    assert [row["state"] for row in await setting.rows("cases")] == ["open"]
    with pytest.raises(RefusedError):
        await setting.turn(5, OpenCase(number, ANA_HERSELF, "1"))


async def test_what_is_added_shows_on_one_card(setting: Setting) -> None:
    """Several changes before the card is sent are one card."""
    number = await setting.open_case()
    await setting.turn(3, AddNote(number, "It is the left side."), AddPhone(number, "+44 20 7946 0000"))
    await setting.turn(4, AddNote(number, "Mornings are worst."), AddReasons(number, ("worsening", "persistent")))
    await setting.turn(5, SafetyAdviceGiven(number))
    case = await the_case(setting, number)
    assert case.note == "It is the left side.\nMornings are worst."
    assert case.phone == "+44 20 7946 0000"
    assert (case.reasons, case.days) == (("persistent", "worsening"), 21)
    assert case.safety_advice_at == MONDAY
    assert await setting.send_all() == [f"card B-{number}"]


async def test_a_change_while_the_card_is_on_its_way_makes_another(setting: Setting) -> None:
    """The first was rendered already."""
    number = await setting.open_case()
    [row] = await setting.take()
    await setting.turn(3, AddNote(number, "One more thing"))
    await setting.outbox.card_sent(row, STAFF, 10)
    assert await setting.send_all() == [f"card B-{number}"]


async def test_safety_advice_does_not_need_a_case(setting: Setting) -> None:
    """An emergency turn is never undone by a case that went away."""
    turn = await setting.turn(1, SafetyAdviceGiven(1234), cries=["Call 999"])
    assert turn.effects
    assert await setting.send_all() == ["Call 999"]


async def test_staff_take_answer_and_finish(setting: Setting, clock: Clock) -> None:
    """Each change queues the card; the patient hears; a second press of the same update does nothing."""
    number = await setting.open_case()
    await setting.send_all()

    def take(case: Case | None) -> DeskTurn:
        assert case is not None
        assert case.state is CaseState.OPEN
        return DeskTurn(
            replace(case, state=CaseState.TAKEN, taken_by="Sam", taken_by_id=9, taken_at=clock.now),
            toast="Yours",
        )

    heard = Outgoing(ANA, "Sam has your message")
    assert (await setting.desk(5, number, take, heard)).toast == "Yours"
    assert (await setting.desk(5, number, take, heard)).toast is None
    assert await setting.send_all() == [f"card B-{number}", "Sam has your message"]
    assert (await setting.session()).case == CaseView(number, CaseState.TAKEN)

    await setting.store.finish(Delivery(BOT, 6), [Outgoing(ANA, "Sam: ring us", case_number=number)])
    assert await setting.send_all() == ["Sam: ring us", f"card B-{number}"]
    assert (await the_case(setting, number)).replies_sent == 1

    await setting.desk(
        7,
        number,
        lambda case: DeskTurn(case and replace(case, state=CaseState.DONE, done_by="Sam", done_at=clock.now)),
    )
    assert await setting.send_all() == [f"card B-{number}"]
    assert (await setting.session()).case is None
    assert await setting.open_case(10) == number + 1


async def test_a_press_that_changes_nothing_sends_no_card(setting: Setting) -> None:
    """Refused with a toast."""
    number = await setting.open_case()
    await setting.send_all()
    await setting.desk(5, number, lambda case: DeskTurn(case, toast="Sam has taken it"))
    assert await setting.send_all() == []


@pytest.mark.parametrize("number", [None, 4321])
async def test_no_such_card(setting: Setting, number: int | None) -> None:
    """Staff are told; nothing breaks."""
    turn = await setting.desk(1, number, lambda case: DeskTurn(None, toast="Gone" if case is None else "?"))
    assert turn.toast == "Gone"


async def test_open_cases_are_listed_oldest_first(setting: Setting, clock: Clock) -> None:
    """For /cases."""
    first = await setting.open_case(1, ANA)
    clock.later(hours=1)
    second = await setting.open_case(3, BEN)
    assert [case.number for case in (await setting.store.desk_numbers(clock.now)).cases] == [first, second]


async def test_the_tables_themselves_allow_one_case_a_patient(setting: Setting) -> None:
    """Whatever the program does."""

    async def insert_case(state: CaseState) -> None:
        async with setting.database.write() as connection:
            await connection.execute(insert(cases).values(state=state, chat_id=ANA, reasons=[], offered_at=MONDAY))

    await insert_case(CaseState.DONE)
    await insert_case(CaseState.PENDING)
    with pytest.raises(RefusedError):
        await insert_case(CaseState.OPEN)


async def test_a_patient_who_blocks_the_bot_and_comes_back(setting: Setting) -> None:
    """The card shows it both times, and only when it changes."""
    number = await setting.open_case()
    await setting.send_all()
    for _ in range(2):
        await setting.store.forget_reachability(ANA, blocked=True)
    assert (await the_case(setting, number)).unreachable
    assert await setting.send_all() == [f"card B-{number}"]
    await setting.turn(4, says=["Hello again"])
    assert not (await the_case(setting, number)).unreachable
    assert await setting.send_all() == [f"card B-{number}", "Hello again"]
    assert await setting.rows("unreachable") == []


async def test_a_reply_that_cannot_arrive_shows_on_its_card(setting: Setting) -> None:
    """With all that was still to be said to this patient."""
    number = await setting.open_case()
    await setting.send_all()
    await setting.store.finish(
        Delivery(BOT, 6), [Outgoing(ANA, "Sam: ring us", case_number=number), Outgoing(ANA, "And this")]
    )
    [row] = await setting.take()
    await setting.outbox.unreachable(row, ANA, MONDAY)
    assert (await the_case(setting, number)).unreachable
    assert await setting.send_all() == [f"card B-{number}"]


async def test_a_reply_to_a_done_case_that_cannot_arrive_shows_too(setting: Setting, clock: Clock) -> None:
    """Staff may answer after the fact."""
    number = await setting.open_case()
    await setting.desk(
        5, number, lambda case: DeskTurn(case and replace(case, state=CaseState.DONE, done_at=clock.now))
    )
    await setting.send_all()
    await setting.store.finish(Delivery(BOT, 6), [Outgoing(ANA, "Sam: all well?", case_number=number)])
    [row] = await setting.take()
    await setting.outbox.refused(row, MONDAY)
    assert (await the_case(setting, number)).unreachable
    assert await setting.send_all() == [f"card B-{number}"]


async def test_cards_wait_for_a_staff_group(setting: Setting, clock: Clock) -> None:
    """Without one, patients are still answered."""
    number = await setting.open_case()
    await setting.turn(3, says=["Your number is B-1001"])
    assert [row.html for row in await setting.take(cards=False)] == ["Your number is B-1001"]
    clock.later(days=1)
    assert [row.case_number for row in await setting.take()][:1] == [number]


async def test_a_group_that_moves_takes_its_messages_along(setting: Setting, clock: Clock) -> None:
    """A migrated group keeps its unsent messages, and its old id leads to the new one."""
    await setting.store.finish(Delivery(BOT, 1), [Outgoing(STAFF, "one"), Outgoing(STAFF, "two")])
    [row] = await setting.take()
    await setting.outbox.migrated(row, STAFF, -2002)
    assert await setting.outbox.chat_now(STAFF) == -2002
    assert await setting.outbox.chat_now(ANA) == ANA
    [again] = await setting.take()
    assert (again.html, again.chat_id, again.attempts) == ("one", -2002, 0)
    await setting.outbox.sent(again, clock.now + timedelta(0))
    assert await setting.send_all() == ["two"]

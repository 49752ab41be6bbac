"""A case at the desk, in a real database: pressed by two at once, given back, opened again, and what is left of it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage.desk import COLLEAGUES_FOR
from faq.written.safety import Tier
from handlers.callbacks import DeskPress
from handlers.case import Case, Colleague, DeskTurn, DeskVerb
from handlers.desk_commands import decide_press
from handlers.effects import DeleteEverything, OfferCase
from handlers.events import Person
from handlers.lifecycle import team_note
from handlers.ports import Delivery
from handlers.render import render_desk
from handlers.session import CaseState, CaseView, Held, Session
from tests.bot.storage.setting import ANA, BEN, BOT, MONDAY, STAFF, Clock, Setting, opened, stands_in_files
from tests.handlers.small_world import CLINIC, wording

WORDING = wording()
SAM, KIM = Person(11, "Sam"), Person(12, "Kim")
Choice = tuple[DeskVerb, str]
"""A button, and what is chosen from its menu."""
TAKE: Choice = (DeskVerb.TAKE, "")
RELEASE: Choice = (DeskVerb.RELEASE, "")
CLOSE: Choice = (DeskVerb.DONE, "other")
REOPEN: Choice = (DeskVerb.REOPEN, "")


async def press(
    setting: Setting, update_id: int, number: int, staff: Person, pressed: Choice, *, heir: Person | None = None
) -> DeskTurn:
    """A member of staff presses a button, as the bot takes it."""
    now, (verb, choice) = setting.clock.now, pressed
    return await setting.store.desk(
        Delivery(BOT, update_id),
        number,
        now,
        decide=lambda case: decide_press(DeskPress(verb, number, choice), case, staff, heir, now=now, wording=WORDING),
        render=lambda turn: render_desk(turn, STAFF, CLINIC),
    )


async def the_case(setting: Setting, number: int) -> Case:
    """The case as it is stored."""
    found = await setting.store.case_on_desk(number)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("before", "one", "other"),
    [
        ([], TAKE, TAKE),
        ([TAKE], (DeskVerb.DONE, "booked"), (DeskVerb.DONE, "advised")),
        ([TAKE], RELEASE, RELEASE),
        ([CLOSE], REOPEN, REOPEN),
    ],
)
async def test_two_staff_press_at_once(
    setting: Setting, path: Path, clock: Clock, *, before: list[Choice], one: Choice, other: Choice
) -> None:
    """In two processes: one of them has it, the other is told so, and the patient hears of it once at most."""
    number = await setting.open_case()
    for earlier in before:
        await press(setting, 10, number, SAM, earlier)
    await setting.send_all()
    second = await opened(path, clock)
    turns = await asyncio.gather(
        press(setting, 20, number, SAM, one),
        press(second, 21, number, KIM, other),
    )
    stored = await the_case(setting, number)
    changed = [turn for turn in turns if turn.counts or turn.to_patient]
    assert len(changed) == 1
    assert changed[0].case == stored
    assert len({turn.toast for turn in turns}) == 2
    assert sum("card" not in sent for sent in await setting.send_all()) == len(changed[0].to_patient)
    await second.database.close()


async def test_taken_while_it_is_handed_over(setting: Setting, path: Path, clock: Clock) -> None:
    """Whoever comes second decides on the case as the first left it: nobody's press is lost silently."""
    number = await setting.open_case()
    second = await opened(path, clock)
    await asyncio.gather(
        press(setting, 20, number, SAM, TAKE),
        press(second, 21, number, KIM, (DeskVerb.HAND_OVER, "me"), heir=KIM),
    )
    stored = await the_case(setting, number)
    assert (stored.state, stored.taken_by) == (CaseState.TAKEN, "Kim")
    await second.database.close()


async def test_the_same_press_twice_is_one(setting: Setting) -> None:
    """Telegram may deliver it again."""
    number = await setting.open_case()
    await press(setting, 20, number, SAM, TAKE)
    assert (await press(setting, 20, number, SAM, TAKE)).toast is None
    rows = [row for row in await setting.rows("counts") if row["name"] == "taken"]
    assert [row["n"] for row in rows] == [1]


async def test_a_life_at_the_desk(setting: Setting, clock: Clock) -> None:
    """Taken, given back, handed over, closed, opened again: all that is stored, and what the patient reads."""
    number = await setting.open_case()
    assert (await the_case(setting, number)).waits_since == MONDAY
    await press(setting, 10, number, SAM, TAKE)
    clock.later(hours=1)
    await press(setting, 11, number, SAM, RELEASE)
    given_back = await the_case(setting, number)
    assert (given_back.state, given_back.taken_by, given_back.waits_since) == (CaseState.OPEN, "", clock.now)
    await press(setting, 12, number, SAM, (DeskVerb.HAND_OVER, str(KIM.user_id)), heir=KIM)
    await press(setting, 13, number, KIM, (DeskVerb.DONE, "booked"))
    assert (await the_case(setting, number)).outcome == "booked"
    assert (await setting.session()).case is None
    await press(setting, 14, number, SAM, REOPEN)
    assert (await setting.session()).case == CaseView(number, CaseState.OPEN)
    reopened = await the_case(setting, number)
    assert (reopened.outcome, reopened.done_at, reopened.taken_by) == (None, None, "")
    heard = [row["html"] for row in await setting.rows("outbox") if row["chat_id"] == ANA]
    assert [text.split()[0] for text in heard[:3]] == ["Sam", "Your", "Kim"]
    assert [text.partition("has been ")[2].partition(".")[0] for text in heard[3:]] == ["opened again by Thames Physio"]


async def test_opened_again_beside_an_offer(setting: Setting) -> None:
    """The offer goes, as the clinic knows now; its Yes finds the case that is open."""
    number = await setting.open_case()
    await press(setting, 10, number, SAM, CLOSE)
    await setting.turn(11, OfferCase(("worsening",), None))
    await press(setting, 12, number, SAM, REOPEN)
    assert (await setting.session()).case == CaseView(number, CaseState.OPEN)
    assert [row["number"] for row in await setting.rows("cases")] == [number]


async def test_not_opened_again_beside_a_newer_request(setting: Setting) -> None:
    """One a patient; another patient's does not count."""
    number = await setting.open_case()
    await press(setting, 10, number, SAM, CLOSE)
    newer = await setting.open_case(11)
    await setting.open_case(13, BEN)
    turn = await press(setting, 15, number, SAM, REOPEN)
    assert f"B-{newer}" in str(turn.toast)
    assert (await the_case(setting, number)).state is CaseState.DONE


async def test_urgent_safety_advice_keeps_the_bot_quiet(setting: Setting, clock: Clock) -> None:
    """For as long as it holds."""
    number = await setting.open_case()
    await setting.send_all()
    held = Held(Tier.EMERGENCY, ("saddle-numbness",), MONDAY + timedelta(days=14))
    await setting.turn(3, session=Session(held=held))
    assert (await press(setting, 10, number, SAM, TAKE)).to_patient == ()
    assert await setting.send_all() == [f"card B-{number}"]
    clock.later(days=14)
    assert (await press(setting, 11, number, SAM, RELEASE)).to_patient


async def test_a_ready_reply_shows_on_the_card_when_it_arrived(setting: Setting) -> None:
    """Like words of their own."""
    number = await setting.open_case()
    await press(setting, 10, number, SAM, TAKE)
    await setting.send_all()
    await press(setting, 11, number, SAM, (DeskVerb.REPLIES, "please-ring"))
    sent = await setting.send_all()
    assert any(text.startswith("Thank you for your message. Please ring us on 020 7946 0000") for text in sent)
    assert (await the_case(setting, number)).replies_sent == 1


def noting(setting: Setting, text: str) -> Callable[[Case | None], DeskTurn]:
    """Sam notes something."""
    return lambda case: team_note(case, SAM, text, setting.clock.now, WORDING)


async def test_notes_are_sealed_shown_and_deleted(setting: Setting, path: Path) -> None:
    """The team's words are of a patient: encrypted, in /mydata, gone with /delete."""
    number = await setting.open_case()
    await setting.desk(10, number, noting(setting, "prefers mornings"))
    await press(setting, 11, number, SAM, (DeskVerb.DONE, "no_reply"))
    assert not stands_in_files(path, "prefers mornings")
    rows = dict((await setting.store.held(ANA)).rows)
    assert rows[f"Case B-{number}, notes of the clinic's team"] == "prefers mornings (Sam, 2 Mar, 09:00)"
    assert rows[f"Case B-{number}, how it ended"] == "no_reply"
    await setting.send_all()
    await setting.turn(12, DeleteEverything(), says=["Gone"])
    [left] = await setting.rows("cases")
    assert (left["team_note"], left["outcome"], left["deleted"]) == ("", None, True)
    assert await setting.store.case_on_desk(number) is None


async def test_colleagues_are_who_takes_cases(setting: Setting, clock: Clock) -> None:
    """The latest first and each once, by the name they had then; who has taken none for long is not offered."""
    for place, (chat_id, staff) in enumerate(((ANA, SAM), (BEN, KIM), (503, replace(SAM, first_name="Samira")))):
        number = await setting.open_case(10 * place + 1, chat_id)
        await press(setting, 10 * place + 3, number, staff, TAKE)
    assert await setting.store.colleagues(clock.now) == (Colleague(11, "Samira"), Colleague(12, "Kim"))
    assert await setting.store.colleagues(clock.now + COLLEAGUES_FOR) == ()


async def test_a_request_by_its_number(setting: Setting) -> None:
    """With the message that is its card, once that was sent; an offer is nobody's to see."""
    await setting.turn(1, OfferCase(("persistent",), None))
    assert await setting.store.case_on_desk(1001) is None
    number = await setting.open_case(2, BEN)
    found = await setting.store.case_on_desk(number)
    assert found is not None
    assert found[1] is None
    await setting.send_all()
    found = await setting.store.case_on_desk(number)
    assert found is not None
    assert found[1] == number

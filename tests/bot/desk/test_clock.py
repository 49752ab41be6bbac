"""What the desk does by the clock: reminders of requests that nobody took, and the numbers, in a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.desk.clock import MORNING, DeskClock
from bot.storage.outbox import Queued
from bot.storage.taking import waking
from faq.wording.opening_hours import LONDON, OpeningHours
from faq.written.safety import Tier
from handlers.callbacks import DeskPress
from handlers.case import DeskTurn, DeskVerb
from handlers.desk_commands import decide_press
from handlers.effects import DeleteEverything
from handlers.events import Person
from handlers.ports import StaffGroup
from handlers.session import CaseState, Held, Session
from handlers.waiting import Reminding
from tests.bot.storage.setting import ANA, BEN, STAFF, Clock, Setting, opened
from tests.handlers.small_world import CLINIC, wording

NEXT = 900
"""The id of the next contact."""
WORDING = wording()
OPENING = OpeningHours.model_validate(
    dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], "8:00-20:00")
)
RIVERSIDE = CLINIC.model_copy(update={"hours": "", "opening": OPENING})
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A time by London's clock, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.fixture
def clock() -> Clock:
    """A Friday afternoon."""
    return Clock(at("2026-11-27 15:00"))


@pytest.fixture
async def setting(tmp_path: Path, clock: Clock) -> AsyncIterator[Setting]:
    """An open database."""
    setting = await opened(tmp_path / "backchat.db", clock)
    yield setting
    await setting.database.close()


def desk(
    setting: Setting,
    *,
    contact: int | None = NEXT,
    reminds: bool = True,
    digest: bool = False,
    group: int | None = STAFF,
) -> DeskClock:
    """The desk's worker on this database."""
    return DeskClock(
        setting.database,
        RIVERSIDE,
        StaffGroup(group),
        lambda: WORDING,
        reminding=Reminding(OPENING, HOUR, contact) if reminds else None,
        digest=digest,
        clock=setting.clock,
        take=waking(setting.queued),
        report=lambda _: None,
    )


async def sent(setting: Setting) -> list[Queued]:
    """All messages that were waiting, but for cards."""
    rows: list[Queued] = []
    while taken := await setting.take():
        for row in taken:
            if row.chat_id is None:
                assert row.case_number is not None
                await setting.outbox.card_sent(row, STAFF, row.case_number)
            else:
                rows.append(row)
                await setting.outbox.sent(row, setting.clock.now)
    return rows


async def looks(setting: Setting, worker: DeskClock) -> dict[int, str]:
    """What one look sends, by chat."""
    await worker.look()
    told: dict[int, str] = {}
    for row in await sent(setting):
        assert row.chat_id is not None
        told[row.chat_id] = f"{told.get(row.chat_id, '')}\n{row.html}".strip()
    return told


async def waits(setting: Setting) -> int:
    """Ana's request, with its card in the group."""
    number = await setting.open_case()
    await sent(setting)
    return number


async def test_raised_again_and_then_told_to_the_next_contact(setting: Setting, clock: Clock) -> None:
    """After an hour in the group, under its card; after two to the next contact; then no more."""
    number = await waits(setting)
    worker = desk(setting)
    clock.later(minutes=59)
    assert await looks(setting, worker) == {}
    clock.later(minutes=1)
    await worker.look()
    group, patient = await sent(setting)
    assert (group.chat_id, group.reply_to) == (STAFF, number)
    assert (
        group.html
        == "<b>Still waiting: B-1001.</b> Nobody has taken it for 60 minutes of opening time. Its card is above."
    )
    assert patient.chat_id == ANA
    assert patient.html.startswith(
        "Nobody at Thames Physio has picked up your request B-1001 yet. I've reminded the team."
    )
    assert "NHS 111" in patient.html
    assert "999" in patient.html
    assert await looks(setting, worker) == {}
    clock.later(hours=1)
    told = await looks(setting, worker)
    assert set(told) == {STAFF, NEXT, ANA}
    assert "2 hours" in told[NEXT]
    assert told[ANA].startswith("I'm sorry, your request B-1001 is still waiting. I've now told one more person")
    clock.later(hours=1)
    assert await looks(setting, worker) == {}


async def test_no_more_than_the_number_is_told(setting: Setting, clock: Clock) -> None:
    """Neither name nor reason leaves the group's card; the patient's message shows no word of health."""
    await waits(setting)
    clock.later(hours=2)
    for text in (await looks(setting, desk(setting))).values():
        for word in ("Ana", "anap", "back", "pain", "weeks", "settling", "duration"):
            assert word not in text


async def test_the_night_and_the_weekend_do_not_count(setting: Setting, clock: Clock) -> None:
    """Asked on Friday at 19:30: raised on Monday at 8:30, and at no time between."""
    clock.now = at("2026-11-27 19:30")
    await waits(setting)
    worker = desk(setting)
    while clock.now < at("2026-11-30 08:30"):
        assert await looks(setting, worker) == {}
        clock.later(minutes=30)
    assert set(await looks(setting, worker)) == {STAFF, ANA}


async def test_after_a_time_away_the_last_step_stands_for_all(setting: Setting, clock: Clock) -> None:
    """The bot was down for both: one message to each."""
    await waits(setting)
    clock.now = at("2026-11-30 12:00")
    worker = desk(setting)
    assert set(await looks(setting, worker)) == {STAFF, NEXT, ANA}
    assert await looks(setting, worker) == {}


async def test_without_a_next_contact_there_is_one_step(setting: Setting, clock: Clock) -> None:
    """Nothing is said that does not happen."""
    await waits(setting)
    worker = desk(setting, contact=None)
    clock.later(hours=4)
    told = await looks(setting, worker)
    assert set(told) == {STAFF, ANA}
    assert "one more person" not in told[ANA]
    assert await looks(setting, worker) == {}


async def act(setting: Setting, number: int, verb: DeskVerb) -> DeskTurn:
    """Sam presses."""
    now, sam = setting.clock.now, Person(11, "Sam")
    return await setting.desk(
        int(now.timestamp()),
        number,
        lambda case: decide_press(DeskPress(verb, number), case, sam, None, now=now, wording=WORDING),
    )


async def test_a_case_that_somebody_has_is_not_raised(setting: Setting, clock: Clock) -> None:
    """Given back, it waits anew from then."""
    number = await waits(setting)
    worker = desk(setting)
    await act(setting, number, DeskVerb.TAKE)
    clock.later(hours=3)
    assert await looks(setting, worker) == {}
    await act(setting, number, DeskVerb.RELEASE)
    clock.later(minutes=59)
    assert await looks(setting, worker) == {}
    clock.later(minutes=1)
    assert set(await looks(setting, worker)) == {STAFF, ANA}


async def test_nothing_for_a_patient_under_urgent_safety_advice(setting: Setting, clock: Clock) -> None:
    """The team is reminded; the patient shall not wait for it."""
    await waits(setting)
    held = Held(Tier.URGENT, ("fever",), clock.now + timedelta(days=14))
    await setting.turn(5, session=Session(held=held))
    clock.later(hours=2)
    assert set(await looks(setting, desk(setting))) == {STAFF, NEXT}


async def test_nor_while_an_emergency_card_is_not_recorded_yet(setting: Setting, clock: Clock) -> None:
    """It went out at intake; the message's own turn is still to come."""
    await waits(setting)
    clock.later(hours=1)
    await setting.arrives(5, card_sent=True)
    assert set(await looks(setting, desk(setting))) == {STAFF}


async def test_nor_for_one_who_blocked_the_bot_or_deleted_all(setting: Setting, clock: Clock) -> None:
    """There is nobody to tell; of a deleted case nobody is reminded."""
    await waits(setting)
    await setting.open_case(11, BEN)
    await setting.store.forget_reachability(ANA, blocked=True)
    await setting.turn(20, DeleteEverything(), chat_id=BEN)
    await sent(setting)
    clock.later(hours=1)
    assert set(await looks(setting, desk(setting))) == {STAFF}


async def test_two_processes_tell_once(setting: Setting, clock: Clock, tmp_path: Path) -> None:
    """Both look at the same moment."""
    await waits(setting)
    clock.later(hours=1)
    second = await opened(tmp_path / "backchat.db", clock)
    await asyncio.gather(desk(setting).look(), desk(second).look(), desk(setting).look())
    assert len(await sent(setting)) == 2
    await second.database.close()


@pytest.mark.parametrize("change", [{"reminds": False}, {"group": None}])
async def test_where_it_is_not_wanted(setting: Setting, clock: Clock, change: dict[str, None]) -> None:
    """Switched off, or without a group."""
    await waits(setting)
    clock.later(hours=3)
    worker = desk(setting, reminds="reminds" not in change, group=None if "group" in change else STAFF)
    assert await looks(setting, worker) == {}


async def test_the_digest_comes_at_opening_time(setting: Setting, clock: Clock) -> None:
    """Once a day, and on no day on which the clinic is closed."""
    worker = desk(setting, reminds=False, digest=True)
    for moment in ("2026-11-28 09:00", "2026-11-30 07:59"):
        clock.now = at(moment)
        assert await looks(setting, worker) == {}
    clock.now = at("2026-11-30 08:00")
    assert "<b>Good morning.</b> The numbers of 29 November:" in (await looks(setting, worker))[STAFF]
    assert await looks(setting, worker) == {}


async def test_a_digest_goes_back_to_the_one_before(setting: Setting, clock: Clock) -> None:
    """Monday's begins where Friday's ended, and the week's numbers follow on the first morning of a week."""
    worker = desk(setting, reminds=False, digest=True)
    clock.now = at("2026-11-27 08:00")
    assert "26 November:" in (await looks(setting, worker))[STAFF]
    await setting.turn(1, counts=["asked", "answered"])
    await setting.turn(2, counts=["asked", "unknown", "emergency", "crisis"])
    number = await setting.open_case(3)
    await setting.turn(5, counts=["booked-offer", "case-opened"])
    clock.later(minutes=30)
    await act(setting, number, DeskVerb.TAKE)
    await setting.open_case(11, BEN)
    await setting.desk(13, number, lambda case: DeskTurn(case, counts=("closed-booked",)))
    await sent(setting)
    clock.now = at("2026-11-30 08:00")
    await worker.look()
    first, second, picture = await sent(setting)
    morning, week = first.html.split("\n"), second.html.split("\n")
    assert picture.html.startswith("The chart shows")
    assert picture.drawn.startswith(b"\x89PNG")
    numbers = [
        "Messages read: 2",
        "Answered: 1",
        "Appointment offered: 1",
        "No answer found: 1",
        "Urgent or emergency advice given: 2",
        "Requests to the clinic: 1",
        "· not settling: 2",
        "Taken within 1 hour of opening time: 1; within 8 hours: 0; later: 0; not yet: 1",
        "Booked: 1",
    ]
    assert morning == [
        "<b>Good morning.</b> The numbers of 27 to 29 November:",
        *numbers,
        "Open now: 2, of these not taken: 1. /cases lists them.",
    ]
    assert week == ["<b>The numbers of last week, 23 to 29 November:</b>", *numbers]
    clock.now = at("2026-12-01 08:00")
    assert "30 November:" in (await looks(setting, worker))[STAFF]


async def test_a_morning_that_was_missed(setting: Setting, clock: Clock) -> None:
    """No good morning in the afternoon; the next one tells of both days. Nor on a bank holiday."""
    worker = desk(setting, reminds=False, digest=True)
    clock.now = at("2026-11-26 08:00")
    await looks(setting, worker)
    clock.now = at("2026-11-27 08:00") + MORNING
    assert await looks(setting, worker) == {}
    clock.now = at("2026-12-25 08:00")
    assert await looks(setting, worker) == {}
    clock.now = at("2026-12-29 08:00")
    assert "15 to 28 December" in (await looks(setting, worker))[STAFF]


async def test_two_processes_give_one_digest(setting: Setting, clock: Clock, tmp_path: Path) -> None:
    """Both look at the same moment."""
    clock.now = at("2026-11-27 08:00")
    second = await opened(tmp_path / "backchat.db", clock)
    await asyncio.gather(desk(setting, digest=True).look(), desk(second, digest=True).look())
    assert len(await sent(setting)) == 1
    await second.database.close()


async def test_the_state_is_the_cases_own(setting: Setting, clock: Clock) -> None:
    """A reminder changes nothing but that it was made."""
    number = await waits(setting)
    before = await setting.store.case_on_desk(number)
    clock.later(hours=1)
    await looks(setting, desk(setting))
    after = await setting.store.case_on_desk(number)
    assert before is not None
    assert after is not None
    assert after[0] == replace(before[0], raised=1)
    assert after[0].state is CaseState.OPEN

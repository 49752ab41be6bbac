"""Check-ins on real SQLite: none twice, none lost, none at night, whatever the clock and the computer do."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule.check_ins import LATE
from bot.storage.purge import purge
from handlers.effects import DeleteEverything, EndCheckIns, StartCheckIns
from handlers.hours import Hours
from handlers.session import CheckIns, Session
from handlers.talk.checkins import hours_of
from tests.bot.schedule.looking import CLINIC, looks, worker
from tests.bot.storage.setting import ANA, BEN, Clock, Setting, opened

ASKED = "How are things?"


async def begins(setting: Setting, *days: int, chat_id: int = ANA, zone: str = "Europe/London") -> tuple[datetime, ...]:
    """A patient agrees to check-ins after so many days; when they are."""
    hours = hours_of(zone, CLINIC)
    times = tuple(hours.after_days(setting.clock.now, day) for day in days)
    session = Session(check_ins=CheckIns(times, setting.clock.now, zone))
    await setting.turn(
        chat_id + int(setting.clock.now.timestamp()), StartCheckIns(times, "1"), session=session, chat_id=chat_id
    )
    return times


async def test_a_check_in_comes_at_its_time(setting: Setting, clock: Clock) -> None:
    """Once, through the outbox; the chat then waits for an answer."""
    await begins(setting, 2, 7)
    clock.later(days=2, seconds=-1)
    assert await looks(setting) == []
    clock.later(seconds=1)
    assert await looks(setting) == [ASKED]
    assert await looks(setting) == []
    series = (await setting.session()).check_ins
    assert series is not None
    assert series.asked_at == clock.now


async def test_the_consent_is_stored_with_version_time_and_end(setting: Setting, clock: Clock) -> None:
    """Sealed is nothing of it: it says only that there was one."""
    await begins(setting, 2)
    began = clock.now
    clock.later(hours=1)
    await setting.turn(2, EndCheckIns(), session=Session())
    [row] = await setting.rows("check_in_consents")
    assert (row["version"], row["given_at"], row["withdrawn_at"]) == ("1", began, clock.now)
    assert await setting.rows("due") == []


async def test_beginning_anew_replaces_what_was_planned(setting: Setting, clock: Clock) -> None:
    """No two series beside each other."""
    await begins(setting, 2, 7)
    clock.later(days=1)
    await begins(setting, 2)
    assert len(await setting.rows("due")) == 1
    assert [row["withdrawn_at"] is None for row in await setting.rows("check_in_consents")] == [False, True]


async def test_two_without_an_answer_end_the_series(setting: Setting, clock: Clock) -> None:
    """And the consent with it."""
    await begins(setting, 2, 7, 14, 21)
    said = []
    for days in (2, 5, 7, 7):
        clock.later(days=days)
        said.append(await looks(setting))
    assert said == [[ASKED], [ASKED], [], []]
    assert await setting.rows("due") == []
    [consent] = await setting.rows("check_in_consents")
    assert consent["withdrawn_at"] is not None


async def test_a_patient_who_blocks_the_bot_is_asked_no_more(setting: Setting, clock: Clock) -> None:
    """Found out when it can't be delivered; coming back begins nothing."""
    await begins(setting, 2, 7)
    clock.later(days=2)
    await worker(setting).look()
    [row] = await setting.take()
    await setting.outbox.unreachable(row, ANA, clock.now)
    assert (await setting.session()).check_ins is None
    await setting.store.forget_reachability(ANA, blocked=False)
    clock.later(days=5)
    assert await looks(setting) == []
    [consent] = await setting.rows("check_in_consents")
    assert consent["withdrawn_at"] is not None


async def test_delete_leaves_a_receipt_without_the_chat(setting: Setting, clock: Clock) -> None:
    """And nobody else's check-ins are touched."""
    await begins(setting, 2)
    await begins(setting, 2, chat_id=BEN)
    await setting.turn(3, DeleteEverything())
    assert {row["chat_id"] for row in await setting.rows("check_in_consents")} == {None, BEN}
    assert [row["chat_id"] for row in await setting.rows("due")] == [BEN]
    assert await setting.rows("sessions") != []
    clock.later(days=2)
    assert await looks(setting) == [ASKED]


async def test_receipts_and_what_was_left_behind_expire(setting: Setting, clock: Clock) -> None:
    """Six years, and a week."""
    await begins(setting, 2)
    clock.later(days=10)
    kept = timedelta(days=365)
    assert (await purge(setting.database, clock.now, cases_kept=kept, suggestions_kept=kept, diary_kept=kept)).due == 1
    clock.later(days=6 * 365)
    assert (
        await purge(setting.database, clock.now, cases_kept=kept, suggestions_kept=kept, diary_kept=kept)
    ).check_in_consents == 1


async def test_mydata_shows_them(setting: Setting) -> None:
    """The series, the plan and the consent."""
    await begins(setting, 2)
    named = {what for what, _ in (await setting.store.held(ANA)).rows}
    assert {"Check-ins on", "Planned for you", "Consent to check-ins"} <= named


@dataclass
class Walk:
    """Some weeks of one patient, and the computer's times up and down."""

    start: datetime
    zone: str
    days: tuple[int, ...]
    steps: tuple[float, ...]
    """Hours between two looks at the schedule: a long one is a time when nothing ran."""
    sent: list[datetime] = field(default_factory=list)


WALKS = st.builds(
    Walk,
    # Around both changes of the clock, and in between.
    st.sampled_from([datetime(2026, 3, 20), datetime(2026, 10, 15), datetime(2026, 6, 1)]).flatmap(  # noqa: DTZ001  # UTC is set below
        lambda day: st.integers(0, 7 * 24 * 60).map(lambda m: (day + timedelta(minutes=m)).replace(tzinfo=UTC))
    ),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney"]),
    st.sampled_from([(2, 7, 14), (2,), (7, 10, 13), (14,)]),
    st.lists(st.sampled_from([1, 5, 11, 13, 23, 24, 30, 60]), min_size=15, max_size=30).map(tuple),
)


async def _walk(walk: Walk, place: Path) -> tuple[datetime, ...]:
    """Live through it; two workers look each time. When the check-ins were planned."""
    clock = Clock(walk.start)
    setting = await opened(place / "backchat.db", clock)
    try:
        times = await begins(setting, *walk.days, zone=walk.zone)
        for hours in walk.steps:
            clock.later(hours=hours)
            await asyncio.gather(worker(setting).look(), worker(setting).look())
            if said := await setting.send_all():
                assert said == [ASKED]
                walk.sent.append(clock.now)
                await answered(setting)
        return times
    finally:
        await setting.database.close()


async def answered(setting: Setting) -> None:
    """The patient says something, so that the series goes on."""
    session = await setting.session()
    assert session.check_ins is not None
    heard = replace(session, check_ins=replace(session.check_ins, unanswered=0, asked_at=None))
    await setting.turn(10**6 + int(setting.clock.now.timestamp()), session=heard)


def fate(time: datetime, looks: list[datetime], hours: Hours) -> datetime | None:
    """When the rules say that a check-in is sent, told by the looks at the schedule alone: None for skipped or not yet.

    The first look decides: too late, now, or from the next morning on, that whole day.
    """
    first = next((look for look in looks if look >= time), None)
    if first is None or first - time > LATE:
        return None
    if hours.allow(first):
        return first
    morning = hours.next(first)
    later = next((look for look in looks if look >= morning), None)
    if later is None:
        return None
    in_time = later < hours.closing(morning) or (later - time <= LATE and hours.allow(later))
    return later if in_time else None


@settings(max_examples=15, deadline=None)
@given(WALKS)
def test_none_twice_none_lost_none_at_night(walk: Walk) -> None:
    """Each check-in is sent exactly when the rules say, over changes of the clock, nights and downtime."""
    with TemporaryDirectory() as place:
        times = asyncio.run(_walk(walk, Path(place)))
    hours = hours_of(walk.zone, CLINIC)
    looks, now = [], walk.start
    for step in walk.steps:
        now += timedelta(hours=step)
        looks.append(now)
    assert all(hours.allow(sent) for sent in walk.sent)
    assert len(walk.sent) <= len(times)
    due = [sent for time in times if (sent := fate(time, looks, hours))]
    assert sorted(walk.sent) == sorted(set(due))
    began = walk.start.astimezone(ZoneInfo(walk.zone))
    for time, days in zip(times, walk.days, strict=True):
        local = time.astimezone(ZoneInfo(walk.zone))
        if hours.allow(walk.start):
            assert (local.date(), local.time()) == (began.date() + timedelta(days=days), began.time())

"""The worker of the schedule on real SQLite: what is due is said once, by day, and no fault stops the rest."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedule.kinds import Kind
from bot.schedule.worker import AFTER_A_CARD, TRY_AGAIN_AFTER, ScheduleWorker
from bot.storage import schedule
from bot.storage.schedule import Due
from bot.storage.taking import waking
from handlers.hours import Hours
from handlers.ports import Outgoing
from tests.bot.storage.sealed import raw
from tests.bot.storage.setting import ANA, Clock, Setting
from tests.keys import KEYS

DAY = Hours(time(9), time(20), ZoneInfo("Europe/London"))


@dataclass
class World:
    """Some kinds and the worker that does them."""

    setting: Setting
    told: list[str] = field(default_factory=list)
    faults: int = 0

    def worker(self) -> ScheduleWorker:
        """A worker, as each process has one."""

        async def say(connection: AsyncConnection, due: Due, now: datetime) -> Sequence[Outgoing]:  # as Do has it
            return [Outgoing(due.chat_id or 0, str((due.payload or {})["text"]))]

        async def fail(connection: AsyncConnection, due: Due, now: datetime) -> Sequence[Outgoing]:
            await schedule.plan(connection, "note", due.chat_id, [now], {"text": "half done"})
            self.faults += 1
            raise ValueError("of the program")

        async def by_day(connection: AsyncConnection, due: Due, now: datetime) -> Hours:  # as HoursOf has it
            return DAY

        kinds = {
            "note": Kind(say),
            "by-day": Kind(say, by_day, timedelta(hours=24)),
            "faulty": Kind(fail),
        }
        return ScheduleWorker(
            self.setting.database,
            kinds,
            waking(self.setting.queued),
            clock=self.setting.clock,
            wake=asyncio.Event(),
            report=self.told.append,
        )

    async def plan(self, kind: str, text: str, *, hours: float = 1) -> None:
        """Have something said in so many hours."""
        async with self.setting.database.write() as connection:
            at = self.setting.clock.now + timedelta(hours=hours)
            await schedule.plan(connection, kind, ANA, [at], {"text": text})


@pytest.fixture
def world(setting: Setting) -> World:
    """A worker's surroundings."""
    return World(setting)


async def test_what_is_due_is_said_once(world: World, setting: Setting, clock: Clock) -> None:
    """By whichever of two workers is first."""
    await world.plan("note", "hello")
    await world.worker().look()
    assert await setting.send_all() == []
    clock.later(hours=1)
    await asyncio.gather(world.worker().look(), world.worker().look())
    assert await setting.send_all() == ["hello"]
    assert await setting.rows("due") == []


async def test_nothing_is_said_at_night(world: World, setting: Setting, clock: Clock) -> None:
    """It waits for the morning."""
    await world.plan("by-day", "hello", hours=14)
    clock.later(hours=14)
    await world.worker().look()
    assert await setting.send_all() == []
    clock.later(hours=9, minutes=59)
    await world.worker().look()
    assert await setting.send_all() == []
    clock.later(minutes=1)
    await world.worker().look()
    assert await setting.send_all() == ["hello"]


@pytest.mark.parametrize(("hours", "said"), [(24, ["hello"]), (24.1, [])])
async def test_after_a_stop_it_is_said_up_to_a_day_late(
    world: World, setting: Setting, clock: Clock, hours: float, said: list[str]
) -> None:
    """What is older is skipped, and gone."""
    await world.plan("by-day", "hello", hours=2)
    clock.later(hours=2 + hours)
    await world.worker().look()
    assert await setting.send_all() == said
    assert await setting.rows("due") == []


@pytest.mark.parametrize(
    "spoilt",
    ["substr(payload, 1, length(payload) - 9) || 'AAAAAAA=\"'", f"replace(payload, '{KEYS.seals_with}', '00000000')"],
    ids=["tampered with", "its key is lost"],
)
async def test_what_cannot_be_opened_keeps_nothing_else_from_being_said(
    world: World, setting: Setting, path: Path, clock: Clock, spoilt: str
) -> None:
    """It is reported, and tried again later; the database itself is in no trouble."""
    await world.plan("note", "broken")
    with raw(path) as other:
        other.execute(f"UPDATE due SET payload = {spoilt}")  # noqa: S608  # our own words
    await world.plan("note", "hello")
    clock.later(hours=1)
    await world.worker().look()
    assert await setting.send_all() == ["hello"]
    [told] = world.told
    assert told.endswith("It is tried again.")
    assert setting.database.trouble.failures == 0


async def test_a_fault_keeps_nothing_else_from_being_said(world: World, setting: Setting, clock: Clock) -> None:
    """What had begun is undone, and it is tried again later."""
    await world.plan("faulty", "")
    await world.plan("note", "hello")
    clock.later(hours=1)
    await world.worker().look()
    assert await setting.send_all() == ["hello"]
    assert len(world.told) == 1
    assert "of the program" not in world.told[0]
    await world.worker().look()
    assert world.faults == 1
    clock.later(seconds=TRY_AGAIN_AFTER.total_seconds())
    await world.worker().look()
    assert world.faults == 2


async def test_nothing_is_said_under_an_emergency_card(world: World, setting: Setting, clock: Clock) -> None:
    """One that went out as its message arrived, before its turn; then it is up to that turn."""
    await world.plan("note", "hello")
    clock.later(hours=1)
    await setting.arrives(1, card_sent=True)
    await world.worker().look()
    assert await setting.send_all() == []
    await setting.turn(1, cries=["Go to A&E now"], card_sent=True)
    clock.later(seconds=AFTER_A_CARD.total_seconds())
    await world.worker().look()
    assert await setting.send_all() == ["hello"]


async def test_a_kind_of_another_version_is_dropped(world: World, setting: Setting, clock: Clock) -> None:
    """With a word about it."""
    await world.plan("from-the-future", "hello")
    clock.later(hours=1)
    await world.worker().look()
    assert await setting.rows("due") == []
    assert "from-the-future" in world.told[0]


async def test_it_runs_until_told_to_stop(world: World, setting: Setting, clock: Clock) -> None:
    """And wakes whoever sends."""
    await world.plan("note", "hello")
    clock.later(hours=1)
    worker = world.worker()
    running = asyncio.create_task(worker.run())
    await setting.queued.wait()
    worker.stop()
    await running
    assert await setting.send_all() == ["hello"]

"""What is planned in real SQLite: due once, taken once, gone with its chat."""

from datetime import timedelta

from bot.storage import schedule
from bot.storage.schedule import Due
from tests.bot.storage.setting import ANA, BEN, Clock, Setting


async def plan(setting: Setting, chat_id: int = ANA, kind: str = "check-in", *, hours: float = 1) -> None:
    """Have something done in so many hours."""
    async with setting.database.write() as connection:
        await schedule.plan(connection, kind, chat_id, [setting.clock.now + timedelta(hours=hours)], {"what": "a note"})


async def ready(setting: Setting) -> list[int]:
    """What is due now."""
    async with setting.database.read() as connection:
        return await schedule.ready(connection, setting.clock.now)


async def take(setting: Setting, row: int) -> Due | None:
    """Take it."""
    async with setting.database.write() as connection:
        return await schedule.take(connection, row, setting.clock.now)


async def test_it_is_due_when_its_time_has_come_and_taken_once(setting: Setting, clock: Clock) -> None:
    """The second worker finds nothing."""
    await plan(setting)
    assert await ready(setting) == []
    clock.later(hours=1)
    [row] = await ready(setting)
    due = await take(setting, row)
    assert due is not None
    assert (due.kind, due.chat_id, due.payload) == ("check-in", ANA, {"what": "a note"})
    assert await take(setting, row) is None


async def test_the_earliest_comes_first(setting: Setting, clock: Clock) -> None:
    """In whichever order they were planned."""
    await plan(setting, kind="later", hours=2)
    await plan(setting, kind="sooner", hours=1)
    clock.later(hours=3)
    taken = [await take(setting, row) for row in await ready(setting)]
    assert [due.kind for due in taken if due] == ["sooner", "later"]


async def test_what_is_put_back_waits_until_then(setting: Setting, clock: Clock) -> None:
    """And keeps the time that it was meant for."""
    await plan(setting)
    clock.later(hours=1)
    [row] = await ready(setting)
    due = await take(setting, row)
    assert due is not None
    async with setting.database.write() as connection:
        await schedule.put_back(connection, due, clock.now + timedelta(hours=3))
    assert await ready(setting) == []
    clock.later(hours=3)
    [row] = await ready(setting)
    again = await take(setting, row)
    assert again is not None
    assert again.due_at == due.due_at


async def test_cancelling_takes_only_this_chat_and_kind(setting: Setting, clock: Clock) -> None:
    """Others keep what is theirs."""
    await plan(setting)
    await plan(setting, kind="diary")
    await plan(setting, BEN)
    async with setting.database.write() as connection:
        assert await schedule.cancel(connection, ANA, "check-in") == 1
    assert [(row["chat_id"], row["kind"]) for row in await setting.rows("due")] == [(ANA, "diary"), (BEN, "check-in")]


async def test_a_patient_who_blocks_the_bot_has_nothing_planned(setting: Setting) -> None:
    """Nor when they are back."""
    await plan(setting)
    await setting.store.forget_reachability(ANA, blocked=True)
    await setting.store.forget_reachability(ANA, blocked=False)
    assert await setting.rows("due") == []

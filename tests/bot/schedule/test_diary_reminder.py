"""The reminder of a diary on real SQLite: once, at its time, and only while there is a diary to remind of."""

from datetime import timedelta

import pytest

from bot.schedule.check_ins import LATE
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.diary import AgreeToDiary, EndDiary, RemindOfDiary
from handlers.effects import DeleteEverything, Effect
from handlers.session import Held, Session
from tests.bot.schedule.looking import looks
from tests.bot.storage.setting import MONDAY, Clock, Setting
from tests.handlers.small_world import wording

REMINDER = wording().diary.reminder
TOMORROW = MONDAY + timedelta(days=1)


async def plans(setting: Setting) -> None:
    """A diary is kept, and a reminder wanted for tomorrow."""
    await setting.turn(1, AgreeToDiary("1"), RemindOfDiary(TOMORROW))


async def test_it_comes_once_at_its_time(setting: Setting, clock: Clock) -> None:
    """And leaves nothing behind."""
    await plans(setting)
    assert await looks(setting) == []
    clock.later(days=1)
    assert await looks(setting) == [REMINDER]
    assert await looks(setting) == []
    assert await setting.rows("due") == []


async def test_a_later_choice_takes_the_place_of_an_earlier_one(setting: Setting, clock: Clock) -> None:
    """However often the button is pressed."""
    await plans(setting)
    await setting.turn(2, RemindOfDiary(TOMORROW + timedelta(days=1)))
    clock.later(days=1)
    assert await looks(setting) == []
    clock.later(days=1)
    assert await looks(setting) == [REMINDER]


@pytest.mark.parametrize("effect", [RemindOfDiary(None), EndDiary(), DeleteEverything()])
async def test_taken_back(setting: Setting, effect: Effect) -> None:
    """By "No reminder" or /stop, with the diary, and with everything."""
    await plans(setting)
    await setting.turn(2, effect)
    assert await setting.rows("due") == []


@pytest.mark.parametrize(
    "session",
    [Session(held=Held(Tier.EMERGENCY, (), MONDAY + timedelta(days=14))), Session(flags=frozenset({Flag.UNDER_18}))],
)
async def test_not_to_whoever_shall_be_seen_first_or_is_under_18(
    setting: Setting, clock: Clock, session: Session
) -> None:
    """A diary is not what matters then."""
    await plans(setting)
    await setting.turn(2, session=session)
    clock.later(days=1)
    assert await looks(setting) == []


async def test_after_a_long_downtime_it_is_skipped(setting: Setting, clock: Clock) -> None:
    """Like an old check-in."""
    await plans(setting)
    clock.later(days=1)
    clock.now += LATE + timedelta(minutes=1)
    assert await looks(setting) == []

"""The alarm of the database: rung once, tried again until somebody hears it, and over after a calm minute."""

from dataclasses import dataclass, field

import pytest
from telegram.error import Forbidden, NetworkError

from bot.monitoring.database_alarm import CALM, DatabaseAlarm, tell_directly
from bot.storage.engine import Trouble
from handlers.ports import Outgoing
from tests.bot.storage.setting import Clock


@dataclass
class Admins:
    """Who is told; `reached` is what telling them answers."""

    told: list[str] = field(default_factory=list)
    reached: bool = True

    async def tell(self, text: str) -> bool:
        """Hear it."""
        self.told.append(text[:21])
        return self.reached


@pytest.fixture
def admins() -> Admins:
    """Nothing was told yet."""
    return Admins()


def _fail(trouble: Trouble) -> None:
    trouble.sentence = "The disk is full."
    trouble.failures += 1


async def test_each_time_is_told_once_and_its_end_after_a_calm_minute(admins: Admins) -> None:
    """A small change that works in between does not end it."""
    trouble, clock = Trouble(), Clock()
    alarm = DatabaseAlarm(trouble, admins.tell, clock)
    await alarm.look()
    assert admins.told == []
    for _ in range(3):
        _fail(trouble)
        await alarm.look()
        trouble.writes += 1
        clock.later(seconds=CALM.total_seconds() - 1)
        await alarm.look()
    assert admins.told == ["The disk is full. Unt"]
    clock.later(seconds=1)
    await alarm.look()
    await alarm.look()
    assert admins.told == ["The disk is full. Unt", "The database works ag"]
    _fail(trouble)
    await alarm.look()
    assert len(admins.told) == 3


async def test_silence_is_no_proof_that_it_works(admins: Admins) -> None:
    """Something must have been written since."""
    trouble, clock = Trouble(), Clock()
    alarm = DatabaseAlarm(trouble, admins.tell, clock)
    _fail(trouble)
    await alarm.look()
    clock.later(hours=1)
    await alarm.look()
    assert len(admins.told) == 1


async def test_what_reached_nobody_is_told_again(admins: Admins) -> None:
    """As while Telegram is away, too."""
    trouble = Trouble()
    alarm = DatabaseAlarm(trouble, admins.tell, Clock())
    _fail(trouble)
    admins.reached = False
    await alarm.look()
    admins.reached = True
    await alarm.look()
    await alarm.look()
    assert len(admins.told) == 2


class _Bot:
    """Sends to nobody, for one reason or another."""

    def __init__(self, *troubles: Exception | None) -> None:
        self._troubles = list(troubles)

    async def send_message(self, *_: object, **__: object) -> None:
        """One message."""
        trouble = self._troubles.pop(0)
        if trouble is not None:
            raise trouble


@pytest.mark.parametrize(
    ("troubles", "is_done"),
    [
        ((None, None), True),
        ((None, NetworkError("x")), True),
        ((Forbidden("x"), NetworkError("x")), False),
        ((Forbidden("x"), Forbidden("x")), True),
    ],
)
async def test_telling_is_tried_again_only_where_that_can_help(
    troubles: tuple[Exception | None, ...], is_done: bool
) -> None:
    """Somebody heard it, or nobody ever can."""
    notes = [Outgoing(1, "The disk is full."), Outgoing(2, "The disk is full.")]
    assert await tell_directly(_Bot(*troubles), notes) is is_done  # type: ignore[arg-type]  # all that it uses of a bot

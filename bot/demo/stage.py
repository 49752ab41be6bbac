"""A made-up clinic in the sandbox, with the unmodified bot at work in the same process."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.app import Running, running
from bot.demo.clock import MovableClock, Skip
from bot.outlet_settings import BookingSystem, Outlets
from bot.sandbox import Group, Sandbox, User
from bot.settings import Database, Monitoring, Pace, Settings
from bot.storage.keyring import new_key
from faq.build import Library
from faq.wording.opening_hours import OpeningHours

SETTLES_SECONDS = 5.0
"""How long to wait for the bot to end what it has in hand."""


@dataclass(repr=False)
class Stage:
    """The people and the bot. `staff` are the members of `group`, which hears of cases; `opening` as the bot has it."""

    sandbox: Sandbox
    bot: Running
    group: Group
    staff: list[User]
    clock: MovableClock
    opening: OpeningHours | None
    patients: list[User] = field(default_factory=list)

    def meet(self, first_name: str, last_name: str = "", username: str = "") -> User:
        """A new patient, who has not started the bot yet."""
        patient = self.sandbox.user(first_name, last_name=last_name, username=username)
        self.patients.append(patient)
        return patient

    @property
    def minute(self) -> int:
        """The time in the demo, in whole minutes since 1970."""
        return int(self.clock.timestamp()) // 60

    async def skip(self, how_far: Skip) -> None:
        """Let time pass: first all that is in hand ends, then the clock moves, then what is due by then is done."""
        with suppress(TimeoutError):  # what can't be sent is tried again later, and later is where we go
            async with asyncio.timeout(SETTLES_SECONDS):
                await self.bot.settled()
        self.clock.skip(how_far)
        self.sandbox.world.bell.ring()
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLES_SECONDS):
                await self.bot.catch_up()


@asynccontextmanager
async def staged(
    settings: Settings, library: Library, stop: asyncio.Event, clock: MovableClock | None = None
) -> AsyncIterator[Stage]:
    """Telegram, the staff group and the bot, on a fresh database that is gone afterwards; all go by `clock`."""
    clock = clock or MovableClock()
    with tempfile.TemporaryDirectory(prefix="backchat-") as place:
        async with Sandbox.start(second=0.05, clock=clock.timestamp) as sandbox:
            staff = [sandbox.user("Sam", username="sam_physio"), sandbox.user("Priya", username="priya_desk")]
            group = sandbox.supergroup("Clinic staff", members=staff, bot="administrator")
            settings = _in_sandbox(settings, sandbox, group, Path(place))
            async with running(settings, sandbox.token, library, stop, clock) as bot:
                yield Stage(sandbox, bot, group, staff, clock, settings.clinic.opening)


def _in_sandbox(settings: Settings, sandbox: Sandbox, group: Group, place: Path) -> Settings:
    telegram = {"base_url": sandbox.base_url, "base_file_url": sandbox.base_file_url}
    return settings.model_copy(
        update={
            "telegram": settings.telegram.model_copy(update=telegram),
            "clinic": settings.clinic.model_copy(update={"staff_chat_id": group.id}),
            "pace": Pace(chat_per_second=30, group_per_minute=600),
            "monitoring": Monitoring(),
            "outlets": Outlets(),
            "booking_system": BookingSystem(),
            "database": Database(url=f"sqlite+aiosqlite:///{place / 'chat.db'}", key=SecretStr(new_key())),
        }
    )

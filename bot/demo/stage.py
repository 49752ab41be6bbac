"""A made-up clinic in the sandbox, with the unmodified bot at work in the same process."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.app import Running, running
from bot.sandbox import Group, Sandbox, User
from bot.settings import Database, Monitoring, Pace, Settings
from bot.storage.keyring import new_key
from faq.build import Library


@dataclass(repr=False)
class Stage:
    """The people and the bot. `staff` are the members of `group`, which hears of cases."""

    sandbox: Sandbox
    bot: Running
    group: Group
    staff: list[User]
    patients: list[User] = field(default_factory=list)

    def meet(self, first_name: str, last_name: str = "", username: str = "") -> User:
        """A new patient, who has not started the bot yet."""
        patient = self.sandbox.user(first_name, last_name=last_name, username=username)
        self.patients.append(patient)
        return patient


@asynccontextmanager
async def staged(settings: Settings, library: Library, stop: asyncio.Event) -> AsyncIterator[Stage]:
    """Telegram, the staff group and the bot, on a fresh database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="backchat-") as place:
        async with Sandbox.start(second=0.05) as sandbox:
            staff = [sandbox.user("Sam", username="sam_physio"), sandbox.user("Priya", username="priya_desk")]
            group = sandbox.supergroup("Clinic staff", members=staff, bot="administrator")
            settings = _in_sandbox(settings, sandbox, group, Path(place))
            async with running(settings, sandbox.token, library, stop) as bot:
                yield Stage(sandbox, bot, group, staff)


def _in_sandbox(settings: Settings, sandbox: Sandbox, group: Group, place: Path) -> Settings:
    telegram = {"base_url": sandbox.base_url, "base_file_url": sandbox.base_file_url}
    return settings.model_copy(
        update={
            "telegram": settings.telegram.model_copy(update=telegram),
            "clinic": settings.clinic.model_copy(update={"staff_chat_id": group.id}),
            "pace": Pace(chat_per_second=30, group_per_minute=600),
            "monitoring": Monitoring(),
            "database": Database(url=f"sqlite+aiosqlite:///{place / 'chat.db'}", key=SecretStr(new_key())),
        }
    )

"""Takes the vitals, from all that can tell of them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.delivery.worker import Worker
from bot.housekeeping import Housekeeping
from bot.live_content import LiveContent
from bot.monitoring.contact import Contact
from bot.monitoring.vitals import Vitals
from bot.storage.backlog import Backlog, backlog, prove_writable
from bot.storage.engine import Database
from bot.storage.errors import StorageError


class Monitor:
    """Asks the database, the content, the loops and the line to Telegram."""

    def __init__(
        self,
        *,
        database: Database,
        content: LiveContent,
        housekeeping: Housekeeping,
        contact: Contact,
        loops: Mapping[str, Worker],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._content = content
        self._housekeeping = housekeeping
        self._contact = contact
        self._loops = loops
        self._clock = clock

    async def measure(self) -> Vitals:
        """How the bot is now; whatever is wrong is in the answer."""
        now = self._clock()
        waiting, trouble = await self._ask_database(now)
        since = waiting.unsent_since if waiting else None
        return Vitals(
            content=self._content.knowledge.version,
            refusal=self._content.refusal,
            purge_failure=self._housekeeping.failure,
            database=trouble,
            backlog=waiting,
            unsent_seconds=max(0.0, (now - since).total_seconds()) if since else 0.0,
            silent_seconds=self._contact.silent_seconds,
            idle_seconds={name: worker.idle_seconds for name, worker in self._loops.items()},
        )

    async def _ask_database(self, now: datetime) -> tuple[Backlog | None, str]:
        try:
            await prove_writable(self._database, now)
            return await backlog(self._database), ""
        except StorageError as error:
            return None, str(error)

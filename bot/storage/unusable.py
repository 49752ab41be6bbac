"""The inbox of a database that can't be opened: nothing is kept, so all that comes waits at Telegram."""

from collections.abc import Sequence

from bot.storage.errors import StorageError
from bot.storage.inbox import Inbox, Received
from bot.storage.taking import Take


class UnusableInbox(Inbox):
    """Answers everything with what is wrong."""

    def __init__(self, problem: StorageError) -> None:
        self._problem = problem

    async def store_all(self, batch: Sequence[Received], take: Take) -> int:  # noqa: ARG002  # whatever it is
        """Raises StorageError."""
        raise self._problem

    async def waiting(self) -> int:
        """Raises StorageError."""
        raise self._problem

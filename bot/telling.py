"""Telling staff and admins what no patient's message asked for."""

from bot.monitoring.database_alarm import tell_directly
from bot.polling_bot import PollingBot
from bot.settings import Settings
from bot.storage.store import SqlStore
from handlers.ports import Outgoing, StaffGroup
from handlers.render import literal, render_note


def to_admins(text: str, settings: Settings) -> list[Outgoing]:
    """A note for every admin, in their private chats."""
    return [note for admin in sorted(settings.admins) for note in render_note(literal(text), admin, settings.clinic)]


class Telling:
    """Who hears of what."""

    def __init__(self, store: SqlStore, bot: PollingBot, staff_group: StaffGroup, settings: Settings) -> None:
        self._store = store
        self._bot = bot
        self._staff_group = staff_group
        self._settings = settings

    async def chats(self, chat_ids: list[int], text: str) -> None:
        """By way of the outbox."""
        clinic = self._settings.clinic
        await self._store.announce([note for chat in chat_ids for note in render_note(text, chat, clinic)])

    async def staff(self, text: str) -> None:
        """The staff group, or the admins while there is none."""
        group = self._staff_group.chat_id
        await self.chats([group] if group is not None else sorted(self._settings.admins), text)

    async def admins(self, text: str) -> bool:
        """The admins at once, whatever state the database is in; whether anybody was reached."""
        return await tell_directly(self._bot, to_admins(text, self._settings))

"""The emergency path: crisis and tier E cards go out as an update arrives, before it is stored or queued.

It needs nothing but the message and the send call.
"""

import logging
from collections.abc import Callable

from telegram import Bot, LinkPreviewOptions, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError

from faq.knowledge import Knowledge
from faq.wording.facts import Clinic
from faq.written.topics import Flag
from handlers.cards import emergency_card
from handlers.ports import Talking
from handlers.render import render_reply
from handlers.replies import Reply

log = logging.getLogger(__name__)


def words_of(update: Update) -> str:
    """The words of a private message, caption or edit; "" for anything else."""
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return ""
    return message.text or message.caption or ""


class Intake:
    """Sends emergency cards. `knowledge` is asked anew for each message, since content may be replaced."""

    def __init__(
        self, bot: Bot, knowledge: Callable[[], Knowledge], clinic: Clinic, talking: Talking | None = None
    ) -> None:
        self._bot = bot
        self._knowledge = knowledge
        self._clinic = clinic
        self._talking = talking or Talking()

    def card(self, update: Update) -> Reply | None:
        """The card that an update calls for, by its words alone."""
        words = words_of(update)
        if not words:
            return None
        knowledge = self._knowledge()
        understanding = knowledge.urgent(words)
        if understanding is None:
            return None
        chat = update.effective_chat
        talking = chat is not None and chat.id in self._talking.chats and Flag.UNDER_18 not in understanding.flags
        return emergency_card(understanding, knowledge, talking=talking)

    async def __call__(self, update: Update) -> bool:
        """Send the card that this update calls for; True if one was sent."""
        card, chat = self.card(update), update.effective_chat
        if card is None or chat is None:
            return False
        try:
            for outgoing in render_reply(card, chat.id, self._clinic):
                await self._bot.send_message(
                    outgoing.chat_id,
                    outgoing.html,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    api_kwargs={"reply_markup": outgoing.keyboard} if outgoing.keyboard else None,
                )
        except TelegramError as error:
            log.warning("emergency card not sent at intake, the outbox will: %s", type(error).__name__)
            return False
        return True

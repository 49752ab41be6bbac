"""A topic for each case where the staff group is a forum. What Telegram refuses is done without: in the plain group."""

import logging
from collections.abc import Callable
from dataclasses import replace

from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.storage.cases import Card
from bot.storage.outbox import Outbox
from handlers.session import CaseState

log = logging.getLogger(__name__)


class Topics:
    """Opens, reopens and closes topics. `name` is what the topic of a case is called: its number, nothing else.

    Raises what says that Telegram can't be reached or asks for a pause (telegram.error); a refusal raises nothing.
    """

    def __init__(self, bot: Bot, outbox: Outbox, name: Callable[[int], str]) -> None:
        self._bot = bot
        self._outbox = outbox
        self._name = name

    async def before(self, chat_id: int, card: Card) -> Card:
        """The card with an open topic to be sent to, if it has one or can have one."""
        here = card.chat_id == chat_id
        if here and card.thread_id is not None:
            if card.thread_closed and not _over(card):
                await self._set(chat_id, card, closed=False)
                return replace(card, thread_closed=False)
            return card
        if (here and card.message_id is not None) or _over(card):
            return replace(card, thread_id=None)
        thread_id = await self._new(chat_id, card.case.number)
        if thread_id is None:
            return replace(card, thread_id=None)
        await self._outbox.topic_opened(card.case.number, chat_id, thread_id)
        return replace(card, chat_id=chat_id, message_id=None, thread_id=thread_id, thread_closed=False)

    async def after(self, chat_id: int, card: Card) -> None:
        """The card was sent: the topic of a case that is over is closed."""
        if card.thread_id is not None and _over(card) and not card.thread_closed:
            await self._set(chat_id, card, closed=True)

    async def _new(self, chat_id: int, number: int) -> int | None:
        try:
            if not (await self._bot.get_chat(chat_id)).is_forum:
                return None
            topic = await self._bot.create_forum_topic(chat_id, self._name(number))
        except (BadRequest, Forbidden) as error:
            log.warning("no topic for case B-%s, its card goes to the plain group: %s", number, type(error).__name__)
            return None
        return topic.message_thread_id

    async def _set(self, chat_id: int, card: Card, *, closed: bool) -> None:
        thread_id = card.thread_id or 0
        change = self._bot.close_forum_topic if closed else self._bot.reopen_forum_topic
        try:
            await change(chat_id, thread_id)
        except (BadRequest, Forbidden) as error:
            log.warning("the topic of case B-%s stays as it is: %s", card.case.number, type(error).__name__)
        await self._outbox.topic_closed(card.case.number, closed=closed)


def _over(card: Card) -> bool:
    return card.case.state is CaseState.DONE or card.case.deleted

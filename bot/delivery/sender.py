"""Sending over Telegram: messages as they were queued, cards as their case stands now."""

from collections.abc import Callable
from typing import Protocol

from telegram import Bot, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.storage.cases import Card
from handlers.case import Case
from handlers.ports import Document, Json
from handlers.render import without_markup

RenderCard = Callable[[Case], tuple[str, Json | None]]
"""A case as the staff group sees it: HTML and keyboard."""


_NO_SUCH_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")


class Sender(Protocol):
    """Puts messages into chats. Raises what Telegram answers (telegram.error)."""

    async def message(self, chat_id: int, text: str, keyboard: Json | None, reply_to: int | None = None) -> int:
        """Send HTML, as a reply where `reply_to` is still there; the message's id."""
        ...

    async def document(self, chat_id: int, caption: str, document: Document) -> int:
        """Send a file with a caption in HTML; the message's id."""
        ...

    async def photo(self, chat_id: int, caption: str, keyboard: Json | None, photo: str | bytes) -> str:
        """Send a picture with a caption in HTML, by Telegram's id of it or as the bytes of a PNG; its id."""
        ...

    async def card(self, chat_id: int, card: Card) -> int:
        """Send a case's card, or bring the one in this chat up to date; the message's id."""
        ...

    async def under_card(self, chat_id: int, text: str, card: Card) -> int:
        """Send HTML under a case's card, in its topic if it has one; the message's id."""
        ...

    async def erase(self, chat_id: int, message_id: int, card: Card) -> None:
        """Give a message under the card of a deleted case the words of that card, if it is still there."""
        ...


class TelegramSender:
    """The real one."""

    def __init__(self, bot: Bot, render_card: RenderCard) -> None:
        self._bot = bot
        self._render_card = render_card

    async def message(self, chat_id: int, text: str, keyboard: Json | None, reply_to: int | None = None) -> int:
        """Send HTML without link previews. Where Telegram can't read the HTML, the bare words go out."""
        return await self._sent(chat_id, text, keyboard, reply_to)

    async def document(self, chat_id: int, caption: str, document: Document) -> int:
        """Send a file with a caption in HTML."""
        file = InputFile(document.text.encode(), document.name)
        sent = await self._bot.send_document(chat_id, file, caption=caption, parse_mode=ParseMode.HTML)
        return sent.message_id

    async def photo(self, chat_id: int, caption: str, keyboard: Json | None, photo: str | bytes) -> str:
        """Send a picture with a caption in HTML; Telegram's id of the largest of the sizes that it made."""
        sent = await self._bot.send_photo(
            chat_id,
            photo,
            caption=caption,
            parse_mode=ParseMode.HTML,
            filename="picture.png",
            api_kwargs=_markup(keyboard),
        )
        return sent.photo[-1].file_id

    async def card(self, chat_id: int, card: Card) -> int:
        """Edit the card where it stands; a new one if there is none here, or it was deleted by hand."""
        text, keyboard = self._render_card(card.case)
        if card.message_id is None or card.chat_id != chat_id:
            return await self._in_topic(chat_id, text, keyboard, None, card.thread_id)
        if await self._edited(chat_id, card.message_id, text, keyboard):
            return card.message_id
        return await self._in_topic(chat_id, text, keyboard, None, card.thread_id)

    async def under_card(self, chat_id: int, text: str, card: Card) -> int:
        """Send it as a reply to the card, where that is in this chat and still there."""
        here = card.chat_id == chat_id
        answered, thread_id = (card.message_id, card.thread_id) if here else (None, None)
        return await self._in_topic(chat_id, text, None, answered, thread_id)

    async def erase(self, chat_id: int, message_id: int, card: Card) -> None:
        """Edit it: unlike deleting, that has no limit of time."""
        text, _ = self._render_card(card.case)
        await self._edited(chat_id, message_id, text, None)

    async def _edited(self, chat_id: int, message_id: int, text: str, keyboard: Json | None) -> bool:
        """Give a message these words and buttons; False where it is gone."""
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                api_kwargs=_markup(keyboard),
            )
        except BadRequest as error:
            reason = error.message.lower()
            if "message to edit not found" in reason or "message can't be edited" in reason:
                return False
            if "message is not modified" not in reason:
                raise
        return True

    async def _in_topic(
        self, chat_id: int, text: str, keyboard: Json | None, reply_to: int | None, thread_id: int | None
    ) -> int:
        """Send to a topic; to the plain group where staff have deleted that topic or keep it closed."""
        try:
            return await self._sent(chat_id, text, keyboard, reply_to, thread_id)
        except BadRequest as error:
            reason = error.message.lower()
            if thread_id is None or not any(words in reason for words in _NO_SUCH_TOPIC):
                raise
            return await self._sent(chat_id, text, keyboard, None)

    async def _sent(
        self, chat_id: int, text: str, keyboard: Json | None, reply_to: int | None, thread_id: int | None = None
    ) -> int:
        more = {**(_markup(keyboard) or {}), **({} if thread_id is None else {"message_thread_id": thread_id})}
        try:
            return await self._send(chat_id, text, more, reply_to, ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            return await self._send(chat_id, without_markup(text), more, reply_to, None)

    async def _send(self, chat_id: int, text: str, more: Json, reply_to: int | None, mode: ParseMode | None) -> int:
        answered = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)
        sent = await self._bot.send_message(
            chat_id,
            text,
            parse_mode=mode,
            reply_parameters=answered,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            api_kwargs=more or None,
        )
        return sent.message_id


def _markup(keyboard: Json | None) -> Json | None:
    # Stored as Telegram's own JSON, so it goes out as it is: inline, reply keyboard or its removal.
    return None if keyboard is None else {"reply_markup": keyboard}

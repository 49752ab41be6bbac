"""Changing what was said: edits of text and buttons, and deleting."""

from __future__ import annotations

from typing import Final

from bot.sandbox.encode import message_to_json
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import InlineKeyboard, JsonObject, Markup, parse_markup
from bot.sandbox.methods.access import find_chat, find_message
from bot.sandbox.methods.content import check_markup, read_preview, read_text, with_found
from bot.sandbox.params import Call, method
from bot.sandbox.state import Chat, Content, Media, Message, Notice, Said
from bot.sandbox.text import check_message

DELETE_WITHIN: Final = 48 * 3600


def edit_message_text(call: Call) -> JsonObject:
    """Replace a text; a keyboard that is not sent again is gone."""
    text, preview = read_text(call), read_preview(call)
    markup = parse_markup(call.text("reply_markup"))
    message = _own_message(call)
    if not isinstance(message.content, Said):
        raise bad_request("there is no text in the message to edit")
    return _change(call, message, Said(with_found(check_message(text)), preview), markup)


def edit_message_reply_markup(call: Call) -> JsonObject:
    """Replace the buttons, or remove them by sending none."""
    markup = parse_markup(call.text("reply_markup"))
    message = _own_message(call)
    return _change(call, message, message.content, markup)


def delete_message(call: Call) -> bool:
    """Delete for everyone: the bot's own messages, what people wrote in private, all as an administrator."""
    if not call.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    message_id = call.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    chat = find_chat(call)
    message = find_message(chat, message_id, "message to delete")
    if not _deletable(call, chat, message):
        raise bad_request("message can't be deleted")
    if call.world.clock() - message.date > DELETE_WITHIN:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    call.world.bell.ring()
    return True


def _own_message(call: Call) -> Message:
    message_id = call.integer("message_id")
    if not call.text("chat_id") and not message_id:
        raise bad_request("message identifier is not specified")
    chat = find_chat(call)
    message = find_message(chat, message_id, "message to edit")
    with_reply_keyboard = message.markup is not None and message.keyboard is None
    if message.sender is not call.world.bot or isinstance(message.content, Notice) or with_reply_keyboard:
        raise bad_request("message can't be edited")
    return message


def _change(call: Call, message: Message, content: Content, markup: Markup | None) -> JsonObject:
    if markup is not None and not isinstance(markup, InlineKeyboard):
        raise bad_request("inline keyboard expected")
    check_markup(markup, message.chat)
    if (content, markup) == (message.content, message.markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.content, message.markup = content, markup
    message.edit_date = call.world.now()
    call.world.edited(message)
    return message_to_json(message)


def _deletable(call: Call, chat: Chat, message: Message) -> bool:
    bot = call.world.bot
    if isinstance(message.content, Said | Media) and message.sender is bot:
        return True
    return chat.private or chat.status_of(bot).in_charge


METHODS = (
    method(
        "editMessageText",
        edit_message_text,
        "chat_id message_id text parse_mode entities link_preview_options reply_markup",
    ),
    method("editMessageReplyMarkup", edit_message_reply_markup, "chat_id message_id reply_markup"),
    method("deleteMessage", delete_message, "chat_id message_id"),
)

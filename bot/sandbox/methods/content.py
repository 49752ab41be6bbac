"""Texts, captions, keyboards and the other parts that several methods read in the same way."""

from __future__ import annotations

from typing import Final

from bot.sandbox.entities import read_entities
from bot.sandbox.errors import bad_request
from bot.sandbox.html_mode import parse_html
from bot.sandbox.keyboards import (
    InlineKeyboard,
    Markup,
    ReplyKeyboard,
    check_inline_buttons,
    check_reply_buttons,
)
from bot.sandbox.links import detect
from bot.sandbox.params import Call
from bot.sandbox.state import Chat, Message
from bot.sandbox.text import FormattedText, check_raw

_PREVIEW: Final = {
    "is_disabled": bool,
    "url": str,
    "prefer_small_media": bool,
    "prefer_large_media": bool,
    "show_above_text": bool,
}


def read_text(call: Call) -> FormattedText:
    """The text of a message as it was meant, before the limits that count after parsing."""
    if not call.text("text"):
        raise bad_request("message text is empty")
    return _formatted(call, call.text("text"), "entities")


def read_caption(call: Call) -> FormattedText:
    """The caption of a file."""
    return _formatted(call, call.text("caption"), "caption_entities")


def with_found(content: FormattedText) -> FormattedText:
    """Add what Telegram recognises by itself, such as links and commands."""
    entities = (*content.entities, *detect(content.text, content.entities))
    return FormattedText(content.text, tuple(sorted(entities, key=lambda e: (e.offset, -e.length))))


def check_markup(markup: Markup | None, chat: Chat) -> None:
    """What is refused only when the chat is known."""
    if isinstance(markup, InlineKeyboard):
        check_inline_buttons(markup)
    elif isinstance(markup, ReplyKeyboard):
        check_reply_buttons(markup, private=chat.private)


def read_preview(call: Call) -> tuple[tuple[str, bool | str], ...]:
    """``link_preview_options``: shown again in the message, without any effect here."""
    value = call.json("link_preview_options", "can't parse link preview options JSON object")
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise bad_request("object expected as link preview options")
    for name, given in value.items():
        if name not in _PREVIEW:
            raise bad_request(f'sandbox: field "{name}" of link_preview_options is not modelled')
        if not isinstance(given, _PREVIEW[name]):
            kind = "Boolean" if _PREVIEW[name] is bool else "String"
            raise bad_request(f'field "{name}" must be of type {kind}')
    return tuple(value.items())


def read_reply(call: Call, chat: Chat) -> Message | None:
    """The message that is replied to."""
    value = call.json("reply_parameters", "can't parse reply parameters JSON object")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply parameters")
    for name in value:
        if name not in {"message_id", "chat_id", "allow_sending_without_reply"}:
            raise bad_request(f'sandbox: field "{name}" of reply_parameters is not modelled')
    if "chat_id" in value and str(value["chat_id"]) != str(chat.id):
        raise bad_request("sandbox: replies to another chat are not modelled")
    message_id = value.get("message_id", 0)
    if isinstance(message_id, int) and message_id <= 0:
        return None
    message = chat.find(message_id) if isinstance(message_id, int) else None
    if message is None and value.get("allow_sending_without_reply") is not True:
        raise bad_request("message to be replied not found")
    return message


def _formatted(call: Call, text: str, entities: str) -> FormattedText:
    check_raw(text)
    mode = call.text("parse_mode").lower()
    if not text or mode in {"", "none"}:
        broken = f"sandbox: {entities} is no JSON; Telegram would send the text without any"
        value = call.json(entities, broken) if text else None
        return FormattedText(text, read_entities(value, text))
    if mode in {"markdown", "markdownv2"}:
        raise bad_request(f"sandbox: parse_mode {call.text('parse_mode')} is not modelled")
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    return parse_html(text)

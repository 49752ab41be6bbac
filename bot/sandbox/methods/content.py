"""Texts, captions, keyboards and the other parts that several methods read in the same way."""

from __future__ import annotations

import itertools
from typing import Final

from bot.sandbox.addresses import tidy_url
from bot.sandbox.errors import bad_request
from bot.sandbox.html_mode import parse_html
from bot.sandbox.keyboards import (
    InlineKeyboard,
    JsonObject,
    Markup,
    ReplyKeyboard,
    check_inline_buttons,
    check_reply_buttons,
)
from bot.sandbox.links import detect
from bot.sandbox.params import Call
from bot.sandbox.state import Chat, Message
from bot.sandbox.text import Entity, FormattedText, check_raw, cut, units

_GIVEN: Final = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote"}
)
_FOUND: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
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
            raise bad_request(f'can\'t parse link preview options: Field "{name}" has a wrong type')
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
    message_id = value.get("message_id")
    message = chat.find(message_id) if isinstance(message_id, int) else None
    if message is None and value.get("allow_sending_without_reply") is not True:
        raise bad_request("message to be replied not found")
    return message


def check_thread(call: Call, chat: Chat) -> None:
    """Topics are not modelled yet; in a supergroup that is no forum Telegram ignores the parameter."""
    if call.integer("message_thread_id") and chat.private:
        raise bad_request('sandbox: parameter "message_thread_id" is not modelled in private chats')


def _formatted(call: Call, text: str, entities: str) -> FormattedText:
    check_raw(text)
    mode = call.text("parse_mode").lower()
    if not text or mode in {"", "none"}:
        value = call.json(entities, "can't parse entities JSON object") if text else None
        return FormattedText(text, tuple(_entities(value, text)))
    if mode in {"markdown", "markdownv2"}:
        raise bad_request(f"sandbox: parse_mode {call.text('parse_mode')} is not modelled")
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    return parse_html(text)


def _entities(value: object, text: str) -> list[Entity]:
    entities: list[Entity] = []
    for item in value if isinstance(value, list) else ():
        if not isinstance(item, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind = item.get("type")
        if kind in _FOUND:
            continue
        entity = _entity(item, str(kind))
        _check_span(entity, text)
        if entity.length:
            entities.append(entity)
    return entities


def _check_span(entity: Entity, text: str) -> None:
    for name, number in (("offset", entity.offset), ("length", entity.length)):
        if not 0 <= number <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect {name} {number}")
    end = units(text)
    if entity.end > end:
        where = f"entity beginning at UTF-16 offset {entity.offset}"
        raise bad_request(f"{where} ends after the end of the text at UTF-16 offset {end}")
    starts = itertools.accumulate((units(character) for character in text), initial=0)
    if entity.length and entity.offset not in starts:
        byte = len(cut(text, 0, entity.offset - 1).encode())
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {byte}")


def _entity(item: JsonObject, kind: str) -> Entity:
    offset, length = item.get("offset"), item.get("length")
    for name, number in (("offset", offset), ("length", length)):
        if not isinstance(number, int):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    at, long = int(str(offset)), int(str(length))
    if kind in _GIVEN:
        return Entity(kind, at, long)
    if kind == "pre":
        return Entity(kind, at, long, language=str(item.get("language", "")))
    if kind == "text_link":
        return Entity(kind, at, long, url=tidy_url(str(item.get("url", ""))))
    user = item.get("user")
    if kind == "text_mention" and isinstance(user, dict):
        return Entity(kind, at, long, user_id=int(user.get("id", 0)))
    raise bad_request("can't parse MessageEntity: Unsupported type specified")

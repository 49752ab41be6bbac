"""Formatting given as entities instead of HTML, read with the refusals of telegram-bot-api and TDLib."""

from __future__ import annotations

from typing import Final

from bot.sandbox.addresses import tidy_url
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.text import Entity, units

FURTHEST: Final = 1_000_000

_PLAIN: Final = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote"}
)
_FOUND: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
"""What Telegram finds by itself; who gives these is not heeded."""

_NOT_MODELLED: Final = frozenset({"custom_emoji", "date_time"})


def read_entities(value: object, text: str) -> tuple[Entity, ...]:
    """The entities that lie in the text. Raises ApiError."""
    items = value if isinstance(value, list) else []
    given = [entity for entity in map(_entity, items) if entity is not None]
    for entity in given:
        for name, number in (("offset", entity.offset), ("length", entity.length)):
            if not 0 <= number <= FURTHEST:
                raise bad_request(f"receive an entity with incorrect {name} {number}")
    entities = sorted((entity for entity in given if entity.length), key=lambda e: (e.offset, -e.length))
    for entity in entities:
        _check_place(entity, text)
    return tuple(entities)


def _check_place(entity: Entity, text: str) -> None:
    """An entity begins and ends at characters of the text, not within one that takes two units."""
    length = units(text)
    if entity.offset > length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if within := _bytes_after_split(text, entity.offset):
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {within}")
    start = f"entity beginning at UTF-16 offset {entity.offset}"
    if entity.end > length:
        raise bad_request(f"{start} ends after the end of the text at UTF-16 offset {entity.end}")
    if within := _bytes_after_split(text, entity.end):
        raise bad_request(f"{start} ends in a middle of a UTF-16 symbol at byte offset {within}")


def _bytes_after_split(text: str, offset: int) -> int:
    """Where the character ends that this offset would split, in bytes; 0 if it splits none."""
    at = size = 0
    for character in text:
        if at >= offset:
            break
        at += units(character)
        size += len(character.encode())
    return size if at > offset else 0


def _entity(item: object) -> Entity | None:
    if not isinstance(item, dict):
        raise _unreadable("expected an Object")
    offset, length = _number(item, "offset"), _number(item, "length")
    if "type" not in item:
        raise _unreadable('Can\'t find field "type"')
    kind = item["type"]
    if kind in _FOUND:
        return None
    if kind in _PLAIN:
        return Entity(kind, offset, length)
    if kind == "pre":
        return Entity(kind, offset, length, language=str(item.get("language", "")))
    if kind == "text_link":
        return Entity(kind, offset, length, url=tidy_url(str(item.get("url", ""))))
    user = item.get("user")
    if kind == "text_mention" and isinstance(user, dict):
        return Entity(kind, offset, length, user_id=int(user.get("id", 0)))
    if kind in _NOT_MODELLED:
        raise bad_request(f"sandbox: entities of the type {kind} are not modelled")
    raise _unreadable("Unsupported type specified")


def _number(item: JsonObject, field: str) -> int:
    if field not in item:
        raise _unreadable(f'Can\'t find field "{field}"')
    number = item[field]
    if not isinstance(number, int) or isinstance(number, bool):
        raise _unreadable(f'Field "{field}" must be of type Number')
    return number


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse MessageEntity: {reason}")

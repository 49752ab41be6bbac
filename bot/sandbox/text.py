"""Formatted text: what a message says, where its entities lie, and Telegram's limits on both.

Lengths are counted in code points and offsets in UTF-16 units, because Telegram does so.
"""

from __future__ import annotations

import html
import string
from dataclasses import dataclass, replace
from typing import Final

from bot.sandbox.errors import bad_request

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_RAW_BYTES: Final = 1 << 15

BLANK: Final = " \t\r\n\v\0"
"""What separates words to TDLib, outside messages themselves."""

_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_INVISIBLE: Final = "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\u2800\u3164\ufeff"  # blanks to Telegram
_ALONE: Final = frozenset({"code", "pre"})
_TAGS: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}


@dataclass(frozen=True)
class Entity:
    """A stretch of text with a meaning, measured in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    user_id: int = 0
    custom_emoji_id: str = ""

    @property
    def end(self) -> int:
        """The first unit after the stretch."""
        return self.offset + self.length


@dataclass(frozen=True)
class FormattedText:
    """Text and its entities, as Telegram keeps them."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def html(self) -> str:
        """The same as HTML, so that a test can compare what a person sees with what was meant."""
        opening: dict[int, list[str]] = {}
        closing: dict[int, list[str]] = {}
        for entity in sorted(self.entities, key=lambda e: (e.offset, -e.length)):
            tags = _tags(entity)
            if tags is not None:
                opening.setdefault(entity.offset, []).append(tags[0])
                closing.setdefault(entity.end, []).insert(0, tags[1])
        parts: list[str] = []
        position = 0
        for character in self.text:
            parts += [*closing.get(position, ()), *opening.get(position, ())]
            parts.append(html.escape(character, quote=False))
            position += units(character)
        return "".join([*parts, *closing.get(position, ())])


NOTHING: Final = FormattedText("")


def units(text: str) -> int:
    """Count UTF-16 units: characters beyond the first plane, such as emoji, count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def lowered(text: str) -> str:
    """Make capital letters small as TDLib does: those of English alone."""
    return text.translate(_LOWER)


def cut(text: str, offset: int, length: int) -> str:
    """Take a stretch given in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def check_raw(text: str) -> None:
    """Refuse what is too long even before it is parsed."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
        raise bad_request("text is too long")


def check_message(content: FormattedText) -> FormattedText:
    """Trim a message text and hold it to the limits that count after parsing."""
    trimmed = trim(content)
    if not trimmed.text.strip(_INVISIBLE + string.whitespace):
        raise bad_request("text must be non-empty")
    if len(trimmed.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return trimmed


def check_caption(content: FormattedText) -> FormattedText:
    """Trim a caption, which may be empty, and hold it to its own limit."""
    trimmed = trim(content)
    if len(trimmed.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return trimmed


def trim(content: FormattedText) -> FormattedText:
    """Drop blanks at both ends and move, cut or drop the entities accordingly."""
    start = units(content.text) - units(content.text.lstrip())
    text = content.text.strip()
    length = units(text)
    kept: list[Entity] = []
    for entity in content.entities:
        begin, end = max(entity.offset - start, 0), min(entity.end - start, length)
        if end > begin and cut(text, begin, end - begin).strip():
            kept.append(replace(entity, offset=begin, length=end - begin))
    return FormattedText(text, _untangle(kept))


def _untangle(entities: list[Entity]) -> tuple[Entity, ...]:
    """Nothing else may be formatted inside code; Telegram drops it there."""
    alone = [entity for entity in entities if entity.kind in _ALONE]
    kept: list[Entity] = list(alone)
    for entity in entities:
        if entity.kind in _ALONE:
            continue
        pieces = [entity] if entity.kind == "blockquote" else _outside(entity, alone)
        kept += pieces
    return tuple(sorted(set(kept), key=lambda e: (e.offset, -e.length, e.kind)))


def _outside(entity: Entity, holes: list[Entity]) -> list[Entity]:
    pieces = [entity]
    for hole in holes:
        cut_up: list[Entity] = []
        for piece in pieces:
            if hole.end <= piece.offset or piece.end <= hole.offset:
                cut_up.append(piece)
                continue
            if piece.offset < hole.offset:
                cut_up.append(replace(piece, length=hole.offset - piece.offset))
            if hole.end < piece.end:
                cut_up.append(replace(piece, offset=hole.end, length=piece.end - hole.end))
        pieces = cut_up
    return pieces


def _tags(entity: Entity) -> tuple[str, str] | None:
    if entity.kind == "text_link":
        return f'<a href="{html.escape(entity.url)}">', "</a>"
    if entity.kind == "text_mention":
        return f'<a href="tg://user?id={entity.user_id}">', "</a>"
    if entity.kind == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
    if entity.kind == "pre":
        code = f'<code class="language-{html.escape(entity.language)}">' if entity.language else ""
        return f"<pre>{code}", f"{'</code>' if code else ''}</pre>"
    if entity.kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    tag = _TAGS.get(entity.kind)
    return (f"<{tag}>", f"</{tag}>") if tag else None

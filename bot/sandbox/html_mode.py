"""Telegram's HTML parse mode, read as TDLib reads it and refused in its words.

A tag that is not closed makes Telegram refuse the whole message, so a lenient parser here would hide
the very mistake that an end-to-end test should find. Checked against TDLib in the tests, but for `tg-time`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from bot.sandbox.addresses import tidy_url, user_of_link
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.text import BLANK, Entity, FormattedText, lowered, units

_SIMPLE: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
}
_PLAIN: Final = re.compile(r"[^&<]+")
_HALF: Final = re.compile(r"[\ud800-\udfff]")
"""One of the two units of a character beyond the first plane."""
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([a-zA-Z]+));?")
_EMOJI_ID: Final = re.compile(r"-?[1-9][0-9]*")
_LONGEST_REFERENCE: Final = 9
_ARGUMENTS: Final = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}
"""The attributes that mean something, with what their value must begin with to count."""


def parse_html(source: str) -> FormattedText:
    """Parse a text in HTML mode or raise ``can't parse entities``."""
    return _Reader(source).read()


@dataclass
class _Tag:
    name: str
    argument: str
    offset: int
    begin: int
    kind: str


@dataclass
class _Reader:
    source: str
    at: int = 0
    parts: list[str] = field(default_factory=list)
    position: int = 0
    open_tags: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> FormattedText:
        while self.at < len(self.source):
            if plain := _PLAIN.match(self.source, self.at):
                self.at = plain.end()
                self._put(plain[0])
            elif self.source[self.at] == "&":
                self._put(self._reference())
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open_tags:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"')
        text = "".join(self.parts)
        if _HALF.search(text):
            raise _refused(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        entities = [replace(e, language="") if e.kind == "code" else e for e in self.entities]
        return FormattedText(text, tuple(sorted(entities, key=lambda e: (e.offset, -e.length))))

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.position += units(text)

    def _byte(self, index: int) -> int:
        return len(self.source[:index].encode("utf-8", "surrogatepass"))

    def _reference(self) -> str:
        found = _REFERENCE.match(self.source, self.at)
        decoded = _decode(found) if found else ""
        if not found or not decoded:
            self.at += 1
            return "&"
        self.at = found.end()
        return decoded

    def _peek(self) -> str:
        """The character here; nothing at the end, which is also where a tag holds a NUL."""
        return self.source[self.at].strip("\0") if self.at < len(self.source) else ""

    def _skip(self) -> None:
        while self._peek() and self._peek() in BLANK:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self._byte(begin)}"
        self.at += 1
        name = lowered(self._until(BLANK + ">"))
        if not self._peek():
            raise _refused(f"Unclosed start tag {where}")
        if name == "tg-time":
            raise bad_request("sandbox: the tag tg-time is not modelled")
        if name not in _SIMPLE:
            raise _refused(f'Unsupported start tag "{name}" {where}')
        argument, kind = "", _SIMPLE[name]
        while self._peek() != ">":
            self._skip()
            if self._peek() == ">":
                break
            attribute, value = self._attribute(name, where)
            prefix = _ARGUMENTS.get((name, attribute))
            if prefix is not None and value.startswith(prefix):
                argument = value.removeprefix(prefix)
            elif name == "blockquote" and attribute == "expandable":
                kind = "expandable_blockquote"
        if name == "span" and argument != "spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" {where}')
        self.at += 1
        self.open_tags.append(_Tag(name, argument, self.position, len(self.parts), kind))

    def _until(self, stops: str) -> str:
        begin = self.at
        while self._peek() and self._peek() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _attribute(self, tag: str, where: str) -> tuple[str, str]:
        name = self._until(BLANK + "=>/\"'")
        if not name:
            raise _refused(f'Empty attribute name in the tag "{tag}" {where}')
        self._skip()
        if not self._peek():
            raise _refused(f'Unclosed start tag "{tag}" {where}')
        if self._peek() != "=":
            return name, ""
        self.at += 1
        self._skip()
        if not self._peek():
            raise _refused(f'Unclosed start tag "{tag}" {where}')
        value = self._quoted() if self._peek() in "'\"" else self._bare()
        if not self._peek():
            raise _refused(f"Unclosed start tag {where}")
        return name, value

    def _bare(self) -> str:
        begin = self.at
        while self._peek().isascii() and (self._peek().isalnum() or self._peek() in ("-", ".")):
            self.at += 1
        if self._peek() and self._peek() not in BLANK + ">":
            raise _refused(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return lowered(self.source[begin : self.at])

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        parts: list[str] = []
        while self._peek() and self._peek() != quote:
            if self._peek() == "&":
                parts.append(self._reference())
            else:
                parts.append(self._peek())
                self.at += 1
        if self._peek():
            self.at += 1
        return "".join(parts)

    def _end_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self._byte(begin)}"
        if not self.open_tags:
            raise _refused(f"Unexpected end tag {where}")
        self.at += 2
        name = lowered(self._until(BLANK + ">"))
        self._skip()
        if self._peek() != ">":
            raise _refused(f"Unclosed end tag {where}")
        self.at += 1
        tag = self.open_tags.pop()
        if name and name != tag.name:
            raise _refused(f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"')
        if self.position > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        entity = Entity(tag.kind, tag.offset, self.position - tag.offset)
        last = self.entities[-1] if self.entities else None
        if last and (last.offset, last.length) != (entity.offset, entity.length):
            last = None
        match tag.name:
            case "a":
                self._link(entity, tag.argument or "".join(self.parts[tag.begin :]))
            case "tg-emoji":
                self.entities.append(replace(entity, custom_emoji_id=_emoji_id(tag.argument)))
            case "pre" if last and last.kind == "code" and last.language:
                self.entities[-1] = replace(last, kind="pre")
            case "code" if last and last.kind == "pre" and not last.language and tag.argument:
                self.entities[-1] = replace(last, language=tag.argument)
            case "code":
                self.entities.append(replace(entity, language=tag.argument))
            case _:
                self.entities.append(entity)

    def _link(self, entity: Entity, url: str) -> None:
        user_id, tidied = user_of_link(url), tidy_url(url)
        if user_id:
            self.entities.append(replace(entity, kind="text_mention", user_id=user_id))
        elif tidied:
            self.entities.append(replace(entity, url=tidied))


def _decode(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name is not None:
        return _NAMED.get(name, "")
    if len(found[0].rstrip(";")) > _LONGEST_REFERENCE:
        return ""
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x10FFFF else ""


def _emoji_id(argument: str) -> str:
    if not _EMOJI_ID.fullmatch(argument) or not -(1 << 63) <= int(argument) < 1 << 63:
        raise _refused("Invalid custom emoji identifier specified")
    return argument


def _refused(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")

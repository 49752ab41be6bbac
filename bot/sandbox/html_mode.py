"""Telegram's HTML parse mode, read as TDLib reads it and refused in its words.

A tag that is not closed makes Telegram refuse the whole message, so a lenient parser here would hide
the very mistake that an end-to-end test should find. Checked against TDLib in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.links import tidy_url, user_of_link
from bot.sandbox.text import Entity, FormattedText, units

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
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([a-z]+));?")
_BLANK: Final = " \t\r\n\v\0"
_LANGUAGE: Final = "language-"


def parse_html(source: str) -> FormattedText:
    """Parse a text in HTML mode or raise ``can't parse entities``."""
    return _Reader(source).read()


@dataclass
class _Tag:
    name: str
    argument: str
    offset: int
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
            character = self.source[self.at]
            if character == "&":
                self._put(self._reference())
            elif character != "<":
                self.at += 1
                self._put(character)
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open_tags:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"')
        entities = sorted(self.entities, key=lambda e: (e.offset, -e.length))
        return FormattedText("".join(self.parts), tuple(entities))

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
        return self.source[self.at] if self.at < len(self.source) else ""

    def _skip(self, blank: str = _BLANK) -> None:
        while self._peek() and self._peek() in blank:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self._byte(begin)}"
        self.at += 1
        name = self._until(_BLANK + ">")
        if not self._peek():
            raise _refused(f"Unclosed start tag {where}")
        if name not in _SIMPLE:
            raise _refused(f'Unsupported start tag "{name}" {where}')
        argument, kind = "", _SIMPLE[name]
        while self._peek() != ">":
            self._skip()
            if self._peek() == ">":
                break
            attribute, value = self._attribute(name, where)
            if name == "a" and attribute == "href":
                argument = value
            elif name == "code" and attribute == "class" and value.startswith(_LANGUAGE):
                argument = value.removeprefix(_LANGUAGE)
            elif name == "span" and attribute == "class" and value.startswith("tg-"):
                argument = value.removeprefix("tg-")
            elif name == "blockquote" and attribute == "expandable":
                kind = "expandable_blockquote"
        if name == "span" and argument != "spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" {where}')
        self.at += 1
        self.open_tags.append(_Tag(name, argument, self.position, kind))

    def _until(self, stops: str) -> str:
        begin = self.at
        while self._peek() and self._peek() not in stops:
            self.at += 1
        return self.source[begin : self.at].lower()

    def _attribute(self, tag: str, where: str) -> tuple[str, str]:
        name = self._until(_BLANK + "=>/\"'")
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
        if self._peek() and self._peek() not in _BLANK + ">":
            raise _refused(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return self.source[begin : self.at].lower()

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
        name = self._until(_BLANK + ">")
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
        length = self.position - tag.offset
        inside = [e for e in self.entities if (e.offset, e.length) == (tag.offset, length)]
        if tag.name == "a":
            url = tag.argument or self._text_from(tag.offset)
            user_id, tidied = user_of_link(url), tidy_url(url)
            if user_id:
                self.entities.append(Entity("text_mention", tag.offset, length, user_id=user_id))
            elif tidied:
                self.entities.append(Entity("text_link", tag.offset, length, url=tidied))
        elif tag.name == "pre" and inside and inside[-1].kind == "code" and inside[-1].language:
            self.entities.remove(inside[-1])
            self.entities.append(Entity("pre", tag.offset, length, language=inside[-1].language))
        else:
            language = tag.argument if tag.name == "code" else ""
            self.entities.append(Entity(tag.kind, tag.offset, length, language=language))

    def _text_from(self, offset: int) -> str:
        position = 0
        for index, part in enumerate(self.parts):
            if position >= offset:
                return "".join(self.parts[index:])
            position += units(part)
        return ""


def _decode(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name is not None:
        return _NAMED.get(name, "")
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _refused(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")

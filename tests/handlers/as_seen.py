"""What people see of a text: as it is meant, and as Telegram's own parser reads what was made of it."""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from bot.sandbox.keyboards import InlineKeyboard, ReplyKeyboard, check_inline_buttons, parse_markup
from bot.sandbox.text import MAX_TEXT, cut
from faq.wording.facts import Clinic, fill
from handlers.ports import Json, Outgoing
from handlers.render import tidy
from tests import tdlib

HOSTILE = (
    *("<b>", "</b>", "&amp;", "&#60;", '<a href="tg://user?id=1">x</a>', "<", "&", "\"'"),
    *("**", "**Sam**", "*", "_x_ `y`", "{clinic}", "{number} {phone}", "{", "}"),
    *("\u202eevil\u202c", "\u2067שלום\u2069\u2069", "مريم", "\u200b", "\0", "a\x1bb", "\ue000\ue002"),
    *("😀" * 64, "👩‍👩‍👧" * 21, "x" * 64, "", " ", "\n\n", "a\nb\r\nc\u2028d"),
)
"""What people call themselves and write."""


@dataclass(frozen=True)
class Seen:
    """Words, those of them in bold, and those that lead to a person."""

    words: str
    bold: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def put(self, values: dict[str, str]) -> "Seen":
        """The same with words in place of single characters."""
        table = str.maketrans(values)
        bold = tuple(text.translate(table) for text in self.bold)
        return Seen(self.words.translate(table), bold, tuple(text.translate(table) for text in self.people))


def meant(text: str, clinic: Clinic) -> Seen:
    """A sentence as its author means it: the clinic's facts, **bold**, and everything else as it is written."""
    parts = fill(text, clinic).strip().split("**")
    return Seen("".join(parts), tuple(parts[1::2]))


def typed(value: str) -> str:
    """Somebody's words as they are shown: without what can't be seen, and never nothing."""
    return tidy(value).strip() or "-"


def seen(messages: Sequence[Outgoing]) -> Seen:
    """What is shown of one text, which may have become several messages, cut at paragraphs."""
    bodies = [see(message.html, message.keyboard) for message in messages]
    return Seen(
        "\n\n".join(body.words for body in bodies),
        tuple(chain.from_iterable(body.bold for body in bodies)),
        tuple(chain.from_iterable(body.people for body in bodies)),
    )


def see(source: str, keyboard: Json | None) -> Seen:
    """What is shown of one message, which must fit and hold no other markup than ours. Raises what Telegram refuses."""
    body = tdlib.parse_html(source)
    assert body.text.strip()
    assert len(body.text) <= MAX_TEXT
    found: dict[str, list[str]] = {"bold": [], "text_mention": []}
    for entity in body.entities:
        found[entity.kind].append(cut(body.text, entity.offset, entity.length))
    markup = parse_markup(json.dumps(keyboard) if keyboard else "")
    if isinstance(markup, InlineKeyboard):
        check_inline_buttons(markup)
    if isinstance(markup, InlineKeyboard | ReplyKeyboard):
        for label in (button.text for row in markup.rows for button in row):
            check_plain(label)
    return Seen(body.text, tuple(found["bold"]), tuple(found["text_mention"]))


def check_plain(text: str) -> None:
    """Words for where Telegram reads no markup: there is none in them."""
    assert text.strip()
    assert html.unescape(text) == text
    assert not re.search(r"\*\*|\{\w*\}|</?[a-z]+>", text), text

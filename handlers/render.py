"""Replies as Telegram messages and keyboards, and as plain text.

Everything is escaped before it becomes HTML; **bold** is the only markup, and links stand in buttons only.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import assert_never

from faq.wording.bot import Wording
from faq.wording.bot import fill as fill_own
from faq.wording.facts import Clinic, fill
from handlers.callbacks import encode
from handlers.case import DeskTurn
from handlers.ports import Document, Held, Json, Outgoing
from handlers.replies import Button, Keys, Reply
from handlers.turn import Turn

MAX_LENGTH = 4096
"""Telegram's limit for a message after its markup is read, here in UTF-16 units, as entities are counted."""

MAX_CAPTION = 1024
"""The same for the words below a picture."""

MAX_FLASH = 200
"""Telegram's limit for what flashes over the chat when a button is pressed."""

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
# Private-use characters stand in for braces and stars until the text is rendered.
_STAND_INS = {"{": "\ue000", "}": "\ue001", "*": "\ue002"}
_LITERAL = str.maketrans(_STAND_INS)
_AS_WRITTEN = str.maketrans({stand_in: character for character, stand_in in _STAND_INS.items()})
_TAG = re.compile(r"<[^>]*>")
_BREAKS = ("\n\n", "\n", " ")


def render_reply(
    reply: Reply,
    chat_id: int,
    clinic: Clinic,
    case_number: int | None = None,
    question: int | None = None,
    *,
    chart: bytes = b"",
) -> list[Outgoing]:
    """One reply as one message, or several where it is too long; the keyboard stands under the last.

    With a photo, all its words are the caption if they fit there; else the text follows in messages of its own.
    `question` is the message id of what the patient wrote, `chart` the picture of a photo without a digest.
    """
    photo, texts = "", list(split(fill(reply.words, clinic)))
    if reply.photo:
        photo = reply.photo.digest
        if len(texts) > 1 or units(texts[0]) > MAX_CAPTION:
            texts = [next(split(fill(reply.photo.caption, clinic), MAX_CAPTION)), *split(fill(reply.text, clinic))]
    keyboard = _keyboard(reply, clinic)
    return [
        Outgoing(
            chat_id,
            to_html(text),
            keyboard if place == len(texts) else None,
            emergency=reply.emergency,
            case_number=case_number if place == len(texts) else None,
            reply_to=question if reply.to_question else None,
            photo=photo if place == 1 else "",
            drawn=chart if reply.photo and not photo and place == 1 else b"",
        )
        for place, text in enumerate(texts, 1)
    ]


def render_turn(
    turn: Turn, chat_id: int, clinic: Clinic, question: int | None = None, *, chart: bytes = b""
) -> list[Outgoing]:
    """All messages of a turn, in order: to the patient, and under a case's card."""
    said = [
        outgoing
        for reply in turn.replies
        for outgoing in render_reply(reply, chat_id, clinic, question=question, chart=chart)
    ]
    return said + [each for relayed in turn.to_staff for each in _under_card(relayed.text, relayed.number, clinic)]


def _under_card(text: str, number: int, clinic: Clinic) -> list[Outgoing]:
    return [replace(outgoing, under_card=number) for outgoing in render_note(text, 0, clinic)]


def render_note(text: str, chat_id: int, clinic: Clinic) -> list[Outgoing]:
    """A text without buttons, for the staff group or an admin."""
    return render_reply(Reply(text), chat_id, clinic)


def render_desk(turn: DeskTurn, staff_chat_id: int | None, clinic: Clinic) -> list[Outgoing]:
    """What an action on a case sends: to its patient, and to the group.

    `case_number` is set on the staff's own words alone, whose arrival the card shows.
    """
    case, said = turn.case, list[Outgoing]()
    if case is not None:
        marked = case.number if turn.is_reply else None
        said += [each for reply in turn.to_patient for each in render_reply(reply, case.chat_id, clinic, marked)]
        said += [each for reply in turn.then for each in render_reply(reply, case.chat_id, clinic)]
    if turn.to_group and staff_chat_id is not None:
        if case is not None and not case.deleted:
            said += _under_card(turn.to_group, case.number, clinic)
        else:
            said += render_note(turn.to_group, staff_chat_id, clinic)
    return said


def my_data(held: Held, chat_id: int, wording: Wording, clinic: Clinic) -> list[Outgoing]:
    """The answer to /mydata: everything stored of the chat, in plain words and as a file."""
    words = wording.own_data
    if not held.data:
        return render_note(words.mydata_nothing, chat_id, clinic)
    rows = [fill_own(words.mydata_row, what=what, value=literal(tidy(value))) for what, value in held.rows]
    file = Document("my-data.json", json.dumps(held.data, indent=2, ensure_ascii=False))
    caption = Outgoing(chat_id, to_html(fill(words.mydata_file, clinic)), document=file)
    files = [caption]
    if held.diary is not None:
        files.append(Outgoing(chat_id, to_html(fill(wording.diary.as_table, clinic)), document=held.diary))
    return [*render_note("\n\n".join([words.mydata, *rows]), chat_id, clinic), *files]


def plain(reply: Reply, clinic: Clinic) -> str:
    """A reply as text for a terminal: links as "Label: address", other buttons as "[Label]"."""
    lines = [unmarked(reply.words, clinic)]
    for row in reply.buttons:
        lines += [f"{unmarked(button.label, clinic)}: {button.url}" for button in row if button.url]
        labels = [f"[{unmarked(button.label, clinic)}]" for button in row if not button.url]
        lines += [" ".join(labels)] if labels else []
    if reply.keys is Keys.ASK_PHONE:
        lines.append(f"[{unmarked(reply.phone_label, clinic)}]")
    return "\n".join(lines)


def unmarked(text: str, clinic: Clinic) -> str:
    """A text for where Telegram shows no bold: on buttons, in the menu, over the chat."""
    return _BOLD.sub(r"\1", fill(text, clinic)).translate(_AS_WRITTEN)


def flash(text: str, clinic: Clinic) -> str:
    """What flashes over the chat when a button is pressed."""
    return shorten(unmarked(text, clinic), MAX_FLASH)


def literal(text: str) -> str:
    """Somebody's own words inside one of our texts: braces and stars in it are neither placeholders nor markup."""
    return text.translate(_LITERAL)


def to_html(text: str) -> str:
    """Text with **bold** as Telegram's HTML."""
    return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False)).translate(_AS_WRITTEN)


def without_markup(source: str) -> str:
    """Telegram's HTML as the words alone."""
    return html.unescape(_TAG.sub("", source))


def split(text: str, limit: int = MAX_LENGTH) -> Iterator[str]:
    """The text in pieces of at most `limit` UTF-16 units: at paragraphs, else lines, words, or anywhere."""
    rest = text.strip() or "…"
    while units(rest) > limit:
        window = _first_units(rest, limit)
        cut = next((place for mark in _BREAKS if (place := window.rfind(mark)) > 0), len(window))
        yield window[:cut].rstrip()
        rest = rest[cut:].strip()
    yield rest


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return sum(_width(character) for character in text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, with "…" where something was cut."""
    return text if units(text) <= limit else _first_units(text, limit - 1).rstrip() + "…"


def shorten_front(text: str, limit: int) -> str:
    """The end of a text, of at most `limit` UTF-16 units, with "…" where something was cut before it."""
    return text if units(text) <= limit else "…" + _first_units(text[::-1], limit - 1)[::-1].lstrip()


def tidy(text: str) -> str:
    """A text from outside without control, invisible and direction-changing characters; line breaks stay."""
    spaced = (" " if c.isspace() and c != "\n" else c for c in text)
    return "".join(c for c in spaced if c == "\n" or c.isprintable())


def _first_units(text: str, limit: int) -> str:
    """As many whole characters as fit."""
    ends = accumulate(_width(character) for character in text)
    return text[: sum(1 for end in takewhile(lambda end: end <= limit, ends))]


def _width(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _keyboard(reply: Reply, clinic: Clinic) -> Json | None:
    if reply.buttons:
        return inline_keyboard([_inline(button, clinic) for button in row] for row in reply.buttons)
    match reply.keys:
        case Keys.ASK_PHONE:
            key = {"text": unmarked(reply.phone_label, clinic), "request_contact": True}
            return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
        case Keys.REMOVE:
            return {"remove_keyboard": True}
        case Keys.KEEP:
            return None
    assert_never(reply.keys)


def inline_keyboard(rows: Iterable[list[Json]]) -> Json:
    """Rows of buttons under a message."""
    return {"inline_keyboard": list(rows)}


def _inline(button: Button, clinic: Clinic) -> Json:
    label = unmarked(button.label, clinic)
    if button.url:
        return {"text": label, "url": button.url}
    if button.verb is None:
        raise ValueError(f'the button "{button.label}" leads nowhere; give it a verb or a url.')
    return {"text": label, "callback_data": encode(button.verb, button.argument)}

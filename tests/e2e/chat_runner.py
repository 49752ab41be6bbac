"""Plays a chat file against a clinic: all that anybody sees must stand in the file, and nothing else may be seen."""

import re

from bot.sandbox import Message
from bot.sandbox.keyboards import ReplyKeyboard
from bot.sandbox.state import Media
from bot.sandbox.text import cut
from tests.e2e.chat_file import Chat, Check, Moment, Sight
from tests.e2e.chat_stage import Stage
from tests.e2e.clinic import Clinic

_LEFT_OUT = re.compile(r"\s*(?:…|\.\.\.)\s*")
_ISOLATES = re.compile("[\u2066-\u2069]")
"""Unseen, around names, so that none turns the writing direction of a card."""


async def play_chat(chat: Chat, clinic: Clinic) -> None:
    """From the first line to the last. Raises AssertionError with file, line and what was seen instead."""
    stage = Stage(clinic)
    before = clinic.remembered() if chat.looks_into_database else ""
    for moment in chat.moments:
        await stage.play(moment.deed)
        faults = [*_unlike(moment, stage), *_broken(moment, stage, before)]
        assert not faults, "\n".join([*(f"{chat.name} line {fault}" for fault in faults), stage.patient.transcript()])


def reads_like(words: str, text: str) -> bool:
    """Whether a text is these words, with … for what is left out; line breaks count as blanks."""
    parts = [re.escape(" ".join(part.split())) for part in _LEFT_OUT.split(words)]
    return re.fullmatch(".*".join(parts), " ".join(_ISOLATES.sub("", text).split())) is not None


def _unlike(moment: Moment, stage: Stage) -> list[str]:
    """Where what was seen differs from the file, place by place, in number, words or buttons."""
    wanted: dict[str, list[tuple[int, Sight]]] = {}
    for line, seen in moment.seen:
        if isinstance(seen, Sight):
            wanted.setdefault(seen.who, []).append((line, seen))
    shown = {place: [_looks(message) for message in found] for place, found in stage.seen.items()}
    shown["flash"] = [(text, [], False) for text in stage.flashes]
    faults = []
    for place in dict.fromkeys([*wanted, *shown]):
        sights, found = wanted.get(place, []), shown.get(place, [])
        if len(sights) != len(found):
            faults.append(f"{moment.line}: {place}: {len(sights)} expected, {len(found)} seen: {found}")
            continue
        for (line, sight), (text, labels, picture) in zip(sights, found, strict=True):
            if sight.picture != picture:
                faults.append(f"{line}: {place}: {'a' if picture else 'no'} picture is seen with {text!r}")
            if not reads_like(sight.words, text):
                faults.append(f"{line}: {place}: expected {sight.words!r}, seen {text!r}")
            if sight.buttons is not None and not reads_like(_row(sight.buttons), _row(labels)):
                faults.append(f"{line}: {place}: expected the buttons {sight.buttons}, seen {labels}")
    return faults


def _broken(moment: Moment, stage: Stage, before: str) -> list[str]:
    """What must not be, and is. `before` is what the database held when the chat began."""
    private = [message for place, found in stage.seen.items() if place != "staff" for message in found]
    faults = []
    for line, check in moment.seen:
        match check:
            case Check(does="bot says nothing") if private:
                faults.append(f"{line}: the bot said {[message.text for message in private]}")
            case Check(does="no link") if links := [link for message in private for link in _links(message)]:
                faults.append(f"{line}: there is a link: {links}")
            case Check(does="nothing kept of", words=words):
                if stage.clinic.remembered().count(words) > before.count(words):
                    faults.append(f"{line}: the database holds {words!r}")
    return faults


def _looks(message: Message) -> tuple[str, list[str], bool]:
    """The words of a message, its buttons, and whether it is a picture."""
    return message.text, _labels(message), isinstance(message.content, Media) and message.content.kind == "photo"


def _labels(message: Message) -> list[str]:
    """The words on the buttons under a message, or under the input field; one that opens a page ends in ↗."""
    if isinstance(message.markup, ReplyKeyboard):
        return [button.text for row in message.markup.rows for button in row]
    return [f"{button.text} ↗" if button.url else button.text for button in message.buttons]


def _row(labels: list[str]) -> str:
    return " | ".join(labels)


def _links(message: Message) -> list[str]:
    """Addresses in a message and behind its buttons; the NHS's own are no adverts."""
    words = [cut(message.text, e.offset, e.length) for e in message.entities if e.kind in {"url", "text_link"}]
    return [b.url for b in message.buttons if b.url] + [word for word in words if not word.endswith("nhs.uk")]

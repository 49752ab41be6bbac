"""The words of a chat file (docs/chats.md): who does what, and all that is seen for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator
from rapidfuzz import process

from faq.source import ContentError, Source, read, validate

Person = Literal["patient", "Eve", "Sam", "Priya"]
Place = Literal["bot", "Eve", "Sam", "Priya", "staff", "group", "flash"]
Words = Annotated[str, StringConstraints(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Act(_Line):
    """A person does something that a few words say."""

    who: Person
    does: Literal["writes", "edits", "forwards", "replies", "adds the bot to", "blocks the bot"]
    words: Words


class Press(_Line):
    """A person presses a button: the newest so called, or the one under the message with the words `on`."""

    who: Person
    does: Literal["presses", "presses again", "double taps"]
    words: Words
    on: str = ""


class Send(_Line):
    """A person sends something that is not words, perhaps with words beside it."""

    who: Person
    does: Literal["sends"]
    words: Literal["photo", "voice message", "sticker", "file", "place", "own number", "someone else's number"]
    caption: str = ""


class FileEdit(_Line):
    """The admin changes a content file and saves it."""

    who: Literal["Priya"]
    does: Literal["edits the file"]
    words: Words
    replaces: Words
    by: str


class Wait(_Line):
    """Time passes."""

    does: Literal["time passes"]
    words: Words

    @field_validator("words")
    @classmethod
    def _is_a_time(cls, words: str) -> str:
        if not re.fullmatch(r"\d+ (minutes|hours|days)|until the next morning", words):
            raise ValueError(
                'a time is written like "25 hours", in minutes, hours or days, or "until the next morning"'
            )
        return words


class Booking(_Line):
    """The patient books, and the booking system says so to the bot."""

    does: Literal["patient books"]
    words: Words


class Sight(_Line):
    """One message as somebody sees it, with … for what is left out; `buttons` are those under it, if it matters.

    `picture`: it has one above the words.
    """

    who: Place
    does: Literal["sees"]
    words: Words
    picture: bool = False
    buttons: list[Words] | None = None


class Check(_Line):
    """Something that must not be."""

    does: Literal["bot says nothing", "no link", "nothing kept of"]
    words: Words


Deed = Act | Press | Send | FileEdit | Wait | Booking
Seen = Sight | Check

_PEOPLE: tuple[Person, ...] = get_args(Person)
_DEEDS = (
    *("edits", "forwards", "replies", "adds the bot to"),
    *("presses", "presses again", "double taps", "sends", "edits the file"),
)
KEYS: dict[str, dict[str, str]] = {
    **{who: {"who": who, "does": "writes"} for who in _PEOPLE},
    **{f"{who} {does}": {"who": who, "does": does} for who, does in product(_PEOPLE, _DEEDS)},
    **{f"{who} sees": {"who": who, "does": "sees"} for who in ("Eve", "Sam", "Priya", "staff", "group")},
    "bot": {"who": "bot", "does": "sees"},
    "flash": {"who": "flash", "does": "sees"},
    "time passes": {"does": "time passes"},
    "nothing kept of": {"does": "nothing kept of"},
}
SENTENCES: dict[str, dict[str, str]] = {
    **{f"{who} blocks the bot": {"who": who, "does": "blocks the bot"} for who in ("patient", "Eve")},
    "patient books": {"does": "patient books"},
    "bot says nothing": {"does": "bot says nothing"},
    "no link": {"does": "no link"},
}


def _spelled_out(line: object) -> object:
    """A line as a person writes it, as the fields of its model."""
    if isinstance(line, str):
        return {**_known(line, SENTENCES), "words": line}
    if not isinstance(line, dict) or not line:
        raise ValueError('a line of the chat looks like "- patient: heat or ice?"')
    (key, words), *rest = line.items()
    return {**_known(key, KEYS), "words": words, **dict(rest)}


def _known(key: str, words: dict[str, dict[str, str]]) -> dict[str, str]:
    if key in words:
        return words[key]
    near = process.extractOne(key, list(words))
    raise ValueError(f'"{key}" is not a line of a chat. Did you mean "{near[0]}"? docs/chats.md lists them all')


class _Written(BaseModel):
    """A file under tests/chats/."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    why: Words
    chat: list[Annotated[Annotated[Deed | Seen, Field(discriminator="does")], BeforeValidator(_spelled_out)]]


@dataclass(frozen=True)
class Moment:
    """Something that is done, and what is seen for it, each with its line in the file."""

    line: int
    deed: Deed
    seen: list[tuple[int, Seen]]


@dataclass(frozen=True)
class Chat:
    """A chat file."""

    name: str
    title: str
    moments: list[Moment]

    @property
    def edits_files(self) -> bool:
        """Whether the content changes in it."""
        return any(isinstance(moment.deed, FileEdit) for moment in self.moments)

    @property
    def needs_a_clinic(self) -> bool:
        """Whether it needs one to itself: other patients must not hear of its content or its time."""
        return any(isinstance(moment.deed, FileEdit | Wait | Booking) for moment in self.moments)

    @property
    def looks_into_database(self) -> bool:
        """Whether it says what must not be kept."""
        seen = (seen for moment in self.moments for _, seen in moment.seen)
        return any(isinstance(each, Check) and each.does == "nothing kept of" for each in seen)


def load_chat(path: Path) -> Chat:
    """Read a chat. Raises ContentError with file, line and what to do."""
    source = read(path, path.name)
    written = validate(source, _Written)
    return Chat(path.name, written.title, list(_moments(source, written)))


def _moments(source: Source, written: _Written) -> Iterator[Moment]:
    moment: Moment | None = None
    for index, step in enumerate(written.chat):
        line, _ = source.places["chat", index]
        if not isinstance(step, Seen):
            if moment:
                yield moment
            moment = Moment(line, step, [])
        elif moment:
            moment.seen.append((line, step))
        else:
            raise ContentError([source.problem(("chat", 0), "somebody must do something first.")])
    if moment is None:
        raise ContentError([source.problem(("chat",), "nothing happens in this chat.")])
    yield moment

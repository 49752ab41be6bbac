"""The little world behind the server: people, chats, messages and what was pressed. No I/O, no JSON."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

from bot.sandbox.keyboards import InlineButton, InlineKeyboard, Markup, ReplyKeyboard
from bot.sandbox.text import NOTHING, Entity, FormattedText


class ChatKind(Enum):
    """The kinds of chat a clinic's bot meets."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(Enum):
    """What somebody is in a chat."""

    OWNER = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    BANNED = "kicked"

    @property
    def present(self) -> bool:
        """Whether they can read what is said."""
        return self in {Status.OWNER, Status.ADMINISTRATOR, Status.MEMBER}

    @property
    def in_charge(self) -> bool:
        """Whether they administer the chat."""
        return self in {Status.OWNER, Status.ADMINISTRATOR}


@dataclass(eq=False, repr=False)
class Account:
    """A person, or the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    is_bot: bool = False
    deactivated: bool = False

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def name(self) -> str:
        """First and last name as Telegram shows them."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Said:
    """Plain text; ``author`` wrote it elsewhere, if somebody passed it on."""

    body: FormattedText
    preview: tuple[tuple[str, bool | str], ...] = ()
    author: str = ""


@dataclass(frozen=True)
class Media:
    """A file with an optional caption: photo, voice, sticker or document."""

    kind: str
    file: StoredFile
    body: FormattedText = field(default=NOTHING)
    seconds: int = 0
    emoji: str = ""


@dataclass(frozen=True)
class Place:
    """A shared location."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class ContactCard:
    """A shared phone number; ``user_id`` is set when the person is on Telegram."""

    phone: str
    first_name: str
    last_name: str = ""
    user_id: int = 0


@dataclass(frozen=True)
class Notice:
    """A service message: somebody came or left, a topic changed, or the group became a supergroup."""

    kind: str
    who: Account | None = None
    chat_id: int = 0
    topic: Topic | None = None


Content = Said | Media | Place | ContactCard | Notice


@dataclass(frozen=True)
class StoredFile:
    """A file that the server keeps."""

    file_id: str
    unique_id: str
    name: str
    mime_type: str
    data: bytes
    photo: bool = False
    """Sent as a photo: its id can't be used for a document, or the other way round."""

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.data)

    @property
    def path(self) -> str:
        """Where it can be fetched, below ``/file/bot<token>/``."""
        kind = self.mime_type.split("/")[0]
        folder = {"image": "photos", "audio": "voice"}.get(kind, "documents")
        return f"{folder}/{self.unique_id}{PurePosixPath(self.name).suffix}"


@dataclass(eq=False)
class Topic:
    """A topic of a forum; its id is the number of the notice that opened it."""

    id: int
    name: str
    color: int
    creator: Account
    closed: bool = False


@dataclass(eq=False, repr=False)
class Message:
    """A message as it stands now."""

    id: int
    chat: Chat
    sender: Account
    date: int
    content: Content
    markup: Markup | None = None
    reply_to: Message | None = None
    edit_date: int = 0
    deleted: bool = False
    protected: bool = False
    silent: bool = False
    topic: Topic | None = None

    def __repr__(self) -> str:
        return f"<#{self.id} {self.sender.name}: {self.text[:40]!r}>"

    @property
    def body(self) -> FormattedText:
        """The text, or the caption of a file."""
        return self.content.body if isinstance(self.content, Said | Media) else NOTHING

    @property
    def text(self) -> str:
        """What a person reads: the text, or the caption of a file."""
        return self.body.text

    @property
    def html(self) -> str:
        """The same with its formatting, as HTML."""
        return self.body.html

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The formatting by itself."""
        return self.body.entities

    @property
    def keyboard(self) -> InlineKeyboard | None:
        """The buttons under the message, if it has any now."""
        return self.markup if isinstance(self.markup, InlineKeyboard) else None

    @property
    def buttons(self) -> list[InlineButton]:
        """All buttons under the message, row after row."""
        return [button for row in self.keyboard.rows for button in row] if self.keyboard else []

    @property
    def button_texts(self) -> list[str]:
        """The words on the buttons."""
        return [button.text for button in self.buttons]


@dataclass(eq=False, repr=False)
class Press:
    """A pressed button, which spins until the bot answers."""

    id: str
    who: Account
    message: Message
    button: InlineButton
    at: float
    answer: Answer | None = None
    expired: bool = False

    def __repr__(self) -> str:
        return f'{self.who.name} pressed "{self.button.text}"'


@dataclass(frozen=True)
class Answer:
    """What the bot answered to a press: a toast, an alert, or nothing but the end of the spinner."""

    text: str = ""
    alert: bool = False
    cache_seconds: int = 0


@dataclass(eq=False)
class Webhook:
    """Where updates are delivered, to at most ``connections`` requests at once, and what went wrong last."""

    url: str
    secret: str = field(repr=False)
    connections: int
    last_error: str = ""
    last_error_date: int = 0
    free: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.free = asyncio.Semaphore(self.connections)


@dataclass(eq=False, repr=False)
class Chat:
    """A chat with everything that happened in it."""

    id: int
    kind: ChatKind
    title: str = ""
    person: Account | None = None
    members: dict[int, tuple[Account, Status]] = field(default_factory=dict)
    entries: list[Message | Press] = field(default_factory=list)
    keyboard: ReplyKeyboard | None = None
    actions: list[str] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    bot_wrote: bool = False
    migrated_to: Chat | None = None
    last_id: int = 0
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<{self.kind.value} chat {self.name}>"

    @property
    def private(self) -> bool:
        """Whether this is a chat with one person."""
        return self.kind is ChatKind.PRIVATE

    @property
    def name(self) -> str:
        """The title, or the person's name."""
        return self.person.name if self.person else self.title

    @property
    def messages(self) -> list[Message]:
        """The messages that are there now, in order."""
        return [entry for entry in self.entries if isinstance(entry, Message) and not entry.deleted]

    def find(self, message_id: int) -> Message | None:
        """The message with this number, unless it was deleted."""
        return next((message for message in self.messages if message.id == message_id), None)

    def status_of(self, account: Account) -> Status:
        """What somebody is here; a stranger has left."""
        return self.members.get(account.id, (account, Status.LEFT))[1]

    def transcript(self) -> str:
        """The chat as readable text, for a failing test or a terminal."""
        from bot.sandbox.transcript import write_transcript  # noqa: PLC0415 (a view may know the state)

        return write_transcript(self)

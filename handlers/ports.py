"""What the handlers need from outside, as Protocols; bot/ provides it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from faq.knowledge import Knowledge
from faq.wording.bot import DiaryWords
from faq.wording.facts import Clinic
from faq.written.safety import Tier
from handlers.case import Case, Colleague, DeskTurn
from handlers.diary import Diary, Entry
from handlers.session import Session
from handlers.turn import Turn

Json = dict[str, object]


@dataclass(slots=True)
class Delivery:
    """The update being handled: its key, and whether its emergency card went out at intake.

    `joined` are later updates of the same chat that are read, and end, together with it.
    `over` is set by the store when it has ended the update, `tier` by the conversation: the most urgent one that
    the message raised.
    """

    bot_id: int
    update_id: int
    card_sent: bool = False
    joined: tuple[int, ...] = ()
    over: bool = field(default=False, compare=False)
    tier: Tier | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A text file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One rendered message for the outbox; `keyboard` is Telegram's reply_markup as JSON.

    With a `document` it is a file, and `html` its caption (at most 1024 characters).
    """

    chat_id: int
    html: str
    keyboard: Json | None = None
    emergency: bool = False
    case_number: int | None = None
    """Set where a staff reply's arrival is to be shown on that case's card."""
    reply_to: int | None = None
    """The message in the same chat that this one answers."""
    document: Document | None = None
    photo: str = ""
    """The digest of a picture of the content: `html` is its caption, at most 1024 characters."""
    drawn: bytes = field(default=b"", repr=False)
    """A PNG made for this message alone, in place of a picture of the content."""
    under_card: int | None = None
    """The case under whose card this is shown, in the staff group wherever that is by then; `chat_id` is 0."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything stored of one chat, for /mydata: (what, value) in plain words, and all of it as JSON.

    Both are empty where nothing is stored.
    """

    rows: tuple[tuple[str, str], ...] = ()
    data: Json = field(default_factory=dict)
    diary: Document | None = None
    """The diary for a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed of a chat, counted as it went. `receipts` of consents stay, without the chat."""

    requests: int = 0
    offers: int = 0
    cards: int = 0
    """In the staff group, or on their way there: they are edited to say no more than that it was deleted."""
    from_patient: int = 0
    to_patient: int = 0
    conversation: int = 0
    receipts: int = 0
    diary: int = 0


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    """For /cases: open cases, oldest first, and this week's counts by name."""

    cases: tuple[Case, ...]
    week: dict[str, int] = field(default_factory=dict)
    since: date | None = None


class Store(Protocol):
    """All that is remembered. Each call is one transaction; storing failures raise StorageError."""

    async def turn(
        self,
        delivery: Delivery,
        chat_id: int,
        now: datetime,
        decide: Callable[[Session], Turn],
        render: Callable[[Turn, Removed | None], Sequence[Outgoing]],
    ) -> Turn:
        """Load the chat's session, decide, and commit session, effects, counts, outbox rows and the inbox row's end.

        `render` is told what DeleteEverything removed, if that was among the effects.

        Emergency messages are left out where `delivery.card_sent`; where they are queued here, the chat's
        unsent ordinary messages are cancelled first. Effects that open or change a case queue its card.
        An update that was ended already changes nothing and returns an empty Turn.
        """
        ...

    async def desk(
        self,
        delivery: Delivery,
        number: int | None,
        now: datetime,
        decide: Callable[[Case | None], DeskTurn],
        render: Callable[[DeskTurn], Sequence[Outgoing]],
    ) -> DeskTurn:
        """The same for an action of staff on case `number` (None: no such card); a changed case queues its card."""
        ...

    async def finish(self, delivery: Delivery, outgoing: Sequence[Outgoing] = ()) -> None:
        """End an update that changes nothing else, with what it sends."""
        ...

    async def group_moved(self, delivery: Delivery, old: int, new: int) -> None:
        """A group goes by another id now: what is unsent follows it."""
        ...

    async def case_of_card(self, chat_id: int, message_id: int) -> int | None:
        """The case whose card is this message of the staff group."""
        ...

    async def case_on_desk(self, number: int) -> tuple[Case, int | None] | None:
        """For /case: a consented case, and the message in the staff group that is its card (None: not sent yet)."""
        ...

    async def colleagues(self, now: datetime) -> tuple[Colleague, ...]:
        """Who of the staff takes cases, the latest first."""
        ...

    async def desk_numbers(self, now: datetime) -> DeskNumbers:
        """For /cases."""
        ...

    async def held(self, chat_id: int) -> Held:
        """For /mydata."""
        ...

    async def diary(self, chat_id: int) -> Diary:
        """The chat's diary, for a turn that is about it."""
        ...

    async def forget_reachability(self, chat_id: int, *, blocked: bool) -> None:
        """A patient blocked the bot (or came back): mark them, and show it on their open card."""
        ...


class Library(Protocol):
    """The content in force: replaced as a whole when files change."""

    @property
    def knowledge(self) -> Knowledge:
        """The set in force now."""
        ...

    async def reload(self) -> str:
        """Read the files now; the outcome as a sentence for an admin."""
        ...


Draw = Callable[[Sequence[Entry], DiaryWords], Awaitable[bytes]]
"""Draws the chart of a diary as a PNG, without holding up anything else."""


@dataclass(slots=True)
class StaffGroup:
    """The group that hears of cases, by its id as it is now."""

    chat_id: int | None

    def moved(self, old: int, new: int) -> None:
        """A group became a supergroup, which changes its id."""
        if self.chat_id == old:
            self.chat_id = new


@dataclass(slots=True)
class Talking:
    """The chats whose messages are passed to the clinic now, in memory: emergency cards ask no database."""

    chats: set[int] = field(default_factory=set)

    def mark(self, chat_id: int, *, on: bool) -> None:
        """It goes on in this chat from now on, or no more."""
        (self.chats.add if on else self.chats.discard)(chat_id)


@dataclass(frozen=True, slots=True)
class Services:
    """What every handler may use."""

    store: Store
    library: Library
    clinic: Clinic
    staff_group: StaffGroup
    admins: frozenset[int]
    clock: Callable[[], datetime]
    draw: Draw
    staff_seen: dict[int, datetime] = field(default_factory=dict)
    """When Telegram last said that a user is a member of the staff group."""

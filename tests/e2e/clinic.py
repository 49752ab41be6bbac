"""A whole clinic in a test: Telegram (the sandbox), patients, staff, their group, and the real bot at work."""

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from aiohttp import ClientSession
from aiohttp.test_utils import unused_port
from pydantic import SecretStr
from sqlalchemy import NullPool, create_engine, select

from bot.app import Running, running
from bot.demo.clock import Skip, after
from bot.outlet_settings import BookingSystem
from bot.outlets.signature import signed
from bot.sandbox import Group, Message, Press, Sandbox, User
from bot.sandbox.keyboards import InlineButton
from bot.settings import ClinicSettings, ContentFolder, Database, Monitoring, Pace, Settings, Telegram
from bot.storage.columns import use_keys
from bot.storage.tables import metadata
from bot.webhook_settings import Webhook
from faq.build import Library
from faq.content_files import PACKAGED
from faq.wording.facts import Fact
from tests.keys import KEY, KEYS

BOOKING = "https://example.com/book-here"
BOOKING_SECRET = "a-made-up-secret-of-the-booking-system"  # of the tests alone
PHONE = "020 7946 0999"
HOURS = "Monday to Friday 8-8"
FAST = Pace(per_second=1000, chat_per_second=1000, chat_burst=100, group_per_minute=60_000)
SEEN = "I've been seen"
YES = "Yes, tell them"
NO = "No thanks"
TAKE = "I'll take it"
Mode = Literal["polling", "webhook"]
MODES: list[Mode] = ["polling", "webhook"]
"""How the bot can receive messages."""

_READER = create_engine("sqlite://", poolclass=NullPool)  # one for all, so that it compiles each statement once
use_keys(_READER.dialect, KEYS)

LONG_WAIT = 20.0
"""Seconds after which a test gives up waiting, however slow the machine is."""

THREE_WEEKS = "three weeks now and still cant do my socks up"
NUMB = "tweaked my back on the rower, and it feels numb between my legs when i wipe"
CRISIS = "the pain is so bad i want to kill myself"
FEVER = "my back aches and i have had a fever and chills since last night"
PLAIN = "heat or ice for a sore back?"


@dataclass
class Clock:
    """The real time, and what a story has skipped."""

    skipped: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self.skipped

    def later(self, **by: float) -> None:
        """Time passes."""
        self.skipped += timedelta(**by)


@dataclass(repr=False)  # pytest asks for it often, and all content is in it
class Clinic:
    """The world of a story. `opens` and `closes` start and stop the bot on the same database."""

    sandbox: Sandbox
    library: Library
    place: Path
    group: Group
    sam: "Somebody" = field(init=False)
    """Staff."""
    priya: "Somebody" = field(init=False)
    """Staff, and an admin."""
    ana: "Somebody" = field(init=False)
    ben: "Somebody" = field(init=False)
    eve: "Somebody" = field(init=False)
    """An outsider: not of the clinic."""
    clock: Clock = field(default_factory=Clock)
    bot: Running | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    content: Path | None = None
    mode: Mode = "polling"
    booking_port: int | None = None
    """Where the bot hears of the booking system; None where there is no such system."""
    encryption: bool = True
    """Off where a test looks for words in the file itself."""
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    @classmethod
    async def found(cls, sandbox: Sandbox, library: Library, place: Path) -> "Clinic":
        """Everybody is there; the bot does not run yet."""
        sam, priya = sandbox.user("Sam"), sandbox.user("Priya")
        group = sandbox.supergroup("Clinic staff", members=[priya, sam], bot="administrator")
        clinic = cls(sandbox, library, place, group)
        clinic.sam, clinic.priya = Somebody(clinic, sam), Somebody(clinic, priya)
        clinic.ana = clinic.meets("Ana", last_name="P.", username="anap", phone="+447700900123")
        clinic.ben = clinic.meets("Ben")
        clinic.eve = clinic.meets("Eve")
        return clinic

    def meets(self, name: str, *, last_name: str = "", username: str = "", phone: str = "") -> "Somebody":
        """One more person."""
        return Somebody(self, self.sandbox.user(name, last_name=last_name, username=username, phone=phone))

    @property
    def database(self) -> Path:
        """The file in which the bot remembers."""
        return self.place / "clinic.db"

    @property
    def settings(self) -> Settings:
        """The clinic's configuration."""
        port = unused_port()
        return Settings(
            telegram=Telegram(
                mode=self.mode,
                base_url=self.sandbox.base_url,
                base_file_url=self.sandbox.base_file_url,
                webhook=Webhook(url=f"http://127.0.0.1:{port}/telegram", port=port),
            ),
            clinic=ClinicSettings(
                name="Riverside Physio",
                booking_url=BOOKING,
                booking_code_parameter="ref",
                phone=PHONE,
                hours=HOURS,
                staff_chat_id=self.group.id,
                prices=Fact(text="A first visit costs 75 pounds.", confirmed_on=datetime.now(UTC).date()),
            ),
            admins=frozenset({self.priya.id}),
            pace=FAST,
            database=Database(
                url=f"sqlite+aiosqlite:///{self.database}", key=SecretStr(KEY), encryption=self.encryption
            ),
            content=ContentFolder(dir=self.content),
            monitoring=Monitoring(port=self.booking_port),
            booking_system=BookingSystem(secret=SecretStr(BOOKING_SECRET if self.booking_port else "")),
        )

    def has_own_content(self) -> Path:
        """A folder to edit, from the next start on. Without the test phrases, which are all read after an edit."""
        self.content = self.place / "content"
        shutil.copytree(PACKAGED, self.content, ignore=shutil.ignore_patterns("tests"))
        shipped = self.library.content
        sources = {name: source for name, source in shipped.sources.items() if not name.startswith("tests/")}
        untested = replace(shipped, tests={}, intent_tests={}, out_of_scope_tests={}, sources=sources)
        self.library = replace(self.library, content=untested)
        return self.content

    async def opens(self, token: str = "", settings: Settings | None = None) -> None:
        """The bot starts, with the clinic's settings unless others are given."""
        self.stop = asyncio.Event()
        bot = running(settings or self.settings, token or self.sandbox.token, self.library, self.stop, self.clock)
        self.bot = await self._open.enter_async_context(bot)

    async def closes(self) -> None:
        """The bot is told to stop, and has stopped."""
        self.stop.set()
        await self._open.aclose()
        self.bot = None

    async def settles(self) -> None:
        """Wait until the bot has done all that there is to do, and what follows from that."""
        assert self.bot is not None
        queue = self.sandbox.world.queue
        async with asyncio.timeout(LONG_WAIT):
            await self.sandbox.idle(quiet=0.02, timeout=LONG_WAIT)
            while await self.bot.waiting() or queue.pending or queue.repeated:
                await self.sandbox.idle(quiet=0.02, timeout=LONG_WAIT)

    async def waits(self, **by: float) -> None:
        """Time passes, and what has become due is done."""
        assert self.bot is not None
        self.clock.later(**by)
        await self.bot.catch_up()

    async def waits_until_morning(self) -> None:
        """The same until nine o'clock in London."""
        at = self.clock()
        await self.waits(seconds=(after(at, Skip.MORNING) - at).total_seconds())

    async def hears_of_a_booking(self, chat_id: int) -> int:
        """The booking system says that this patient has booked; the status of the bot's answer."""
        code = next(row["booking_code"] for row in reversed(self.rows("cases")) if row["chat_id"] == chat_id)
        body = json.dumps({"code": code}).encode()
        proof = signed(BOOKING_SECRET, body, self.clock())
        address = f"http://127.0.0.1:{self.booking_port}/booked"
        async with ClientSession() as http, http.post(address, data=body, headers=proof) as answer:
            return answer.status

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for something that no call to Telegram announces."""
        try:
            async with asyncio.timeout(LONG_WAIT):
                while not holds():  # noqa: ASYNC110  # nothing announces it
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}\n{self.sandbox.transcript()}") from None

    async def happens(self, act: Callable[[], object], *chats: int) -> list[Message]:
        """What the bot newly wrote in these chats once `act` was done and dealt with; edits don't count."""
        world = self.sandbox.world
        before = len(world.shown)
        known = set(world.shown)
        done = act()
        if asyncio.iscoroutine(done):
            await done
        await self.settles()
        new = dict.fromkeys(message for message in world.shown[before:] if message not in known)
        return [message for message in new if message.chat.id in chats]

    @property
    def cards(self) -> list[Message]:
        """The cards in the staff group, as they read now."""
        return [m for m in self.group.messages if m.sender.is_bot and re.match("B-1[0-9]+ (·|Deleted)", m.text)]

    @property
    def card(self) -> Message:
        """The only card in the staff group."""
        (card,) = self.cards
        return card

    @property
    def notices(self) -> list[str]:
        """What the bot told the staff group beside cards."""
        cards = self.cards
        return [m.text for m in self.group.messages if m.sender.is_bot and m not in cards]

    def rows(self, table: str) -> list[dict[str, object]]:
        """A table of the database as it is on disk, opened with its key."""
        with _READER.connect() as connection:
            connection.exec_driver_sql("ATTACH ? AS clinic", (str(self.database),))
            return [dict(row) for row in connection.execute(select(metadata.tables[table])).mappings()]

    def remembered(self) -> str:
        """Everything in the database as one text, opened with its key."""
        rows = {name: self.rows(name) for name in metadata.tables}
        return json.dumps(rows, default=str, ensure_ascii=False)

    def counted(self, name: str) -> int:
        """An anonymous counter."""
        return sum(int(str(row["n"])) for row in self.rows("counts") if row["name"] == name)

    def sent(self, method: str = "sendMessage") -> list[dict[str, object]]:
        """The parameters of the bot's successful calls of a method."""
        return [call.parameters for call in self.sandbox.calls_of(method) if call.ok]


@dataclass(repr=False)
class Somebody:
    """A person with a phone. What they do returns what the bot then shows them in that chat."""

    clinic: Clinic
    user: User
    toast: str | None = None
    """What flashed over the chat at the last press."""

    @property
    def id(self) -> int:
        """Their Telegram id."""
        return self.user.id

    @property
    def screen(self) -> list[str]:
        """All that the bot has said in the private chat, as it reads now."""
        return [message.text for message in self.user.messages if message.sender.is_bot]

    @property
    def last(self) -> Message:
        """The bot's newest message in the private chat."""
        return next(message for message in reversed(self.user.messages) if message.sender.is_bot)

    async def starts(self) -> list[Message]:
        """Open the chat and press Start."""
        return await self.clinic.happens(lambda: self.user.start(), self.user.id)  # noqa: PLW0108

    async def says(self, *texts: str) -> list[Message]:
        """Write one message, or several at once."""
        await self._begins()

        async def write() -> None:
            for text in texts:
                await self.user.say(text)

        return await self.clinic.happens(write, self.user.id)

    async def presses(self, label: str, on: Message | None = None) -> list[Message]:
        """Press a button of the private chat: the newest so called, or the one under a message."""

        async def press() -> None:
            answer = await self.user.press(label, message=on, timeout=LONG_WAIT)
            self.toast = answer.text if answer else None

        return await self.clinic.happens(press, self.user.id)

    async def presses_on_card(self, label: str, card: Message | None = None) -> list[Message]:
        """Press a button of a card in the staff group; the newest card unless one is given."""
        target = card or next(m for m in reversed(self.clinic.cards) if label in m.button_texts)

        async def press() -> None:
            answer = await self.user.press(label, message=target, timeout=LONG_WAIT)
            self.toast = answer.text if answer else None

        return await self.clinic.happens(press, self.clinic.group.id)

    async def forges(self, data: str, on: Message) -> list[Message]:
        """Send button data of one's own making, as a changed app can."""
        made_up = InlineButton("forged", callback_data=data)
        press: list[Press] = []

        def send() -> None:
            press.append(self.clinic.sandbox.world.press(self.user.account, on, made_up))

        shown = await self.clinic.happens(send, on.chat.id)
        answer = press[0].answer
        self.toast = answer.text if answer else None
        return shown

    async def tells_group(self, text: str, reply_to: Message | None = None) -> list[Message]:
        """Write in the staff group."""
        say = lambda: self.user.say(text, chat=self.clinic.group, reply_to=reply_to)  # noqa: E731
        return await self.clinic.happens(say, self.clinic.group.id)

    async def does(self, act: Callable[[User], object]) -> list[Message]:
        """Anything else that a person can do in Telegram."""
        await self._begins()
        return await self.clinic.happens(lambda: act(self.user), self.user.id)

    async def _begins(self) -> None:
        """Nobody can write to a bot that they have not started; /start itself is of no interest here."""
        if not self.user.chat.started:
            await self.starts()


def texts(messages: Iterable[Message]) -> list[str]:
    """The words of messages."""
    return [message.text for message in messages]


def labels(messages: Iterable[Message]) -> list[str]:
    """The buttons under messages."""
    return [label for message in messages for label in message.button_texts]


def links(messages: Iterable[Message]) -> list[str]:
    """The addresses behind the buttons under messages."""
    return [button.url for message in messages for button in message.buttons if button.url]


def only(messages: Iterable[Message]) -> Message:
    """The one message that there is."""
    found = list(messages)
    assert len(found) == 1, texts(found)
    return found[0]


def data_of(label: str, message: Message) -> str:
    """What a button of a message sends."""
    return next(b.callback_data for b in message.buttons if b.text == label and b.callback_data)

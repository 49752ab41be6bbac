"""A busy day at a small clinic: patients who write and write, while the bot's process is killed again and again."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

from aiohttp.test_utils import unused_port

from bot.sandbox import Group, Sandbox, User
from tests.e2e.clinic import FAST, NUMB, THREE_WEEKS, YES, Mode
from tests.e2e.lives import Born
from tests.keys import KEY

PATIENCE = 120.0
"""Seconds after which a patient gives up, through several deaths and slow starts of the bot."""

HELLO, ASK, CONSENT, DONE, EMERGENCY, SEEN = (
    "Hello.",
    "Three weeks, and",
    "Shall I tell the clinic",
    "Done. Your reference is ",
    "Please go to A&E",
    "Tell me when you have been seen",
)
QUESTIONS = {"does heat help": "It can.", "how do i sleep with a bad back": "On your side,"}
"""What a patient asks in turn, and how the answer begins."""

_AHEAD = 3
"""How many questions a patient asks before they want an answer."""

_STARTING = 1.0
_WORKING = 0.6
_NETWORK = 0.02
"""Seconds: a start at most, a life after its first word at most, and an answer of Telegram."""


@dataclass(frozen=True)
class Said:
    """A message of the bot that Telegram accepted."""

    at: float
    chat_id: int
    text: str


@dataclass
class BusyDay:
    """The clinic, its patients, and the lives of the bot."""

    sandbox: Sandbox
    place: Path
    content: Path
    mode: Mode
    born: Born
    random: Random
    group: Group = field(init=False)
    staff: User = field(init=False)
    starts: list[float] = field(default_factory=list)
    expected: dict[int, list[str]] = field(default_factory=dict)
    """By patient: how each message that they are to read begins."""
    askers: list[User] = field(default_factory=list)
    _chatting: set[int] = field(default_factory=set)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.staff = self.sandbox.user("Sam")
        self.group = self.sandbox.supergroup("Front desk", members=[self.staff], bot="administrator")
        self.sandbox.faults.add("sendMessage", times=1_000_000, delay=_NETWORK, when="after")
        telegram: dict[str, object] = {"mode": self.mode, "base_url": self.sandbox.base_url}
        if self.mode == "webhook":
            port = unused_port()
            telegram["webhook"] = {"url": f"http://127.0.0.1:{port}/telegram", "port": port}
        config = {
            "telegram": telegram,
            "clinic": {"staff_chat_id": self.group.id},
            "content": {"dir": str(self.content)},
            "pace": FAST.model_dump(),
        }
        self._config.write_text(json.dumps(config), encoding="utf-8")

    def starts_bot(self) -> ForkServerProcess:
        """`backchat run`, once more on the same database."""
        self.starts.append(self.sandbox.world.clock())
        secrets = {"BACKCHAT_TELEGRAM__TOKEN": self.sandbox.token, "BACKCHAT_DATABASE__KEY": KEY}
        return self.born(self._config, secrets)

    async def survives(self, kills: int) -> None:
        """Patients write from the first moment until the last kill; the bot then deals with what is left, and stops."""
        async with asyncio.TaskGroup() as patients:
            for patient in (self._chats, self._chats, self._chats, self._asks_for_the_clinic, self._has_an_emergency):
                patients.create_task(patient())
            for _ in range(kills):
                await self._one_life()
            last = self.starts_bot()
            self._over.set()
        await self._looks(lambda: not self.unfinished())
        last.terminate()
        await asyncio.to_thread(last.join)
        assert last.exitcode == 0, self.log

    async def _one_life(self) -> None:
        """The bot starts, and dies at a random moment: while it starts, or at work."""
        bot, said = self.starts_bot(), len(self._accepted())
        if self.random.random() < 1 / 4:
            await asyncio.sleep(self.random.uniform(0, _STARTING))
        else:
            at_work = lambda: len(self._accepted()) > said or not bot.is_alive()  # noqa: E731
            await self.sandbox.until(at_work, timeout=PATIENCE, what="the bot at work")
            await asyncio.sleep(self.random.uniform(0, _WORKING))
        assert bot.is_alive(), self.log
        bot.kill()
        bot.join()
        # Telegram still reads what the dead sent, and answers it.
        await self._looks(lambda: not (self.sandbox.connected or self.sandbox.api.busy))

    async def _chats(self) -> None:
        patient = await self._meets("Ana")
        self._chatting.add(patient.id)
        while not self._over.is_set():
            for question, answer in QUESTIONS.items():
                await patient.say(question)
                self.expected[patient.id].append(answer)
                await self._waits(lambda: self._owed(patient) < _AHEAD, "an answer")
        await self._waits(lambda: not self._owed(patient), "the last answer")

    async def _asks_for_the_clinic(self) -> None:
        while not self._over.is_set():
            patient = await self._meets("Ben")
            self.askers.append(patient)
            await self._says(patient, THREE_WEEKS, ASK, CONSENT)
            await patient.press(YES, wait=False)
            await self._reads(patient, DONE)

    async def _has_an_emergency(self) -> None:
        while not self._over.is_set():
            await self._says(await self._meets("Cy"), NUMB, EMERGENCY, SEEN)

    async def _meets(self, name: str) -> User:
        patient = self.sandbox.user(name)
        self.expected[patient.id] = []
        await patient.start()
        await self._reads(patient, HELLO)
        return patient

    async def _says(self, patient: User, text: str, *answers: str) -> None:
        await patient.say(text)
        await self._reads(patient, *answers)

    async def _reads(self, patient: User, *answers: str) -> None:
        self.expected[patient.id] += answers
        await self._waits(lambda: not self._owed(patient), f"{answers} for {patient.id}")

    def _waits(self, holds: Callable[[], bool], what: str) -> Coroutine[object, object, None]:
        return self.sandbox.until(holds, timeout=PATIENCE, what=what)

    async def _looks(self, holds: Callable[[], bool]) -> None:
        """Wait for something that no call to Telegram announces."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110  # nothing announces it
                await asyncio.sleep(0.05)

    def _owed(self, patient: User) -> int:
        return len(self.expected[patient.id]) - len(self.without_repeats(patient))

    def read_by(self, patient: User) -> list[str]:
        """What the bot said in a patient's chat."""
        return [message.text for message in patient.messages if message.sender.is_bot]

    def without_repeats(self, patient: User) -> list[str]:
        """What would stand in a patient's chat had nothing been said twice.

        Who chats reads the same answer again and again, but never twice in a row; others read each text once, and
        a repeat may stand behind the emergency card that overtook it.
        """
        texts = self.read_by(patient)
        return [text for text, _ in groupby(texts)] if patient.id in self._chatting else list(dict.fromkeys(texts))

    @property
    def cards(self) -> list[Said]:
        """All cards that were sent to the staff group, repeats among them."""
        return [said for said in self._accepted() if said.chat_id == self.group.id]

    @property
    def case_chats(self) -> list[int]:
        """Whose cases are open."""
        return [row[0] for row in self._rows("SELECT chat_id FROM cases WHERE state = 'open'")]

    def repeats(self) -> Iterator[tuple[Said, Said]]:
        """Each message and its repetition."""
        lanes: dict[str, list[Said]] = {}
        for said in self._accepted():
            lane = str(said.chat_id) if said.chat_id in self._chatting else f"{said.chat_id} {said.text}"
            lanes.setdefault(lane, []).append(said)
        for sayings in lanes.values():
            yield from ((one, other) for one, other in pairwise(sayings) if one.text == other.text)

    def killed_between(self, one: Said, other: Said) -> bool:
        """Whether these were said in different lives of the bot."""
        return any(one.at < start < other.at for start in self.starts)

    def _accepted(self) -> list[Said]:
        calls = self.sandbox.calls_of("sendMessage")
        return [Said(c.at, int(str(c.parameters["chat_id"])), str(c.parameters["text"])) for c in calls if c.ok]

    def unfinished(self) -> int:
        """How many updates and messages wait, here or at Telegram."""
        waiting = "SELECT count(*) FROM inbox WHERE state != 'done' UNION ALL SELECT count(*) FROM outbox"
        return sum(row[0] for row in self._rows(waiting)) + len(self.sandbox.world.queue.pending)

    def _rows(self, query: str) -> list[tuple[int, ...]]:
        with closing(sqlite3.connect(self.place / "backchat.db")) as connection:
            return connection.execute(query).fetchall()

    @property
    def log(self) -> str:
        """What all lives of the bot printed."""
        return self._config.with_name("bot.log").read_text(encoding="utf-8")

    @property
    def _config(self) -> Path:
        return self.place / "config.yaml"

"""`make load`: one bot process and one database under more than Telegram lets out, against the sandbox over HTTP.

The patients and Telegram share this machine's cores with the bot, so the bot has less than a machine of its own gives.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from bot.sandbox import Sandbox, User
from bot.storage.codec import session_to_json
from bot.storage.keyring import Keyring, new_key
from bot.storage.opening import open_database
from bot.storage.tables import Work, inbox, sessions
from handlers.ports import Json
from handlers.session import SESSION_EXPIRES, Session

PLAIN = (
    "is heat or ice better for a sore back?",
    "how long will it last?",
    "how should i sleep with it",
    "is swimming ok",
)
NUMB = "my back hurts and im numb between the legs"
EMERGENCY_EVERY = 50
UNLIMITED = {"per_second": 100_000, "chat_per_second": 100_000, "chat_burst": 1000, "group_per_minute": 100_000}
PATIENCE = 900.0
START_SECONDS = 60.0


@dataclass
class Clinic:
    """A bot's process, its Telegram, and what it has to say to whom."""

    sandbox: Sandbox
    place: Path
    key: str
    unlimited: bool = False
    said: dict[int, float] = field(default_factory=dict)
    """By chat: when its one message went out."""

    @property
    def database(self) -> Path:
        """The file."""
        return self.place / "backchat.db"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The bot runs while this lasts."""
        config = {
            "telegram": {"base_url": self.sandbox.base_url},
            "clinic": {"staff_chat_id": self.sandbox.supergroup("Desk", bot="administrator").id},
            "monitoring": {"port": None},
            **({"pace": UNLIMITED} if self.unlimited else {}),
        }
        file = self.place / "config.yaml"
        file.write_text(json.dumps(config), encoding="utf-8")
        secrets = {"BACKCHAT_TELEGRAM__TOKEN": self.sandbox.token, "BACKCHAT_DATABASE__KEY": self.key}
        where = {"BACKCHAT_DATABASE__URL": f"sqlite+aiosqlite:///{self.database}"}
        with (self.place / "bot.log").open("ab") as log:
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", file),
                env={**os.environ, **secrets, **where},
                stdout=log,
                stderr=log,
            )
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                bot.terminate()
            if await bot.wait():
                print((self.place / "bot.log").read_text(encoding="utf-8"), file=sys.stderr)

    async def greets(self) -> float:
        """Seconds until a first patient is answered."""
        ana, before = self.sandbox.user("Ana"), time.monotonic()
        await ana.start()
        await ana.wait_for("", timeout=START_SECONDS)
        return time.monotonic() - before

    async def burst(self, rate: float, seconds: float) -> None:
        """A message a patient, `rate` of them a second, then until everybody is answered."""
        texts = cycle(PLAIN)
        begun = time.monotonic()
        for n in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + n / rate - time.monotonic()))
            patient = self.sandbox.user("Ben")
            patient.chat.started = True
            self.said[patient.id] = time.time()
            await patient.say(NUMB if n % EMERGENCY_EVERY == EMERGENCY_EVERY - 1 else next(texts))
        async with asyncio.timeout(PATIENCE):
            while len(self.answers()) < len(self.said):  # noqa: ASYNC110  # to be woken at each call would cost more
                await asyncio.sleep(0.5)

    def answers(self) -> dict[int, tuple[float, str]]:
        """By chat: when Telegram took the first answer, and its words."""
        found: dict[int, tuple[float, str]] = {}
        for call in self.sandbox.calls_of("sendMessage"):
            chat = int(str(call.parameters["chat_id"]))
            if call.ok and chat in self.said:
                found.setdefault(chat, (call.at, str(call.parameters["text"])))
        return found

    def waits(self, *, emergencies: bool) -> list[float]:
        """Seconds from a message to the first answer."""
        return [
            at - self.said[chat]
            for chat, (at, text) in self.answers().items()
            if ("Please go to A&amp;E" in text) is emergencies
        ]


def _figures(name: str, waits: list[float]) -> str:
    p50, p95, p99 = np.percentile(waits, [50, 95, 99])
    return f"{name}: {len(waits)}, p50 {p50:.3f} s, p95 {p95:.3f} s, p99 {p99:.3f} s, longest {max(waits):.3f} s"


@asynccontextmanager
async def _clinic(*, unlimited: bool = False) -> AsyncIterator[Clinic]:
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox.start(patience=PATIENCE) as sandbox:
            yield Clinic(sandbox, Path(folder), new_key(), unlimited)


async def burst(rate: float, seconds: float, *, unlimited: bool) -> None:
    """How long patients and emergencies wait, and how much one process does."""
    async with _clinic(unlimited=unlimited) as clinic, clinic.open():
        await clinic.greets()
        begun = time.monotonic()
        await clinic.burst(rate, seconds)
        took = time.monotonic() - begun
    pace = "no pace" if unlimited else "Telegram's pace"
    print(f"burst of {rate:g}/s for {seconds:g} s, {pace}: {len(clinic.said)} answered in {took:.0f} s", end=", ")
    print(f"{len(clinic.said) / took:.1f}/s; load average {os.getloadavg()[0]:.1f}")
    print("  " + _figures("answers", clinic.waits(emergencies=False)))
    print("  " + _figures("emergency cards", clinic.waits(emergencies=True)))


async def history(patients: int, turns: int) -> None:
    """A turn, a start and the file, with an empty database and with a long history."""
    for size in (0, patients):
        async with _clinic(unlimited=True) as clinic:
            await _fill(clinic, size, turns if size else 0)
            megabytes = clinic.database.stat().st_size / 1e6
            async with clinic.open():
                started, ana = await clinic.greets(), clinic.sandbox.users[-1]
                times = [await _turn(ana, text) for text in islice(cycle(PLAIN), 220)][20:]
        p50, p95 = np.percentile(times, [50, 95]) * 1000
        print(
            f"{size} patients: start to first answer {started:.2f} s, turn p50 {p50:.1f} ms, p95 {p95:.1f} ms, "
            f"database {megabytes:.1f} MB; load average {os.getloadavg()[0]:.1f}"
        )


async def _turn(patient: User, text: str) -> float:
    await asyncio.sleep(0.05)  # what follows the last turn is over
    begun = time.monotonic()
    await patient.say(text)
    await patient.wait_for("")
    return time.monotonic() - begun


async def _fill(clinic: Clinic, patients: int, turns: int) -> None:
    """A session a patient, and the key of every update: the most that may be kept of turns, for 48 hours."""
    now = datetime.now(UTC)
    database = await open_database(f"sqlite+aiosqlite:///{clinic.database}", Keyring([clinic.key]))
    session = session_to_json(Session(topic="duration", shown=("duration", "sleep"), touched_at=now))
    remembered: Json = {"session": session, "expires_at": now + SESSION_EXPIRES}
    handled: Json = {"bot_id": clinic.sandbox.world.bot.id, "received_at": now, "card_sent": False, "state": Work.DONE}
    chats: Iterator[Json] = ({**remembered, "chat_id": n} for n in range(1, patients + 1))
    keys: Iterator[Json] = ({**handled, "update_id": -n} for n in range(1, turns + 1))
    for table, rows in ((sessions, chats), (inbox, keys)):
        while some := list(islice(rows, 10_000)):
            async with database.write() as connection:
                await connection.execute(insert(table), some)
    await database.checkpoint()
    await database.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=100, help="messages a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=1_000_000)
    given = parser.parse_args()
    asyncio.run(burst(given.rate, given.seconds, unlimited=False))
    asyncio.run(burst(given.rate, given.seconds / 3, unlimited=True))
    asyncio.run(history(given.patients, given.turns))


if __name__ == "__main__":
    main()

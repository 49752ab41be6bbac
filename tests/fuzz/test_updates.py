"""Whatever Telegram may send goes through the real handlers and a database: nothing raises, all are answered.

`make fuzz` tries 20,000 updates; the suite a few hundred.
"""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, select
from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest, RequestData

from bot.delivery.inbox import InboxQueue
from bot.diary.chart import Charts
from bot.storage.engine import Database
from bot.storage.inbox import Inbox
from bot.storage.opening import open_database
from bot.storage.store import SqlStore
from bot.storage.tables import inbox, outbox
from bot.storage.taking import waking
from faq.build import Library
from faq.knowledge import Knowledge
from handlers.context import CURRENT, App, BotData, Context
from handlers.intake import Intake
from handlers.ports import Services, StaffGroup
from handlers.registry import keep, register
from tests.fuzz.updates import BOT, DATA, PATIENTS, STAFF, STAFF_GROUP, Json, updates
from tests.handlers.small_world import CLINIC
from tests.keys import KEYS

AT_MOST = int(os.environ.get("BACKCHAT_FUZZ", "200"))

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"there is no {DATA.name} beside the project to build from")


class Telegram(BaseRequest):
    """Answers every call at once; `calls` are the methods and what they were given."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []

    @property
    def read_timeout(self) -> float | None:
        """None: nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Members of the staff group are members; everything that is sent arrives."""
        assert method == "POST"
        name, given_with = url.rpartition("/")[2], request_data.parameters if request_data else {}
        self.calls.append((name, given_with))
        result: object = True
        match name:
            case "getMe":
                result = {"id": BOT, "is_bot": True, "first_name": "Backchat", "username": "backchat_bot"}
            case "sendMessage":
                chat = {"id": given_with["chat_id"], "type": "private"}
                result = {"message_id": 1, "date": 1, "chat": chat, "text": given_with["text"]}
            case "getChatMember":
                user = int(str(given_with["user_id"]))
                if user not in {*PATIENTS, *STAFF}:
                    return 400, b'{"ok": false, "error_code": 400, "description": "Bad Request: user not found"}'
                status = "member" if user in STAFF else "left"
                result = {"status": status, "user": {"id": user, "is_bot": False, "first_name": "?"}}
        return 200, json.dumps({"ok": True, "result": result}).encode()


@dataclass(frozen=True)
class Content:
    """What is in force; to read it anew would take most of the time."""

    knowledge: Knowledge

    async def reload(self) -> str:
        """Nothing is read."""
        return "Nothing changed."


class Stage:
    """The bot's handlers and its database, without a network."""

    def __init__(self, database: Database, library: Library) -> None:
        self.database = database
        self.library = library
        self.telegram = Telegram()
        self.failures: list[BaseException] = []
        self.reports: list[str] = []
        self.last_id = 0

    async def opens(self) -> None:
        """As bot/app.py puts them together."""
        clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731  # one line of a fixture
        self.bot = ExtBot[None](f"{BOT}:made-up", request=self.telegram, get_updates_request=self.telegram)
        self.app: App = (
            Application.builder()
            .bot(self.bot)
            .updater(None)
            .context_types(ContextTypes(context=Context, bot_data=BotData))
            .job_queue(None)
            .build()
        )
        self.app.bot_data.services = Services(
            store=SqlStore(self.database, clock, waking(asyncio.Event())),
            library=Content(self.library.knowledge),
            clinic=CLINIC,
            staff_group=StaffGroup(STAFF_GROUP),
            admins=frozenset({STAFF[0]}),
            clock=clock,
            draw=Charts().draw,
        )
        register(self.app, StaffGroup(STAFF_GROUP))
        self.app.add_error_handler(self._remember)
        self.inbox = Inbox(self.database, BOT)
        self.queue = InboxQueue(
            self.inbox,
            BOT,
            urgent=Intake(self.bot, lambda: self.library.knowledge, CLINIC),
            keep=lambda update: keep(StaffGroup(STAFF_GROUP), update),
            clock=clock,
            take=waking(asyncio.Event()),
            report=self.reports.append,
        )
        await self.app.initialize()

    async def closes(self) -> None:
        """Nothing stays open."""
        await self.app.shutdown()
        await self.database.close()

    async def brings(self, raw: Json) -> None:
        """One update arrives, is stored, and is handled as it was stored."""
        try:
            await self._handle(raw)
        finally:
            async with self.database.write() as connection:
                for table in (inbox, outbox):
                    await connection.execute(delete(table))

    async def _handle(self, raw: Json) -> None:
        self.last_id += 1
        raw = {**raw, "update_id": self.last_id}
        arrived = Update.de_json(raw, self.bot)
        self.telegram.calls.clear()
        await self.queue.put(arrived)
        for claimed in await self.inbox.claim(datetime.now(UTC), lambda heads: heads):
            CURRENT.set(claimed.delivery)
            await self.app.process_update(Update.de_json(claimed.payload, self.bot))
            if not claimed.delivery.over:
                await self.inbox.end(claimed.delivery)
        if self.failures:
            raise self.failures.pop()
        assert self.reports == []
        assert await self.inbox.waiting() == 0
        await self._answered(raw)

    async def _answered(self, raw: Json) -> None:
        """A private message has its answer in the outbox or has it already; a pressed button has done something."""
        said = {(name, call.get("chat_id")) for name, call in self.telegram.calls}
        async with self.database.read() as connection:
            said |= {("sendMessage", chat) for chat in await connection.scalars(select(outbox.c.chat_id))}
        message = raw.get("message") or raw.get("edited_message")
        if message and message["chat"]["type"] == "private":
            assert ("sendMessage", message["chat"]["id"]) in said, "silence"
        if "callback_query" in raw:
            assert ("answerCallbackQuery", None) in said, "a button that spins for ever"

    async def _remember(self, _update: object, context: Context) -> None:
        assert context.error is not None
        self.failures.append(context.error)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all that is brought."""
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def stage(runner: asyncio.Runner, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Open for the whole of the test: patients go on from where they were."""
    path = tmp_path_factory.mktemp("fuzz") / "clinic.db"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PTB_TIMEDELTA", "1")  # as bot/app.py has it
        opened = Stage(runner.run(open_database(f"sqlite+aiosqlite:///{path}", KEYS)), library)
        runner.run(opened.opens())
        yield opened
        runner.run(opened.closes())


@settings(
    max_examples=AT_MOST,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],  # each is a turn with its commits
)
@given(updates())
def test_no_update_raises_and_no_patient_is_left_without_an_answer(
    runner: asyncio.Runner, stage: Stage, update: Json
) -> None:
    """Of whatever kind, in whatever state their chat is by then."""
    runner.run(stage.brings(update))

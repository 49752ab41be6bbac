"""The sandbox as a test or a terminal uses it: start it, meet people, look at what happened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bot.sandbox.errors import NothingSeenError, SandboxUseError
from bot.sandbox.faults import Faults, FloodLimits
from bot.sandbox.groups import Group
from bot.sandbox.people import User
from bot.sandbox.server import BotApi
from bot.sandbox.state import Account, Chat, ChatKind, Press, Status
from bot.sandbox.user_side import PREFIX, UserSide
from bot.sandbox.webhook import Postman
from bot.sandbox.world import CallRecord, Delivered, World

BOT_ID: Final = 7_000_000_001
MADE_UP_TOKEN: Final = f"{BOT_ID}:SANDBOX-not-a-real-token-of-anybody"


@dataclass(eq=False, repr=False)
class Sandbox:
    """A running local Bot API server and the people who talk to the bot."""

    api: BotApi
    port: int
    patience: float = 5.0
    users: list[User] = field(default_factory=list)
    _runner: web.AppRunner = field(init=False)

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        username: str = "backchat_sandbox_bot",
        name: str = "Backchat",
        port: int = 0,
        patience: float = 5.0,
        floods: FloodLimits | None = None,
        reads_all_groups: bool = False,
        press_lifetime: float = 900.0,
        second: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> AsyncIterator[Sandbox]:
        """Serve on loopback until the context ends, which ends polls and connections, too.

        ``second`` is how long a second of Telegram's own waits lasts: the pauses between tries at a webhook,
        and the wait for who asks for the same updates again.
        """
        bot = Account(BOT_ID, name, username=username, is_bot=True)
        world = World(bot, clock, reads_all_groups=reads_all_groups, press_lifetime=press_lifetime, second=second)
        api = BotApi(world, MADE_UP_TOKEN, floods=floods)
        sandbox = cls(api, port, patience)
        application = api.application(UserSide(sandbox).application())
        sandbox._runner = runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
            postman = asyncio.create_task(Postman(world, api.perform).run())
            try:
                sandbox.port = int(runner.addresses[0][1])
                yield sandbox
            finally:
                postman.cancel()
                await asyncio.gather(postman, return_exceptions=True)
        finally:
            api.close()
            await runner.cleanup()

    def __repr__(self) -> str:
        return f"<sandbox on port {self.port}, {len(self.calls)} calls>"

    @property
    def world(self) -> World:
        """The state, for those who need to look closer."""
        return self.api.world

    @property
    def token(self) -> str:
        """A made-up token, which no real bot has."""
        return self.api.token

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as ``base_url``."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as ``base_file_url``."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    @property
    def user_url(self) -> str:
        """Where people act over HTTP."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def faults(self) -> Faults:
        """Misfortunes for the bot's next calls."""
        return self.api.faults

    @property
    def calls(self) -> list[CallRecord]:
        """All calls of the bot so far, with parameters and answers; polls, too."""
        return self.world.calls

    @property
    def deliveries(self) -> list[Delivered]:
        """All tries to bring an update to the webhook."""
        return self.world.deliveries

    @property
    def connected(self) -> bool:
        """Whether any program holds a connection: one that was killed does until all that it sent is read."""
        return bool(self._runner.server and self._runner.server.connections)

    @property
    def unanswered(self) -> list[Press]:
        """Presses whose button still spins."""
        return [press for press in self.world.presses.values() if press.answer is None]

    def calls_of(self, method: str) -> list[CallRecord]:
        """The calls of one method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def user(
        self,
        name: str,
        *,
        username: str = "",
        language_code: str = "en",
        last_name: str = "",
        phone: str = "",
        user_id: int | None = None,
    ) -> User:
        """Meet a person, whom the bot does not know before they start it or share a group with it."""
        number = 5_000_000_000 + self.world.number() if user_id is None else user_id
        if number in self.world.accounts:
            raise SandboxUseError(f"there is a user {number} already")
        phone = phone or f"+4420794{number % 100_000:05}"
        account = Account(number, name, last_name, username, language_code, phone)
        user = User(self, account, self.world.add_person(account))
        self.users.append(user)
        return user

    def group(self, title: str, *, members: Iterable[User] = (), bot: str | None = "member") -> Group:
        """A plain group that exists already, so no update tells of it."""
        return self._group(ChatKind.GROUP, -(4_000_000_000 + self.world.number()), title, members, bot)

    def supergroup(self, title: str, *, members: Iterable[User] = (), bot: str | None = "member") -> Group:
        """A supergroup that exists already; its first member owns it. ``bot`` is what the bot is in it:
        "member", "administrator", or ``None`` when it is not there."""
        chat_id = -1_002_000_000_000 - self.world.number()
        return self._group(ChatKind.SUPERGROUP, chat_id, title, members, bot)

    async def until(
        self,
        holds: Callable[[], bool],
        *,
        timeout: float | None = None,  # noqa: ASYNC109 (a test reads better so than with a context around it)
        what: str = "the expected",
        chat: Chat | None = None,
    ) -> None:
        """Wait until something holds, or fail with what the chats look like."""
        seconds = self.patience if timeout is None else timeout
        deadline = time.monotonic() + seconds
        while not holds():
            left = deadline - time.monotonic()
            if left <= 0:
                raise NothingSeenError(self._complaint(what, seconds, chat))
            await self.world.bell.wait(left)

    async def idle(self, *, quiet: float = 0.1, timeout: float | None = None) -> None:  # noqa: ASYNC109 (see above)
        """Wait until the bot has fetched every update and has then been quiet for a while."""
        seconds = self.patience if timeout is None else timeout
        deadline = time.monotonic() + seconds
        settled, seen = time.monotonic(), len(self.calls)
        while True:
            new, queue = self.calls[seen:], self.world.queue
            seen += len(new)
            now = time.monotonic()
            if self.api.busy or queue.pending or queue.repeated or any(call.method != "getUpdates" for call in new):
                settled = now
            if now - settled >= quiet:
                return
            if now > deadline:
                raise NothingSeenError(self._complaint("quiet", seconds, None))
            await asyncio.sleep(quiet / 10)

    def repeat_next_update(self, times: int = 1) -> None:
        """Deliver the next updates twice, as happens when a confirmation is lost."""
        self.world.queue.repeats_due += times

    def expire_presses(self) -> None:
        """Make every press so far too old to be answered."""
        for press in self.world.presses.values():
            press.expired = True

    def transcript(self) -> str:
        """All chats in which anything happened."""
        chats = [chat for chat in self.world.chats.values() if chat.entries]
        return "\n\n".join(chat.transcript() for chat in chats)

    def _group(self, kind: ChatKind, chat_id: int, title: str, members: Iterable[User], bot: str | None) -> Group:
        chat = Chat(chat_id, kind, title)
        for index, member in enumerate(members):
            chat.members[member.id] = (member.account, Status.MEMBER if index else Status.OWNER)
        if bot is not None:
            chat.members[self.world.bot.id] = (self.world.bot, Status(bot))
        self.world.chats[chat_id] = chat
        return Group(self, chat)

    def _complaint(self, what: str, seconds: float, chat: Chat | None) -> str:
        seen = chat.transcript() if chat else self.transcript()
        lines = [f"waited {seconds:g} s for {what}", seen or "(no chat yet)"]
        failed = [call for call in self.calls if not call.ok]
        lines += [f"! {call.method} -> {call.status} {call.answer}" for call in failed[-5:]]
        waiting = len(self.world.queue.pending)
        if waiting:
            lines.append(f"! {waiting} updates were not fetched: is the bot running?")
        return "\n".join(lines)

"""Everything the server knows, and the few moves that change it. Pure apart from the clock and waking."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.sandbox.encode import chat_to_json, member_to_json, message_to_json, user_to_json
from bot.sandbox.hearing import bot_hears
from bot.sandbox.keyboards import ForceReply, InlineButton, JsonObject, Markup, RemoveKeyboard, ReplyKeyboard
from bot.sandbox.state import (
    Account,
    Answer,
    Chat,
    ChatKind,
    Content,
    Message,
    Notice,
    Press,
    Status,
    StoredFile,
    Topic,
    Webhook,
)
from bot.sandbox.updates import UpdateQueue


@dataclass(frozen=True)
class BotCommand:
    """An entry of the command menu."""

    command: str
    description: str


@dataclass(frozen=True)
class CallRecord:
    """One call of the bot: what it asked, and what it was told."""

    method: str
    parameters: dict[str, object]
    status: int
    envelope: JsonObject
    at: float

    @property
    def answer(self) -> object:
        """The result, or the reason why there is none."""
        return self.envelope["result"] if self.ok else self.envelope.get("description")

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.status == 200


@dataclass(frozen=True)
class Delivered:
    """One try to bring an update to the webhook; status 0 where no answer came."""

    update_id: int
    status: int
    at: float


@dataclass
class Bell:
    """Wakes everybody who waits for something to change."""

    _waiting: set[asyncio.Future[None]] = field(default_factory=set)

    def ring(self) -> None:
        """Something changed."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def wait(self, seconds: float | None) -> None:
        """Wait for the next change, but not longer than that."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(mine)
        try:
            await asyncio.wait([mine], timeout=seconds)
        finally:
            self._waiting.discard(mine)


@dataclass(repr=False)
class World:
    """The state of the sandbox."""

    bot: Account
    clock: Callable[[], float]
    reads_all_groups: bool = False
    press_lifetime: float = 900.0
    second: float = 1.0
    queue: UpdateQueue = field(default_factory=UpdateQueue)
    accounts: dict[int, Account] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: list[CallRecord] = field(default_factory=list)
    commands: dict[tuple[str, str], tuple[BotCommand, ...]] = field(default_factory=dict)
    shown: list[Message] = field(default_factory=list)
    webhook: Webhook | None = None
    next_webhook_at: float = 0.0
    deliveries: list[Delivered] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        """A number that was not used before."""
        return next(self._numbers)

    def add_person(self, account: Account) -> Chat:
        """Make a person known to Telegram, though not yet to the bot."""
        self.accounts[account.id] = account
        chat = Chat(account.id, ChatKind.PRIVATE, person=account)
        chat.members = {a.id: (a, Status.MEMBER) for a in (account, self.bot)}
        self.chats[chat.id] = chat
        return chat

    def bot_knows(self, account: Account) -> bool:
        """Whether the bot has met the person: in a chat of their own, or in a group."""
        return self.chats[account.id].started or any(
            not chat.private and chat.status_of(account).present and chat.status_of(self.bot).present
            for chat in self.chats.values()
        )

    def store(self, name: str, mime_type: str, data: bytes, *, photo: bool = False) -> StoredFile:
        """Keep a file under an id that stays."""
        number = self.number()
        file_id = f"SandboxFile{self.bot.id}x{number:06}"
        file = StoredFile(file_id, f"uniq{number:06}", name, mime_type, data, photo)
        self.files[file.file_id] = file
        return file

    def post(
        self,
        chat: Chat,
        sender: Account,
        content: Content,
        *,
        markup: Markup | None = None,
        reply_to: Message | None = None,
        protected: bool = False,
        silent: bool = False,
        topic: Topic | None = None,
    ) -> Message:
        """Put a message into a chat; numbers count per chat."""
        chat.last_id += 1
        kept = None if isinstance(markup, RemoveKeyboard) else markup
        message = Message(chat.last_id, chat, sender, self.now(), content, kept, reply_to)
        message.protected, message.silent, message.topic = protected, silent, topic
        chat.entries.append(message)
        if isinstance(markup, ReplyKeyboard):
            chat.keyboard = markup
        elif isinstance(markup, RemoveKeyboard | ForceReply):
            chat.keyboard = None
        if sender is self.bot:
            if not isinstance(content, Notice):
                chat.bot_wrote = True
                self.shown.append(message)
        elif bot_hears(message, self.bot, reads_all=self.reads_all_groups):
            self.queue.add("message", message_to_json(message))
        self.bell.ring()
        return message

    def open_topic(self, chat: Chat, creator: Account, name: str, color: int) -> Topic:
        """Open a topic of a forum; everybody sees the notice."""
        topic = Topic(chat.last_id + 1, name, color, creator)
        chat.topics[topic.id] = topic
        self.post(chat, creator, Notice("forum_topic_created", topic=topic), topic=topic)
        return topic

    def set_topic(self, chat: Chat, by: Account, topic: Topic, *, closed: bool) -> None:
        """Close or reopen a topic."""
        topic.closed = closed
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        self.post(chat, by, Notice(kind, topic=topic), topic=topic)

    def now(self) -> int:
        """The date of what happens now, in whole seconds."""
        return int(self.clock())

    def edited(self, message: Message) -> None:
        """Tell those concerned that a message changed."""
        if message.sender is self.bot:
            self.shown.append(message)
        elif bot_hears(message, self.bot, reads_all=self.reads_all_groups):
            self.queue.add("edited_message", message_to_json(message))
        self.bell.ring()

    def press(self, who: Account, message: Message, button: InlineButton) -> Press:
        """Press a button under a message: the bot gets a callback query."""
        press = Press(f"{self.bot.id}{self.number():08}", who, message, button, self.clock())
        self.presses[press.id] = press
        message.chat.entries.append(press)
        query: JsonObject = {
            "id": press.id,
            "from": user_to_json(who),
            "message": message_to_json(message),
            "chat_instance": str(abs(message.chat.id) * 7919),
            "data": button.callback_data,
        }
        self.queue.add("callback_query", query)
        self.bell.ring()
        return press

    def cached_answer(self, who: Account, message: Message, button: InlineButton) -> Answer | None:
        """The answer that the person's app still holds: then the bot hears nothing of the press."""
        for press in self.presses.values():
            answer = press.answer
            same = (press.who, press.message, press.button) == (who, message, button)
            if same and answer and self.clock() < press.at + answer.cache_seconds:
                return answer
        return None

    def set_status(self, chat: Chat, who: Account, status: Status, by: Account) -> None:
        """Change what somebody is in a chat; the bot hears of itself, and of others when it may."""
        old = chat.status_of(who)
        if old is status:
            return
        chat.members[who.id] = (who, status)
        change: JsonObject = {
            "chat": chat_to_json(chat),
            "from": user_to_json(by),
            "date": self.now(),
            "old_chat_member": member_to_json(who, old),
            "new_chat_member": member_to_json(who, status),
        }
        if who is self.bot:
            self.queue.add("my_chat_member", change)
        elif chat.status_of(self.bot).in_charge:
            self.queue.add("chat_member", change)
        if not chat.private and old.present != status.present:
            kind = "new_chat_members" if status.present else "left_chat_member"
            self.post(chat, by, Notice(kind, who))
        self.bell.ring()

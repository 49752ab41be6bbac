"""What a person can do in Telegram, as Python calls that read like a chat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.sandbox.apps import Match, captioned, inline_button, matcher, reply_button, typed
from bot.sandbox.errors import SandboxUseError
from bot.sandbox.groups import Group
from bot.sandbox.state import (
    Account,
    Answer,
    Chat,
    ContactCard,
    Content,
    Media,
    Message,
    Place,
    Press,
    Said,
    Status,
    StoredFile,
    Topic,
)

if TYPE_CHECKING:
    from bot.sandbox.running import Sandbox


@dataclass(eq=False, repr=False)
class User:
    """A person in the sandbox. Without ``chat`` everything happens in their private chat with the bot."""

    sandbox: Sandbox
    account: Account
    chat: Chat

    def __post_init__(self) -> None:
        self._seen: dict[int, int] = {}

    def __repr__(self) -> str:
        return f"<user {self.account.name}>"

    @property
    def id(self) -> int:
        """The person's id, which is their private chat's id, too."""
        return self.account.id

    @property
    def messages(self) -> list[Message]:
        """The messages of the private chat."""
        return self.chat.messages

    def transcript(self) -> str:
        """The private chat as readable text."""
        return self.chat.transcript()

    async def start(self, payload: str = "") -> Message:
        """Open the private chat and press Start, with the payload of a deep link if there is one."""
        if self.chat.blocked:
            await self.unblock()
        self.chat.started = True
        return await self.say(f"/start {payload}".strip())

    async def say(
        self, text: str, *, chat: Group | None = None, reply_to: Message | None = None, topic: Topic | None = None
    ) -> Message:
        """Write a message; links and commands are found as in Telegram. A reply stays in its topic."""
        return self._post(Said(typed(text)), chat, reply_to, topic)

    async def forward(self, text: str, *, author: str = "A friend", chat: Group | None = None) -> Message:
        """Pass on what somebody, whose account stays hidden, wrote elsewhere."""
        return self._post(Said(typed(text), author=author), chat, None)

    async def edit(self, message: Message, text: str) -> Message:
        """Change a message of one's own: its text, or the caption of a file."""
        if message.sender is not self.account or message.deleted:
            raise SandboxUseError(f"{self.account.name} can only edit messages of their own")
        content = message.content
        if not isinstance(content, Said | Media):
            raise SandboxUseError("this message has no text to edit")
        if isinstance(content, Said) and content.author:
            raise SandboxUseError("what somebody else wrote can't be edited")
        self._act(message.chat)
        message.content = replace(content, body=typed(text))
        message.edit_date = self.sandbox.world.now()
        self.sandbox.world.edited(message)
        return message

    async def send_photo(
        self,
        caption: str = "",
        *,
        data: bytes = b"made up",
        mime_type: str = "image/jpeg",
        chat: Group | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a picture."""
        photo = Media("photo", self._file("photo.jpg", mime_type, data, photo=True), captioned(caption))
        return self._post(photo, chat, reply_to, topic)

    async def send_voice(
        self,
        *,
        seconds: int = 3,
        caption: str = "",
        chat: Group | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a voice message."""
        voice = Media("voice", self._file("voice.ogg", "audio/ogg"), captioned(caption), seconds)
        return self._post(voice, chat, reply_to)

    async def send_sticker(
        self, emoji: str = "👍", *, chat: Group | None = None, reply_to: Message | None = None
    ) -> Message:
        """Send a sticker."""
        sticker = Media("sticker", self._file("sticker.webp", "image/webp"), emoji=emoji)
        return self._post(sticker, chat, reply_to)

    async def send_document(
        self,
        name: str = "scan.pdf",
        *,
        data: bytes = b"%PDF-1.4",
        mime_type: str = "application/pdf",
        caption: str = "",
        chat: Group | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a file."""
        document = Media("document", self._file(name, mime_type, data), captioned(caption))
        return self._post(document, chat, reply_to, topic)

    async def send_location(
        self, latitude: float = 51.5, longitude: float = -0.12, *, chat: Group | None = None
    ) -> Message:
        """Share a place."""
        return self._post(Place(latitude, longitude), chat, None)

    async def send_contact(
        self,
        *,
        own: bool = True,
        phone: str = "+44 20 7946 0000",
        name: str = "Somebody Else",
        chat: Group | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Share one's own number, or somebody else's card, which carries no user id."""
        return self._post(self._own_card() if own else ContactCard(phone, name), chat, reply_to)

    async def tap(self, text: str, *, chat: Group | None = None) -> Message:
        """Tap a button under the input field: it says its text or shares what it asks for."""
        where = self._where(chat)
        button = reply_button(where, text)
        keyboard = where.keyboard
        if keyboard is not None and keyboard.one_time:
            where.keyboard = None
        if button.request_contact:
            return self._post(self._own_card(), chat, where.messages[-1])
        if button.request_location:
            return self._post(Place(51.5, -0.12), chat, where.messages[-1])
        return self._post(Said(typed(text)), chat, None)

    async def press(
        self,
        text: str,
        *,
        message: Message | None = None,
        chat: Group | None = None,
        wait: bool = True,
        timeout: float | None = None,  # noqa: ASYNC109 (a test reads better so than with a context around it)
    ) -> Answer | None:
        """Press a button that is shown now, by its words; the newest message with it unless one is given.

        Waits until the bot has answered, as the person watches the spinner. ``wait=False`` does not.
        """
        where = message.chat if message else self._where(chat)
        if not where.private:
            self._where(Group(self.sandbox, where))
        target, button = inline_button([message] if message else where.messages, text)
        if button.callback_data is None:
            raise SandboxUseError(f'"{text}" is a link: {button.url}')
        self._act(where)
        cached = self.sandbox.world.cached_answer(self.account, target, button)
        if cached is not None:
            return cached
        press = self.sandbox.world.press(self.account, target, button)
        if wait:
            await self._answered(press, timeout)
        return press.answer

    async def wait_for(
        self,
        match: Match = None,
        *,
        chat: Group | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (see above)
    ) -> Message:
        """The next message that the bot sends or edits in the chat: any, one with these words, or one
        for which the function is true. Messages from before one's last action, or already waited for,
        do not count, so that an old message cannot pass for an answer."""
        where = self._where(chat, reading=True)
        wanted = matcher(match)
        found: list[Message] = []

        def shown() -> bool:
            seen = self._seen.get(where.id, 0)
            for index, message in enumerate(self.sandbox.world.shown[seen:], start=seen):
                if message.chat is where and not message.deleted and wanted(message):
                    self._seen[where.id] = index + 1
                    found.append(message)
                    return True
            return False

        what = f"a message with {match!r}" if isinstance(match, str) else "a matching message"
        await self.sandbox.until(shown, timeout=timeout, what=f"{what} for {self.account.name}", chat=where)
        return found[0]

    async def block(self) -> None:
        """Block the bot; it hears so."""
        self.chat.blocked = True
        self.sandbox.world.set_status(self.chat, self.sandbox.world.bot, Status.BANNED, by=self.account)

    async def unblock(self) -> None:
        """Unblock the bot; it hears so, and may write again."""
        self.chat.blocked = False
        self.sandbox.world.set_status(self.chat, self.sandbox.world.bot, Status.MEMBER, by=self.account)

    async def delete_account(self) -> None:
        """Leave Telegram: the bot finds out when it writes."""
        self.account.deactivated = True

    def _where(self, group: Group | None, *, reading: bool = False) -> Chat:
        chat = group.chat if group else self.chat
        if self.account.deactivated and not reading:
            raise SandboxUseError(f"{self.account.name} has left Telegram")
        if chat.private:
            if not chat.started and not reading:
                raise SandboxUseError(f"{self.account.name} has not started the bot: use start() first")
            if chat.blocked and not reading:
                raise SandboxUseError(f"{self.account.name} has blocked the bot: use unblock() first")
        elif not chat.status_of(self.account).present:
            raise SandboxUseError(f"{self.account.name} is not in {chat.name}")
        return chat

    def _act(self, chat: Chat) -> None:
        self._seen[chat.id] = len(self.sandbox.world.shown)

    def _post(
        self, content: Content, group: Group | None, reply_to: Message | None, topic: Topic | None = None
    ) -> Message:
        chat = self._where(group)
        if reply_to is not None and reply_to.chat is not chat:
            raise SandboxUseError("the message to reply to is in another chat")
        topic = reply_to.topic if reply_to else topic
        if topic and topic.closed and not chat.status_of(self.account).in_charge:
            raise SandboxUseError(f"the topic {topic.name} is closed")
        self._act(chat)
        return self.sandbox.world.post(chat, self.account, content, reply_to=reply_to, topic=topic)

    def _file(self, name: str, mime_type: str, data: bytes = b"made up", *, photo: bool = False) -> StoredFile:
        return self.sandbox.world.store(name, mime_type, data, photo=photo)

    def _own_card(self) -> ContactCard:
        me = self.account
        return ContactCard(me.phone, me.first_name, me.last_name, me.id)

    async def _answered(self, press: Press, seconds: float | None) -> None:
        await self.sandbox.until(
            lambda: press.answer is not None,
            timeout=seconds,
            what=f'the answer to the press of "{press.button.text}"',
            chat=press.message.chat,
        )

"""The people of one chat: what each can do in it, over HTTP against the bot at work."""

from collections.abc import Awaitable, Callable
from typing import assert_never

from bot.sandbox import Group, Message, Press, User
from bot.sandbox.apps import inline_button
from bot.sandbox.keyboards import InlineButton
from tests.e2e import chat_file
from tests.e2e.chat_file import Act, Booking, Deed, FileEdit, Send, Wait
from tests.e2e.clinic import LONG_WAIT, Clinic

_SENDS: dict[str, Callable[[User, str], Awaitable[Message]]] = {
    "photo": lambda user, caption: user.send_photo(caption),
    "voice message": lambda user, caption: user.send_voice(caption=caption),
    "sticker": lambda user, _: user.send_sticker(),
    "file": lambda user, caption: user.send_document(caption=caption),
    "place": lambda user, _: user.send_location(),
    "own number": lambda user, _: user.send_contact(),
    "someone else's number": lambda user, _: user.send_contact(own=False),
}


class Stage:
    """A patient and a stranger whom the bot has not met, the clinic's staff, and what was seen last."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.patient = clinic.meets("Ana", last_name="P.", username="anap", phone="+447700900123").user
        self.people = {
            "patient": self.patient,
            "Eve": clinic.meets("Eve").user,
            "Sam": clinic.sam.user,
            "Priya": clinic.priya.user,
        }
        self.seen: dict[str, list[Message]] = {}
        """New messages by place (chat_file.Place); in the staff group also those that changed."""
        self.flashes: list[str] = []
        """What flashed over the chat at the last press."""
        self._places = {user.id: name for name, user in self.people.items()}
        self._places |= {self.patient.id: "bot", clinic.group.id: "staff"}
        self._card: Message | None = None
        self._pressed: dict[str, tuple[Message, InlineButton]] = {}

    async def play(self, deed: Deed) -> None:
        """Do what is done, and look at what comes of it."""
        world = self.clinic.sandbox.world
        await self._begin(deed)
        start, known = len(world.shown), set(world.shown)
        self.seen, self.flashes = {}, []
        await self._do(deed)
        await self.clinic.settles()
        # A card travels in a lane of its own, so whether its edit or a new message is first is chance.
        for message in sorted(dict.fromkeys(world.shown[start:]), key=known.__contains__):
            if message.chat is self.clinic.group.chat or message not in known:
                self.seen.setdefault(self._places.get(message.chat.id, "somebody else"), []).append(message)
        cards = [
            message for message in self.seen.get("staff", []) if message.text.startswith("B-") and not message.reply_to
        ]
        self._card = cards[-1] if cards else self._card

    async def _begin(self, deed: Deed) -> None:
        """Nobody can write to a bot that they have not started; its hello is part of the story only after /start."""
        if isinstance(deed, Wait | Booking) or deed.words == "/start":
            return
        user = self.people[deed.who]
        if self._group_of(user) is None and not user.chat.started:
            await user.start()
            await self.clinic.settles()

    async def _do(self, deed: Deed) -> None:
        match deed:
            case Wait(words="until the next morning"):
                await self.clinic.waits_until_morning()
            case Wait(words=words):
                number, unit = words.split()
                await self.clinic.waits(**{unit: int(number)})
            case Booking():
                assert await self.clinic.hears_of_a_booking(self.patient.id) == 204
            case FileEdit():
                await self._edit(deed)
            case Act():
                await self._act(self.people[deed.who], deed)
            case Send():
                await _SENDS[deed.words](self.people[deed.who], deed.caption)
            case chat_file.Press():
                await self._press(self.people[deed.who], deed)
            case _:
                assert_never(deed)

    def _group_of(self, user: User) -> Group | None:
        """Where a person writes: staff in their group, everybody else in private."""
        return self.clinic.group if user in {self.clinic.sam.user, self.clinic.priya.user} else None

    async def _act(self, user: User, act: Act) -> None:
        match act.does:
            case "writes" if act.words == "/start":
                await user.start()
            case "writes":
                await user.say(act.words, chat=self._group_of(user))
            case "edits":
                await user.edit(next(m for m in reversed(user.messages) if not m.sender.is_bot), act.words)
            case "forwards":
                await user.forward(act.words)
            case "replies":
                await user.say(act.words, chat=self.clinic.group, reply_to=self._card)
            case "adds the bot to":
                club = self.clinic.sandbox.supergroup(act.words, members=[user], bot=None)
                self._places[club.id] = "group"
                await club.add_bot(by=user)
            case "blocks the bot":
                await user.block()

    async def _press(self, user: User, press: chat_file.Press) -> None:
        """A button under the input field, one of their own chat, or one of this chat's card."""
        keyboard = user.chat.keyboard
        if keyboard and any(button.text == press.words for row in keyboard.rows for button in row):
            await user.tap(press.words)
            return
        if press.does != "presses again":
            own = [m for m in user.messages if press.on in m.text and press.words in m.button_texts]
            self._pressed[press.words] = inline_button(own or ([self._card] if self._card else []), press.words)
        target, button = self._pressed[press.words]
        sandbox = self.clinic.sandbox
        times = 2 if press.does == "double taps" else 1
        presses = [sandbox.world.press(user.account, target, button) for _ in range(times)]
        await sandbox.until(
            lambda: all(each.answer for each in presses), timeout=LONG_WAIT, what="an end of the spinner"
        )
        self.flashes = [text for text in map(_flash, presses) if text]

    async def _edit(self, edit: FileEdit) -> None:
        """Save a content file; the news of it comes when the bot has read it."""
        assert self.clinic.content is not None
        file, shown = self.clinic.content / edit.words, self.clinic.sandbox.world.shown
        before, written = len(shown), file.read_text(encoding="utf-8")
        assert written.count(edit.replaces) == 1, f"{edit.replaces!r} must stand once in {edit.words}"
        file.write_text(written.replace(edit.replaces, edit.by), encoding="utf-8")
        await self.clinic.until(lambda: len(shown) > before, "news of the edit")


def _flash(press: Press) -> str:
    return press.answer.text if press.answer else ""

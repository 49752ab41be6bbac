"""`backchat chat`: the unmodified bot in the terminal, in the local sandbox, with a staff group."""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from bot.app import open_content
from bot.commands._content import open_or_explain
from bot.commands._lines import STDIN, arriving, open_bytes
from bot.commands._run import settings_or_explain
from bot.commands._screen import Screen
from bot.demo.stage import staged
from bot.sandbox import Group, NothingSeenError, SandboxUseError, User
from bot.settings import ContentFolder, Settings
from faq.build import Library

_SLOW = "The bot is still at work; what it says will be shown after your next line."
_NO_CARD = "There is no card to answer yet."
_NO_BUTTON = "There is no such button now."


def chat_here(folder: Path | None, config: Path | None) -> int:
    """Chat until /quit, Ctrl-C or the end of the input. Needs no token; a fresh database each time."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    if folder is not None:
        settings = settings.model_copy(update={"content": ContentFolder(dir=folder)})
    library = open_or_explain(settings.content.dir, opened=lambda _: open_content(settings))
    if isinstance(library, int):
        return library
    logging.basicConfig(level=logging.ERROR, force=True)
    with suppress(KeyboardInterrupt):
        asyncio.run(talk(settings, library, _typed(), Console(highlight=False)))
    return 0


async def talk(settings: Settings, library: Library, lines: AsyncIterator[str], console: Console) -> None:
    """Run the bot and let a patient and a staff member say `lines`, each after the bot has settled."""
    stop = asyncio.Event()
    async with staged(settings, library, stop) as stage:
        patient, group = stage.meet("Alex Patient", username="alex"), stage.group
        chat = _Chat(patient, stage.staff[0], group, Screen(console))
        chat.screen.welcome()
        await patient.start()
        while True:
            try:
                await stage.sandbox.idle()
                await stage.bot.settled()
            except NothingSeenError:
                chat.screen.hint(_SLOW)
            chat.screen.show(patient, group)
            line = await anext(lines, None)
            if line is None or line.strip() in {"/quit", "/exit"}:
                break
            await chat.act(line.strip())
        stop.set()


class _Chat:
    """What a typed line does."""

    def __init__(self, patient: User, sam: User, group: Group, screen: Screen) -> None:
        self._patient = patient
        self._sam = sam
        self._group = group
        self.screen = screen

    async def act(self, line: str) -> None:
        """Say or press what the line says; explains what can't be done."""
        try:
            await self._act(line)
        except SandboxUseError as error:
            self.screen.hint(str(error))
        except NothingSeenError:
            self.screen.hint(_SLOW)

    async def _act(self, line: str) -> None:
        if line.isdecimal():
            await self._press(self._patient, "", int(line))
        elif line[:1] == "s" and line[1:].isdecimal():
            await self._press(self._sam, "s", int(line[1:]))
        elif line == "p" and self._patient.chat.keyboard:
            await self._patient.tap(self._patient.chat.keyboard.rows[0][0].text)
        elif line.startswith("r:"):
            card = self.screen.card
            if card is None:
                self.screen.hint(_NO_CARD)
            else:
                await self._sam.say(line[2:], chat=self._group, reply_to=card)
        elif line.startswith("s:"):
            await self._sam.say(line[2:], chat=self._group)
        elif line:
            await self._patient.say(line)

    async def _press(self, user: User, prefix: str, number: int) -> None:
        pressable = self.screen.pressable(prefix)
        if not 1 <= number <= len(pressable):
            self.screen.hint(_NO_BUTTON)
            return
        message, button = pressable[number - 1]
        if button.url:
            self.screen.hint(f"(opens {button.url})")
            return
        chat = self._group if message.chat is self._group.chat else None
        answer = await user.press(button.text, message=message, chat=chat)
        if answer and answer.text:
            self.screen.hint(f"({answer.text})")


async def _typed() -> AsyncIterator[str]:
    """Lines of standard input; those that nobody sees typed are printed, so that the chat can be read."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[str | None] = asyncio.Queue()
    seen = os.isatty(0)

    def read() -> None:
        # Without a buffer, whose lock would keep the process from ending while this waits for a line.
        with suppress(RuntimeError):  # the chat is over
            with suppress(OSError), open_bytes(STDIN) as source:
                for lines in arriving(source):
                    for line in lines:
                        loop.call_soon_threadsafe(arrived.put_nowait, line.decode(errors="replace"))
            loop.call_soon_threadsafe(arrived.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        if seen:
            print("> ", end="", flush=True)
        line = await arrived.get()
        if line is None:
            return
        if not seen:
            print(f"> {line}")
        yield line

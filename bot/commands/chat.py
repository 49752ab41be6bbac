"""`backchat chat`: the unmodified bot in the terminal, against the local sandbox. Patient on one side, staff below."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from bot.app import Running, open_content, running
from bot.commands._run import explain, settings_or_explain
from bot.sandbox import Group, Message, Sandbox, SandboxUseError, User
from bot.settings import ContentFolder, Database, Pace, Settings
from faq.build import Library
from faq.source import ContentError

_HELP = """Write as a patient would. [bold]1[/bold], [bold]2[/bold] … press a button; [bold]s1[/bold], [bold]s2[/bold] … press one on
the staff card as Sam; [bold]r some words[/bold] replies to the card as Sam; [bold]/help[/bold] asks the bot; [bold]/quit[/bold] ends."""


def chat_here(folder: Path | None, config: Path | None) -> int:
    """Chat until /quit or the end of the input. Needs no token; a fresh database each time."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    if folder is not None:
        settings = settings.model_copy(update={"content": ContentFolder(dir=folder)})
    try:
        library = open_content(settings)
    except ContentError as error:
        explain(error.problems)
        return 1
    logging.basicConfig(level=logging.ERROR, force=True)
    with tempfile.TemporaryDirectory(prefix="backchat-") as place:
        asyncio.run(_Chat(settings, library, Path(place)).run())
    return 0


class _Chat:
    def __init__(self, settings: Settings, library: Library, place: Path) -> None:
        self._settings = settings
        self._library = library
        self._place = place
        self._console = Console(highlight=False)
        self._shown: dict[tuple[int, int], str] = {}

    async def run(self) -> None:
        async with Sandbox.start() as sandbox:
            patient = sandbox.user("Alex Patient", username="alex", phone="+447700900123")
            sam = sandbox.user("Sam Staff", username="sam")
            group = sandbox.supergroup("Clinic staff", members=[sam], bot="administrator")
            settings = self._settings.model_copy(
                update={
                    "telegram": self._settings.telegram.model_copy(
                        update={"base_url": sandbox.base_url, "base_file_url": sandbox.base_file_url}
                    ),
                    "clinic": self._settings.clinic.model_copy(update={"staff_chat_id": group.id}),
                    "pace": Pace(chat_per_second=30, group_per_minute=600),
                    "database": Database(url=f"sqlite+aiosqlite:///{self._place / 'chat.db'}"),
                }
            )
            stop = asyncio.Event()
            async with running(settings, sandbox.token, self._library, stop) as bot:
                self._console.print(Panel(_HELP, title="Backchat in the terminal", expand=False))
                await patient.start()
                await self._settle(sandbox, bot, patient, group)
                await self._talk(sandbox, bot, patient, sam, group)
                stop.set()

    async def _talk(self, sandbox: Sandbox, bot: Running, patient: User, sam: User, group: Group) -> None:
        while True:
            line = await asyncio.to_thread(_read_line)
            if line is None or line.strip() in {"/quit", "/exit"}:
                return
            if not line.strip():
                continue
            try:
                await self._act(line.strip(), patient, sam, group)
            except SandboxUseError as error:
                self._console.print(f"[yellow]{escape(str(error))}[/yellow]")
            await self._settle(sandbox, bot, patient, group)

    async def _act(self, line: str, patient: User, sam: User, group: Group) -> None:
        if line.isdigit():
            await self._press(int(line), patient, _latest_with_buttons(patient.messages), None)
        elif line[0] == "s" and line[1:].isdigit():
            await self._press(int(line[1:]), sam, _latest_with_buttons(group.messages), group)
        elif line.startswith("r ") and (card := _latest_with_buttons(group.messages)):
            await sam.say(line[2:], chat=group, reply_to=card)
        else:
            await patient.say(line)

    async def _press(self, number: int, user: User, message: Message | None, chat: Group | None) -> None:
        texts = message.button_texts if message else []
        if message is None or not 1 <= number <= len(texts):
            self._console.print("[yellow]There is no such button now.[/yellow]")
            return
        button = message.buttons[number - 1]
        if button.url:
            self._console.print(f"[cyan](opens {escape(button.url)})[/cyan]")
            return
        answer = await user.press(texts[number - 1], message=message, chat=chat)
        if answer and answer.text:
            self._console.print(f"[magenta]({escape(answer.text)})[/magenta]")

    async def _settle(self, sandbox: Sandbox, bot: Running, patient: User, group: Group) -> None:
        """Wait until the bot has said all it has to say, and show what is new."""
        await sandbox.idle()
        await bot.settled()
        for message in patient.messages:
            self._show(message, "Backchat", "cyan", "")
        for message in group.messages:
            self._show(message, "Staff group", "green", "s")

    def _show(self, message: Message, title: str, colour: str, prefix: str) -> None:
        key = (message.chat.id, message.id)
        state = f"{message.text}{message.button_texts}"
        if not message.sender.is_bot or self._shown.get(key) == state:
            return
        changed = " (changed)" if key in self._shown else ""
        self._shown[key] = state
        body = Text(message.text or "")
        for number, text in enumerate(message.button_texts, start=1):
            body.append(f"\n[{prefix}{number}] {text}", style="bold")
        self._console.print(Panel(body, title=title + changed, border_style=colour, expand=False))


def _latest_with_buttons(messages: list[Message]) -> Message | None:
    return next((message for message in reversed(messages) if message.button_texts), None)


def _read_line() -> str | None:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None

"""What a chat looks like in a terminal: messages in frames, buttons as numbers."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from bot.sandbox import Group, Message, User
from bot.sandbox.keyboards import InlineButton
from bot.sandbox.transcript import describe

_HELP = """\
Write as a patient would, and look below for what the staff group receives.
[bold]1[/bold], [bold]2[/bold] …    press a button
[bold]s1[/bold], [bold]s2[/bold] …  press one on the staff card, as Sam
[bold]r: words[/bold]  answer the staff card, as Sam
[bold]s: words[/bold]  write in the staff group, such as s: /cases
[bold]/help[/bold]     ask the bot
[bold]/quit[/bold]     end"""

Pressable = list[tuple[Message, InlineButton]]


class Screen:
    """Shows what is new since the last time; the numbers of buttons count on from message to message."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: dict[tuple[int, int], tuple[str, list[str]]] = {}
        self._pressable: dict[str, Pressable] = {"": [], "s": []}
        self._tappable: str | None = None
        self.card: Message | None = None
        """The newest staff card with buttons."""

    def welcome(self) -> None:
        """How to use the chat."""
        self._console.print(Panel(_HELP, title="Backchat in the terminal", expand=False))

    def hint(self, text: str) -> None:
        """A word beside the chat."""
        self._console.print(f"[yellow]{escape(text)}[/yellow]")

    def pressable(self, prefix: str) -> Pressable:
        """The numbered buttons: "" the patient's, "s" the staff's."""
        return self._pressable[prefix]

    def show(self, patient: User, group: Group) -> None:
        """Print every message that is new or changed, and the button below the text field."""
        self._show(patient.messages, "Backchat", "cyan", "")
        self._show(group.messages, "Staff group", "green", "s")
        self.card = next((message for message in reversed(group.messages) if message.buttons), self.card)
        keyboard = patient.chat.keyboard
        tappable = keyboard.rows[0][0].text if keyboard else None
        if tappable and tappable != self._tappable:
            self._console.print(f"[bold]{escape(f'[p] {tappable}')}[/bold]")
        self._tappable = tappable

    def _show(self, messages: list[Message], title: str, colour: str, prefix: str) -> None:
        fresh = [message for message in messages if self._is_fresh(message)]
        if any(message.buttons for message in fresh):
            self._pressable[prefix] = []
        for message in fresh:
            key = (message.chat.id, message.id)
            changed = " (changed)" if key in self._shown else ""
            self._shown[key] = (message.text, message.button_texts)
            body = Text(describe(message))
            for button in message.buttons:
                self._pressable[prefix].append((message, button))
                body.append(f"\n[{prefix}{len(self._pressable[prefix])}] {button.text}", style="bold")
            self._console.print(Panel(body, title=title + changed, border_style=colour, expand=False))

    def _is_fresh(self, message: Message) -> bool:
        """New, or changed otherwise than by losing its buttons."""
        before = self._shown.get((message.chat.id, message.id))
        if not message.sender.is_bot or before == (message.text, message.button_texts):
            return False
        return before is None or before[0] != message.text or bool(message.buttons)

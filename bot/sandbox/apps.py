"""What Telegram's apps allow a person to do: what can be typed, and which buttons are there to press."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bot.sandbox.errors import SandboxUseError
from bot.sandbox.keyboards import InlineButton, ReplyButton
from bot.sandbox.links import detect
from bot.sandbox.state import Chat, Message
from bot.sandbox.text import MAX_TEXT, NOTHING, FormattedText

Match = str | Callable[[Message], bool] | None
MAX_TYPED: Final = MAX_TEXT


def typed(text: str) -> FormattedText:
    """A message as an app sends it: trimmed, with links and commands found."""
    trimmed = text.strip()
    if not trimmed:
        raise SandboxUseError("Telegram's apps do not send a message of blanks")
    if len(trimmed) > MAX_TYPED:
        raise SandboxUseError(f"Telegram's apps split a message of more than {MAX_TYPED} characters")
    return FormattedText(trimmed, detect(trimmed))


def captioned(text: str) -> FormattedText:
    """A caption, which may be missing."""
    return typed(text) if text.strip() else NOTHING


def matcher(match: Match) -> Callable[[Message], bool]:
    """Make one question of the three ways to say which message is waited for."""
    if match is None:
        return lambda _message: True
    if isinstance(match, str):
        return lambda message: match in message.text
    return match


def reply_button(chat: Chat, text: str) -> ReplyButton:
    """The button under the input field with these words."""
    buttons = [button for row in chat.keyboard.rows for button in row] if chat.keyboard else []
    for button in buttons:
        if button.text == text:
            return button
    raise SandboxUseError(f'no button "{text}" under the input field; shown: {_list(b.text for b in buttons)}')


def inline_button(messages: Sequence[Message], text: str) -> tuple[Message, InlineButton]:
    """The newest of the messages that shows a button with these words now, and the button."""
    shown = [message for message in messages if not message.deleted]
    for message in reversed(shown):
        for button in message.buttons:
            if button.text == text:
                return message, button
    words = _list(text for message in shown for text in message.button_texts)
    raise SandboxUseError(f'no button "{text}" is shown; shown: {words}')


def _list(texts: Iterable[str]) -> str:
    return ", ".join(f'"{text}"' for text in dict.fromkeys(texts)) or "none"

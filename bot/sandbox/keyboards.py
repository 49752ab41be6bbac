"""Keyboards under messages and under the input field, read with Telegram's refusals.

A button that Telegram would refuse makes the whole message fail, so each field is looked at; a field
that exists in Telegram but is not modelled here is an error, never a button that quietly does less.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.sandbox.addresses import tidy_url, user_of_link
from bot.sandbox.errors import ApiError, bad_request

MAX_CALLBACK_BYTES: Final = 64

JsonObject = dict[str, object]
_Button = TypeVar("_Button")


@dataclass(frozen=True)
class InlineButton:
    """A button under a message."""

    text: str
    callback_data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class InlineKeyboard:
    """Buttons under a message; the only keyboard that is shown in a returned message."""

    rows: tuple[tuple[InlineButton, ...], ...]


@dataclass(frozen=True)
class ReplyButton:
    """A button under the input field: it says its text, or shares what it asks for."""

    text: str
    request_contact: bool = False
    request_location: bool = False


@dataclass(frozen=True)
class ReplyKeyboard:
    """Buttons under the input field, which stay until they are removed."""

    rows: tuple[tuple[ReplyButton, ...], ...]
    one_time: bool = False
    placeholder: str = ""


@dataclass(frozen=True)
class RemoveKeyboard:
    """Take the buttons under the input field away."""


@dataclass(frozen=True)
class ForceReply:
    """Open the reply box on this message."""

    placeholder: str = ""


Markup = InlineKeyboard | ReplyKeyboard | RemoveKeyboard | ForceReply

_FIELDS: Final = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {
        "keyboard",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
        "is_persistent",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "selective", "input_field_placeholder"},
}


def parse_markup(source: str) -> Markup | None:
    """Read ``reply_markup``; an empty keyboard is none."""
    if not source:
        return None
    try:
        value: object = json.loads(source)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    kind = next((name for name in _FIELDS if name in value), "")
    for name in value:
        if name not in _FIELDS.get(kind, ()):
            raise bad_request(f'sandbox: field "{name}" of the reply markup is not modelled')
        if name not in {"inline_keyboard", "keyboard", "input_field_placeholder"}:
            _flag(value, name)
    placeholder = _string(value, "input_field_placeholder")
    if kind == "inline_keyboard":
        rows = _rows(value, kind, "InlineKeyboardButton", "inline keyboard button", _inline_button)
        return InlineKeyboard(rows) if rows else None
    if kind == "keyboard":
        replies = _rows(value, kind, "KeyboardButton", "keyboard button", _reply_button)
        once = _flag(value, "one_time_keyboard")
        return ReplyKeyboard(replies, one_time=once, placeholder=placeholder) if replies else None
    if _flag(value, "remove_keyboard"):
        return RemoveKeyboard()
    return ForceReply(placeholder) if _flag(value, "force_reply") else None


def check_inline_buttons(keyboard: InlineKeyboard) -> None:
    """What Telegram's servers refuse after the keyboard was understood."""
    for button in (button for row in keyboard.rows for button in row):
        if len((button.callback_data or "").encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        if button.url is not None and not (user_of_link(button.url) or tidy_url(button.url)):
            raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")


def check_reply_buttons(keyboard: ReplyKeyboard, *, private: bool) -> None:
    """Contacts and places may be asked for in private chats only."""
    for button in (button for row in keyboard.rows for button in row):
        if button.request_contact and not private:
            raise bad_request("phone number can be requested in private chats only")
        if button.request_location and not private:
            raise bad_request("location can be requested in private chats only")


def inline_to_json(keyboard: InlineKeyboard) -> JsonObject:
    """The keyboard as a returned message shows it."""
    return {"inline_keyboard": [[_button_to_json(button) for button in row] for row in keyboard.rows]}


def _button_to_json(button: InlineButton) -> JsonObject:
    shown: JsonObject = {"text": button.text}
    if button.callback_data is not None:
        shown["callback_data"] = button.callback_data
    if button.url is not None:
        shown["url"] = button.url if user_of_link(button.url) else tidy_url(button.url)
    return shown


def _rows(
    value: JsonObject, field: str, kind: str, what: str, read: Callable[[object], _Button]
) -> tuple[tuple[_Button, ...], ...]:
    given = value[field]
    if not isinstance(given, list):
        raise bad_request(f'field "{field}" must be of type Array')
    rows: list[tuple[_Button, ...]] = []
    for row in given:
        if not isinstance(row, list):
            raise bad_request(f"expected an Array of {kind}")
        try:
            buttons = tuple(read(button) for button in row)
        except ApiError as error:
            reason = error.description.removeprefix("Bad Request: ")
            if reason.startswith(("sandbox: ", f"{what} text")):
                raise
            shown = reason[0].upper() + reason[1:]
            raise bad_request(f"can't parse {what}: {shown}") from None
        if buttons:
            rows.append(buttons)
    return tuple(rows)


def _inline_button(value: object) -> InlineButton:
    if not isinstance(value, dict):
        raise bad_request("InlineKeyboardButton must be an Object")
    _only_known(value, {"text", "url", "callback_data"})
    text = _required_text(value, "inline keyboard button")
    if url := _string(value, "url"):
        return InlineButton(text, url=url)
    if data := _string(value, "callback_data"):
        return InlineButton(text, callback_data=data)
    raise bad_request("Text buttons are unallowed in the inline keyboard")


def _reply_button(value: object) -> ReplyButton:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise bad_request("KeyboardButton must be a String or an Object")
    _only_known(value, {"text", "request_contact", "request_location"})
    text = _required_text(value, "keyboard button")
    contact, location = _flag(value, "request_contact"), _flag(value, "request_location")
    return ReplyButton(text, request_contact=contact, request_location=location and not contact)


def _only_known(value: JsonObject, known: set[str]) -> None:
    for name in value:
        if name not in known:
            raise bad_request(f'sandbox: field "{name}" of a button is not modelled')


def _required_text(value: JsonObject, what: str) -> str:
    if "text" not in value:
        raise bad_request('Can\'t find field "text"')
    text = _string(value, "text").strip()
    if not text:
        raise bad_request(f"{what} text must be non-empty")
    return text


def _flag(value: JsonObject, field: str) -> bool:
    given = value.get(field, False)
    if not isinstance(given, bool):
        raise bad_request(f'Field "{field}" must be of type Boolean')
    return given


def _string(value: JsonObject, field: str) -> str:
    """A text, or a number as it is written."""
    given = value.get(field, "")
    if isinstance(given, int | float) and not isinstance(given, bool):
        return json.dumps(given)
    if not isinstance(given, str):
        raise bad_request(f'Field "{field}" must be of type String')
    return given

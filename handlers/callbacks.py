"""Button data: what comes back when a button is pressed. It proves nothing about who pressed."""

import re
from typing import NamedTuple

from handlers.case import DeskVerb
from handlers.events import Verb

MAX_BYTES = 64
"""Telegram's limit for callback_data."""

_DESK = "case"
_NUMBER = re.compile(r"[0-9]{1,18}")
_CHOICE = re.compile(r"[a-z0-9_-]{1,24}")
_CHOOSING = {DeskVerb.DONE, DeskVerb.HAND_OVER, DeskVerb.REPLIES}


class DeskPress(NamedTuple):
    """A button on a staff card, and what was chosen from a menu ("" for no choice)."""

    verb: DeskVerb
    number: int
    choice: str = ""


def encode(verb: Verb, argument: str = "") -> str:
    """Data for a patient's button. Raises ValueError beyond 64 bytes."""
    return _checked(f"{verb}:{argument}" if argument else str(verb))


def decode(data: str) -> tuple[Verb, str] | None:
    """A patient's button, or None for data that we do not make (any more)."""
    name, _, argument = data.partition(":")
    try:
        return Verb(name), argument
    except ValueError:
        return None


def encode_desk(verb: DeskVerb, number: int, choice: str = "") -> str:
    """Data for a button on a staff card. Raises ValueError beyond 64 bytes."""
    return _checked(f"{_DESK}:{verb}:{number}" + (f":{choice}" if choice else ""))


def decode_desk(data: str) -> DeskPress | None:
    """A button on a staff card, or None for anything else."""
    match data.split(":"):
        case [prefix, name, number, *rest] if prefix == _DESK and _NUMBER.fullmatch(number):
            if name not in DeskVerb.__members__.values():
                return None
            verb = DeskVerb(name)
            match rest:
                case []:
                    return DeskPress(verb, int(number))
                case [choice] if verb in _CHOOSING and _CHOICE.fullmatch(choice):
                    return DeskPress(verb, int(number), choice)
    return None


def _checked(data: str) -> str:
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"button data of {len(data.encode())} bytes; {MAX_BYTES} is the most. Shorten the id in it.")
    return data

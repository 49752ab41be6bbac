"""Button data: what comes back when a button is pressed. It proves nothing about who pressed."""

import re

from handlers.model import DeskVerb, Verb

MAX_BYTES = 64
"""Telegram's limit for callback_data."""

_DESK = "case"
_NUMBER = re.compile(r"[0-9]{1,18}")


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


def encode_desk(verb: DeskVerb, number: int) -> str:
    """Data for a button on a staff card."""
    return _checked(f"{_DESK}:{verb}:{number}")


def decode_desk(data: str) -> tuple[DeskVerb, int] | None:
    """A button on a staff card and its case number, or None for anything else."""
    match data.split(":"):
        case [prefix, name, number] if prefix == _DESK and _NUMBER.fullmatch(number):
            return (DeskVerb(name), int(number)) if name in DeskVerb.__members__.values() else None
    return None


def _checked(data: str) -> str:
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"button data of {len(data.encode())} bytes; {MAX_BYTES} is the most. Shorten the id in it.")
    return data

"""The parameters of a call, read as leniently or strictly as Telegram reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.sandbox.errors import bad_request

if TYPE_CHECKING:
    from bot.sandbox.world import World

_TRUE: Final = frozenset({"true", "yes", "1"})
_INTEGER: Final = re.compile(r"\s*(-?[0-9]+)")


@dataclass(frozen=True)
class Upload:
    """A file sent with a call."""

    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True)
class Call:
    """What the bot asks for. All values are text, as they are on the wire."""

    world: World
    values: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The parameter, or an empty text."""
        return self.values.get(name, "")

    def has(self, name: str) -> bool:
        """Whether the parameter was given, even empty."""
        return name in self.values

    def flag(self, name: str) -> bool:
        """A Boolean: true, yes or 1."""
        return self.text(name).lower() in _TRUE

    def integer(self, name: str, default: int = 0, low: int = -(2**53), high: int = 2**53) -> int:
        """An integer, brought into its range without complaint; words count as the default."""
        found = _INTEGER.match(self.text(name))
        return min(max(int(found[1]), low), high) if found else default

    def json(self, name: str, complaint: str) -> object:
        """A JSON-serialised parameter, or ``None`` when it was left out."""
        if not self.text(name):
            return None
        try:
            value: object = json.loads(self.text(name))
        except ValueError:
            raise bad_request(complaint) from None
        return value


@dataclass(frozen=True)
class Method:
    """A method of the Bot API with the parameters that are modelled."""

    name: str
    accepts: frozenset[str]
    run: Callable[[Call], object]

    def check(self, names: set[str]) -> None:
        """Refuse what the sandbox does not model: ignoring it would be a lie."""
        for name in sorted(names - self.accepts):
            raise bad_request(f'sandbox: parameter "{name}" of {self.name} is not modelled')


def method(name: str, run: Callable[[Call], object], accepts: str = "") -> Method:
    """Write a method down in one line of its table."""
    return Method(name, frozenset(accepts.split()), run)

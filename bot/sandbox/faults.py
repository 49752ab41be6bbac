"""Misfortunes on demand: errors, floods, dropped connections, slow answers, updates that come twice."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.errors import ApiError, SandboxUseError, failure, too_many_requests

When = Literal["before", "after"]


@dataclass
class Fault:
    """One misfortune. ``when`` says whether the method takes effect all the same.

    A connection dropped *after* is the nasty one: the message was sent and the bot does not know.
    """

    method: str = ""
    times: int = 1
    chat_id: int | None = None
    status: int = 0
    description: str = ""
    retry_after: int = 0
    drop: bool = False
    delay: float = 0.0
    when: When = "before"
    skip: int = 0
    hits: int = 0

    def concerns(self, method: str, chat_id: str) -> bool:
        """Whether it strikes this call."""
        return (
            self.times > 0
            and self.method.lower() in {"", method.lower()}
            and (self.chat_id is None or str(self.chat_id) == chat_id)
        )

    def error(self) -> ApiError | None:
        """What the bot is told, if it is told anything."""
        if self.retry_after:
            return too_many_requests(self.retry_after)
        if self.status:
            return failure(self.status, self.description)
        return None


@dataclass
class Faults:
    """The misfortunes in store, in the order in which they were asked for."""

    known_methods: frozenset[str] = frozenset()
    waiting: list[Fault] = field(default_factory=list)

    def add(
        self,
        method: str = "",
        *,
        times: int = 1,
        chat_id: int | None = None,
        status: int = 0,
        description: str = "",
        retry_after: int = 0,
        drop: bool = False,
        delay: float = 0.0,
        when: When = "before",
        skip: int = 0,
    ) -> Fault:
        """Let the next calls fail; without a method, any method but getUpdates."""
        if method and method.lower() not in self.known_methods:
            raise SandboxUseError(f"{method} is not modelled, so it would never fail")
        fault = Fault(method, times, chat_id, status, description, retry_after, drop, delay, when, skip)
        self.waiting.append(fault)
        return fault

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The misfortune for this call, if one is due."""
        for fault in self.waiting:
            if not fault.concerns(method, chat_id) or (not fault.method and method == "getUpdates"):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            fault.hits += 1
            return fault
        return None

    def clear(self) -> None:
        """Good weather from now on."""
        self.waiting.clear()


@dataclass
class FloodLimits:
    """Telegram's documented pace, as an option: about 1 message a second in a chat with a short burst,
    20 a minute in a group, 30 a second in all."""

    chat_burst: int = 3
    chat_seconds: float = 1.0
    group_per_minute: int = 20
    overall_per_second: int = 30
    _sent: dict[int, deque[float]] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)

    def check(self, chat_id: int, now: float) -> None:
        """Count a message, or refuse it with the seconds to wait."""
        sent = self._sent.setdefault(chat_id, deque())
        waits = [
            _wait(self._all, self.overall_per_second, 1.0, now),
            _wait(sent, self.chat_burst, self.chat_burst * self.chat_seconds, now),
        ]
        if chat_id < 0:
            waits = [waits[0], _wait(sent, self.group_per_minute, 60.0, now)]
        if max(waits) > 0:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        sent.append(now)
        self._all.append(now)


def _wait(sent: deque[float], most: int, seconds: float, now: float) -> float:
    while sent and sent[0] <= now - max(seconds, 60.0):
        sent.popleft()
    recent = [at for at in sent if at > now - seconds]
    return recent[-most] + seconds - now if len(recent) >= most else 0.0

"""The queue of updates, kept until confirmed, with Telegram's rules for long polling."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.errors import failure
from bot.sandbox.keyboards import JsonObject

FIRST_UPDATE_ID: Final = 100_000_001
FURTHEST_AHEAD: Final = 10
"""An offset further beyond the next update is a mistake to Telegram, and confirms nothing."""
KINDS: Final = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    }
)
BY_DEFAULT: Final = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Update:
    """One update, with what a test asked of its delivery."""

    id: int
    kind: str
    content: JsonObject
    again: bool = False

    @property
    def lane(self) -> str:
        """What a webhook gets in order: the messages of a chat with their edits, or the presses of a person."""
        kind = "message" if self.kind in {"message", "edited_message"} else self.kind
        place = self.content.get("chat") or self.content.get("from")
        return f"{kind} {place['id'] if isinstance(place, dict) else self.id}"

    def to_json(self) -> JsonObject:
        """The update as the bot receives it."""
        return {"update_id": self.id, self.kind: self.content}


@dataclass
class UpdateQueue:
    """Updates that the bot has not confirmed."""

    allowed: frozenset[str] = BY_DEFAULT
    pending: list[Update] = field(default_factory=list)
    repeated: list[Update] = field(default_factory=list)
    repeats_due: int = 0
    closed: bool = False
    _next_id: int = FIRST_UPDATE_ID
    _waiting: asyncio.Future[None] | None = None
    _asked: tuple[int, float] = (-1, 0.0)

    def allow(self, kinds: Sequence[object]) -> None:
        """Remember which updates are wanted; unknown names are ignored and none means the usual ones."""
        known = frozenset(kind for kind in kinds if isinstance(kind, str) and kind in KINDS)
        self.allowed = known or BY_DEFAULT

    def add(self, kind: str, content: JsonObject) -> None:
        """Queue an update, unless its kind is not wanted: then it is gone, as with Telegram."""
        if kind not in self.allowed:
            return
        again = self.repeats_due > 0
        self.repeats_due -= again
        self.pending.append(Update(self._next_id, kind, content, again))
        self._next_id += 1
        self._wake()

    async def get(
        self,
        offset: int,
        limit: int,
        timeout: float,  # noqa: ASYNC109 (theirs)
        eager: float = 0.0,
    ) -> list[JsonObject]:
        """Confirm what lies before the offset and give what follows, waiting for it if there is none.

        Who asks for the same again within ``eager`` seconds waits as long.
        """
        now = asyncio.get_running_loop().time()
        if self._asked[0] == offset and now < self._asked[1] + eager:
            timeout = max(timeout, eager)
        self._asked = offset, now
        self._confirm(offset)
        if self._nothing() and timeout > 0 and not self.closed:
            await self._wait(timeout)
        if self.repeated:
            updates, self.repeated = self.repeated[:limit], self.repeated[limit:]
        else:
            updates = self.pending[:limit]
        return [update.to_json() for update in updates]

    def drop(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()
        self.repeated.clear()

    def end_poll(self, error: Exception | None = None) -> None:
        """End a waiting poll: with an error, or with an empty answer when the server closes."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            if error is None:
                waiting.set_result(None)
            else:
                waiting.set_exception(error)

    def _wake(self) -> None:
        self.end_poll()

    def _nothing(self) -> bool:
        return not self.pending and not self.repeated

    def _confirm(self, offset: int) -> None:
        confirmed: list[Update] = []
        if 0 < offset <= self._next_id + FURTHEST_AHEAD:
            confirmed = [update for update in self.pending if update.id < offset]
        elif offset < 0:
            confirmed = self.pending[:offset]
        self.pending = self.pending[len(confirmed) :]
        self.repeated += [update for update in confirmed if update.again]

    async def _wait(self, seconds: float) -> None:
        self.end_poll(
            failure(
                409,
                "terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        )
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = mine
        try:
            async with asyncio.timeout(seconds):
                await mine
        except TimeoutError:
            pass
        finally:
            if self._waiting is mine:
                self._waiting = None

"""Whose turn it is, when many chats wait: pure, with the time passed in."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.storage.claims import Head

_REMEMBERED = 4096
_NEVER = datetime.min.replace(tzinfo=UTC)


class Turns:
    """Chats by how long they have waited: since their oldest update came, or since their last turn."""

    def __init__(self) -> None:
        self._served: dict[str, datetime] = {}

    def choose(self, heads: Sequence[Head], now: datetime, limit: int) -> list[Head]:
        """At most `limit` heads, the longest wait first; each one chosen has had its turn now."""
        chosen = sorted(heads, key=self._waiting_since)[:limit]
        for head in chosen:
            self._served.pop(head.lane, None)
            self._served[head.lane] = now
        while len(self._served) > _REMEMBERED:
            del self._served[next(iter(self._served))]  # the one served longest ago
        return chosen

    def _waiting_since(self, head: Head) -> tuple[datetime, datetime, int]:
        served = self._served.get(head.lane, _NEVER)
        return max(head.since, served), served, head.key

"""Telegram's sending limits as token buckets: pure, with the time passed in (seconds, any origin)."""

from dataclasses import dataclass

from bot.settings import Pace

_REMEMBERED = 4096


@dataclass(slots=True)
class Bucket:
    """Holds up to `burst` tokens and gains `rate` a second; one token is one message."""

    rate: float
    burst: float
    tokens: float
    at: float = float("-inf")

    @classmethod
    def full(cls, rate: float, burst: float) -> "Bucket":
        """A bucket nobody has used."""
        return cls(rate, burst, burst)

    @classmethod
    def within(cls, limit: float, seconds: float) -> "Bucket":
        """A bucket that lets at most `limit` (2 or more) through in any stretch of `seconds`."""
        burst = max(1.0, limit // 6)
        return cls.full(max(limit - burst, limit / 2) / seconds, burst)

    def wait(self, now: float) -> float:
        """Seconds until there is a token."""
        self._fill(now)
        return max(0.0, (1.0 - self.tokens) / self.rate)

    def take(self, now: float) -> None:
        """Use a token, or owe one: what is sent past the limit is made up for by what follows."""
        self._fill(now)
        self.tokens -= 1.0

    def _fill(self, now: float) -> None:
        # A clock set back gives nothing and takes nothing.
        gained = max(0.0, now - self.at) * self.rate
        self.tokens = min(self.burst, self.tokens + gained)
        self.at = now


class Pacer:
    """One bucket for everything, one for each chat; groups (negative ids) have their own limit."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._all = Bucket.within(pace.per_second, 1.0)
        self._chats: dict[int, Bucket] = {}
        self._paused: dict[int, float] = {}

    def wait(self, chat_id: int, now: float) -> float:
        """Seconds until a message may go to this chat."""
        paused = self._paused.get(chat_id, now) - now
        return max(0.0, paused, self._all.wait(now), self._chat(chat_id).wait(now))

    def take(self, chat_id: int, now: float) -> None:
        """A message goes to this chat now."""
        self._all.take(now)
        self._chat(chat_id).take(now)

    def pause(self, chat_id: int, until: float) -> None:
        """Telegram asked for patience with this chat."""
        self._paused[chat_id] = until

    def _chat(self, chat_id: int) -> Bucket:
        bucket = self._chats.pop(chat_id, None)
        if bucket is None:
            group = chat_id < 0
            bucket = (
                Bucket.within(self._pace.group_per_minute, 60.0)
                if group
                else Bucket.full(self._pace.chat_per_second, self._pace.chat_burst)
            )
        self._chats[chat_id] = bucket  # used last, forgotten last
        while len(self._chats) > _REMEMBERED:
            oldest = next(iter(self._chats))
            del self._chats[oldest]
            self._paused.pop(oldest, None)
        return bucket

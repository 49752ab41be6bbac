"""Every call to Telegram, seen at the transport: which method, what came back, and when Telegram last answered."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.telegram_http import TelegramHttp

NO_ANSWER = 0
"""The status of a call that got none."""

Called = Callable[[str, int], None]
"""Told a method's name and the status of the answer."""


class Contact:
    """When Telegram last answered; at first, when the bot began to ask."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = clock()

    def called(self, _method: str, status: int) -> None:
        """A call is over. A refusal is an answer, too; a fault of Telegram's own server is none."""
        if NO_ANSWER < status < 500:
            self._last = self._clock()

    @property
    def silent_seconds(self) -> float:
        """For how long Telegram has not answered."""
        return (self._clock() - self._last).total_seconds()


class SeenRequest(TelegramHttp):
    """The bot's transport, which tells of each call. The address holds the token, so only its last part is told."""

    def __init__(self, called: Called, **timeouts: float) -> None:
        super().__init__(**timeouts)
        self._called = called

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As without it, seen."""
        status = NO_ANSWER
        try:
            status, body = await super().do_request(url, *args, **kwargs)
        finally:
            self._called(url.rsplit("/", 1)[-1], status)
        return status, body

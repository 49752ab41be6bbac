"""Notices as signed requests to an address of the clinic's."""

import json
from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.outlet_settings import OutgoingWebhook
from bot.outlets.notice import NeverError, Notice, NotNowError
from bot.outlets.signature import signed

SECONDS = 10.0
"""How long the receiver may take to answer."""

KEY = "Idempotency-Key"

_LATER = {401, 403, 408, 425, 429}
"""Refusals that are not of this very notice: the secret is at fault, or there is no room now."""


class WebhookOutlet:
    """POSTs JSON: {"event": "case.opened", "case": "B-1001", "at": "2026-11-26T19:25:00+00:00"}."""

    name = "webhook"

    def __init__(
        self, settings: OutgoingWebhook, secret: str, clock: Callable[[], datetime], *, seconds: float = SECONDS
    ) -> None:
        self._url = settings.url
        self._secret = secret
        self._clock = clock
        self._seconds = seconds

    async def send(self, notice: Notice) -> None:
        """Send it, signed anew at each try; the idempotency key stays."""
        at = notice.at.isoformat(timespec="seconds")
        await self._post({"event": f"case.{notice.event}", "case": notice.case, "at": at}, notice.key)

    async def check(self) -> None:
        """Send {"event": "ping"}, which tells of no case."""
        now = self._clock()
        at = now.isoformat(timespec="seconds")
        await self._post({"event": "ping", "at": at}, f"ping-{int(now.timestamp())}")

    async def _post(self, content: dict[str, str], key: str) -> None:
        body = json.dumps(content).encode()
        headers = {"Content-Type": "application/json", KEY: key, **signed(self._secret, body, self._clock())}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=self._seconds)) as http,
                # Not followed: a redirect would carry the signature to somebody else.
                http.post(self._url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                status = answer.status
        except (ClientError, OSError) as error:  # a TimeoutError is an OSError
            raise NotNowError(type(error).__name__) from None
        if 200 <= status < 300:
            return
        raise (NotNowError if status >= 500 or status in _LATER else NeverError)(f"HTTP {status}")

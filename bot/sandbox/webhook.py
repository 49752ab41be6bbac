"""Delivery by webhook, as Telegram does it: order is kept among the messages of a chat, and what is not
answered with 2xx is tried again, at once and then with growing pauses.

The pauses are those of telegram-bot-api's WebhookActor.cpp: none, 2, 4, 8 ... seconds, at most a minute
(Telegram: one to two minutes), or what the answer's Retry-After asks for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.errors import ApiError
from bot.sandbox.state import Webhook
from bot.sandbox.updates import Update
from bot.sandbox.wire import Received, from_json
from bot.sandbox.world import Delivered, World

PATIENCE: Final = 60.0
LONGEST_PAUSE: Final = 60.0
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
_NEVER_ANSWERED: Final = ("get", "setwebhook", "deletewebhook", "close", "logout")

Perform = Callable[[str, Received], Awaitable[object]]
"""Runs a method that stood in the answer to an update."""


@dataclass(repr=False)
class Postman:
    """Brings updates to the webhook while there is one."""

    world: World
    perform: Perform
    _lanes: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with ClientSession(timeout=ClientTimeout(PATIENCE)) as http:
            webhook: Webhook | None = None
            try:
                while True:
                    if self.world.webhook is not webhook:
                        webhook = self.world.webhook
                        await self._stop()
                    if webhook is not None:
                        self._start(webhook, http)
                    await self.world.bell.wait(None)
            finally:
                await self._stop()

    def _start(self, webhook: Webhook, http: ClientSession) -> None:
        """Put a task to each lane that has updates and none yet."""
        for update in self.world.queue.pending:
            running = self._lanes.get(update.lane)
            if running is None or running.done():
                self._lanes[update.lane] = asyncio.create_task(self._work(update.lane, webhook, http))

    async def _stop(self) -> None:
        for task in self._lanes.values():
            task.cancel()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)
        self._lanes.clear()

    async def _work(self, lane: str, webhook: Webhook, http: ClientSession) -> None:
        """Deliver a lane's updates, the oldest first, until none is left."""
        queue = self.world.queue
        while update := next((u for u in queue.pending if u.lane == lane), None):
            await self._insist(update, webhook, http)
            if update.again:
                update.again = False
            elif update in queue.pending:
                queue.pending.remove(update)
                self.world.bell.ring()

    async def _insist(self, update: Update, webhook: Webhook, http: ClientSession) -> None:
        """Deliver one update, however often that takes."""
        failures = 0
        while update in self.world.queue.pending:
            async with webhook.free:
                problem, retry_after = await self._post(update, webhook, http)
            if not problem:
                return
            webhook.last_error, webhook.last_error_date = problem, self.world.now()
            pause = min(LONGEST_PAUSE, 2.0**failures) if failures else 0.0
            failures += 1
            await asyncio.sleep((retry_after or pause) * self.world.second)

    async def _post(self, update: Update, webhook: Webhook, http: ClientSession) -> tuple[str, float]:
        """What went wrong, in Telegram's words, and when the bot wants it again; nothing where all is well."""
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        status, problem, retry_after = 0, "", 0.0
        try:
            async with http.post(
                webhook.url, json=update.to_json(), headers=headers, allow_redirects=False
            ) as response:
                status = response.status
                if 200 <= status <= 299:
                    await self._heed(response)
                else:
                    problem = f"Wrong response from the webhook: {status} {response.reason}"
                    retry_after = _seconds(response.headers.get("Retry-After", ""))
        except TimeoutError:
            problem = "Read timeout expired"
        except ClientError:
            problem = "Connection refused" if status == 0 else "Webhook connection closed"
        self.world.deliveries.append(Delivered(update.id, status, self.world.clock()))
        self.world.bell.ring()
        return problem, retry_after

    async def _heed(self, response: ClientResponse) -> None:
        """Run the method that the answer carries, if it carries one; nobody is told how that went."""
        body = await response.text(errors="replace")
        try:
            values = from_json(body) if response.content_type == "application/json" else dict(parse_qsl(body))
        except ApiError:
            return
        name = values.pop("method", "")
        if name and not name.lower().startswith(_NEVER_ANSWERED):
            with suppress(ApiError):
                await self.perform(name, Received(values))


def _seconds(value: str) -> float:
    """``Retry-After`` in seconds, at most an hour; dates count as nothing."""
    with suppress(ValueError):
        return float(min(max(int(value), 0), 3600))
    return 0.0

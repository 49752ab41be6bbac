"""The web server of webhook mode: takes updates in from Telegram, and says whether the bot is well.

An update is stored before Telegram reads 200. Whatever else it reads, it brings the update again.
"""

import hmac
import json
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from telegram import Bot, Update
from telegram.error import NetworkError

from bot.delivery.worker import kind_of
from bot.storage.errors import StorageError
from bot.telegram_start import StartError
from bot.webhook_settings import HEALTH

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
MAX_BYTES = 1024 * 1024
"""An update is text and a few numbers: a message of 4096 characters with the message it answers."""

SHUTDOWN_SECONDS = 3
"""How long updates that are just being taken in may take when the server stops."""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """What the server needs. `put` stores an update or raises NetworkError; `check` raises StorageError."""

    path: str
    secret: str
    bot: Bot
    put: Callable[[Update], Awaitable[None]]
    check: Callable[[], Awaitable[object]]

    def application(self) -> web.Application:
        """The web application: the webhook's own path for updates, and /health."""
        application = web.Application(client_max_size=MAX_BYTES)
        application.router.add_post(self.path, self._take)
        application.router.add_get(HEALTH, self._health)
        return application

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode()):
            raise web.HTTPForbidden
        update = self._read(await request.read())
        try:
            await self.put(update)
        except NetworkError as error:
            log.error("update %s waits at Telegram: %s", update.update_id, error)  # noqa: TRY400  # it says it all
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    def _read(self, body: bytes) -> Update:
        try:
            update = Update.de_json(json.loads(body), self.bot)
        except Exception as error:  # noqa: BLE001  # whatever PTB makes of it, it is not an update
            log.warning("what came to the webhook is no update: %s", kind_of(error))
            raise web.HTTPBadRequest from None
        return update

    async def _health(self, _request: web.Request) -> web.Response:
        """200 while the database can be used; Telegram being away is no fault of ours."""
        try:
            await self.check()
        except StorageError as error:
            return web.Response(status=503, text=f"{error}\n")
        return web.Response(text="ok\n")


@asynccontextmanager
async def serving(application: web.Application, listen: str, port: int) -> AsyncIterator[None]:
    """Serve while this is open; requests in hand are finished at the end. Raises StartError where it can't listen."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, listen, port).start()
        except OSError as error:
            raise StartError(
                f"telegram.webhook.port: nothing can listen on {listen} port {port}: {os.strerror(error.errno or 0)}. "
                "Stop what uses the port, or choose another. telegram.webhook.listen is an address of this computer."
            ) from None
        yield
    finally:
        await runner.cleanup()

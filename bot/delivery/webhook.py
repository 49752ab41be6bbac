"""What the web server does in webhook mode: it takes updates in from Telegram.

An update is stored before Telegram reads 200. Whatever else it reads, it brings the update again.
"""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from telegram import Bot, Update
from telegram.error import NetworkError

from bot.delivery.worker import kind_of

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """What the server needs. `put` stores an update or raises NetworkError."""

    path: str
    secret: str
    bot: Bot
    put: Callable[[Update], Awaitable[None]]

    def route(self) -> web.RouteDef:
        """Where Telegram brings updates."""
        return web.post(self.path, self._take)

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

"""POST /booked: the booking system says, signed, that the patient with this code has booked."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from bot.credentials import booking_secret
from bot.outlets.signature import SIGNATURE, TIMESTAMP, is_genuine
from bot.settings import Settings, SettingsError
from bot.storage.booked import Heard
from bot.storage.errors import StorageError
from bot.storage.store import SqlStore
from bot.webhook_settings import BOOKED
from faq.knowledge import Knowledge
from faq.wording.facts import Clinic
from handlers import desk
from handlers.render import render_desk

log = logging.getLogger(__name__)

_CODE_LENGTH = 64
_STATUS = {Heard.NOTED: 204, Heard.UNKNOWN: 404, Heard.REPLAYED: 409}


def booked_routes(
    settings: Settings, store: SqlStore, knowledge: Callable[[], Knowledge], clock: Callable[[], datetime]
) -> list[web.RouteDef]:
    """The route, where the config has a secret for it. Raises SettingsError where nothing would listen."""
    secret = booking_secret(settings.booking_system)
    if not secret:
        return []
    problem = no_server(settings)
    if problem:
        raise SettingsError([f"booking_system.secret: {problem}"])
    return [Booked(secret, store, knowledge, settings.clinic, clock).route()]


def no_server(settings: Settings) -> str | None:
    """What keeps the booking system from reaching the bot."""
    if settings.telegram.mode == "webhook" or settings.monitoring.port is not None:
        return None
    return f"nothing listens for {BOOKED}. Set monitoring.port, and let your web server pass {BOOKED} on to it."


@dataclass(frozen=True)
class Booked:
    """Believes who knows the secret, and each request once."""

    secret: str = field(repr=False)
    store: SqlStore
    knowledge: Callable[[], Knowledge]
    clinic: Clinic
    clock: Callable[[], datetime]

    def route(self) -> web.RouteDef:
        """Where the booking system brings its word."""
        return web.post(BOOKED, self._take)

    async def _take(self, request: web.Request) -> web.Response:
        """204 noted, 400 no such body, 403 not genuine or not fresh, 404 no such code, 409 came before, 503 not now."""
        body, now = await request.read(), self.clock()
        timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        if not is_genuine(self.secret, body, timestamp, signature, now):
            raise web.HTTPForbidden
        code = _code(body)
        if code is None:
            raise web.HTTPBadRequest
        wording = self.knowledge().wording
        try:
            heard = await self.store.booked(
                code,
                signature,
                now,
                decide=lambda case: desk.booked(case, now, wording),
                render=lambda turn: render_desk(turn, None, self.clinic),
            )
        except StorageError as error:
            log.error("word of the booking system was not stored: %s", error)  # noqa: TRY400  # it says it all
            raise web.HTTPServiceUnavailable from None
        return web.Response(status=_STATUS[heard])


def _code(body: bytes) -> str | None:
    """The code in {"code": "..."}."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = content.get("code") if isinstance(content, dict) else None
    return code if isinstance(code, str) and 0 < len(code) <= _CODE_LENGTH else None

"""Where the pages are served: on a port of their own, or beside the webhook."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.monitoring.pages import Pages
from bot.settings import Settings
from bot.web_server import serving

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def pages_alone(settings: Settings, pages: Pages) -> AsyncIterator[None]:
    """Health and metrics on a port of their own, for this computer alone; nothing where that is not wanted."""
    port = settings.monitoring.port
    if port is None or _shares_a_port(settings):
        yield
        return
    async with serving(pages.all(), LOOPBACK, port, "monitoring.port"):
        yield


def beside_webhook(settings: Settings, pages: Pages) -> list[web.RouteDef]:
    """What the webhook's server shows beside the webhook: metrics only where the config names its port for them."""
    return pages.all() if _shares_a_port(settings) else [pages.health(), *pages.more]


def _shares_a_port(settings: Settings) -> bool:
    """Whether the webhook's server shows all pages."""
    return settings.telegram.mode == "webhook" and settings.monitoring.port == settings.telegram.webhook.port

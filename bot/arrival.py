"""How updates reach the bot: it asks Telegram for them, or Telegram brings them to the bot's own web server."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from urllib.parse import urlsplit

from aiohttp import web
from telegram.ext import ExtBot, Updater

from bot.delivery.inbox import InboxQueue
from bot.delivery.webhook import Webhook
from bot.settings import Telegram
from bot.telegram_start import set_webhook
from bot.web_server import serving
from handlers.registry import TAKEN

_GOODBYE_SECONDS = 3
"""How long Telegram may take to hear which updates arrived. Else it brings them again, and they are known."""


def arrival(
    settings: Telegram,
    bot: ExtBot[None],
    updater: Updater,
    queue: InboxQueue,
    *,
    pages: Sequence[web.RouteDef],
    stop: asyncio.Event,
) -> AbstractAsyncContextManager[None]:
    """Updates come while this is open, in the way that the config says; `pages` stand beside the webhook."""
    if settings.mode == "webhook":
        return _webhook(settings, bot, queue, pages, stop)
    return _polling(updater)


@asynccontextmanager
async def _polling(updater: Updater) -> AsyncIterator[None]:
    """Ask Telegram for updates while this is open. A webhook that is still set is deleted first."""
    await updater.start_polling(allowed_updates=TAKEN, bootstrap_retries=-1)
    try:
        yield
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(updater.stop(), _GOODBYE_SECONDS)


@asynccontextmanager
async def _webhook(
    settings: Telegram, bot: ExtBot[None], queue: InboxQueue, pages: Sequence[web.RouteDef], stop: asyncio.Event
) -> AsyncIterator[None]:
    """Serve the webhook beside other pages while this is open, and tell Telegram of it. Raises StartError if it can't.

    It stays set at the end: Telegram keeps what comes meanwhile for 24 hours, for the next start or another process.
    """
    hook, secret = settings.webhook, webhook_secret(settings, bot.token)
    path = urlsplit(hook.url).path or "/"
    server = Webhook(path=path, secret=secret, bot=bot, put=queue.put)
    async with serving([server.route(), *pages], hook.listen, hook.port, "telegram.webhook.port"):
        await set_webhook(bot, hook.url, secret, TAKEN, stop)
        yield
    await queue.join()


def webhook_secret(settings: Telegram, token: str) -> str:
    """The secret of the config, or one made from the token: the same at every start and in every process."""
    given = settings.webhook.secret.get_secret_value()
    return given or hmac.new(token.encode(), b"backchat webhook", hashlib.sha256).hexdigest()

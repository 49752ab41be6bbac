"""How updates reach the bot: it asks Telegram for them, or Telegram brings them to the bot's own web server."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from telegram.ext import ExtBot, Updater

from bot.delivery.inbox import InboxQueue
from bot.delivery.webhook import Webhook, serving
from bot.settings import Telegram
from bot.storage.inbox import Inbox
from bot.telegram_start import set_webhook
from handlers.registry import TAKEN


@asynccontextmanager
async def polling(updater: Updater) -> AsyncIterator[None]:
    """Ask Telegram for updates while this is open. A webhook that is still set is deleted first."""
    await updater.start_polling(allowed_updates=TAKEN, bootstrap_retries=-1)
    try:
        yield
    finally:
        await updater.stop()


@asynccontextmanager
async def webhook(
    settings: Telegram, bot: ExtBot[None], queue: InboxQueue, inbox: Inbox, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Serve the webhook while this is open, and tell Telegram of it. Raises StartError where that can't be.

    It stays set at the end: Telegram keeps what comes meanwhile for 24 hours, for the next start or another process.
    """
    hook, secret = settings.webhook, webhook_secret(settings, bot.token)
    path = urlsplit(hook.url).path or "/"
    server = Webhook(path=path, secret=secret, bot=bot, put=queue.put, check=inbox.waiting)
    async with serving(server.application(), hook.listen, hook.port):
        await set_webhook(bot, hook.url, secret, TAKEN, stop)
        yield
    await queue.join()


def webhook_secret(settings: Telegram, token: str) -> str:
    """The secret of the config, or one made from the token: the same at every start and in every process."""
    given = settings.webhook.secret.get_secret_value()
    return given or hmac.new(token.encode(), b"backchat webhook", hashlib.sha256).hexdigest()

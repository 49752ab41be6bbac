"""The one web server: aiohttp, on one address, for as long as it is wanted."""

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.telegram_start import StartError

MAX_BYTES = 1024 * 1024
"""An update is text and a few numbers: a message of 4096 characters with the message it answers."""

SHUTDOWN_SECONDS = 3
"""How long requests in hand may take when the server stops."""


@asynccontextmanager
async def serving(routes: Iterable[web.RouteDef], listen: str, port: int, setting: str) -> AsyncIterator[None]:
    """Serve while this is open; requests in hand are finished at the end.

    Raises StartError where it can't listen; `setting` is the config's name for the port.
    """
    application = web.Application(client_max_size=MAX_BYTES)
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, listen, port).start()
        except OSError as error:
            raise StartError(
                f"{setting}: nothing can listen on {listen} port {port}: {os.strerror(error.errno or 0)}. "
                "Stop what uses the port, or choose another. The address must be one of this computer."
            ) from None
        yield
    finally:
        await runner.cleanup()

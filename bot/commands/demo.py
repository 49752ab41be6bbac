"""`backchat demo`: the unmodified bot on this computer, with a page in the browser for both sides of the chat."""

import asyncio
import logging
import os
import sys
import webbrowser
from pathlib import Path

import uvloop

from bot.app import open_content
from bot.commands._content import open_or_explain
from bot.commands._run import settings_or_explain, stop_on_signals
from bot.demo.clock import MovableClock
from bot.demo.page import served
from bot.demo.scene import set_scene, with_hours
from bot.demo.stage import staged
from bot.settings import ContentFolder, Settings
from faq.build import Library
from faq.content_files import PACKAGED


def show_demo(folder: Path | None, config: Path | None, *, open_page: bool) -> int:
    """Serve until Ctrl-C. Needs no token; a fresh database each time."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    if folder is not None:
        settings = settings.model_copy(update={"content": ContentFolder(dir=folder)})
    clock = MovableClock()
    library = open_or_explain(settings.content.dir, opened=lambda _: open_content(settings, clock))
    if isinstance(library, int):
        return library
    logging.basicConfig(level=logging.ERROR, force=True)
    uvloop.run(_demo(settings, library, clock, open_page=open_page))
    return 0


async def _demo(settings: Settings, library: Library, clock: MovableClock, *, open_page: bool) -> None:
    stop = stop_on_signals()
    async with staged(with_hours(settings), library, stop, clock) as stage:
        await set_scene(stage)
        async with served(stage) as address:
            print(f"Backchat is at {address} until you press Ctrl-C.")
            print(f"Edit {settings.content.dir or PACKAGED}/topics/*.yaml and save: the page shows what became of it.")
            if open_page and _has_screen():
                await asyncio.to_thread(webbrowser.open, address)
            await stop.wait()


def _has_screen() -> bool:
    """Whether a browser would be a window: without a screen it would take over this terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

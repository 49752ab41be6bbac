"""Chromium, and the demo behind its page. Skipped where there is no browser, unless one must be there."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Playwright, async_playwright

from bot.demo.page import served
from bot.demo.scene import set_scene, with_hours
from bot.demo.stage import staged
from bot.settings import ContentFolder, Settings
from faq.build import Library, open_folder
from tests.bot.commands.folders import small_clinic
from tests.browser.screen import Screen
from tests.conftest import TODAY
from tests.demo_clock import ticking_from

NEEDED = "BACKCHAT_NEEDS_BROWSER"
"""Set where a missing browser is a failure, as in `.ci/run`."""

_OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed() -> str | None:
    """Where Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@asynccontextmanager
async def launched(playwright: Playwright, path: str) -> AsyncIterator[Browser]:
    """It runs, without a window and without calling home."""
    browser = await playwright.chromium.launch(executable_path=path, args=_OFFLINE)
    yield browser
    await browser.close()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser, or the reason why there is none."""
    path = installed()
    if path is None:
        missing = "no Chromium is installed here (on Debian: apt-get install chromium)"
        if os.environ.get(NEEDED):
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright, launched(playwright, path) as browser:
        yield browser


@asynccontextmanager
async def shown(
    browser: Browser, library: Library, folder: Path | None, *, width: int, height: int, dark: bool = False
) -> AsyncIterator[Screen]:
    """The demo at work on a Thursday at eleven, and its page in a window of this size."""
    settings = with_hours(Settings(content=ContentFolder(dir=folder)))
    stop = asyncio.Event()
    async with staged(settings, library, stop, ticking_from()) as stage:
        await set_scene(stage)
        async with served(stage, port=0) as address:
            page = await browser.new_page(
                viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
            )
            complaints: list[str] = []
            page.on("pageerror", lambda error: complaints.append(str(error)))
            screen = Screen(page, stage, address)
            await screen.opens()
            yield screen
            await page.close()
            stop.set()
            assert complaints == []


@pytest.fixture
async def screen(chromium: Browser, library: Library) -> AsyncIterator[Screen]:
    """A desktop."""
    async with shown(chromium, library, None, width=1280, height=860) as screen:
        yield screen


@pytest.fixture
async def editable(chromium: Browser, tmp_path: Path) -> AsyncIterator[tuple[Screen, Path]]:
    """The same with a small clinic's own content folder."""
    folder = small_clinic(tmp_path)
    library = open_folder(folder, lambda: TODAY)
    async with shown(chromium, library, folder, width=1280, height=860) as screen:
        yield screen, folder

"""For everybody: small screens, dark ones, the keyboard alone, and screen readers (axe)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from faq.build import Library
from tests.browser.conftest import shown
from tests.browser.screen import Screen

LASTING = "three weeks now and still cant do my socks up"
PHONE_WIDTH = 390


@pytest.fixture
async def small(chromium: Browser, library: Library) -> AsyncIterator[Screen]:
    """A phone's width, in the dark."""
    async with shown(chromium, library, None, width=PHONE_WIDTH, height=780, dark=True) as screen:
        yield screen


async def talk(screen: Screen) -> None:
    """Enough to see every part of the page."""
    await screen.phone.starts()
    await screen.phone.says(LASTING)
    await screen.phone.presses("Yes, tell them")
    await screen.phone.sees("Your reference is")


async def test_phone_width(small: Screen) -> None:
    """One side at a time, nothing sticks out, and a new card is announced on the other tab."""
    await talk(small)
    await expect(small.group.part).to_be_hidden()
    assert await small.page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH
    tab = small.page.get_by_role("button", name="Staff, new messages")
    await expect(tab).to_be_visible()
    await tab.click()
    await small.group.sees("Ana Pereira")
    await expect(small.phone.part).to_be_hidden()


async def test_the_keyboard_alone(screen: Screen) -> None:
    """From Start to the button under an answer without a mouse."""
    keys = screen.page.keyboard
    start = screen.phone.part.get_by_role("button", name="Start", exact=True)
    for _ in range(20):
        await keys.press("Tab")
        if await start.evaluate("button => button === document.activeElement"):
            break
    await keys.press("Enter")
    await screen.phone.sees("I'm an automated service")
    await screen.phone.field.focus()
    await keys.type("heat or ice for a sore back?")
    await keys.press("Enter")
    await screen.phone.sees("whichever feels better")
    more = screen.phone.button("More")
    for _ in range(30):
        await keys.press("Shift+Tab")
        if await more.evaluate("button => button === document.activeElement"):
            break
    await keys.press("Enter")
    await screen.phone.sees("Numb between the legs")


@pytest.mark.parametrize("look", ["desktop", "phone"])
async def test_axe_finds_nothing(screen: Screen, small: Screen, look: str) -> None:
    """In light on the desktop with the drawer, in dark on a phone."""
    looked_at = screen if look == "desktop" else small
    await talk(looked_at)
    await looked_at.page.get_by_role("button", name="Why?").click()
    await expect(looked_at.page.locator("#reasons")).to_contain_text(re.compile("person|book|answer|unknown"))
    found = await Axe().run(looked_at.page)
    assert found.violations_count == 0, found.generate_report()


async def test_nothing_comes_from_elsewhere(screen: Screen) -> None:
    """All that the page loads is its own, so it works offline."""
    loaded: list[str] = []
    screen.page.on("request", lambda request: loaded.append(request.url))
    await screen.page.reload()
    await talk(screen)
    assert len(loaded) > 5
    assert [url for url in loaded if not url.startswith((screen.address, "data:"))] == []

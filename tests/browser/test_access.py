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

PHONE_WIDTH = 390


@pytest.fixture
async def small(chromium: Browser, library: Library) -> AsyncIterator[Screen]:
    """A phone's width, in the dark."""
    async with shown(chromium, library, None, width=PHONE_WIDTH, height=780, dark=True) as screen:
        yield screen


async def talk(screen: Screen) -> None:
    """Enough to see every part of the page: two cases, of which nobody has looked at the second."""
    await screen.hands_over("B-1001")
    await screen.page.select_option("#patients", label="Ben Carter")
    await screen.hands_over("B-1002")


async def test_phone_width(small: Screen) -> None:
    """One side at a time, each at its end; nothing sticks out, and a new card is announced on the other tab."""
    await talk(small)
    await expect(small.group.part).to_be_hidden()
    assert await small.page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH
    tab = small.page.get_by_role("button", name="Staff, new messages")
    await expect(tab).to_be_visible()
    await tab.click()
    await small.group.sees("Ana Pereira")
    await expect(small.phone.part).to_be_hidden()
    await small.topic("B-1002").click()
    card = await small.group.sees("Ben Carter")
    await card.get_by_role("button", name="Reply").click()
    await small.group.says("How are the mornings?")
    await small.group.sees("On its way to the patient")
    await small.page.get_by_role("button", name="Patient", exact=True).click()
    await expect(small.phone.button("No, keep it to the bot")).to_be_in_viewport()
    await small.page.get_by_role("button", name="Staff").click()
    await expect(small.page.get_by_role("button", name="Staff", exact=True)).to_be_visible()


async def test_many_topics_on_a_phone(small: Screen) -> None:
    """Are scrolled through in their strip; the page keeps its width."""
    world, group = small.stage.sandbox.world, small.stage.group.chat
    for number in range(1, 10):
        world.open_topic(group, world.bot, f"B-{number}", 0)
    await small.page.get_by_role("button", name="Staff, new messages").click()
    await small.topic("B-1").click()
    await expect(small.topic("B-1")).to_be_in_viewport()
    assert await small.page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH


@pytest.mark.parametrize("size", [(844, 390), (667, 375), (320, 568), (1280, 480)])
async def test_a_short_screen_says_what_to_do_first(chromium: Browser, library: Library, size: tuple[int, int]) -> None:
    """The advice can be read, and covers neither Start nor anything else to press."""
    width, height = size
    async with shown(chromium, library, None, width=width, height=height) as screen:
        advice = screen.phone.part.locator(".welcome")
        await expect(advice).to_be_in_viewport(ratio=1)
        assert await advice.evaluate("it => it.scrollHeight <= it.clientHeight")
        await screen.phone.starts()
        await screen.phone.sees("I'm an automated service")
        await expect(advice).to_be_hidden()
        await screen.phone.says("heat or ice for a sore back?")
        await screen.phone.sees("whichever feels better")
        assert await screen.page.evaluate("document.documentElement.scrollHeight") <= height


async def test_topics_by_keyboard(screen: Screen) -> None:
    """They follow the choice of the member; the one that is open says so, and another opens with Enter."""
    await screen.hands_over("B-1001")
    await screen.page.locator("#members").focus()
    await screen.page.keyboard.press("Tab")
    general = screen.topic("General")
    await expect(general).to_be_focused()
    await expect(screen.topic("B-1001")).to_have_attribute("aria-current", "true")
    await screen.page.keyboard.press("Enter")
    await expect(general).to_have_attribute("aria-current", "true")
    await expect(general).to_be_focused()
    await expect(screen.group.messages).to_have_count(0)


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
    if look == "phone":
        await looked_at.page.get_by_role("button", name="Staff, new messages").click()
    await looked_at.group.presses("Done")
    await looked_at.group.presses("Advised")
    await expect(looked_at.topic("B-1001")).to_contain_text("closed")
    await finds_nothing(looked_at)
    await looked_at.page.get_by_role("button", name="Why?").click()
    await expect(looked_at.page.locator("#reasons")).to_contain_text(re.compile("person|book|answer|unknown"))
    await finds_nothing(looked_at)


async def finds_nothing(screen: Screen) -> None:
    """Axe, once all colours are as they stay."""
    found = await Axe().run(screen.page)
    assert found.violations_count == 0, found.generate_report()


async def test_nothing_comes_from_elsewhere(screen: Screen) -> None:
    """All that the page loads is its own, so it works offline."""
    loaded: list[str] = []
    screen.page.on("request", lambda request: loaded.append(request.url))
    await screen.page.reload()
    await talk(screen)
    assert len(loaded) > 5
    assert [url for url in loaded if not url.startswith((screen.address, "data:"))] == []

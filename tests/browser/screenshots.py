"""`make screenshots`: the pictures of the README and docs, taken anew from the page as it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from faq.build import Library, open_folder
from faq.content_files import PACKAGED
from tests.browser.conftest import installed, launched, shown
from tests.browser.screen import LASTING, Screen
from tests.conftest import TODAY

PICTURES = Path(__file__).parents[2] / "docs" / "img"


async def hand_over(screen: Screen) -> None:
    """Three cases, each in its topic: one closed, one that waits, and one just taken, after an answer on the phone."""
    for patient, number in (("Ben Carter", "B-1001"), ('Zoë <b>"Bee"</b> O’Neill 🦽 (@zoe_bee)', "B-1002")):
        await screen.page.select_option("#patients", label=patient)
        await screen.hands_over(number)
    await screen.group.presses("Done")
    await screen.group.presses("Advised")
    await expect(screen.topic("B-1001")).to_contain_text("closed")
    await screen.page.select_option("#patients", label="Ana Pereira (@ana_p)")
    await screen.phone.starts()
    await screen.phone.says("pulled my back doing deadlifts yesterday should i just lie down till its better")
    await screen.phone.sees("Keep moving gently")
    await screen.phone.says(LASTING)
    await screen.phone.presses("Yes, tell them")
    await screen.topic("B-1003").click()
    await screen.group.sees("Ana Pereira")
    await screen.group.presses("I'll take it")
    await screen.phone.sees("Sam from the clinic")
    await expect(screen.group.part.locator(".toast")).to_be_empty()


async def red_flag(screen: Screen) -> None:
    """Emergency advice before anything else."""
    await screen.phone.starts()
    await screen.phone.says("back went on the rower, only weird thing is i dont really feel it when i wipe")
    card = await screen.phone.sees("Please go to A&E now")
    await screen.phone.sees("Tell me when you have been seen")
    await card.evaluate("card => card.scrollIntoView({block: 'start'})")


async def why(screen: Screen) -> None:
    """The drawer of reasons."""
    await screen.phone.starts()
    await screen.phone.says("still sore after 3 weeks, no numbness. is a scan worth it?")
    await screen.page.get_by_role("button", name="Why?").click()
    await screen.page.locator("#reasons h3").first.wait_for()


async def take(browser: Browser, library: Library) -> None:
    """Every picture."""
    wide, narrow = (1280, 860), (390, 780)
    shots = [
        ("hand-over", hand_over, wide, False),
        ("red-flag", red_flag, wide, False),
        ("why", why, wide, False),
        ("dark", hand_over, wide, True),
        ("phone", red_flag, narrow, False),
    ]
    for name, story, (width, height), dark in shots:
        async with shown(browser, library, None, width=width, height=height, dark=dark) as screen:
            await story(screen)
            await screen.page.mouse.move(0, 0)
            await screen.page.wait_for_timeout(400)  # what moves has come to rest
            await screen.page.screenshot(path=PICTURES / f"{name}.png")


async def _main() -> None:
    path = installed()
    if path is None:
        raise SystemExit("Screenshots need Chromium: install the package chromium.")
    PICTURES.mkdir(exist_ok=True)
    async with async_playwright() as playwright, launched(playwright, path) as browser:
        await take(browser, open_folder(PACKAGED, lambda: TODAY))


if __name__ == "__main__":
    asyncio.run(_main())

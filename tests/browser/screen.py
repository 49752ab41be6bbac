"""The demo's page in a real browser, as the two people at it use it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from bot.demo.stage import Stage

LASTING = "three weeks now and still cant do my socks up"
"""What makes a case of a patient."""
WAIT_MS = 15_000
"""How long to look for something before giving up, however slow the machine is."""

expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True)
class Side:
    """One of the two chats on the page."""

    part: Locator

    @property
    def messages(self) -> Locator:
        """All bubbles."""
        return self.part.locator(".message")

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.part.locator("textarea")

    def button(self, words: str) -> Locator:
        """The newest button with these words under a message."""
        return self.part.locator(".message .key").filter(has_text=re.compile(rf"^{re.escape(words)}( ↗)?$")).last

    async def starts(self) -> None:
        """The first press of all."""
        await self.part.get_by_role("button", name="Start", exact=True).click()

    async def says(self, text: str) -> None:
        """Write it and send it with Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def presses(self, words: str) -> None:
        """Press a button under a message."""
        await self.button(words).click()

    async def sees(self, words: str) -> Locator:
        """The newest message with these words, once it is there."""
        found = self.messages.filter(has_text=words).last
        await expect(found).to_be_visible()
        return found

    async def sees_toast(self, words: str) -> None:
        """A short notice."""
        await expect(self.part.locator(".toast")).to_contain_text(words)


@dataclass(frozen=True)
class Screen:
    """The page, and what is behind it."""

    page: Page
    stage: Stage
    address: str

    @property
    def phone(self) -> Side:
        """The patient's."""
        return Side(self.page.locator("#patient"))

    @property
    def group(self) -> Side:
        """The staff's."""
        return Side(self.page.locator("#staff"))

    def topic(self, name: str) -> Locator:
        """A topic of the staff group, in the list."""
        return self.page.locator("#topics button").filter(has=self.page.get_by_text(name, exact=True))

    async def skips(self, how_far: str, times: int = 1) -> None:
        """Let time pass with a button of the clock, each time until all that was due by then is done."""
        for _ in range(times):
            said = await self.page.locator("#skipped").inner_text()
            await self.page.get_by_role("button", name=how_far, exact=True).click()
            await expect(self.page.locator("#skipped")).not_to_have_text(said)

    async def hands_over(self, number: str) -> None:
        """A lasting case of the patient on the phone, told to the clinic under this number."""
        await self.phone.starts()
        await self.phone.says(LASTING)
        await self.phone.presses("Yes, tell them")
        await self.phone.sees(f"Your reference is {number}")

    async def opens(self) -> None:
        """The page is there, and has heard from the server."""
        await self.page.goto(self.address)
        await expect(self.page.locator("#patients option")).not_to_have_count(0)

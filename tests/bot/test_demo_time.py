"""Time that passes in the demo reaches everything: the conversation, the database, and Telegram's own dates."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.demo.clock import Skip
from bot.demo.stage import Stage, staged
from bot.demo.view import everything
from bot.sandbox import User
from bot.settings import Settings
from faq.build import Library

DAY = 24 * 60 * 60


@pytest.fixture
async def stage(library: Library) -> AsyncIterator[Stage]:
    """The demo without its page."""
    stop = asyncio.Event()
    async with staged(Settings(), library, stop) as stage:
        yield stage
        stop.set()


async def says(stage: Stage, patient: User, text: str) -> str:
    """What the bot answers first."""
    before = len(patient.messages)
    await patient.say(text)
    await stage.sandbox.idle()
    await stage.bot.settled()
    return next(message for message in patient.messages[before:] if message.sender.is_bot).text


async def test_safety_advice_ends_after_two_weeks(stage: Stage) -> None:
    ana = stage.meet("Ana")
    await ana.start()
    await says(stage, ana, "numb between my legs since the rower, back is sore")
    assert "First, please get seen" in await says(stage, ana, "heat or ice for a sore back?")
    for _ in range(15):
        await stage.skip(Skip.DAY)
    assert "whichever feels better" in await says(stage, ana, "heat or ice for a sore back?")


async def test_messages_bear_the_demo_s_date(stage: Stage) -> None:
    ana = stage.meet("Ana")
    await ana.start()
    await says(stage, ana, "hello")
    first = ana.messages[-1].date
    await stage.skip(Skip.DAY)
    await says(stage, ana, "hello")
    assert ana.messages[-1].date - first >= DAY - 60 * 60


async def test_a_clinic_without_hours(stage: Stage) -> None:
    """The page says nothing of them."""
    assert everything(stage, stage.meet("Ana"))["hours"] == {}

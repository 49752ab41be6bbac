"""What the demo opens with: hours where the clinic's own config has none, and a group with topics."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.demo.clock import Skip
from bot.demo.scene import OPENING, set_scene, with_hours
from bot.demo.stage import Stage, staged
from bot.settings import ClinicSettings, Settings
from faq.build import Library
from faq.wording.opening_hours import OpeningHours
from tests.bot.test_demo_time import says
from tests.demo_clock import ticking_from

OWN = ClinicSettings(opening=OpeningHours.model_validate({"sunday": "10:00-12:00"}))
IN_WORDS = ClinicSettings(hours="Whenever we are awake")


@pytest.mark.parametrize(
    ("clinic", "shown"),
    [(ClinicSettings(), OPENING), (OWN, OWN.opening), (IN_WORDS, None)],
    ids=["none", "own", "text"],
)
def test_whose_hours(clinic: ClinicSettings, shown: OpeningHours | None) -> None:
    """The clinic's own, by weekday or in words, go before those of the demo."""
    assert with_hours(Settings(clinic=clinic)).clinic.opening == shown


def test_hours_of_a_clinic_in_london() -> None:
    assert OPENING.in_words() == "Monday to Friday 8am-8pm, Saturday 9am-1pm"


@pytest.fixture
async def stage(library: Library) -> AsyncIterator[Stage]:
    """A Thursday at eleven; the page is not needed."""
    stop = asyncio.Event()
    async with staged(with_hours(Settings()), library, stop, ticking_from()) as stage:
        await set_scene(stage)
        yield stage
        stop.set()


async def test_from_the_evening_to_the_next_morning(stage: Stage) -> None:
    """A request of the evening has a topic at once, and is raised again in it after opening."""
    for _ in range(9):
        await stage.skip(Skip.HOUR)
    ana = stage.patients[0]
    await ana.start()
    await says(stage, ana, "three weeks now and still cant do my socks up")
    await ana.press("Yes, tell them")
    await stage.sandbox.idle()
    await stage.bot.settled()
    [topic] = stage.group.topics
    assert topic.name == "B-1001"
    assert any("People are back tomorrow at 8am." in message.text for message in ana.messages)
    await stage.skip(Skip.MORNING)
    [raised] = [message for message in stage.group.messages if "Still waiting: B-1001." in message.text]
    assert raised.topic is topic
    assert "I've reminded the team." in ana.messages[-1].text

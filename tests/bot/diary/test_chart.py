"""The chart: a picture that phones can show, for whatever stands in a diary."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.diary.chart import Charts
from faq.wording.bot import DiaryWords
from handlers.diary import Entry
from tests.handlers.small_world import wording

WORDS = wording().diary
START = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
ORANGE = (179, 86, 15)
DONE = ("", "rest", "walk", "gym")
MOMENTS = st.integers(0, 42 * 24).map(lambda hours: START + timedelta(hours=hours))
ENTRIES = st.lists(st.builds(Entry, MOMENTS, st.integers(0, 10), st.sampled_from(DONE)), min_size=1, max_size=60).map(
    lambda entries: sorted(entries, key=lambda entry: entry.at)
)


async def draw(entries: list[Entry], words: DiaryWords = WORDS) -> bytes:
    """As the bot does."""
    return await Charts().draw(entries, words)


def opened(data: bytes) -> Image.Image:
    """The picture."""
    image = Image.open(BytesIO(data))
    assert image.format == "PNG"
    return image.convert("RGB")


@settings(max_examples=8, deadline=None)
@given(ENTRIES)
def test_every_diary_has_its_chart(entries: list[Entry]) -> None:
    """4:3, small enough to send, with its own light ground up to the edge."""
    data = asyncio.run(draw(entries))
    image = opened(data)
    assert image.size == (1200, 900)
    assert len(data) < 500_000
    assert image.getpixel((0, 0)) == image.getpixel((1199, 899)) == (251, 250, 247)


@pytest.mark.parametrize(("done", "marked"), [("gym", True), ("rest", False), ("", False)])
async def test_days_of_training_are_marked(done: str, marked: bool) -> None:
    """And no others."""
    image = opened(await draw([Entry(START, 4, done), Entry(START + timedelta(days=1), 3, done)]))
    assert (ORANGE in {colour for _, colour in image.getcolors(1 << 20) or []}) == marked


async def test_words_of_a_clinic_are_no_formulas() -> None:
    """A dollar sign is a dollar sign, and a broken formula no error."""
    words = WORDS.model_copy(update={"chart_title": "$x^{", "chart_active": "$y_{", "chart_pain": r"\frac"})
    assert opened(await draw([Entry(START, 4, "gym")], words)).size == (1200, 900)


async def test_the_loop_goes_on_while_it_is_drawn() -> None:
    """Others are answered meanwhile."""
    drawing = asyncio.create_task(draw([Entry(START, 4)]))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10
    assert opened(await drawing).size == (1200, 900)


def test_a_bot_without_diaries_loads_no_matplotlib() -> None:
    """Only the first chart does."""
    code = "import sys, bot.app; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  # our own interpreter

"""The week's chart: a picture that phones can show, whatever the numbers are."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.desk.chart import draw_week
from handlers.digest import DayCounts
from tests.handlers.small_world import wording

WORDS = wording().desk.digest
MONDAY = date(2026, 11, 23)
ORANGE = (179, 86, 15)


async def drawn(*counts: tuple[int, int, int]) -> Image.Image:
    """The picture of some days."""
    days = [DayCounts(MONDAY + timedelta(days=place), *each) for place, each in enumerate(counts)]
    image = Image.open(BytesIO(await draw_week(days, WORDS)))
    assert image.format == "PNG"
    return image.convert("RGB")


def orange(image: Image.Image) -> int:
    """How much of it is the colour of requests."""
    return {colour: n for n, colour in image.getcolors(1 << 21) or []}.get(ORANGE, 0)


@pytest.mark.parametrize("counts", [[(0, 0, 0)] * 7, [(10_000, 9_000, 800)] * 7, [(3, 2, 1)]])
async def test_every_week_has_its_chart(counts: list[tuple[int, int, int]]) -> None:
    """A quiet week, a busy one, a single day: 4:3, with a light ground up to the edge."""
    image = await drawn(*counts)
    assert image.size == (1200, 900)
    assert image.getpixel((0, 0)) == image.getpixel((1199, 899)) == (251, 250, 247)


async def test_more_requests_are_more_of_their_colour() -> None:
    """The bars show the numbers."""
    assert orange(await drawn((9, 5, 1))) < orange(await drawn((9, 5, 3))) < orange(await drawn((9, 5, 9)))


async def test_words_of_a_clinic_are_no_formulas() -> None:
    """A dollar sign is a dollar sign, and a broken formula no error."""
    words = WORDS.model_copy(update={"chart_asked": "$x^{$"})
    assert await draw_week([DayCounts(MONDAY, 1, 1, 1)], words)

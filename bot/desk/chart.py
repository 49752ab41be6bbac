"""The week's chart: what was read, answered and asked of the clinic, day by day. Drawn in a thread: it takes time."""

import asyncio
from collections.abc import Sequence

from bot.chart_paper import INK, paper, png
from faq.wording.desk import DigestWords
from handlers.digest import DayCounts

_WIDTH = 0.27


async def draw_week(days: Sequence[DayCounts], words: DigestWords) -> bytes:
    """A PNG of 1200 by 900 pixels."""
    return await asyncio.to_thread(_drawn, tuple(days), words)


def _drawn(days: Sequence[DayCounts], words: DigestWords) -> bytes:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  # as late as in bot/chart_paper.py

    bars = (
        ([day.asked for day in days], "#a9bfd3", words.chart_asked),
        ([day.answered for day in days], "#1f5f99", words.chart_answered),
        ([day.requests for day in days], "#b3560f", words.chart_requests),
    )
    figure, axes = paper(label_size=14)
    for place, (heights, colour, label) in enumerate(bars):
        axes.bar([x + (place - 1) * _WIDTH for x in range(len(days))], heights, _WIDTH, color=colour, label=label)
    axes.set_ylim(0, max(4, *(max(heights, default=0) for heights, _, _ in bars)) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xticks(range(len(days)), [f"{day.day:%a}\n{day.day.day}" for day in days])
    # Above the plot, where no bar can run through it.
    key = axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.05, 1.0),
        ncols=3,
        fontsize=13,
        frameon=False,
        labelcolor=INK,
        columnspacing=1.0,
        handlelength=1.0,
    )
    for text in key.get_texts():
        text.set_parse_math(False)
    return png(figure)

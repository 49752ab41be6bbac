"""The week's chart: what was read, answered and asked of the clinic, day by day. Drawn in a thread, as it takes time.

It has a light ground of its own, so it reads the same in a light and in a dark chat.
"""

import asyncio
from collections.abc import Sequence
from io import BytesIO

from faq.desk_wording import DigestWords
from handlers.digest import DayCounts

_GROUND, _INK, _FAINT = "#fbfaf7", "#22303c", "#c9ccd1"
_WIDTH = 0.27


async def draw_week(days: Sequence[DayCounts], words: DigestWords) -> bytes:
    """A PNG of 1200 by 900 pixels."""
    return await asyncio.to_thread(_drawn, tuple(days), words)


def _drawn(days: Sequence[DayCounts], words: DigestWords) -> bytes:
    # Only here: it takes a second and tens of megabytes, once a week.
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    bars = (
        ([day.asked for day in days], "#a9bfd3", words.chart_asked),
        ([day.answered for day in days], "#1f5f99", words.chart_answered),
        ([day.requests for day in days], "#b3560f", words.chart_requests),
    )
    figure = Figure(figsize=(6, 4.5), dpi=200, facecolor=_GROUND)
    figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.12)
    axes = figure.add_subplot(facecolor=_GROUND)
    for place, (heights, colour, label) in enumerate(bars):
        axes.bar([x + (place - 1) * _WIDTH for x in range(len(days))], heights, _WIDTH, color=colour, label=label)
    axes.set_ylim(0, max(4, *(max(heights, default=0) for heights, _, _ in bars)) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xticks(range(len(days)), [f"{day.day:%a}\n{day.day.day}" for day in days])
    axes.tick_params(labelsize=14, colors=_INK, length=0)
    axes.grid(axis="y", color=_FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    # Above the plot, where no bar can run through it.
    key = axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.05, 1.0),
        ncols=3,
        fontsize=13,
        frameon=False,
        labelcolor=_INK,
        columnspacing=1.0,
        handlelength=1.0,
    )
    for text in key.get_texts():
        text.set_parse_math(False)
    picture = BytesIO()
    figure.savefig(picture, format="png", facecolor=_GROUND)
    return picture.getvalue()

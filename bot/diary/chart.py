"""The chart of a diary: pain over days, with marks where something was done. Drawn in a thread, as it takes a while.

Nothing is added to the patient's numbers: no average, no trend, no colour for good or bad.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chart_paper import INK, paper, png
from faq.wording.bot import DiaryWords
from faq.wording.opening_hours import LONDON
from handlers.diary import Entry

_PAIN, _ACTIVE = "#1f5f99", "#b3560f"
_FOOT = -0.9
"""Where the marks stand: below zero, apart from the line."""
_DATES = 5
"""About how many dates stand below."""


class Charts:
    """Draws charts, one at a time: other work needs the threads, too."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def draw(self, entries: Sequence[Entry], words: DiaryWords) -> bytes:
        """A PNG of 1200 by 900 pixels. There must be an entry."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(_drawn, tuple(entries), words)


def _drawn(entries: Sequence[Entry], words: DiaryWords) -> bytes:
    first = _local(entries[0]).replace(hour=0, minute=0, second=0)
    days = [(_local(entry) - first) / timedelta(days=1) for entry in entries]
    active = [day for day, entry in zip(days, entries, strict=True) if entry.active]
    step = max(1, -(-int(days[-1] + 1) // _DATES))
    dates = range(0, int(days[-1]) + 1, step)
    figure, axes = paper(label_size=15)
    axes.plot(days, [entry.pain for entry in entries], color=_PAIN, linewidth=2, marker="o", markersize=8)
    axes.scatter(active, [_FOOT] * len(active), color=_ACTIVE, marker="^", s=110, label=words.chart_active)
    axes.set_ylim(_FOOT - 0.7, 10.5)
    axes.set_yticks(range(0, 11, 2))
    axes.set_xlim(-days[-1] / 30, int(days[-1]) + 1 + days[-1] / 30)
    axes.set_xticks([day + 0.5 for day in dates], [_date(first + timedelta(days=day)) for day in dates])
    title = f"{words.chart_title}: {words.chart_pain}"
    axes.set_title(title, fontsize=17, color=INK, loc="left", pad=34, parse_math=False)
    if active:
        # Above the plot, where no line of anybody's can run through it.
        key = axes.legend(loc="lower left", bbox_to_anchor=(-0.03, 0.99), fontsize=14, frameon=False, labelcolor=INK)
        key.get_texts()[0].set_parse_math(False)
    return png(figure)


def _local(entry: Entry) -> datetime:
    return entry.at.astimezone(LONDON).replace(tzinfo=None)


def _date(day: datetime) -> str:
    return f"{day.day} {day:%b}"

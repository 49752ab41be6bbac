"""What is there besides the figure: a mat, a table, a chart."""

from __future__ import annotations

from typing import assert_never

from drawings.above import HIPS
from drawings.cards import Prop
from drawings.ink import MAT, QUIET, WOOD, Page, block, words
from drawings.points import Point


def draw_prop(page: Page, prop: Prop, left: float, right: float) -> list[str]:
    """A thing in a panel that reaches from `left` to `right`, in cm."""
    match prop:
        case Prop.MAT:
            return [block(page, Point(left + 4, -3.4), Point(right - 4, 0), MAT)]
        case Prop.MAT_BELOW:
            return [block(page, Point(left + 2, HIPS.y - 47), Point(right - 2, HIPS.y + 47), MAT, 8)]
        case Prop.TABLE:
            return [
                block(page, Point(right - 12, -1), Point(right - 8, 86), WOOD, 2),
                block(page, Point(right - 30, 84), Point(right - 2, 89), WOOD, 4),
            ]
        case Prop.WEEKS:
            bars = [Point(right - 50 + 10 * week, 126 + 7 * week) for week in range(5)]
            base = page.at(Point(right - 29, 114))
            return [
                *(block(page, Point(bar.x, 122), Point(bar.x + 7, bar.y), MAT, 2) for bar in bars),
                words(base, "minutes,", 17, colour=QUIET, middle=True),
                words(base.by(Point(0, 20)), "week by week", 17, colour=QUIET, middle=True),
            ]
    assert_never(prop)

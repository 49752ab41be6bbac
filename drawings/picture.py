"""A picture as an SVG page of numbered panels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from drawings.above import above
from drawings.body import body
from drawings.cards import Layout, Panel, Picture
from drawings.figure import side
from drawings.ink import ACCENT, CARD, EDGE, FLOOR, PAPER, QUIET, Page, arrow, glow, line, words
from drawings.points import Point
from drawings.props import draw_prop

WIDTH, HEIGHT = 800, 600
_GAP = 12


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    width: float
    height: float


def draw(picture: Picture, title: str) -> str:
    """The picture as SVG. Raises ImpossibleError for a pose that no body can take."""
    boxes = _boxes(picture.layout, len(picture.panels))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
    ]
    for number, (panel, box) in enumerate(zip(picture.panels, boxes, strict=True), 1):
        parts += _panel(panel, box, number, picture)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _boxes(layout: Layout, count: int) -> list[_Box]:
    wide, high = WIDTH - 2 * _GAP, HEIGHT - 2 * _GAP
    match layout:
        case Layout.ROWS:
            each = (high - _GAP * (count - 1)) / count
            return [_Box(_GAP, _GAP + (each + _GAP) * row, wide, each) for row in range(count)]
        case Layout.COLUMNS:
            each = (wide - _GAP * (count - 1)) / count
            return [_Box(_GAP + (each + _GAP) * column, _GAP, each, high) for column in range(count)]
        case Layout.THREE:
            half = (wide - _GAP) / 2
            top, rest = 0.4 * high, 0.6 * high - _GAP
            return [
                _Box(_GAP, _GAP, wide, top),
                *(_Box(_GAP + x, 2 * _GAP + top, half, rest) for x in (0, half + _GAP)),
            ]
    assert_never(layout)


def _panel(panel: Panel, box: _Box, number: int, picture: Picture) -> list[str]:
    scale = picture.scale
    page = Page(Point(box.x + box.width / 2 - panel.shift * scale, box.y + box.height - picture.floor), scale)
    reach = (box.width / 2 - 14) / scale
    left, right = panel.shift - reach, panel.shift + reach
    frame = f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="14"'
    parts = [f'{frame} fill="{CARD}" stroke="{EDGE}" stroke-width="2"/>']
    if panel.pose:
        parts.append(line(page, [Point(left, -1), Point(right, -1)], FLOOR, 3))
    for prop in panel.props:
        parts += draw_prop(page, prop, left, right)
    if panel.pose:
        parts += side(page, body(panel.pose))
    if panel.above:
        parts += above(page, panel.above)
    if panel.line:
        parts.append(line(page, panel.line, ACCENT, 3.5, dashes="3 11"))
    if panel.feel:
        parts.append(glow(page.at(panel.feel), 17))
    for way in panel.arrows:
        parts += arrow(page, way.start, way.over, way.end)
    return [*parts, *_caption(panel, box, number)]


def _caption(panel: Panel, box: _Box, number: int) -> list[str]:
    x, y = box.x + 32, box.y + 34
    places = [Point(x + 30, y + 40 + 28 * row) for row in range(len(panel.notes))]
    notes = [words(place, note, 22, colour=QUIET) for place, note in zip(places, panel.notes, strict=True)]
    if panel.feel:
        notes.append(glow(places[-1].by(Point(-17, -8)), 10))
    return [
        f'<circle cx="{x}" cy="{y}" r="20" fill="{ACCENT}"/>',
        words(Point(x, y + 9.5), str(number), 27, colour="#ffffff", middle=True),
        words(Point(x + 30, y + 9.5), panel.caption, 27),
        *notes,
    ]

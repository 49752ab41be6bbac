"""Shapes as SVG, in one style: flat colours with a dark outline."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from drawings.points import Point

PAPER, CARD, EDGE = "#f4f1ea", "#ffffff", "#d5cfc2"
INK, QUIET, ACCENT = "#22313a", "#53626b", "#d1401b"
SKIN, HAIR, SHIRT, TROUSERS = "#efbf9b", "#54392a", "#2e9490", "#3f5f7d"
FAR_SKIN, FAR_SHIRT, FAR_TROUSERS = "#f8e1d1", "#a9d5d2", "#b3c3d1"
MAT, FLOOR, WOOD, WARM = "#cfe5d3", "#b9b2a3", "#d9bd94", "#ffc266"
OUTLINE = 1.6
"""Width of outlines in pixels."""


@dataclass(frozen=True)
class Page:
    """From centimetres in a panel to pixels of the picture: where (0, 0) is, and pixels to a centimetre."""

    origin: Point
    scale: float

    def at(self, place: Point) -> Point:
        """A place in pixels, y down."""
        return Point(self.origin.x + place.x * self.scale, self.origin.y - place.y * self.scale)


@dataclass(frozen=True)
class Round:
    """A limb's piece: a disc at each end, and what lies between. Radii in cm."""

    start: Point
    end: Point
    first: float
    last: float


def pieces(page: Page, shapes: Sequence[Round], fill: str) -> list[str]:
    """Several pieces as one body part: one outline round them all."""
    outline = [_hull(page, shape, OUTLINE, INK) for shape in shapes]
    return [*outline, *(_hull(page, shape, 0, fill) for shape in shapes)]


def dot(page: Page, centre: Point, radius: float, fill: str) -> str:
    """A disc without outline; its radius is in cm."""
    x, y = page.at(centre)
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius * page.scale)}" fill="{fill}"/>'


def line(
    page: Page, places: Iterable[Point], colour: str, width: float, *, closed: str = "none", dashes: str = ""
) -> str:
    """A line through places; `width` and `dashes` are in pixels, `closed` is the colour inside."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in map(page.at, places))
    return (
        f'<polyline points="{points}" fill="{closed}" stroke="{colour}" stroke-width="{_n(width)}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
    )


def block(page: Page, corner: Point, opposite: Point, fill: str, radius: float = 3) -> str:
    """A rectangle with rounded corners and an outline."""
    (x1, y1), (x2, y2) = page.at(corner), page.at(opposite)
    return (
        f'<rect x="{_n(min(x1, x2))}" y="{_n(min(y1, y2))}" width="{_n(abs(x2 - x1))}" height="{_n(abs(y2 - y1))}" '
        f'rx="{_n(radius)}" fill="{fill}" stroke="{INK}" stroke-width="1.6"/>'
    )


def arrow(page: Page, start: Point, control: Point, end: Point) -> list[str]:
    """A curved arrow with a white rim, so that it stands out from what it crosses."""
    a, b, c = page.at(start), page.at(control), page.at(end)
    way = (b if b.to(c).length > 0 else a).to(c).unit
    neck = c.by(way, -13)
    shaft = f"M{_n(a.x)} {_n(a.y)}Q{_n(b.x)} {_n(b.y)} {_n(neck.x)} {_n(neck.y)}"
    base = c.by(way, -20)
    corners = [c, base.by(way.left, 12), base.by(way, 3), base.by(way.right, 12)]
    head = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in corners) + "Z"
    rim = 'stroke="#ffffff" stroke-linejoin="round" stroke-linecap="round"'
    return [
        f'<path d="{shaft}" fill="none" {rim} stroke-width="13"/>',
        f'<path d="{head}" fill="{ACCENT}" {rim} stroke-width="6"/>',
        f'<path d="{shaft}" fill="none" stroke="{ACCENT}" stroke-width="7" stroke-linecap="round"/>',
        f'<path d="{head}" fill="{ACCENT}"/>',
    ]


def glow(place: Point, radius: float) -> str:
    """A warm spot with a ring, where a stretch is felt; place and radius in pixels."""
    spot = f'<circle cx="{_n(place.x)}" cy="{_n(place.y)}" r="{_n(radius)}"'
    return f'{spot} fill="{WARM}" stroke="{ACCENT}" stroke-width="3.5"/>'


def words(place: Point, said: str, size: float, *, colour: str = INK, middle: bool = False) -> str:
    """A text at a place in pixels."""
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text x="{_n(place.x)}" y="{_n(place.y)}" font-family="DejaVu Sans, Verdana, sans-serif" font-weight="bold" '
        f'font-size="{_n(size)}" fill="{colour}"{anchor}>{escape(said)}</text>'
    )


def _hull(page: Page, shape: Round, more: float, fill: str) -> str:
    """The piece as a path, `more` pixels larger all round."""
    a, b = page.at(shape.start), page.at(shape.end)
    p, q = shape.first * page.scale + more, shape.last * page.scale + more
    distance = a.to(b).length
    if distance <= abs(p - q):
        centre, radius = (a, p) if p > q else (b, q)
        return f'<circle cx="{_n(centre.x)}" cy="{_n(centre.y)}" r="{_n(radius)}" fill="{fill}"/>'
    way = a.to(b).unit
    along, across = (p - q) / distance, math.sqrt(1 - ((p - q) / distance) ** 2)
    one = Point(way.x * along - way.y * across, way.y * along + way.x * across)
    two = Point(way.x * along + way.y * across, way.y * along - way.x * across)
    corners = [a.by(one, p), b.by(one, q), b.by(two, q), a.by(two, p)]
    places = [f"{_n(x)} {_n(y)}" for x, y in corners]
    large_b, large_a = int(q > p), int(p > q)
    return (
        f'<path d="M{places[0]}L{places[1]}A{_n(q)} {_n(q)} 0 {large_b} 0 {places[2]}'
        f'L{places[3]}A{_n(p)} {_n(p)} 0 {large_a} 0 {places[0]}Z" fill="{fill}"/>'
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

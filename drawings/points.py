"""Points and directions in the plane: centimetres, x to the right, y up from the floor; angles in degrees."""

from __future__ import annotations

import math
from typing import NamedTuple


class Point(NamedTuple):
    """A place, or the way from one place to another."""

    x: float
    y: float

    def to(self, other: Point) -> Point:
        """The way from here to there."""
        return Point(other.x - self.x, other.y - self.y)

    def by(self, way: Point, times: float = 1) -> Point:
        """Where `times` this way leads."""
        return Point(self.x + way.x * times, self.y + way.y * times)

    @property
    def length(self) -> float:
        """How long the way is."""
        return math.hypot(self.x, self.y)

    @property
    def unit(self) -> Point:
        """The same direction, one centimetre long."""
        return Point(self.x / self.length, self.y / self.length)

    @property
    def left(self) -> Point:
        """A quarter turn against the clock."""
        return Point(-self.y, self.x)

    @property
    def right(self) -> Point:
        """A quarter turn with the clock."""
        return Point(self.y, -self.x)


def towards(angle: float) -> Point:
    """One centimetre in a direction: 0 is to the right, 90 is up."""
    return Point(math.cos(math.radians(angle)), math.sin(math.radians(angle)))


def turned(way: Point, angle: float) -> Point:
    """A way turned against the clock."""
    turn = towards(angle)
    return Point(way.x * turn.x - way.y * turn.y, way.x * turn.y + way.y * turn.x)


def on_curve(start: Point, control: Point, end: Point, t: float) -> Point:
    """A point of a quadratic curve, `t` from 0 to 1."""
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return Point(a * start.x + b * control.x + c * end.x, a * start.y + b * control.y + c * end.y)

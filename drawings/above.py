"""The figure lying on its back, seen from above: head to the left, both knees rolled to one side."""

from __future__ import annotations

from drawings.body import SHIN, THIGH
from drawings.cards import Side
from drawings.figure import HEAD
from drawings.ink import (
    FAR_SKIN,
    FAR_TROUSERS,
    HAIR,
    INK,
    SHIRT,
    SKIN,
    TROUSERS,
    Page,
    Round,
    dot,
    line,
    pieces,
)
from drawings.points import Point, towards, turned

HIPS = Point(13, 46)
"""The middle of the hips in a panel seen from above."""

_SHOULDERS, _HIPS = 15.0, 4.0
"""From the middle of the body to its joints."""


def above(page: Page, knees: Side) -> list[str]:
    """Knees rolled to the figure's left (up on the page) or right. The leg below is pale."""
    hip, side = HIPS, 1 if knees is Side.LEFT else -1
    shoulders = Point(hip.x - 46, hip.y)
    arms = [part for place in (1, -1) for part in _arm(page, _aside(shoulders, place * _SHOULDERS), place)]
    across = Round(_aside(shoulders, _SHOULDERS - 2), _aside(shoulders, 2 - _SHOULDERS), 7, 7)
    flanks = [Round(_aside(shoulders, place * 10), _aside(hip, place * 5), 9, 9) for place in (1, -1)]
    pelvis = Round(_aside(hip, 5), _aside(hip, -5), 9.8, 9.8)
    return [
        *arms,
        *_head(page, Point(shoulders.x - 22, hip.y)),
        *pieces(page, [across, *flanks, Round(shoulders, hip, 9, 9)], SHIRT),
        *_leg(page, _aside(hip, side * _HIPS), side, (FAR_SKIN, FAR_TROUSERS)),
        *_leg(page, _aside(hip, -side * _HIPS), side, (SKIN, TROUSERS), pelvis),
    ]


def _aside(place: Point, up: float) -> Point:
    return Point(place.x, place.y + up)


def _arm(page: Page, root: Point, place: int) -> list[str]:
    elbow = root.by(towards(place * 72), 26)
    hand = elbow.by(towards(place * 175), 24)
    skin = [
        Round(root, elbow, 5.2, 4),
        Round(elbow, hand, 4, 3),
        Round(hand, hand.by(towards(place * 175), 6), 3.4, 2.6),
    ]
    return [*pieces(page, skin, SKIN), *pieces(page, [Round(root, root.by(root.to(elbow), 0.5), 6.2, 5.2)], SHIRT)]


def _leg(page: Page, root: Point, side: int, colours: tuple[str, str], pelvis: Round | None = None) -> list[str]:
    knee = root.by(towards(side * 70), THIGH)
    ankle = knee.by(towards(side * -42), SHIN)
    toes = ankle.by(towards(side * 50), 14)
    leg = [Round(root, knee, 9.2, 6.2), Round(knee, ankle, 6.2, 4.2)]
    return [
        *pieces(page, [Round(ankle, toes, 3.8, 2.8)], colours[0]),
        *pieces(page, [*([pelvis] if pelvis else []), *leg], colours[1]),
    ]


def _head(page: Page, centre: Point) -> list[str]:
    scalp = [centre.by(turned(Point(-1, 0), angle), HEAD) for angle in range(-78, 79, 6)]
    brow = [centre.by(Point(-5.5, -5)), centre.by(Point(-5.5, 5))]
    nose = [centre.by(Point(-1, 1)), centre.by(Point(2, 1.6)), centre.by(Point(2, -1))]
    return [
        *pieces(page, [Round(centre, centre.by(Point(16, 0)), 5, 5), Round(centre, centre, HEAD, HEAD)], SKIN),
        line(page, [*scalp, *brow, scalp[0]], INK, 2, closed=HAIR),
        *(dot(page, centre.by(Point(-1.5, place * 4.2)), 1.1, INK) for place in (1, -1)),
        line(page, nose, INK, 2),
        line(page, [centre.by(Point(5, 2.5)), centre.by(Point(5.8, 0)), centre.by(Point(5, -2.5))], INK, 2),
    ]

"""The figure seen from the side, with volume: far limbs pale, near limbs strong, a face that shows where it looks."""

from __future__ import annotations

from drawings.body import Body, Bones
from drawings.ink import (
    FAR_SHIRT,
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
from drawings.points import Point, turned

HEAD = 9.8
_SLEEVE = 0.55


def side(page: Page, body: Body) -> list[str]:
    """All parts, from the far side to the near side."""
    return [
        *_arm(page, body.far_arm, FAR_SKIN, FAR_SHIRT),
        *_leg(page, body.far_leg, FAR_SKIN, FAR_TROUSERS),
        *_head(page, body),
        *_trunk(page, body.spine),
        *_leg(page, body.near_leg, SKIN, TROUSERS, pelvis=Round(body.spine[0], body.spine[2], 10, 8.8)),
        *_arm(page, body.near_arm, SKIN, SHIRT),
    ]


def _trunk(page: Page, spine: tuple[Point, ...]) -> list[str]:
    radii = (9.6, 9.2, 8.8, 8.7, 8.9, 9.3, 9.6, 9.4, 8.4)
    shapes = [Round(spine[at], spine[at + 1], radii[at], radii[at + 1]) for at in range(len(spine) - 1)]
    return pieces(page, shapes, SHIRT)


def _arm(page: Page, bones: Bones, skin: str, shirt: str) -> list[str]:
    hand = Round(bones.tip, bones.tip.by(bones.end, 7), 3.3, 2.4)
    lower = Round(bones.middle, bones.tip, 3.9, 3.0)
    cuff = bones.root.by(bones.root.to(bones.middle), _SLEEVE)
    bare = Round(bones.root, bones.middle, 5.2, 3.9)
    return [*pieces(page, [hand, lower, bare], skin), *pieces(page, [Round(bones.root, cuff, 6.0, 5.0)], shirt)]


def _leg(page: Page, bones: Bones, skin: str, trousers: str, pelvis: Round | None = None) -> list[str]:
    sole = bones.end.right
    toes = bones.tip.by(bones.end, 15).by(sole, 3)
    heel = bones.tip.by(bones.end, -2.5).by(sole, 2.2)
    foot = [Round(heel, toes, 3.4, 2.5), Round(bones.tip, toes, 3.6, 2.5)]
    leg = [Round(bones.root, bones.middle, 9.2, 6.2), Round(bones.middle, bones.tip, 6.2, 4.2)]
    return [*pieces(page, foot, skin), *pieces(page, [*([pelvis] if pelvis else []), *leg], trousers)]


def _head(page: Page, body: Body) -> list[str]:
    up, face, centre = body.up, body.up.right, body.head
    neck = Round(body.spine[-1], centre, 5, 5)
    nose = centre.by(face, HEAD - 0.1).by(up, -1.5)
    eye = centre.by(face, 6.6).by(up, 1.6)
    mouth = [centre.by(face, 8.0).by(up, -5.2), centre.by(face, 5.2).by(up, -5.0)]
    scalp = [centre.by(turned(face, angle), HEAD) for angle in range(48, 222, 6)]
    hair = [*scalp, centre.by(face, -3.5).by(up, -0.5), centre.by(face, 1.5).by(up, 4.5)]
    return [
        *pieces(page, [neck, Round(centre, centre, HEAD, HEAD), Round(nose, nose, 1.9, 1.9)], SKIN),
        line(page, [*hair, hair[0]], INK, 2, closed=HAIR),
        dot(page, eye, 1.1, INK),
        line(page, mouth, INK, 2),
    ]

"""Where a body's joints are in a pose seen from the side.

The figure faces right when it stands, so it lies on its back with its head to the left, and kneels or lies on its
front with its head to the right. That fixes the way in which knees and elbows bend: no other way can be drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, model_validator

from drawings.points import Point, on_curve, towards

TRUNK = 48.0
NECK = 19.5
"""From the shoulders to the middle of the head."""
UPPER_ARM, FOREARM = 30.0, 27.0
THIGH, SHIN = 42.0, 42.0
MOST_BENT = 155.0
"""Degrees by which a knee or an elbow bends at most."""
_SMALL_OF_BACK = 0.42
"""Where the back bends most, as a share of the way from hips to shoulders."""
_STRAIGHTER = 0.5
"""Centimetres by which a limb may miss its target; it is drawn straight then."""


class ImpossibleError(Exception):
    """No body can do this."""


class Given(BaseModel):
    """Base of all that is read from cards.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Limb(Given):
    """Where a hand or an ankle is (`to`), or the directions of both bones; `end`: the direction of fingers or toes."""

    to: Point | None = None
    bones: tuple[float, float] | None = None
    end: float | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Limb:
        if (self.to is None) == (self.bones is None):
            message = "a limb needs either `to` or `bones`"
            raise ValueError(message)
        return self


class Pose(Given):
    """`trunk`: its direction from the hips up; `round`: how far the back is rounded, in cm (below 0 it sags).

    `nod`: how far the chin is down.
    """

    hip: Point
    trunk: float
    round: float = 0
    nod: float = 0
    near_arm: Limb
    far_arm: Limb
    near_leg: Limb
    far_leg: Limb


@dataclass(frozen=True)
class Bones:
    """One limb: where it begins, bends and ends, and the direction of its fingers or toes."""

    root: Point
    middle: Point
    tip: Point
    end: Point


@dataclass(frozen=True)
class Body:
    """All joints of a pose. `spine`: from hips to shoulders. `up`: out of the top of the head."""

    spine: tuple[Point, ...]
    head: Point
    up: Point
    near_arm: Bones
    far_arm: Bones
    near_leg: Bones
    far_leg: Bones


def body(pose: Pose) -> Body:
    """The joints of a pose. Raises ImpossibleError where a limb is too short, or would bend too far or wrongly."""
    direction = towards(pose.trunk)
    # A bent trunk keeps its length, so its ends come closer.
    chord = math.sqrt(TRUNK**2 - (1.6 * pose.round) ** 2)
    shoulder = pose.hip.by(direction, chord)
    control = pose.hip.by(direction, chord * _SMALL_OF_BACK).by(direction.left, 2 * pose.round)
    up = towards(pose.trunk - pose.nod)
    return Body(
        spine=tuple(on_curve(pose.hip, control, shoulder, step / 8) for step in range(9)),
        head=shoulder.by(up, NECK),
        up=up,
        near_arm=_arm(shoulder, pose.near_arm, "near arm"),
        far_arm=_arm(shoulder, pose.far_arm, "far arm"),
        near_leg=_leg(pose.hip, pose.near_leg, "near leg"),
        far_leg=_leg(pose.hip, pose.far_leg, "far leg"),
    )


def _arm(root: Point, limb: Limb, name: str) -> Bones:
    middle, tip = _joints(root, limb, (UPPER_ARM, FOREARM), -1, name)
    return Bones(root, middle, tip, middle.to(tip).unit if limb.end is None else towards(limb.end))


def _leg(root: Point, limb: Limb, name: str) -> Bones:
    middle, tip = _joints(root, limb, (THIGH, SHIN), 1, name)
    return Bones(root, middle, tip, middle.to(tip).unit.left if limb.end is None else towards(limb.end))


def _joints(root: Point, limb: Limb, lengths: tuple[float, float], side: int, name: str) -> tuple[Point, Point]:
    """Elbow and hand, or knee and ankle. `side`: on which side of the way from root to tip the joint is, 1 for left."""
    upper, lower = lengths
    if limb.bones is not None:
        bent = (limb.bones[1] - limb.bones[0] + 180) % 360 - 180
        if not 0 <= -side * bent <= MOST_BENT:
            raise ImpossibleError(f"the {name} bends by {-side * bent:.0f} degrees; 0 to {MOST_BENT:.0f} are possible")
        middle = root.by(towards(limb.bones[0]), upper)
        return middle, middle.by(towards(limb.bones[1]), lower)
    tip = limb.to or root
    distance = root.to(tip).length
    nearest = math.sqrt(upper**2 + lower**2 + 2 * upper * lower * math.cos(math.radians(MOST_BENT)))
    if not nearest <= distance <= upper + lower + _STRAIGHTER:
        raise ImpossibleError(f"the {name} ends {distance:.1f} cm away; {nearest:.1f} to {upper + lower} are possible")
    distance = min(distance, upper + lower)
    along = (upper**2 - lower**2 + distance**2) / (2 * distance)
    way = root.to(tip).unit
    middle = root.by(way, along).by(way.left, side * math.sqrt(max(0.0, upper**2 - along**2)))
    return middle, root.by(way, distance)

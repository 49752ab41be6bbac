"""What cards.yaml holds: poses by name, and the panels of each picture."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, model_validator

from drawings.body import Given, Pose
from drawings.points import Point

CARDS = Path(__file__).parent / "cards.yaml"


class Layout(StrEnum):
    """How panels share the page: below each other, beside each other, or two below a wide one."""

    ROWS = "rows"
    COLUMNS = "columns"
    THREE = "three"


class Prop(StrEnum):
    """What else is there."""

    MAT = "mat"
    TABLE = "table"
    WEEKS = "weeks"
    MAT_BELOW = "mat-below"


class Side(StrEnum):
    """The figure's own."""

    LEFT = "left"
    RIGHT = "right"


class Arrow(Given):
    """The way of a movement, bent towards `over`."""

    start: Point
    over: Point
    end: Point


class Panel(Given):
    """One position. `notes` are smaller lines; `above`: lying, seen from above, with the knees rolled to one side."""

    caption: str
    notes: tuple[str, ...] = ()
    pose: Pose | None = None
    above: Side | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    line: tuple[Point, ...] = ()
    """A dashed line to see that something is straight."""
    feel: Point | None = None
    """Where the stretch is felt."""
    shift: float = 0
    """How far the middle of the panel is from x = 0."""

    @model_validator(mode="after")
    def _one_figure(self) -> Panel:
        if (self.pose is None) == (self.above is None):
            message = "a panel needs either `pose` or `above`"
            raise ValueError(message)
        return self


class Picture(Given):
    """A whole picture. `scale` is in pixels to a centimetre, `floor` in pixels from the lower edge of a panel."""

    layout: Layout
    scale: float
    floor: float = 30
    panels: tuple[Panel, ...] = Field(min_length=2)


def load(source: str) -> dict[str, Picture]:
    """Pictures by exercise id. A pose may start from a named one (`like`) and change some of its parts."""
    data: dict[str, Any] = yaml.safe_load(source)
    for picture in data["pictures"].values():
        for panel in picture["panels"]:
            if "pose" in panel:
                panel["pose"] = _whole(panel["pose"], data["poses"])
    return {name: Picture.model_validate(picture) for name, picture in data["pictures"].items()}


def _whole(pose: Mapping[str, Any], poses: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    changes = {name: value for name, value in pose.items() if name != "like"}
    return {**(poses[pose["like"]] if "like" in pose else {}), **changes}

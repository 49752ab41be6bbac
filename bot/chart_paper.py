"""What charts are drawn on: a light ground of its own, so that they read the same in a light and in a dark chat."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#22303c"
_GROUND, _FAINT = "#fbfaf7", "#c9ccd1"


def paper(label_size: int) -> tuple[Figure, Axes]:
    """A figure of 1200 by 900 pixels, with faint lines across and nothing else."""
    # Only here: it takes a second and tens of megabytes, which a bot that draws no chart should not spend.
    from matplotlib.figure import Figure  # noqa: PLC0415  # see above

    figure = Figure(figsize=(6, 4.5), dpi=200, facecolor=_GROUND)
    figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.12)
    axes = figure.add_subplot(facecolor=_GROUND)
    axes.tick_params(labelsize=label_size, colors=INK, length=0)
    axes.grid(axis="y", color=_FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    return figure, axes


def png(figure: Figure) -> bytes:
    """The picture."""
    picture = BytesIO()
    figure.savefig(picture, format="png", facecolor=_GROUND)
    return picture.getvalue()

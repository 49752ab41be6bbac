"""`python -m drawings`: every picture of cards.yaml beside the exercise cards, as SVG and PNG."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import matplotlib as mpl
import resvg_py
from PIL import Image

from drawings.body import ImpossibleError
from drawings.cards import CARDS, load
from drawings.picture import WIDTH, draw
from faq.content_files import PACKAGED

SHARP = 1.5
"""Pixels of the PNG to a pixel of the SVG: a phone shows a photo about 1,200 pixels wide."""
_COLOURS = 48
_FONT = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans-Bold.ttf"


def main() -> None:
    """Make them all anew."""
    folder = PACKAGED / "exercises" / "pictures"
    folder.mkdir(exist_ok=True)
    for name, picture in load(CARDS.read_text(encoding="utf-8")).items():
        try:
            svg = draw(picture, name)
        except ImpossibleError as error:
            sys.exit(f"{name}: {error}. Change its numbers in {CARDS.name}.")
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        size = (folder / f"{name}.png").write_bytes(png(svg))
        print(f"{name}: {size:,} bytes")


def png(svg: str) -> bytes:
    """The picture as a PNG with a palette. The font is matplotlib's, so that it is the same on every machine."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=round(WIDTH * SHARP), skip_system_fonts=True, font_files=[str(_FONT)]
    )
    image = Image.open(io.BytesIO(drawn)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    return packed.getvalue()


if __name__ == "__main__":
    main()

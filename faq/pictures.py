"""Pictures of exercise cards: PNG files of the content folder, checked before any patient gets one."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = "exercises/pictures"
"""Where they stand in a content folder."""

MAX_BYTES = 500_000
"""Larger ones load slowly on a phone; our own have about 30,000."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.png")
_FIRST, _LAST = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82"
_MOST_SIDES, _MOST_STRETCHED = 10_000, 20
"""Telegram's limits: width and height together in pixels, and how much longer one may be than the other."""


class PictureError(Exception):
    """A picture that can't be used; the message says why, and what to do."""


@dataclass(frozen=True)
class Picture:
    """A PNG file. `digest` names its bytes: 64 hexadecimal digits."""

    data: bytes = field(repr=False)
    digest: str


def read_picture(root: Path, name: str) -> Picture:
    """The file `name` of the pictures of a content folder. Raises PictureError."""
    if not _NAME.fullmatch(name):
        raise PictureError(
            f'"{name}" is not the name of a picture. Put the file into {FOLDER}/, and name it alone: '
            'small letters, digits and hyphens, ending in ".png".'
        )
    path = root / FOLDER / name
    if path.is_symlink() or not path.is_file():
        raise PictureError(f"there is no file {FOLDER}/{name}. Put it there, or take this line out.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PictureError(f"{FOLDER}/{name} has {size:,} bytes; {MAX_BYTES:,} is the most. Save it smaller.")
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"{FOLDER}/{name} can't be read: {error.strerror}.") from None
    if not (data.startswith(_FIRST) and data.endswith(_LAST)):
        raise PictureError(f"{FOLDER}/{name} is not a whole PNG picture. Save it again as PNG.")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    shorter, longer = sorted((width, height))
    if shorter == 0 or width + height > _MOST_SIDES or longer > _MOST_STRETCHED * shorter:
        raise PictureError(
            f"{FOLDER}/{name} is {width} by {height} pixels, which Telegram refuses. About 1200 by 900 is right."
        )
    return Picture(data, hashlib.sha256(data).hexdigest())

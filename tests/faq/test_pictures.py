"""Pictures of a content folder: whole PNG files of its own, small enough, and named without tricks."""

from pathlib import Path

import pytest

from faq.content_files import PACKAGED, load
from faq.pictures import FOLDER, MAX_BYTES, PictureError, read_picture
from faq.source import ContentError
from tests.faq.folder import SLEEP, write

WHOLE = (PACKAGED / FOLDER / "plank.png").read_bytes()
PLANK = """\
id: plank
title: Plank
steps: [Hold.]
dose: 10 seconds
cue: Breathe.
easier: On your knees.
"""
SHOWN = "picture: plank.png\nshows: somebody holding a plank.\n"


def folder(root: Path, data: bytes = WHOLE, card: str = PLANK + SHOWN) -> Path:
    """A content folder with one card and its picture."""
    write(root, {"topics/sleep.yaml": SLEEP, "exercises/plank.yaml": card})
    (root / FOLDER).mkdir()
    (root / FOLDER / "plank.png").write_bytes(data)
    return root


def sized(width: int, height: int) -> bytes:
    """A picture that says to be of this size."""
    return WHOLE[:16] + width.to_bytes(4) + height.to_bytes(4) + WHOLE[24:]


def refusal(root: Path) -> str:
    """Why the folder is refused."""
    with pytest.raises(ContentError) as refused:
        load(root)
    [problem] = refused.value.problems
    return str(problem)


def test_a_card_with_a_picture(tmp_path: Path) -> None:
    """Its bytes, and their name; the same bytes have the same name."""
    picture = load(folder(tmp_path)).pictures["plank"]
    assert picture.data == WHOLE
    assert picture.digest == read_picture(PACKAGED, "plank.png").digest
    assert picture.digest != read_picture(PACKAGED, "bird-dog.png").digest


def test_a_picture_and_what_it_shows_go_together(tmp_path: Path) -> None:
    """Somebody who can't see it gets the words."""
    assert "picture and shows go together" in refusal(folder(tmp_path, card=PLANK + "picture: plank.png\n"))


@pytest.mark.parametrize(
    "name", ["../plank.png", "/etc/passwd", "a/b.png", "Plank.png", "plank.svg", "..png", "a\\b.png"]
)
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """Only a plain file name of the one folder."""
    with pytest.raises(PictureError, match="is not the name of a picture"):
        read_picture(folder(tmp_path), name)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """It could show anything of the computer."""
    root = folder(tmp_path)
    (root / FOLDER / "linked.png").symlink_to(root / FOLDER / "plank.png")
    with pytest.raises(PictureError, match="there is no file"):
        read_picture(root, "linked.png")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"\xff\xd8\xff\xe0 a JPEG", "is not a whole PNG picture. Save it again as PNG."),
        (WHOLE[:-20], "is not a whole PNG picture. Save it again as PNG."),
        (b"", "is not a whole PNG picture. Save it again as PNG."),
        (WHOLE[:40] + bytes(MAX_BYTES), f"bytes; {MAX_BYTES:,} is the most. Save it smaller."),
        (sized(0, 900), "is 0 by 900 pixels, which Telegram refuses. About 1200 by 900 is right."),
        (sized(9000, 1001), "is 9000 by 1001 pixels, which Telegram refuses. About 1200 by 900 is right."),
        (sized(100, 2001), "is 100 by 2001 pixels, which Telegram refuses. About 1200 by 900 is right."),
    ],
)
def test_what_telegram_would_refuse_is_refused_here(tmp_path: Path, data: bytes, complaint: str) -> None:
    """With the line of the card that names it."""
    problem = refusal(folder(tmp_path, data))
    assert problem.startswith(f"exercises/plank.yaml line 7, column 1: {FOLDER}/plank.png ")
    assert problem.endswith(complaint)


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    """The card says where it should be."""
    root = folder(tmp_path)
    (root / FOLDER / "plank.png").unlink()
    assert refusal(root) == (
        f"exercises/plank.yaml line 7, column 1: there is no file {FOLDER}/plank.png. "
        "Put it there, or take this line out."
    )

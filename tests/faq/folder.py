"""Small content folders for tests."""

from pathlib import Path

SLEEP = """\
id: sleep
title: How do I sleep?
asks:
  - how do i sleep with a bad back
  - best position to sleep
answer: On your side, with a pillow between the knees.
"""
HEAT = """\
id: heat
title: Does heat help?
asks:
  - does heat help
  - hot water bottle or not
answer: It can.
"""


def write(root: Path, files: dict[str, str]) -> Path:
    """The folder `root` with these files in it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root

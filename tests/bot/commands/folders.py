"""Content folders for the commands: a library's FAQ (the least that works) and a small, complete clinic."""

import shutil
from pathlib import Path

from faq.content_files import PACKAGED
from tests.faq.folder import HEAT, SLEEP, write

RENEW = """\
id: renew
title: How do I renew a book?
asks:
  - how do i renew a book
  - can i keep my book longer
  - extend a loan
answer: Sign in on our website and press "Renew". You can do that twice.
"""
FINES = """\
id: fines
title: What does a late book cost?
asks:
  - what is the fine for a late book
  - i returned my book late
  - do i have to pay a fee
answer: Nothing. We stopped charging for late books.
"""
ROOMS = """\
id: rooms
title: Can I book a study room?
asks:
  - can i book a study room
  - quiet room for my group
  - where can we study together
answer: Yes, for two hours, at the front desk.
"""
PHYSIO = """\
id: when-to-see-physio
title: When should I see a physio?
asks:
  - when should i see a physio
  - is it time to get it looked at
answer: When it lasts, comes back or gets worse.
"""
"""The shipped safety cards name this topic."""
LIBRARY = {"topics/renew.yaml": RENEW, "topics/fines.yaml": FINES, "topics/rooms.yaml": ROOMS}

_TOPICS = {"sleep": SLEEP, "heat": HEAT, "when-to-see-physio": PHYSIO}
_SAFETY = (
    "exercises.yaml",
    "signals.yaml",
    "wording.yaml",
    "safety/cards.yaml",
    "safety/groups.yaml",
    "safety/scope.yaml",
    "safety/signs/cauda-equina.yaml",
)


def library_faq(root: Path) -> Path:
    """The least content: topics alone, and nothing about backs."""
    return write(root / "library", LIBRARY)


def small_clinic(root: Path) -> Path:
    """All that the bot itself needs, with three topics: quick to build."""
    folder = write(root / "clinic", {f"topics/{name}.yaml": text for name, text in _TOPICS.items()})
    for name in _SAFETY:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGED / name, place)
    return folder

"""Links and the other things that Telegram recognises in plain text by itself.

Commands matter most: without a ``bot_command`` entity a bot does not see ``/start`` as a command.
"""

from __future__ import annotations

import re
from typing import Final

from bot.sandbox.text import Entity, units

_DETECTED: Final = (
    ("bot_command", re.compile(r"(?<![\w/<>@])/\w{1,64}(?:@\w{3,32})?(?![\w/<>@])", re.ASCII)),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:https?://[\w.-]+\.[a-z]{2,}(?::\d+)?|www\.[\w-]+\.[a-z]{2,})[^\s<>]*",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?![\w@])", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@/])@\w{4,32}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


def detect(text: str, taken: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
    """Find commands, links, addresses, mentions and hashtags outside the stretches already taken."""
    blocked = [(e.offset, e.end) for e in taken if e.kind in {"code", "pre", "text_link", "text_mention"}]
    found: list[Entity] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            words = match[0].rstrip(".,:;!?)'\"") if kind == "url" else match[0]
            start = units(text[: match.start()])
            entity = Entity(kind, start, units(words))
            if not any(entity.offset < end and begin < entity.end for begin, end in blocked):
                found.append(entity)
                blocked.append((entity.offset, entity.end))
    return tuple(sorted(found, key=lambda e: e.offset))

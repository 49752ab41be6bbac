"""Links and the other things that Telegram recognises in plain text by itself.

Commands matter most: without a ``bot_command`` entity a bot does not see ``/start`` as a command.
Links are tidied as TDLib does in the cases that a bot for people meets; internationalised names are not.
"""

from __future__ import annotations

import re
from typing import Final

from bot.sandbox.text import Entity, units

_USER_LINK: Final = re.compile(r"tg://user\?id=([0-9]+)")
_LINK: Final = re.compile(r"(?:(https?|tg|ton|tonsite)://)?([^/?#\s]+)([/?#].*)?", re.IGNORECASE | re.DOTALL)
_HOST: Final = re.compile(r"(?:[^@\s]+@)?[\w.-]+\.(?:\w{2,}|[0-9]{1,3})(?::[0-9]{1,5})?|[\w.-]+:[^@\s]*@[\w.-]+\.\w+")
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


def user_of_link(url: str) -> int:
    """The user that a ``tg://user?id=`` link means, or 0."""
    found = _USER_LINK.fullmatch(url)
    return int(found[1]) if found else 0


def tidy_url(url: str) -> str:
    """Write a link as Telegram stores it, or give nothing when Telegram would drop it."""
    found = _LINK.fullmatch(url)
    if not found:
        return ""
    scheme, host, rest = (found[1] or "http").lower(), found[2].lower(), found[3] or ""
    if scheme not in {"http", "https"}:
        return url
    if not _HOST.fullmatch(host):
        return ""
    path = rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme}://{host}{path.replace(' ', '%20')}"


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

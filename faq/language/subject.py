"""Which kinds of things a message names: what the bot is about, something elsewhere, trouble."""

import re
from collections.abc import Iterable

from faq.written.words import Subject

KINDS = 3

NAMEABLE = 1 << KINDS
"""How many answers there are: each kind is named or not."""


class Naming:
    """Reads the lists of one content folder; apart from the rules, as nothing is ever told by one word."""

    def __init__(self, subject: Subject) -> None:
        lists = (subject.ours, subject.elsewhere, subject.trouble)
        self._patterns = [_pattern(words) for words in lists] if any(lists) else []

    def named(self, plain: str) -> tuple[int, ...]:
        """Of a message in plain words: one number below NAMEABLE, a bit a kind; none where the folder lists nothing."""
        if not self._patterns:
            return ()
        return (sum(bool(pattern.search(plain)) << kind for kind, pattern in enumerate(self._patterns)),)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{alternatives})\b" if alternatives else r"(?!)")

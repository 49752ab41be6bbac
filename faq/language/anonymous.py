"""A question without what tells whose it is: numbers, addresses, handles, names, and whatever is no plain word."""

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from faq.language.spelling import english_words

MAX_LENGTH = 300
"""Characters that are kept; longer texts are stories, and stories tell who somebody is."""

_CUT = "…"
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"[\"'(\[“‘]*(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)[\"')\]”’]*(?P<mark>[.,;:!?…]*)")
_INTRODUCES = frozenset(
    {"dr", "doctor", "mr", "mrs", "ms", "miss", "mx", "sir", "prof", "professor", "called", "named"}
)
_NAME_IS = ("name", "is")


@cache
def given_names() -> frozenset[str]:
    """Names that also stand in lists of English words."""
    return frozenset(Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split())


def anonymous(text: str, names: Iterable[str], vocabulary: Container[str]) -> str:
    """The plain words of `text`, with "…" for what was cut; "" if no two words are left.

    `names` are those by which the writer is known; `vocabulary` are words of the content, which no dictionary
    need have. A word with a capital inside a sentence counts as a name.
    """
    cut = given_names() | {part.casefold() for name in names for part in _WORD.findall(name)}
    kept = list(_kept(text, cut, vocabulary))
    words = [word for gap, run in groupby(kept, key=lambda word: word == _CUT) for word in ([_CUT] if gap else run)]
    shown = " ".join(words)
    if len(shown) > MAX_LENGTH:
        shown = shown[:MAX_LENGTH].rpartition(" ")[0].removesuffix(f" {_CUT}") + f" {_CUT}"
    return shown if sum(word != _CUT for word in kept) > 1 else ""


def _kept(text: str, cut: Container[str], vocabulary: Container[str]) -> Iterator[str]:
    """Each word as it stands, or the sign of a cut."""
    begins = True
    before = ("", "")
    for chunk in text.split():
        found = _PLAIN.fullmatch(chunk)
        word = found["word"].replace("’", "'") if found else ""
        introduced = before[1] in _INTRODUCES or before == _NAME_IS
        if found and not introduced and _is_plain(word, begins=begins) and _names_nobody(word, cut, vocabulary):
            yield word + found["mark"]
        else:
            yield _CUT
        begins = chunk[-1] in ".!?…"
        before = (before[1], word.casefold())


def _is_plain(word: str, *, begins: bool) -> bool:
    """Without a capital, but for I, for a word in capitals alone and for the first of a sentence."""
    return begins or word.isupper() or not word[0].isupper() or word.startswith("I'")


def _names_nobody(word: str, cut: Container[str], vocabulary: Container[str]) -> bool:
    parts = [part.removesuffix("'s") for part in word.casefold().split("-")]
    return all(part not in cut and _known(part, vocabulary) for part in parts)


def _known(part: str, vocabulary: Container[str]) -> bool:
    forms = (part, part.replace("'", ""), part.removesuffix("s"))
    return any(form in vocabulary or form in english_words() for form in forms)

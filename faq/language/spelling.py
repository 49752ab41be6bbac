"""Mends spelling against the words that the content itself uses; a real English word is never changed."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from faq.language.text import Message, Word, tokenise

_RUN = re.compile(r"(.)\1{2,}")
_MIN_LENGTH = 4
_LONG_WORD = 8
_SHORTEST_SLIP = 2


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """About 160,000 English words (pyspellchecker's list), apostrophes removed."""
    return frozenset(word.replace("'", "") for word in SpellChecker(distance=1).word_frequency.words())


@dataclass(frozen=True, slots=True)
class _Repair:
    """What a word becomes; `maybe`: see Word."""

    words: tuple[str, ...]
    maybe: tuple[str, ...] = ()


class Speller:
    """Turns a message's words into words that the content knows, where a small slip explains the difference.

    `fixed` maps a misspelling or abbreviation to one or more words; `vocabulary` maps each word of the
    content to its weight (how often it stands there): between two repairs the heavier word wins. A word shorter
    than `shortest` letters, or one of `foreign`, is taken as it stands. Any other word that the content does not have
    keeps every word that is `watched` and one slip away as what it may be.
    """

    def __init__(
        self,
        fixed: Mapping[str, str],
        vocabulary: Mapping[str, int],
        shortest: int = _MIN_LENGTH,
        watched: Callable[[str], bool] = lambda _: False,
        foreign: Container[str] = frozenset(),
    ) -> None:
        self._shortest = shortest
        self._fixed = {wrong: tuple(right.split()) for wrong, right in fixed.items()}
        self._vocabulary = vocabulary
        self._candidates = [word for word in vocabulary if len(word) >= _MIN_LENGTH and word.isalpha()]
        self._watched = [word for word in vocabulary if len(word) > _SHORTEST_SLIP and watched(word)]
        self._foreign = foreign
        self._known = english_words()
        self._repair = lru_cache(maxsize=20_000)(self._find_repair)

    def read(self, text: str) -> Message:
        """The message in mended words, each still pointing at what the patient typed."""
        message = tokenise(text)
        return replace(message, words=tuple(self._mended(message.words)))

    def _mended(self, words: Iterable[Word]) -> Iterable[Word]:
        for word in words:
            repair = self._repair(word.text)
            if repair.words == (word.text,) and not repair.maybe:
                yield word
            else:
                yield from (replace(word, text=mended, maybe=repair.maybe) for mended in repair.words)

    def _find_repair(self, word: str) -> _Repair:
        if word in self._fixed:
            return _Repair(self._fixed[word])
        if word in self._vocabulary or word.isdigit():
            return _Repair((word,))
        if held := self._heaviest((_RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word))):
            return self._find_repair(held)
        if word in self._foreign:
            return _Repair((word,))
        if word in self._known:
            return _Repair((word,), self._slips(word))
        if single := self._heaviest(_undoubled(word)):
            return self._find_repair(single)
        return _Repair((self._nearest(word) or word,), self._slips(word))

    def _slips(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST_SLIP or not word.isalpha():
            return ()
        near = process.extract(word, self._watched, scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(found for found, _, _ in near)

    def _heaviest(self, forms: Iterable[str]) -> str | None:
        known = [form for form in forms if self._knows(form)]
        return max(known, key=lambda form: self._vocabulary.get(form, 0), default=None)

    def _knows(self, word: str) -> bool:
        return word in self._vocabulary or word in self._fixed

    def _nearest(self, word: str) -> str | None:
        if len(word) < self._shortest or not word.isalpha():
            return None
        slips = 1 if len(word) < _LONG_WORD else 2
        near = process.extract(word, self._candidates, scorer=OSA.distance, score_cutoff=slips, limit=8)
        good = [(slip, found) for found, slip, _ in near if slip == 1 or found[0] == word[0]]
        if not good:
            return None
        return min(good, key=lambda pair: (pair[0], -self._vocabulary[pair[1]]))[1]


def _undoubled(word: str) -> Iterable[str]:
    """The word with one of its doubled letters single: "diee" gives "die"."""
    if len(word) < _MIN_LENGTH:
        return
    for place, pair in enumerate(pairwise(word)):
        if pair[0] == pair[1]:
            yield word[:place] + word[place + 1 :]

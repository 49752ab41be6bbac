"""Finding phrases and combinations of phrases in a message: the small language that content files use.

    SADDLE                a word group (CAPITALS), any of its phrases
    numb* + SADDLE        both, in any order, near each other
    cant feel > wiping    in this order
    NUMB +4 SADDLE        at most four words between the two (also with >); a full stop counts as two
    wet myself            these words

A `*` ends a word in any way. Fillers ("my", "really") are dropped on both sides before matching.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from itertools import pairwise, product

from faq.language.text import Message, Word, word_texts

NEAR = 10
"""How many words (fillers not counted) the parts of a combination may span."""

_SENTENCE_COST = 4
_BREAK_BETWEEN = 2
_GAP_FROM = 3
_MAX_HITS = 6
_JOIN = re.compile(r"\s+([+>])(\d*)\s+")
_GROUP = re.compile(r"[A-Z][A-Z0-9-]*$")
_NOT_SKIPPED = frozenset({"no", "not", "never", "without", "but"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its group, and the filtered word positions [start, end) that it covers.

    `guessed`: no word of it stands there as it is, each is another real word that may be a slip for it.
    """

    group: str
    start: int
    end: int
    phrase: tuple[str, ...]
    guessed: bool = False

    def overlaps(self, other: "Hit") -> bool:
        """Whether both hold some word of the message."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Combination:
    """One line of a rule: groups that must all be hit near each other, `ordered` or in any order.

    `gaps[i]` is how many words may stand between group i and the next, None for no limit but NEAR.
    """

    groups: tuple[str, ...]
    ordered: bool
    gaps: tuple[int | None, ...]
    line: str
    needs: frozenset[str]
    """The groups as a set."""


class Filtered:
    """A message without its fillers; `at[i]` is the place in `message.words` of filtered word i."""

    def __init__(self, message: Message, fillers: frozenset[str]) -> None:
        self.message = message
        kept = [(index, word) for index, word in enumerate(message.words) if word.text not in fillers]
        self.at = [index for index, _ in kept]
        self.words: list[Word] = [word for _, word in kept]

    def said(self, start: int, end: int) -> str:
        """The patient's own words for filtered positions [start, end)."""
        return self.message.said(self.at[start], self.at[end - 1] + 1) if start < end else ""

    def near(self, left: Hit, right: Hit) -> bool:
        """Whether two hits stand as near each other as the parts of a combination must."""
        first, last = sorted((left, right), key=lambda hit: hit.start)
        return self.distance(first, last) <= NEAR

    def between(self, one: Hit, other: Hit) -> int:
        """Words between two hits, whichever comes first; each sentence break counts as two."""
        first, last = sorted((one, other), key=lambda hit: hit.start)
        breaks = self.words[last.start].sentence - self.words[first.end - 1].sentence
        return last.start - first.end + _BREAK_BETWEEN * breaks

    def distance(self, first: Hit, last: Hit) -> int:
        """Words between the start of `first` and the end of `last`; each sentence break counts as four."""
        breaks = self.words[last.end - 1].sentence - self.words[first.start].sentence
        return last.end - first.start + _SENTENCE_COST * abs(breaks)


@dataclass(frozen=True, slots=True)
class Searched:
    """A message without its fillers, and all phrases found in it by group, in order of place."""

    filtered: Filtered
    hits: Mapping[str, Sequence[Hit]]


class UnknownGroupError(ValueError):
    """A rule names a word group that does not exist: `group`."""

    def __init__(self, group: str) -> None:
        self.group = group
        super().__init__(f'"{group}" is not a word group')


class PhraseBook:
    """All phrases of a set of content files, looked up together in one pass over a message.

    `spelling` is the list that messages are mended with, so that phrases and messages are written alike.
    """

    def __init__(
        self,
        groups: Mapping[str, Iterable[str]],
        fillers: Iterable[str],
        spelling: Mapping[str, str] | None = None,
    ) -> None:
        self.fillers = frozenset(fillers)
        self._spelling = spelling or {}
        self._words_of = cache(self._read_part)
        self._groups: set[str] = set()
        self._root = _Node()
        self._words: set[str] = set()
        self._stems: set[str] = set()
        for name, phrases in groups.items():
            self._add(name, phrases)

    def _add(self, name: str, phrases: Iterable[str]) -> None:
        self._groups.add(name)
        used: set[str] = set()
        for phrase in phrases:
            tokens = self.tokens(phrase)
            node = self._root
            for token in tokens:
                node = node.grow(token)
            if tokens:
                node.ends.append((name, tokens))
                used.update(tokens)
        self._words.update(token.rstrip("*") for token in used)
        self._stems.update(token.rstrip("*") for token in used if token.endswith("*"))

    def tokens(self, phrase: str) -> tuple[str, ...]:
        """A content author's phrase as words to match, `*` kept."""
        words = [word for part in phrase.split() for word in self._words_of(part)]
        return tuple(word for word in words if word not in self.fillers) or tuple(words)

    def _read_part(self, part: str) -> list[str]:
        read = word_texts(part.removesuffix("*"))
        if read and part.endswith("*"):
            return [*read[:-1], f"{read[-1]}*"]
        return [mended for word in read for mended in self._spelling.get(word, word).split()]

    def compile(self, line: str) -> Combination:
        """Read one rule line. Raises UnknownGroupError for CAPITALS that name no group."""
        parts = _JOIN.split(line)
        groups = []
        for part in parts[0::3]:
            term = part.strip()
            if _GROUP.match(term):
                if term not in self._groups:
                    raise UnknownGroupError(term)
                groups.append(term)
            else:
                name = f'"{term}"'
                if name not in self._groups:
                    self._add(name, [term])
                groups.append(name)
        gaps = tuple(int(gap) if gap else None for gap in parts[2::3])
        return Combination(tuple(groups), ">" in parts[1::3], gaps, line, frozenset(groups))

    def vocabulary(self) -> Iterable[str]:
        """Every word that a phrase uses, without `*`."""
        return self._words

    def uses(self, word: str) -> bool:
        """Whether a phrase has the word, or its beginning where a `*` stands."""
        return word in self._words or any(word[:length] in self._stems for length in range(1, len(word)))

    def search(self, message: Message) -> Searched:
        """All that stands in a message."""
        filtered = Filtered(message, self.fillers)
        hits: dict[str, list[Hit]] = defaultdict(list)
        for start in range(len(filtered.words)):
            for group, tokens, end, guessed in self._at(filtered.words, start):
                if filtered.words[start].sentence == filtered.words[end - 1].sentence:
                    hits[group].append(Hit(group, start, end, tokens, guessed))
        return Searched(filtered, hits)

    def _at(self, words: Sequence[Word], start: int) -> Iterable[tuple[str, tuple[str, ...], int, bool]]:
        """The phrases that begin at `start`, each once, with their ends and whether they are guessed."""
        found: set[tuple[str, tuple[str, ...]]] = set()
        waiting = [(node, start + 1, False, guessed) for node, guessed in self._root.after(words[start])]
        while waiting:
            node, place, skipped, guessed = waiting.pop()
            for group, tokens in node.ends:
                if (group, tokens) not in found and not (skipped and len(tokens) < _GAP_FROM):
                    found.add((group, tokens))
                    yield group, tokens, place, guessed
            if place == len(words) or node.is_leaf:
                continue
            if not skipped and place + 1 < len(words) and words[place].text not in _NOT_SKIPPED:
                waiting += [(after, place + 2, True, guessed and slip) for after, slip in node.after(words[place + 1])]
            waiting += [(after, place + 1, skipped, guessed and slip) for after, slip in node.after(words[place])]


class _Node:
    """A place in the tree of all phrases, word by word; `ends` are the phrases that are complete here."""

    __slots__ = ("ends", "exact", "prefix")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.prefix: dict[str, _Node] = {}
        self.ends: list[tuple[str, tuple[str, ...]]] = []

    @property
    def is_leaf(self) -> bool:
        return not (self.exact or self.prefix)

    def grow(self, token: str) -> "_Node":
        """The node for one more word, made if need be."""
        branch, key = (self.prefix, token[:-1]) if token.endswith("*") else (self.exact, token)
        if key not in branch:
            branch[key] = _Node()
        return branch[key]

    def after(self, word: Word) -> Iterable[tuple["_Node", bool]]:
        """The nodes that a message's next word leads to, and whether only as what it may be a slip for."""
        for text in (*word.maybe, word.text):  # the last is looked at first
            slip = text is not word.text
            if text in self.exact:
                yield self.exact[text], slip
            if self.prefix:
                for length in range(1, len(text) + 1):
                    if text[:length] in self.prefix:
                        yield self.prefix[text[:length]], slip


def matches(
    combination: Combination, hits: Mapping[str, Sequence[Hit]], filtered: Filtered
) -> Iterable[tuple[Hit, ...]]:
    """Each way in which the combination stands in the message: one hit a group, near each other.

    What is guessed counts beside something that stands there, not by itself: "smiled" is no slip for "soiled".
    """
    if not combination.needs <= hits.keys():
        return
    for chosen in _choices([hits.get(group, ()) for group in combination.groups]):
        if all(hit.guessed for hit in chosen):
            continue
        in_place = sorted(chosen, key=lambda hit: (hit.start, hit.end))
        if combination.ordered and list(chosen) != in_place:
            continue
        if len(chosen) > 1 and (_overlap(in_place) or filtered.distance(in_place[0], in_place[-1]) > NEAR):
            continue
        if _within(combination.gaps, chosen, filtered):
            yield chosen


def _choices(groups: Sequence[Sequence[Hit]]) -> Iterable[tuple[Hit, ...]]:
    """One hit of each group, all of them not far from the first."""
    first, *rest = groups
    for hit in first:
        yield from product((hit,), *(_beside(hit, others) for others in rest))


def _beside(hit: Hit, others: Sequence[Hit]) -> Sequence[Hit]:
    """Those of `others` (in order of place) that can stand near `hit`; in a crowd, the nearest."""
    start = bisect_left(others, hit.start - NEAR, key=lambda other: other.start)
    end = bisect_right(others, hit.start + NEAR, key=lambda other: other.start)
    return nsmallest(_MAX_HITS, others[start:end], key=lambda other: abs(other.start - hit.start))


def _within(gaps: Sequence[int | None], chosen: Sequence[Hit], filtered: Filtered) -> bool:
    return all(
        gap is None or filtered.between(left, right) <= gap
        for gap, (left, right) in zip(gaps, pairwise(chosen), strict=True)
    )


def _overlap(in_place: Sequence[Hit]) -> bool:
    return any(left.overlaps(right) for left, right in pairwise(in_place))

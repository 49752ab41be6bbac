"""The safety reading: red flags and crisis words in one message, before anything else is understood.

Stateless and quick; docs/safety.md explains it to a clinician.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from faq.language.phrases import Combination, Filtered, Hit, PhraseBook, Searched, matches
from faq.reading import Signal, Standing
from faq.rules import scope
from faq.written.safety import Sign, SignFamily, Tier
from faq.written.topics import Flag

_ORDER = [Standing.PRESENT, Standing.HYPOTHETICAL, Standing.PAST, Standing.NEGATED]


@dataclass(frozen=True, slots=True)
class SafetyReading:
    """`present`: signs that count, most urgent first. `others`: found, but negated, long past or hypothetical."""

    present: tuple[Signal, ...] = ()
    others: tuple[Signal, ...] = ()
    flags: frozenset[Flag] = frozenset()
    notes: tuple[str, ...] = ()
    asked: bool = False
    """Whether it asks about signs, rather than having any."""
    denied: frozenset[int] = frozenset()
    """The places of words that are negated, long past or hypothetical in the message."""
    concepts: frozenset[str] = frozenset()
    """What was found, for the reading of the whole: word groups of signs ("NUMB", "not NUMB") and tiers ("tier E")."""

    @property
    def tier(self) -> Tier | None:
        """The most urgent tier raised, if any."""
        return self.present[0].tier if self.present else None


class Scoping(Protocol):
    """One message's cues, ready to say how any hit in it stands; see scope.Scoped."""

    def standing(
        self, hit: Hit, *, beside: Sequence[Hit] = (), long_ago_counts: bool = False, resolved_counts: bool = True
    ) -> Standing:
        """How `hit` stands."""
        ...


@dataclass(frozen=True, slots=True)
class _Rule:
    sign: Sign
    family: str
    when: tuple[Combination, ...]
    needs: tuple[Combination, ...]
    unless: tuple[Combination, ...]
    unless_beside: tuple[Combination, ...]
    unless_anywhere: tuple[Combination, ...]


class SafetyReader:
    """All signs of a content folder, compiled. `book` must hold their word groups and the cues of `scoping`."""

    def __init__(
        self,
        families: Sequence[SignFamily],
        book: PhraseBook,
        scoping: Callable[[Filtered, Mapping[str, Sequence[Hit]]], Scoping] = scope.Scoped,
    ) -> None:
        self._scoping = scoping
        self._rules = [
            _Rule(
                sign,
                family.family,
                tuple(book.compile(line) for line in sign.when),
                tuple(book.compile(line) for line in sign.with_),
                tuple(book.compile(line) for line in sign.unless),
                tuple(book.compile(line) for line in sign.unless_beside),
                tuple(book.compile(line) for line in sign.unless_anywhere),
            )
            for family in families
            for sign in family.signs
        ]
        self._groups = {group for rule in self._rules for combination in rule.when for group in combination.groups}
        self._about = [line for rule in self._rules if rule.sign.about_sign for line in rule.when]
        self._lines: dict[str, list[tuple[int, Combination]]] = defaultdict(list)
        for place, rule in enumerate(self._rules):
            for combination in () if rule.sign.about_sign else rule.when:
                self._lines[combination.groups[0]].append((place, combination))

    def read(self, searched: Searched) -> SafetyReading:
        """Read one message (spelling already mended)."""
        filtered, hits = searched.filtered, searched.hits
        scoped = self._scoping(filtered, hits)
        found = [
            (rule, signal)
            for rule, lines in self._candidates(hits)
            if (signal := _read_rule(rule, lines, hits, filtered, scoped))
        ]
        present = [(rule, signal) for rule, signal in found if signal.standing is Standing.PRESENT]
        raising = [signal for rule, signal in present if rule.sign.tier is not Tier.SELF_CARE]
        asserted, denied = self._standing(hits, scoped)
        return SafetyReading(
            present=tuple(sorted(raising, key=lambda signal: -signal.tier.rank)),
            others=tuple(signal for _, signal in found if signal.standing is not Standing.PRESENT),
            flags=frozenset(rule.sign.flag for rule, _ in present if rule.sign.flag),
            notes=tuple(rule.sign.id for rule, _ in present if rule.sign.note),
            asked=any(signal.standing is Standing.HYPOTHETICAL for _, signal in found)
            or any(True for line in self._about for _ in matches(line, hits, filtered)),
            denied=frozenset(filtered.at[place] for hit in denied for place in range(hit.start, hit.end)),
            concepts=frozenset(
                (
                    *(f"tier {signal.tier}" for signal in raising),
                    *(hit.group for hit in asserted),
                    *(f"not {hit.group}" for hit in denied),
                )
            ),
        )

    def _candidates(self, hits: Mapping[str, Sequence[Hit]]) -> Iterator[tuple[_Rule, Sequence[Combination]]]:
        """The signs of which all parts of some line were found, with those lines, in the order of the files."""
        lines: dict[int, list[Combination]] = defaultdict(list)
        for group in hits:
            for place, combination in self._lines.get(group, ()):
                if combination.needs <= hits.keys():
                    lines[place].append(combination)
        for place in sorted(lines):
            yield self._rules[place], lines[place]

    def _standing(self, hits: Mapping[str, Sequence[Hit]], scoped: Scoping) -> tuple[list[Hit], list[Hit]]:
        """The parts of signs that are asserted, and those that are negated, long past or hypothetical."""
        found = [hit for group in self._groups & hits.keys() for hit in hits[group]]
        if scope.CUES.isdisjoint(hits):
            return found, []
        asserted: list[Hit] = []
        denied: list[Hit] = []
        for hit in found:
            present = scoped.standing(hit, long_ago_counts=True) is Standing.PRESENT
            (asserted if present else denied).append(hit)
        return asserted, denied


def _read_rule(
    rule: _Rule,
    lines: Sequence[Combination],
    hits: Mapping[str, Sequence[Hit]],
    filtered: Filtered,
    scoped: Scoping,
) -> Signal | None:
    if rule.needs and not any(True for _ in _asserted(rule.needs, hits, filtered, scoped)):
        return None
    if any(True for _ in _asserted(rule.unless_anywhere, hits, filtered, scoped)):
        return None
    other_sense, causes = (
        [hit for chosen in _asserted(combinations, hits, filtered, scoped) for hit in chosen]
        for combinations in (rule.unless, rule.unless_beside)
    )
    ways = (
        (combination.line, chosen)
        for combination in lines
        for chosen in matches(combination, hits, filtered)
        if not any(hit.overlaps(part) for hit in other_sense for part in chosen)
        and not any(filtered.near(hit, part) for hit in causes for part in chosen)
    )
    best = _best(rule.sign, ways, scoped)
    if best is None:
        return None
    standing, chosen, line = best
    words = filtered.said(min(hit.start for hit in chosen), max(hit.end for hit in chosen))
    sign = rule.sign
    return Signal(sign.id, sign.tier, words, sign.name, rule.family, sign.weak, standing, line)


def _best(
    sign: Sign, ways: Iterator[tuple[str, tuple[Hit, ...]]], scoped: Scoping
) -> tuple[Standing, tuple[Hit, ...], str] | None:
    """The first of the most urgent ways (line, hits) in which the sign stands in the message."""
    best: tuple[Standing, tuple[Hit, ...], str] | None = None
    for line, chosen in ways:
        standing = _standing(sign, chosen, scoped)
        if best is None or _ORDER.index(standing) < _ORDER.index(best[0]):
            best = (standing, chosen, line)
        if standing is Standing.PRESENT:
            break
    return best


def _standing(sign: Sign, chosen: Sequence[Hit], scoped: Scoping) -> Standing:
    standings = {
        scoped.standing(
            hit, beside=chosen, long_ago_counts=sign.history, resolved_counts=sign.tier is not Tier.EMERGENCY
        )
        for hit in chosen
    }
    if sign.tier is Tier.CRISIS:
        return Standing.NEGATED if Standing.NEGATED in standings else Standing.PRESENT
    return max(standings, key=_ORDER.index)


def _asserted(
    combinations: Sequence[Combination],
    hits: Mapping[str, Sequence[Hit]],
    filtered: Filtered,
    scoped: Scoping,
) -> Iterator[tuple[Hit, ...]]:
    """Each way in which one of the combinations stands in the message, not negated."""
    for combination in combinations:
        for chosen in matches(combination, hits, filtered):
            if all(scoped.standing(hit, beside=chosen, long_ago_counts=True) is not Standing.NEGATED for hit in chosen):
                yield chosen

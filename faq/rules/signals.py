"""Reasons to offer booking (tier P): trouble that lasts, comes back, gets worse or stops everyday life.

The words are content (signals.yaml); language/durations.py reads times, sentence.py how both stand in the
message; this file weighs them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from faq.language.durations import TimeKind, TimeSpan, find_times
from faq.language.moments import days_since
from faq.language.phrases import Combination, Hit, PhraseBook, Searched, matches
from faq.language.text import Message, tokenise
from faq.reading import Signal, Standing
from faq.rules.sentence import COUNTED, Sentence
from faq.written.safety import Tier
from faq.written.signals import SignalRules

PERSISTENT = "persistent"
RECURRENT = "recurrent"
WORSENING = "worsening"

_BETTER = "better"
_SELDOM_DAYS = 10
_LENGTHS = (0, 1, 4, 9, 21, 60, 180)
_PROPER = frozenset({"christmas", "xmas", "easter", "halloween", "covid", "valentines"})
_PAST_VERBS = frozenset({"couldnt", "was", "had", "could", "didnt", "wasnt", "were"})
_NOT_A_SCORE = (
    r"(?!\s*(?:/|(?:day|d|w|week|month|mth|y|yr|year|hour|hr|kg?|min)\b|(?!(?:this|its|is|was|as|yes)\b)[a-z]+s\b))"
)
_ENDS_A_SCORE = r"(?=\s*(?:$|[.,;!?)/]|(?:out of|and|on|but|in|at|after|today|now|so|when|since)\b))"
_SCORES = re.compile(
    r"\b(?:from|was|were|used to be|started (?:at|as|on))\s+(?:about |around |a |an |at |maybe |like )*"
    r"(10|\d)(?:\s*(?:/|out of)\s*10)?\b" + _NOT_A_SCORE + r"[^.?!]{0,40}?"
    r"(?:\bto\b|\bnow\b|\btoday\b|\bits\b|\bis\b|->|→|>|=)[^\d.?!]{0,16}(10|\d)\b" + _ENDS_A_SCORE
)
_OUT_OF_TEN = re.compile(r"\b(10|\d)\s*(?:/|out of)\s*10\b")


@dataclass(frozen=True, slots=True)
class SignalReading:
    """`signals` count; `others` were found and did not, their `rule` says why.

    `days`: how long the trouble has lasted, where the message says so. `complaint`: there is trouble, and it says when
    that began, however short it is ago.
    """

    signals: tuple[Signal, ...] = ()
    days: int | None = None
    worsening: bool = False
    complaint: bool = False
    others: tuple[Signal, ...] = ()
    concepts: frozenset[str] = frozenset()
    """What was found, for the reading of the whole: word groups, times ("since 60"), reasons and what did not count."""


@dataclass(frozen=True, slots=True)
class _Line:
    combination: Combination
    within: int | None
    """How many words may stand between the parts; None: as many as the phrase book allows."""
    steady: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    name: str
    lines: tuple[_Line, ...]
    unless: tuple[Combination, ...]
    complaint: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A reason found at filtered words [start, end); `days` only where a time says it."""

    id: str
    start: int
    end: int
    name: str
    rule: str
    standing: Standing = Standing.PRESENT
    days: int | None = None

    @property
    def present(self) -> bool:
        return self.standing is Standing.PRESENT

    @property
    def goes_on(self) -> bool:
        """Whether it says in words that the trouble is still there."""
        return self.present and self.id == PERSISTENT and self.days is None


class SignalReader:
    """A folder's rules, compiled. `book` must hold their word groups."""

    def __init__(self, rules: SignalRules, book: PhraseBook) -> None:
        self._rules = rules
        self._compiled = [_compile(id_, rule, book) for id_, rule in rules.signals.items()]
        self._events = [
            (tuple(word.text for word in tokenise(said).words), when) for said, when in rules.events.items()
        ]

    def read(self, searched: Searched, today: date) -> SignalReading:
        """Read one message (spelling already mended); "since March" counts to `today`."""
        filtered, hits = searched.filtered, searched.hits
        if not filtered.words:
            return SignalReading()
        message = filtered.message
        times = [*find_times(message.words, today), *self._since_events(message, today)]
        sentence = Sentence(filtered, hits, times)
        found = [one for rule in self._compiled for one in _rule_hits(rule, sentence)]
        found += self._lasting(sentence, unimproved=any(one.goes_on for one in found))
        found += self._courses(sentence)
        found += self._frequent(sentence)
        reading = self._weighed(sentence, found)
        concepts = (
            *(self._rules.groups.keys() & hits.keys()),
            *(f"{span.kind} {_about(span.days)}" for span in times),
            *(f"reason {signal.id}" for signal in reading.signals),
            *(f"no reason {signal.id}" for signal in reading.others),
        )
        trouble = sentence.all("P-PAIN") or sentence.all("P-ONSET")
        complaint = bool(trouble) and any(span.kind in COUNTED for span in times)
        return replace(reading, complaint=complaint, concepts=frozenset(concepts))

    def _since_events(self, message: Message, today: date) -> Iterable[TimeSpan]:
        """ "since christmas": named days, counted from the last time they came round."""
        texts = [word.text for word in message.words]
        for place in (place for place, text in enumerate(texts) if text == "since"):
            for said, when in self._events:
                for start in range(place + 1, min(place + 5, len(texts))):
                    end = start + len(said)
                    if tuple(texts[start:end]) == said:
                        name = " ".join(word.capitalize() if word in _PROPER else word for word in said)
                        yield TimeSpan(_days_since(when, today), TimeKind.SINCE, place, end, f"since {name}")

    def _lasting(self, sentence: Sentence, *, unimproved: bool) -> Iterable[_Found]:
        """Persistence by a length of time: counted in days, or "for ages", or since something long ago."""
        enough = self._rules.unimproved_after_days if unimproved else self._rules.persistent_after_days
        name = self._rules.signals[PERSISTENT].name
        lifts = any(sentence.of_lifts(hit) for hit in sentence.all("P-NOT-BETTER"))
        spans = [
            one
            for one in sentence.spans
            if one[0].days is not None and one[0].days >= enough and one[0].kind in COUNTED
        ]
        if not sentence.fresh and sentence.complains:
            spans += [
                (TimeSpan(None, TimeKind.LASTING, hit.start, hit.end, name), hit.start, hit.end)
                for hit in sentence.all("P-LONG")
                if not _aside(hit, sentence)
            ]
            spans += [
                (TimeSpan(None, TimeKind.SINCE, hit.start, hit.end, name), hit.start, hit.end)
                for hit in sentence.all("P-SINCE-LONG")
                if any(word.text == "since" for word in sentence.words[max(0, hit.start - 4) : hit.start])
            ]
        for span, start, end in spans:
            standing, why = sentence.belongs(span, start, end, unimproved=unimproved)
            if lifts or not sentence.ours:
                standing, why = Standing.PAST, "about something else"
            yield _Found(PERSISTENT, start, end, span.name, why, standing, span.days)

    def _courses(self, sentence: Sentence) -> Iterable[_Found]:
        """Worse or better in signs: "was a 3, now a 7", "twinge -> ache -> constant"."""
        name = self._rules.signals[WORSENING].name
        for before, after in _scores(sentence.filtered.message.text.lower()):
            if before != after:
                yield _Found(WORSENING if after > before else _BETTER, 0, len(sentence.words), name, "numbers")
        for left, right, id_ in (("P-MILD", "P-SEVERE", WORSENING), ("P-SEVERE", "P-MILD", _BETTER)):
            for first in sentence.all(left):
                for last in sentence.all(right):
                    if sentence.became(first, last):
                        yield _Found(id_, first.start, last.end, name, f"{left} > {right}")

    def _frequent(self, sentence: Sentence) -> Iterable[_Found]:
        """ "every 2 or 3 months": it comes back, where it is the trouble that comes."""
        name = self._rules.signals[RECURRENT].name
        trouble = (*sentence.all("P-PAIN"), *sentence.all("P-GOES"))
        for span, start, end in sentence.spans:
            if span.kind is not TimeKind.FREQUENCY or (span.days or 0) < _SELDOM_DAYS:
                continue
            if any(sentence.clause(hit.start) == sentence.clause(start) for hit in trouble):
                standing, why = sentence.standing(start, end, span.kind.value)
                yield _Found(RECURRENT, start, end, name, why, standing)

    def _weighed(self, sentence: Sentence, found: Sequence[_Found]) -> SignalReading:
        """What counts in the end: being over ends what stands before it, improving ends persistence."""
        present = [one for one in found if one.present and one.id != _BETTER]
        worse = any(one.id == WORSENING for one in present)
        over = sentence.over()
        better = sentence.better()
        if better is None and any(one.id == _BETTER for one in found):
            better = len(sentence.words)
        weighed = [one for one in found if not one.present]
        for one in present:
            if over is not None and not worse and _ended(one, over, present):
                weighed.append(replace(one, standing=Standing.PAST, rule=f"{one.rule} (over)"))
            elif better is not None and not worse and _improved(one, better, sentence, present):
                weighed.append(replace(one, standing=Standing.PAST, rule=f"{one.rule} (improving)"))
            else:
                weighed.append(one)
        counted = {one.id: one for one in sorted(weighed, key=lambda one: one.days or 0) if one.present}
        return SignalReading(
            signals=tuple(_signal(counted[id_], sentence) for id_ in self._rules.signals if id_ in counted),
            days=max((one.days for one in counted.values() if one.days), default=None),
            worsening=WORSENING in counted,
            others=tuple(_signal(one, sentence) for one in weighed if not one.present and one.id != _BETTER),
        )


def _about(days: int | None) -> str:
    """A length of time, roughly: the next of a few lengths, in days."""
    if days is None:
        return "unsaid"
    return next((str(length) for length in _LENGTHS if days <= length), "long")


def _compile(id_: str, rule: SignalRules.Rule, book: PhraseBook) -> _Rule:
    lines = (
        *(_Line(book.compile(line), rule.within) for line in rule.when),
        *(_Line(book.compile(line), None) for line in rule.anywhere),
        *(_Line(book.compile(line), rule.within, steady=True) for line in rule.steady),
    )
    return _Rule(id_, rule.name, lines, tuple(book.compile(line) for line in rule.unless), rule.complaint)


def _rule_hits(rule: _Rule, sentence: Sentence) -> Iterable[_Found]:
    if rule.complaint and not sentence.ours:
        return
    hits, filtered = sentence.hits, sentence.filtered
    barred = [hit for line in rule.unless for chosen in matches(line, hits, filtered) for hit in chosen]
    for line in rule.lines:
        for chosen in matches(line.combination, hits, filtered):
            start, end = min(hit.start for hit in chosen), max(hit.end for hit in chosen)
            if line.within is not None and not sentence.close(chosen, line.within):
                continue
            if any(hit.start < end + 2 and start < hit.end + 1 for hit in barred):
                continue
            if line.steady and sentence.situational(end):
                continue
            standing, why = sentence.standing(start, end, line.combination.line)
            if rule.id == PERSISTENT and standing is Standing.PRESENT:
                if sentence.fresh:
                    standing, why = Standing.PAST, f"{why} (too fresh)"
                elif any(sentence.of_lifts(hit) for hit in chosen):
                    standing, why = Standing.PAST, f"{why} (about lifting numbers)"
            yield _Found(rule.id, start, end, rule.name, why, standing)


def _aside(hit: Hit, sentence: Sentence) -> bool:
    """ "takes ages", "in ages", "ages ago": no length of this trouble."""
    before = sentence.words[hit.start - 1].text if hit.start else ""
    after = sentence.words[hit.end].text if hit.end < len(sentence.words) else ""
    return after == "ago" or before in {"in", "takes", "take", "took", "all"}


def _ended(one: _Found, over: int, present: Sequence[_Found]) -> bool:
    """Whether "fine now" ends this reason: not if it came back after, or still goes on."""
    again = any(other.start >= over and (other.id == RECURRENT or other.goes_on) for other in present)
    return not again and (one.start < over or (one.id == PERSISTENT and one.days is not None))


def _improved(one: _Found, better: int, sentence: Sentence, present: Sequence[_Found]) -> bool:
    """Whether "getting better" lowers this reason: persistence, and what could not be done before."""
    if one.id == PERSISTENT:
        return not any(other.id == RECURRENT or (other.goes_on and other.start >= better) for other in present)
    led = {word.text for word in sentence.words[max(0, one.start - 2) : one.start + 1]}
    return one.start < better and not led.isdisjoint(_PAST_VERBS)


def _scores(text: str) -> list[tuple[int, int]]:
    """Pain scores of two times: "was a 3 now a 7", "used to be 2/10, a good 6/10 now"."""
    found = [(int(score[1]), int(score[2])) for score in _SCORES.finditer(text)]
    rated = [int(score) for score in _OUT_OF_TEN.findall(text)]
    if not found and len(rated) > 1 and re.search(r"\b(?:now|today|currently)\b", text):
        found.append((rated[0], rated[-1]))
    return found


def _signal(one: _Found, sentence: Sentence) -> Signal:
    words = sentence.filtered.said(one.start, one.end)
    return Signal(one.id, Tier.BOOK, words, one.name, standing=one.standing, rule=one.rule)


def _days_since(when: str, today: date) -> int:
    """Days since "2020-03-23", or since the last "12-25"."""
    *year, month, day = (int(part) for part in when.split("-"))
    if year:
        return (today - date(year[0], month, day)).days
    return days_since(month, day, today)

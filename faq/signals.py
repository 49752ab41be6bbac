"""Reasons to offer booking (tier P): trouble that lasts, comes back, gets worse or stops sleep, work or training.

What a time belongs to decides: "lifting 6 years" is no complaint, "6 weeks into a back thing" is one. The words
are content (signals.yaml); this file knows only how they stand to each other.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from faq.durations import TimeKind, TimeSpan, find_times
from faq.phrases import Combination, Filtered, Hit, PhraseBook, matches
from faq.reading import Signal, Standing
from faq.schema import SignalRules, Tier
from faq.text import Message, tokenise

PERSISTENT = "persistent"
RECURRENT = "recurrent"
WORSENING = "worsening"

CUES = frozenset(
    {
        "P-PAIN", "P-BODY", "P-ELSEWHERE", "P-LIFTS", "P-ONSET", "P-PRESENT", "P-TRAINING", "P-BEEN-TRAINING", "P-HEALTHY", "P-GENERAL", "P-NOT", "P-NOT-VOID",
        "P-ASKED", "P-PREVENT", "P-BREAK", "P-IMPROVING", "P-SITUATION", "P-RESOLVED", "P-BUT", "P-LONG", "P-SINCE-LONG",
        "P-NOT-BETTER", "P-STILL", "P-STILL-STRONG", "P-MILD", "P-SEVERE", "P-BECAME",
    }
)  # fmt: skip
"""The word groups that this file reads by name; the other groups serve the lines of the rules."""

_STILL_WITHIN = 4
_NEGATED_WITHIN = 4
_SHORT_MESSAGE = 6
_FRESH_DAYS = 4
_OLD_HISTORY_DAYS = 180
_OWN = frozenset("i im ive my me mine myself am we our he she his her him hes shes mum dad wife husband partner".split())
_ITS = frozenset("it its this that".split())
_OWN_NEGATIVE = frozenset(
    "cant couldnt dont doesnt didnt wont isnt arent aint no not nothing never without unable barely hardly stopped still "
    "hasnt havent neither zero refuses had".split()
)
_SCORES = re.compile(
    r"\b(?:from|was|were|started (?:at|as|on))\s+(?:about |around |a |an |at |maybe |like )*(10|\d)(?:\s*(?:/|out of)\s*10)?\b"
    r"(?!\s*(?:/|days?|d\b|w|months?|mths?|y|hours?|hrs?|times|sets|reps|k|min))[^.?!]{0,40}?"
    r"(?:\bto\b|\bnow\b|\btoday\b|->|→|>|=)[^\d.?!]{0,16}(10|\d)\b(?=\s*(?:$|[.,;!?)/]|out of|and\b|on\b|but\b|in\b|at\b|after\b|today|now\b|so\b|when\b|since\b))"
)
_ARROW = re.compile(r">|→|⇒|\.\.\.|…|=>")


@dataclass(frozen=True, slots=True)
class SignalReading:
    """`signals` count; `others` were found and did not, their `rule` says why.

    `days`: how long the trouble has lasted, where the message says so.
    """

    signals: tuple[Signal, ...] = ()
    days: int | None = None
    worsening: bool = False
    others: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    name: str
    lines: tuple[tuple[Combination, int | None, bool], ...]
    """Each line, how many words may stand between its parts (None: any), and whether it must be steady."""
    unless: tuple[Combination, ...]
    complaint: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A reason found at filtered words [start, end), and why it does not count, if so."""

    id: str
    start: int
    end: int
    name: str
    rule: str
    standing: Standing = Standing.PRESENT
    days: int | None = None


class SignalReader:
    """The rules of a content folder, compiled. `book` must hold their word groups; `today` dates "since March"."""

    def __init__(self, rules: SignalRules, book: PhraseBook, today: Callable[[], date]) -> None:
        self._rules = rules
        self._book = book
        self._today = today
        self._compiled = [
            _Rule(
                id_,
                rule.name,
                (
                    *((book.compile(line), rule.within, False) for line in rule.when),
                    *((book.compile(line), None, False) for line in rule.anywhere),
                    *((book.compile(line), rule.within, True) for line in rule.steady),
                ),
                tuple(book.compile(line) for line in rule.unless),
                rule.complaint,
            )
            for id_, rule in rules.signals.items()
        ]
        self._events = [(tuple(word.text for word in tokenise(said).words), when) for said, when in rules.events.items()]

    def read(self, message: Message) -> SignalReading:
        """Read one message (spelling already mended)."""
        filtered = self._book.filter(message)
        if not filtered.words:
            return SignalReading()
        today = self._today()
        times = [*find_times(message.words, today), *self._since_events(message, today)]
        sentence = _Sentence(filtered, self._book.find(filtered), times)
        found = list(self._rule_hits(sentence))
        found += self._lasting(sentence)
        found += self._courses(sentence)
        return self._reading(sentence, found)

    def _since_events(self, message: Message, today: date) -> Iterable[TimeSpan]:
        """ "since christmas": named days, counted from the last time they came round."""
        texts = [word.text for word in message.words]
        for place, text in enumerate(texts):
            if text != "since":
                continue
            for said, when in self._events:
                for start in range(place + 1, min(place + 5, len(texts))):
                    if tuple(texts[start : start + len(said)]) == said:
                        end = start + len(said)
                        name = " ".join(word.capitalize() if word in _PROPER else word for word in said)
                        yield TimeSpan(_days_since(when, today), TimeKind.SINCE, place, end, f"since {name}")

    def _rule_hits(self, sentence: "_Sentence") -> Iterable[_Found]:
        for rule in self._compiled:
            if rule.complaint and not sentence.complains:
                continue
            barred = [
                hit
                for line in rule.unless
                for chosen in matches(line, sentence.hits, sentence.filtered)
                for hit in chosen
            ]
            for line, within, steady in rule.lines:
                for chosen in matches(line, sentence.hits, sentence.filtered):
                    start, end = min(hit.start for hit in chosen), max(hit.end for hit in chosen)
                    if within is not None and not sentence.close(chosen, within):
                        continue
                    if any(hit.start < end + 2 and start < hit.end + 1 for hit in barred):
                        continue
                    if steady and sentence.situational(end):
                        continue
                    standing, why = sentence.standing(start, end, line.line)
                    yield _Found(rule.id, start, end, rule.name, why, standing)

    def _lasting(self, sentence: "_Sentence") -> Iterable[_Found]:
        """Persistence: by a length of time, or by words for "it does not get better"."""
        fresh = sentence.fresh
        unimproved = [
            hit
            for hit in sentence.all("P-NOT-BETTER")
            if sentence.standing(hit.start, hit.end, "")[0] is Standing.PRESENT and not sentence.of_lifts(hit)
        ]
        enough = self._rules.unimproved_after_days if unimproved else self._rules.persistent_after_days
        for span, start, end in sentence.spans:
            if span.days is None or span.days < enough or span.kind not in _COUNTED:
                continue
            if any(sentence.of_lifts(hit) for hit in sentence.all("P-NOT-BETTER")):
                continue
            standing, why = sentence.belongs(span, start, end, unimproved=bool(unimproved))
            yield _Found(PERSISTENT, start, end, span.name, why, standing, span.days)
        name = self._rules.signals[PERSISTENT].name
        for group in ("P-NOT-BETTER", "P-STILL-STRONG"):
            for hit in sentence.all(group):
                standing, why = sentence.standing(hit.start, hit.end, group)
                if standing is Standing.PRESENT and (fresh or sentence.of_lifts(hit)):
                    standing, why = Standing.PAST, "too fresh" if fresh else "about lifting numbers"
                yield _Found(PERSISTENT, hit.start, hit.end, name, why, standing)
        for hit in sentence.all("P-STILL"):
            pains = [pain for pain in sentence.all("P-PAIN") if sentence.close((hit, pain), _STILL_WITHIN)]
            if pains and not fresh:
                start, end = min(hit.start, pains[0].start), max(hit.end, pains[0].end)
                standing, why = sentence.standing(start, end, "P-STILL")
                yield _Found(PERSISTENT, start, end, name, why, standing)
        for hit in sentence.all("P-LONG"):
            long = TimeSpan(None, sentence.use_of(hit), hit.start, hit.end, name)
            if long.kind is TimeKind.LASTING and not fresh and sentence.complains:
                standing, why = sentence.belongs(long, hit.start, hit.end, unimproved=bool(unimproved))
                yield _Found(PERSISTENT, hit.start, hit.end, name, why, standing)
        for hit in sentence.all("P-SINCE-LONG"):
            if any(word.text == "since" for word in sentence.words[max(0, hit.start - 4) : hit.start]) and not fresh:
                long = TimeSpan(None, TimeKind.SINCE, hit.start, hit.end, name)
                standing, why = sentence.belongs(long, hit.start, hit.end, unimproved=bool(unimproved))
                yield _Found(PERSISTENT, hit.start, hit.end, name, why, standing)

    def _courses(self, sentence: "_Sentence") -> Iterable[_Found]:
        """Worse or better in signs: "was a 3, now a 7", "twinge -> ache -> constant"."""
        end = len(sentence.words)
        worse = self._rules.signals[WORSENING].name
        for score in _SCORES.finditer(sentence.filtered.message.text.lower()):
            before, after = int(score[1]), int(score[2])
            if before != after:
                id_ = WORSENING if after > before else _BETTER
                yield _Found(id_, 0, end, worse, "numbers")
        for left, right, id_ in (("P-MILD", "P-SEVERE", WORSENING), ("P-SEVERE", "P-MILD", _BETTER)):
            for first in sentence.all(left):
                for last in sentence.all(right):
                    if last.start >= first.end and sentence.became(first, last):
                        yield _Found(id_, first.start, last.end, worse, f"{left} > {right}")

    def _reading(self, sentence: "_Sentence", found: Sequence[_Found]) -> SignalReading:
        """What counts when all is weighed: being over ends what stands before it, improving ends persistence."""
        present = [one for one in found if one.standing is Standing.PRESENT]
        others = [one for one in found if one.standing is not Standing.PRESENT]
        worse = any(one.id == WORSENING for one in present)
        resolved = sentence.over()
        better = sentence.better() or (len(sentence.words) if any(one.id == _BETTER for one in present) else None)
        counted = []
        for one in present:
            if one.id == _BETTER:
                continue
            if resolved is not None and not worse and self._ended(one, resolved, present):
                others.append(_lowered(one, "over"))
            elif better is not None and not worse and self._lowered_by_improving(one, better, sentence, present):
                others.append(_lowered(one, "improving"))
            else:
                counted.append(one)
        signals = {one.id: one for one in sorted(counted, key=lambda one: (one.days or 0))}
        order = list(self._rules.signals)
        days = max((one.days for one in counted if one.days), default=None)
        return SignalReading(
            signals=tuple(_signal(signals[id_], sentence) for id_ in sorted(signals, key=order.index)),
            days=days,
            worsening=WORSENING in signals,
            others=tuple(_signal(one, sentence) for one in others if one.id != _BETTER),
        )

    def _ended(self, one: _Found, resolved: int, present: Sequence[_Found]) -> bool:
        """Whether "fine now" ends this reason: not if it came back after, or still goes on."""
        again = any(
            other.start >= resolved and (other.id == RECURRENT or other.rule in _GOES_ON) for other in present
        )
        return not again and (one.start < resolved or (one.id == PERSISTENT and one.days is not None))

    def _lowered_by_improving(
        self, one: _Found, better: int, sentence: "_Sentence", present: Sequence[_Found]
    ) -> bool:
        if one.id == PERSISTENT:
            stuck = any(
                other.id == PERSISTENT and other.rule in _GOES_ON and other.start > better
                for other in present
            )
            return not stuck and not any(other.id == RECURRENT for other in present)
        return one.start < better and sentence.words[one.start].text in {"couldnt", "was", "had", "could", "didnt", "wasnt"}


_COUNTED = frozenset({TimeKind.LASTING, TimeKind.SINCE, TimeKind.AGO})
_BETTER = "better"
_GOES_ON = frozenset({"P-NOT-BETTER", "P-STILL-STRONG"})
_PROPER = frozenset({"christmas", "xmas", "easter", "halloween", "covid", "valentines"})


def _lowered(one: _Found, why: str) -> _Found:
    return _Found(one.id, one.start, one.end, one.name, why, Standing.PAST, one.days)


def _signal(one: _Found, sentence: "_Sentence") -> Signal:
    words = sentence.filtered.said(one.start, one.end)
    return Signal(one.id, Tier.BOOK, words, one.name, standing=one.standing, rule=one.rule)


def _days_since(when: str, today: date) -> int:
    """Days since "2020-03-23", or since the last "12-25"."""
    *year, month, day = (int(part) for part in when.split("-"))
    if year:
        return (today - date(year[0], month, day)).days
    this_year = date(today.year, month, day)
    return (today - (this_year if this_year <= today else date(today.year - 1, month, day))).days


class _Sentence:
    """One message's hits and times, and how they stand to each other. All places are of filtered words."""

    def __init__(self, filtered: Filtered, hits: Mapping[str, Sequence[Hit]], times: Sequence[TimeSpan]) -> None:
        self.filtered = filtered
        self.words = filtered.words
        self.hits = hits
        self.spans = [(span, *self._place(span)) for span in times]
        pain = bool(self.all("P-PAIN")) or bool(self.all("P-ONSET"))
        self.complains = pain or bool(self.all("P-BODY")) or len(self.words) <= _SHORT_MESSAGE
        self.fresh = any(
            span.days is not None and span.days < _FRESH_DAYS and span.kind in _COUNTED for span, _, _ in self.spans
        ) and not any(
            span.days is not None and span.days >= _FRESH_DAYS and span.kind in _COUNTED for span, _, _ in self.spans
        )

    def _place(self, span: TimeSpan) -> tuple[int, int]:
        at = self.filtered.at
        inside = [index for index, place in enumerate(at) if span.start <= place < span.end]
        if not inside:
            nearest = min(range(len(at)), key=lambda index: abs(at[index] - span.start))
            return nearest, nearest + 1
        return inside[0], inside[-1] + 1

    def all(self, group: str) -> Sequence[Hit]:
        """All hits of one word group."""
        return self.hits.get(group, ())

    def clause(self, place: int) -> int:
        """The clause of the word at `place`."""
        return self.words[place].clause

    def close(self, chosen: Sequence[Hit], within: int) -> bool:
        """Whether the hits stand in one clause with at most `within` words between neighbours."""
        in_place = sorted(chosen, key=lambda hit: hit.start)
        return all(
            right.start - left.end <= within and self.clause(left.end - 1) == self.clause(right.start)
            for left, right in zip(in_place, in_place[1:], strict=False)
        )

    def situational(self, end: int) -> bool:
        """ "worse when I sit": what follows says when, so it is no course over time."""
        return any(0 <= hit.start - end <= 1 for hit in self.all("P-SITUATION"))

    def _own(self, start: int, end: int, *, its: bool = True) -> bool:
        """Whether somebody's own trouble is spoken of in the sentence around [start, end)."""
        sentence = self.words[start].sentence
        texts = [word.text for word in self.filtered.message.words if word.sentence == sentence]
        own = _OWN | _ITS if its else _OWN
        return any(text in own and not (text in _ITS and index and texts[index - 1] == "is") for index, text in enumerate(texts)) or end < 0

    def standing(self, start: int, end: int, line: str) -> tuple[Standing, str]:
        """How words [start, end) stand: denied, asked about, to be prevented, or present."""
        clause, sentence = self.clause(start), self.words[start].sentence
        if self.words[start].text not in _OWN_NEGATIVE:
            for cue in self.all("P-NOT"):
                near = 0 <= start - cue.end < _NEGATED_WITHIN and self.clause(cue.start) == clause
                between = any(cue.end <= hit.start < start for hit in (*self.all("P-BUT"), *self.all("P-PAIN")))
                if near and not between and not any(_overlaps(cue, void) for void in self.all("P-NOT-VOID")):
                    return Standing.NEGATED, f"{line} (denied)"
        for cue in self.all("P-PREVENT"):
            if 0 <= start - cue.end <= _NEGATED_WITHIN and self.clause(cue.start) == clause:
                return Standing.HYPOTHETICAL, f"{line} (to be avoided)"
        for cue in self.all("P-ASKED"):
            if cue.end <= start and self.words[cue.start].sentence == sentence and not self._broken(cue, start):
                return Standing.HYPOTHETICAL, f"{line} (asked about)"
        if not self._own(start, end) and any(self.clause(cue.start) == clause for cue in self.all("P-GENERAL")):
            return Standing.HYPOTHETICAL, f"{line} (about people in general)"
        return Standing.PRESENT, line

    def _broken(self, cue: Hit, start: int) -> bool:
        """Whether a statement begins between the question words and `start`."""
        between = range(cue.end, start)
        if any(self.words[place].text in {"i", "because", "since", "but", "ive", "im"} for place in between):
            return True
        if self.clause(cue.end - 1) != self.clause(start):
            return True
        if self.words[cue.end - 1].text in {"if", "unless", "case"}:
            return any(self.words[place].text in {"still", "already", "been"} for place in between)
        return any(cue.end <= hit.start < start for hit in self.all("P-BREAK"))

    def use_of(self, hit: Hit) -> TimeKind:
        """How "ages" or "a while" is used."""
        before = self.words[hit.start - 1].text if hit.start else ""
        after = self.words[hit.end].text if hit.end < len(self.words) else ""
        if after in {"ago", "back"} or before in {"in", "takes", "take", "took", "all"}:
            return TimeKind.OTHER
        return TimeKind.LASTING

    def belongs(self, span: TimeSpan, start: int, end: int, *, unimproved: bool) -> tuple[Standing, str]:
        """Whether a length of time is the trouble's own, or why not."""
        clause = self.clause(start)
        here = [pain for pain in self.all("P-PAIN") if self.clause(pain.start) == clause]
        if any(self._beside(hit, start, end, 4, 2) for hit in self.all("P-HEALTHY")):
            return Standing.PAST, "a time without trouble"
        if self._elsewhere(clause):
            return Standing.PAST, "another part of the body"
        standing, why = self.standing(start, end, span.kind.value)
        if standing is not Standing.PRESENT and standing is not Standing.NEGATED:
            return standing, why
        if span.kind is TimeKind.AGO and not self._began(span, start, end):
            return Standing.PAST, "ago, but not when this trouble began"
        if not unimproved and span.kind is not TimeKind.AGO:
            been = any(self._beside(hit, start, end, 3, 0) for hit in self.all("P-BEEN-TRAINING"))
            before = any(self._beside(hit, start, end, 5, 0) for hit in self.all("P-TRAINING"))
            after = any(self._beside(hit, start, end, 0, 2) for hit in self.all("P-TRAINING"))
            near_pain = any(self._beside(pain, start, end, 99, 3) for pain in here)
            if been or ((before or after) and not near_pain):
                return Standing.PAST, "training time"
        return Standing.PRESENT, span.kind.value

    def _elsewhere(self, clause: int) -> bool:
        back = any(self.clause(hit.start) == clause for hit in self.all("P-BODY"))
        return not back and any(self.clause(hit.start) == clause for hit in self.all("P-ELSEWHERE"))

    def of_lifts(self, hit: Hit) -> bool:
        """ "my squat has plateaued": about numbers on the bar, not about a complaint."""
        clause = self.clause(hit.start)
        about = [self.clause(other.start) for other in (*self.all("P-PAIN"), *self.all("P-BODY"))]
        return clause not in about and any(self.clause(other.start) == clause for other in self.all("P-LIFTS"))

    def _beside(self, hit: Hit, start: int, end: int, before: int, after: int) -> bool:
        """Whether `hit` stands in the clause of [start, end), at most so many words before or after it."""
        if self.clause(hit.start) != self.clause(start):
            return False
        return (hit.end <= start and start - hit.end < before) or (hit.start >= end and hit.start - end < after)

    def _began(self, span: TimeSpan, start: int, end: int) -> bool:
        """Whether "3 weeks ago" says when this trouble began."""
        sentence = self.words[start].sentence
        joined = {hit.start for hit in self.all("P-TRAINING")} | {hit.start - 1 for hit in self.all("P-TRAINING")}
        onset = any(
            self.words[hit.start].sentence == sentence and hit.start < end + 6 and hit.end not in joined
            for hit in self.all("P-ONSET")
        )
        present = any(hit.start >= end or hit.end <= start for hit in self.all("P-PRESENT"))
        if (span.days or 0) >= _OLD_HISTORY_DAYS:
            return onset and any(hit.start >= end for hit in self.all("P-STILL-STRONG"))
        if span.name == "since last week" or span.name.startswith("since "):
            return onset and present
        pain = any(self.words[hit.start].sentence == sentence for hit in self.all("P-PAIN"))
        return onset or (pain and present)

    def became(self, first: Hit, last: Hit) -> bool:
        """Whether words or an arrow between two hits say that one turned into the other."""
        gap = last.start - first.end
        if gap > 8 or self.words[first.start].sentence + 1 < self.words[last.start].sentence:
            return False
        between = self.filtered.message.text[self.words[first.end - 1].end : self.words[last.start].start]
        if _ARROW.search(between) and gap <= 3:
            return True
        began = any(word.text in {"started", "began", "from", "was", "went"} for word in self.words[max(0, first.start - 4) : first.start])
        now = any(first.end <= hit.start < last.start for hit in self.all("P-BECAME"))
        return began and now

    def over(self) -> int | None:
        """Where the message says that it is over, if it does."""
        return self._asserted("P-RESOLVED")

    def better(self) -> int | None:
        """Where the message says that it is getting better, if it does."""
        return self._asserted("P-IMPROVING", steady=True)

    def _asserted(self, group: str, *, steady: bool = False) -> int | None:
        for hit in reversed(self.all(group)):
            if steady and self.situational(hit.end):
                continue
            if any(_overlaps(hit, other) for other in self.all("P-NOT-BETTER")):
                continue
            denied = self.words[hit.start].text not in {"no", "not", "never", "hasnt", "havent", "doesnt"} and any(
                cue.start < hit.start and 0 <= hit.start - cue.end < 3 and self.clause(cue.start) == self.clause(hit.start)
                for cue in self.all("P-NOT")
            )
            asked = any(
                cue.end <= hit.start and self.clause(cue.start) == self.clause(hit.start) and not self._broken(cue, hit.start)
                for cue in self.all("P-ASKED")
            )
            until = hit.start and self.words[hit.start - 1].text in {"until", "till", "til", "thought", "was", "to"}
            if not denied and not asked and not until:
                return hit.end
        return None


def _overlaps(left: Hit, right: Hit) -> bool:
    return left.start < right.end and right.start < left.end

"""How reasons for tier P stand in a message: denied, asked about, over, improving, or training time."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from faq.language.durations import TimeKind, TimeSpan
from faq.language.phrases import Filtered, Hit
from faq.language.time_words import word_set
from faq.reading import Standing

CUES = word_set(
    "P-PAIN P-BODY P-ELSEWHERE P-LIFTS P-ONSET P-PRESENT P-TRAINING P-BEEN-TRAINING P-HEALTHY P-GENERAL "
    "P-NOT P-NOT-VOID P-ASKED P-PREVENT P-BREAK P-IMPROVING P-SITUATION P-RESOLVED P-BUT P-ADMIN P-BECAME "
    "P-PLATEAU"
)
"""The word groups that are read here by name."""

COUNTED = frozenset({TimeKind.LASTING, TimeKind.SINCE, TimeKind.AGO})
"""The uses of a time that can say how long something has lasted."""

_MAX_HITS = 40
_NEGATED_WITHIN = 4
_SHORT_MESSAGE = 6
_FRESH_DAYS = 4
_OLD_HISTORY_DAYS = 180
_BECAME_WITHIN = 8
_OWN = word_set(
    "i im ive my me mine myself am we our he she his her him hes shes mum dad wife husband partner "
    "boyfriend girlfriend son daughter hubby brother sister"
)
_ITS = word_set("it its this that still")
_STATEMENT = word_set("i because since but ive im")
_OWN_NEGATIVE = word_set(
    "cant couldnt dont doesnt didnt wont isnt arent aint no not nothing never without unable barely "
    "hardly still hasnt havent neither zero refuses lack"
)
_OPENERS = word_set("does do can will could would is are")
_GONE_ON = frozenset({"again", "by", "out", "into", "worse", "downhill", "backwards", "from", "on", "stiff", "numb"})
_NO_YES_OR_NO = frozenset({"why", "come", "what", "which"})
_IF_REAL = word_set("already been have had am has because since but")
_NOT_YET = frozenset({"until", "till", "til", "was", "to", "be"})
_WISHED = frozenset({"should", "would", "thought", "supposed", "expected"})
_ARROW = re.compile(r">|→|⇒|\.\.\.|…")


class Sentence:
    """One message's hits and times, and how they stand to each other. All places are of filtered words."""

    def __init__(self, filtered: Filtered, hits: Mapping[str, Sequence[Hit]], times: Sequence[TimeSpan]) -> None:
        self.filtered = filtered
        self.words = filtered.words
        self.hits = {group: found[:_MAX_HITS] for group, found in hits.items()}
        self.spans = [(span, *self._place(span)) for span in times]
        about_body = bool(self.all("P-PAIN") or self.all("P-ONSET") or self.all("P-BODY"))
        self.complains = about_body or len(self.words) <= _SHORT_MESSAGE
        """Whether a complaint is named, or the message is so short that it need not be."""
        self.ours = about_body or not self.all("P-ADMIN")
        """False where only bookings, things and prices are spoken of."""
        lengths = [span.days for span, _, _ in self.spans if span.days is not None and span.kind in COUNTED]
        self.fresh = bool(lengths) and max(lengths) < _FRESH_DAYS
        """Whether the message says that the trouble is only some days old."""

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
            for left, right in pairwise(in_place)
        )

    def situational(self, end: int) -> bool:
        """ "worse when I sit": what follows says when, so it is no course over time."""
        timed = any(0 <= start - end <= 1 for _, start, _ in self.spans)
        return not timed and any(0 <= hit.start - end <= 1 for hit in self.all("P-SITUATION"))

    def standing(self, start: int, end: int, line: str) -> tuple[Standing, str]:
        """How words [start, end) stand, and why: denied, asked about, to be prevented, or present."""
        if self._denied(start):
            return Standing.NEGATED, f"{line} (denied)"
        supposed = self._supposed(start, end)
        return (Standing.HYPOTHETICAL, f"{line} ({supposed})") if supposed else (Standing.PRESENT, line)

    def _supposed(self, start: int, end: int) -> str | None:
        """Why words [start, end) are not said to be so, if they are not."""
        if self._to_prevent(start):
            return "to be avoided"
        inside = any(cue.start < start < cue.end for cue in self.all("P-ASKED"))
        if inside or any(not self._broken(cue, start) for cue in self._before(start, "P-ASKED")):
            return "asked about"
        return "about people in general" if self._general(start, end) else None

    def _before(self, start: int, group: str) -> list[Hit]:
        sentence = self.words[start].sentence
        return [cue for cue in self.all(group) if cue.end <= start and self.words[cue.start].sentence == sentence]

    def _denied(self, start: int) -> bool:
        if self.words[start].text in _OWN_NEGATIVE:
            return False
        for cue in self._before(start, "P-NOT"):
            if start - cue.end >= _NEGATED_WITHIN or self.clause(cue.start) != self.clause(start):
                continue
            between = any(cue.end <= hit.start < start for hit in (*self.all("P-BUT"), *self.all("P-PAIN")))
            if not between and not any(cue.overlaps(void) for void in self.all("P-NOT-VOID")):
                return True
        return False

    def _to_prevent(self, start: int) -> bool:
        return any(
            start - cue.end <= _NEGATED_WITHIN and self.clause(cue.start) == self.clause(start)
            for cue in self._before(start, "P-PREVENT")
        )

    def _broken(self, cue: Hit, start: int) -> bool:
        """Whether a statement begins between the question words and `start`."""
        between = [self.words[place].text for place in range(cue.end, start)]
        conditional = self.words[cue.end - 1].text in {"if", "unless", "case"}
        if conditional and any(
            span.kind is TimeKind.FUTURE and self.clause(place) == self.clause(start) for span, place, _ in self.spans
        ):
            return False
        if cue.start and self.words[cue.start - 1].text in _NO_YES_OR_NO:
            return True
        if self.clause(cue.end - 1) != self.clause(start):
            return True
        if conditional:
            return not _IF_REAL.isdisjoint(between)
        if not _STATEMENT.isdisjoint(between):
            return True
        return any(cue.end <= hit.start < start for hit in self.all("P-BREAK"))

    def _general(self, start: int, end: int) -> bool:
        """ "does back pain keep people off work": nobody's own trouble."""
        sentence = self.words[start].sentence
        texts = [word.text for word in self.filtered.message.words if word.sentence == sentence]
        if not _OWN.isdisjoint(texts):
            return False
        its = any(text in _ITS and not (index and texts[index - 1] == "is") for index, text in enumerate(texts))
        clause = self.clause(start)
        if not its and any(self.clause(cue.start) == clause for cue in self.all("P-GENERAL")):
            return True
        asks = texts[0] in _OPENERS and (len(texts) < 2 or texts[1] not in {"only", "barely", "hardly"})
        question = asks or texts[:2] in (["why", "do"], ["why", "does"], ["what", "is"])
        return question and not its and end > start

    def belongs(self, span: TimeSpan, start: int, end: int, *, unimproved: bool) -> tuple[Standing, str]:
        """Whether a length of time is the trouble's own, or why not."""
        if any(self._beside(hit, start, end, 4, 2) for hit in self.all("P-HEALTHY")):
            return Standing.PAST, "a time without trouble"
        if self._elsewhere(self.clause(start)):
            return Standing.PAST, "another part of the body"
        supposed = self._supposed(start, end)
        if supposed:
            return Standing.HYPOTHETICAL, f"{span.kind.value} ({supposed})"
        if span.kind is TimeKind.AGO:
            began = self._began(span, start, end)
            return (Standing.PRESENT, span.kind.value) if began else (Standing.PAST, "not when this trouble began")
        if not unimproved and self._training(start, end):
            return Standing.PAST, "training time"
        return Standing.PRESENT, span.kind.value

    def _training(self, start: int, end: int) -> bool:
        if any(self._beside(hit, start, end, 3, 0) for hit in self.all("P-BEEN-TRAINING")):
            return True
        if any(self._beside(pain, start, end, 99, 3) for pain in self.all("P-PAIN")):
            return False
        about = (*self.all("P-TRAINING"), *self.all("P-LIFTS"))
        return any(self._beside(hit, start, end, 5, 2) for hit in about)

    def _elsewhere(self, clause: int) -> bool:
        back = any(self.clause(hit.start) == clause for hit in self.all("P-BODY"))
        return not back and any(self.clause(hit.start) == clause for hit in self.all("P-ELSEWHERE"))

    def of_lifts(self, hit: Hit) -> bool:
        """ "my squat has plateaued": about numbers on the bar, not about a complaint."""
        if not any(hit.overlaps(plateau) for plateau in self.all("P-PLATEAU")):
            return False
        about = {self.clause(other.start) for other in (*self.all("P-PAIN"), *self.all("P-BODY"))}
        clause = self.clause(hit.start)
        return clause not in about and any(self.clause(other.start) == clause for other in self.all("P-LIFTS"))

    def _beside(self, hit: Hit, start: int, end: int, before: int, after: int) -> bool:
        """Whether `hit` stands in the clause of [start, end), fewer than so many words before or after it."""
        if self.clause(hit.start) != self.clause(start):
            return False
        return 0 <= start - hit.end < before or 0 <= hit.start - end < after

    def _began(self, span: TimeSpan, start: int, end: int) -> bool:
        """Whether "3 weeks ago" says when this trouble began."""
        sentence = self.words[start].sentence
        training = {place for hit in self.all("P-TRAINING") for place in (hit.start, hit.start - 1)}
        onset = any(
            self.words[hit.start].sentence == sentence and hit.start < end + 6 and hit.end not in training
            for hit in self.all("P-ONSET")
        )
        present = any(hit.start >= end or hit.end <= start for hit in self.all("P-PRESENT"))
        if (span.days or 0) >= _OLD_HISTORY_DAYS:
            return onset and any(
                hit.start >= end and hit.phrase[0] in {"still", "never", "ever", "not"} for hit in self.all("P-PRESENT")
            )
        if span.name.startswith("since "):
            since = any(word.text == "since" for word in self.words[max(0, start - 8) : start])
            return (onset or since) and present
        pain = any(self.words[hit.start].sentence == sentence for hit in self.all("P-PAIN"))
        return onset or (pain and present)

    def became(self, first: Hit, last: Hit) -> bool:
        """Whether words or an arrow between two hits say that one turned into the other."""
        gap = last.start - first.end
        apart = self.words[last.start].sentence - self.words[first.start].sentence
        if not 0 <= gap <= _BECAME_WITHIN or apart > 1:
            return False
        between = self.filtered.message.text[self.words[first.end - 1].end : self.words[last.start].start]
        if _ARROW.search(between) and gap <= _NEGATED_WITHIN:
            return True
        leading = {word.text for word in self.words[max(0, first.start - 4) : first.start]}
        began = not leading.isdisjoint({"started", "began", "from", "was", "went", "first"})
        return began and any(first.end <= hit.start < last.start for hit in self.all("P-BECAME"))

    def over(self) -> int | None:
        """The word after the place where the message says that it is over, if it does."""
        return self._asserted(self.all("P-RESOLVED"))

    def better(self) -> int | None:
        """The word after the place where the message says that it is getting better, if it does."""
        return self._asserted([hit for hit in self.all("P-IMPROVING") if not self.situational(hit.end)])

    def _asserted(self, hits: Sequence[Hit]) -> int | None:
        for hit in reversed(hits):
            near = [cue for cue in self._before(hit.start, "P-NOT") if hit.start - cue.end < _NEGATED_WITHIN - 1]
            denied = self.words[hit.start].text not in _OWN_NEGATIVE and any(
                self.clause(cue.start) == self.clause(hit.start) for cue in near
            )
            asked = any(not self._broken(cue, hit.start) for cue in self._before(hit.start, "P-ASKED"))
            led = self.words[hit.start - 1].text if hit.start else ""
            follows = self.words[hit.end].text if hit.end < len(self.words) else ""
            gone = hit.phrase[-1] == "gone" and (led in {"back", "backs"} or follows in _GONE_ON)
            wished = not _WISHED.isdisjoint(one.text for one in self.words[max(0, hit.start - 3) : hit.start])
            if not (denied or asked or gone or wished or led in _NOT_YET):
                return hit.end
        return None

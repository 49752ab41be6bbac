"""How a phrase stands in its sentence: denied, long past, only imagined, or present.

A reading that is not sure leaves the phrase PRESENT: a missed red flag costs more than a false one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from faq.language.phrases import Filtered, Hit
from faq.reading import Standing
from faq.written.words import Scope

NEGATION = "scope:negation"
NEGATION_ENDS = "scope:negation-ends"
NEGATED_AFTER = "scope:negated-after"
PAST = "scope:past"
RESOLVED = "scope:resolved"
HYPOTHETICAL = "scope:hypothetical"
UNCERTAIN = "scope:uncertain"

CUES = frozenset({NEGATION, NEGATED_AFTER, PAST, RESOLVED, HYPOTHETICAL})
"""A message without any of these asserts all that is in it."""

_SUBJECTS = frozenset(
    ["i", "im", "ive", "id", "ill", "it", "its", "he", "hes", "she", "shes", "they", "theyre", "we", "weve"]
)
_VERBS = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "am",
        "feel",
        "feels",
        "feeling",
        "felt",
        "went",
        "go",
        "goes",
        "gone",
        "going",
        "keep",
        "keeps",
        "started",
        "start",
        "got",
        "get",
        "gets",
        "getting",
        "has",
        "have",
        "had",
        "cant",
        "couldnt",
        "wont",
        "dont",
        "became",
        "become",
        "can",
        "hurts",
        "hurt",
        "lost",
    ]
)
_OWN_NEGATIVE = frozenset(
    [
        "cant",
        "couldnt",
        "cannot",
        "dont",
        "doesnt",
        "didnt",
        "wont",
        "isnt",
        "no",
        "not",
        "lost",
        "unable",
        "never",
        "without",
        "barely",
        "hardly",
        "struggling",
    ]
)
_CANNOT = frozenset(["cant", "couldnt", "wont", "unable", "never", "barely", "hardly", "struggling"])
_WITHOUT_WITHIN = 8
_PRESENT = frozenset(
    ["still", "now", "again", "today", "tonight", "since", "currently", "atm", "until", "till", "started", "yesterday"]
)
_GONE_ON = frozenset(["now", "away", "since", "by", "after", "today", "and", "but", "so", "too", "again", "thankfully"])
_BARE_NO = frozenset({"no", "none", "nope", "nothing", "nah"})
_UNTIL = frozenset({"until", "till", "til"})
_UNTIL_WITHIN = 4
_REACH = 14
_LIST_ITEM = 4


def groups(scope: Scope) -> Mapping[str, Sequence[str]]:
    """The cue lists as word groups, to be found in the same pass as everything else."""
    return {
        NEGATION: scope.negation,
        NEGATION_ENDS: scope.negation_ends,
        NEGATED_AFTER: scope.negated_after,
        PAST: scope.past,
        RESOLVED: scope.resolved,
        HYPOTHETICAL: scope.hypothetical,
        UNCERTAIN: scope.uncertain,
    }


@dataclass
class Scoped:
    """One message's cues, ready to say how any hit in it stands."""

    filtered: Filtered
    hits: Mapping[str, Sequence[Hit]]
    _ends: frozenset[int] = field(init=False)
    _negations: tuple[Hit, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._ends = frozenset(hit.start for hit in self.hits.get(NEGATION_ENDS, ()))
        self._negations = tuple(cue for cue in self.hits.get(NEGATION, ()) if not self._void(cue))

    def standing(
        self,
        hit: Hit,
        *,
        beside: Sequence[Hit] = (),
        long_ago_counts: bool = False,
        resolved_counts: bool = True,
    ) -> Standing:
        """How `hit` stands. `long_ago_counts`: a history matters as much as today (cancer, osteoporosis).

        `resolved_counts`: being over lowers it even when recent; False for the most urgent signs. `beside` are the
        other parts of the same sign: the "no" of "no feeling" does not deny the "down there" beside it.
        """
        if self._negated_before(hit, beside) or self._negated_after(hit):
            return Standing.NEGATED
        if self._hypothetical(hit):
            return Standing.HYPOTHETICAL
        if not long_ago_counts and self._past(hit, resolved_counts=resolved_counts):
            return Standing.PAST
        return Standing.PRESENT

    def _negated_before(self, hit: Hit, beside: Sequence[Hit]) -> bool:
        if self._until(hit):
            return False
        return any(
            self._reaches(cue, hit) and not any(cue.overlaps(part) for part in beside)
            for cue in self._negations
            if 0 <= hit.start - cue.end <= _REACH
        )

    def _until(self, hit: Hit) -> bool:
        """ "I had no numbness until yesterday": there is some now."""
        after = self.filtered.words[hit.end : hit.end + _UNTIL_WITHIN]
        sentence = self.filtered.words[hit.start].sentence
        return any(word.text in _UNTIL and word.sentence == sentence for word in after)

    def _void(self, cue: Hit) -> bool:
        """ "not sure", "no idea" and "not just" deny nothing; nor do an answer, "No, ...", and "can't sit without"."""
        if self._uncertain(cue):
            return True
        if cue.phrase == ("without",) and self._cannot_before(cue):
            return True
        words = self.filtered.message.words
        after = self.filtered.at[cue.end - 1] + 1
        if after >= len(words):
            return False
        if words[after].text in {"just", "only"}:
            return True
        return len(cue.phrase) == 1 and cue.phrase[0] == "no" and words[after].clause != words[after - 1].clause

    def _uncertain(self, cue: Hit) -> bool:
        return any(cue.overlaps(other) for other in self.hits.get(UNCERTAIN, ()))

    def _cannot_before(self, cue: Hit) -> bool:
        words = self.filtered.words
        return any(
            word.text in _CANNOT and word.clause == words[cue.start].clause
            for word in words[max(0, cue.start - _WITHOUT_WITHIN) : cue.start]
        )

    def _reaches(self, cue: Hit, hit: Hit) -> bool:
        words = self.filtered.words
        several_words = len(cue.phrase) > 1
        apart = hit.start > cue.end or words[hit.start].clause != words[cue.start].clause
        if cue.phrase[-1] == "gone" and apart:  # "the pain has not gone, numb too": only "not gone numb" denies
            return False
        if hit.phrase[0] in _OWN_NEGATIVE and not several_words:
            return False
        if words[cue.start].sentence != words[hit.start].sentence:
            return False
        chunk_start = cue.end
        for place in range(cue.end, hit.start):
            word = words[place]
            directly_after = several_words and place - cue.end < 1
            if place in self._ends or (word.text in _SUBJECTS and not directly_after):
                return False
            new_clause = word.clause != words[place - 1].clause
            if (new_clause and place > cue.end) or word.text in {"and", "or", "nor"}:
                chunk_start = place
                if self._asserts(place, hit):
                    return False
        new_clause = words[hit.start].clause != words[hit.start - 1].clause
        if new_clause and self._asserts(hit.start, hit):
            return False
        if words[cue.end - 1].clause == words[hit.start].clause:
            return True
        return hit.start - chunk_start < _LIST_ITEM

    def _asserts(self, place: int, hit: Hit) -> bool:
        """Whether the list item or clause from `place` up to the hit's end (and one word on) has a verb of its own."""
        words = self.filtered.words
        clause = words[place].clause
        stop = min(len(words), hit.end + 1)
        return any(word.text in _VERBS and word.clause == clause for word in words[place:stop])

    def _negated_after(self, hit: Hit) -> bool:
        if hit.phrase[0] in _OWN_NEGATIVE:
            return False
        words = self.filtered.words
        for cue in self.hits.get(NEGATED_AFTER, ()):
            gap = cue.start - hit.end
            if not 0 <= gap <= 1 or words[cue.start].sentence - words[hit.end - 1].sentence > 1:
                continue
            if gap == 1 and (hit.end in self._ends or words[hit.end].text in _OWN_NEGATIVE):
                continue
            if cue.phrase[0] in _BARE_NO:
                last = cue.end >= len(words)
                if gap == 0 and (last or words[cue.end].clause != words[cue.end - 1].clause):
                    return True
                continue
            if words[cue.start].clause == words[hit.end - 1].clause:
                return True
        return False

    def _hypothetical(self, hit: Hit) -> bool:
        words = self.filtered.words
        for cue in self.hits.get(HYPOTHETICAL, ()):
            if cue.end > hit.start or words[cue.start].sentence != words[hit.start].sentence or self._uncertain(cue):
                continue  # "what's worrying me is" asks nothing
            between = words[cue.end : hit.start]
            own = any(word.text in {"i", "im", "ive", "id", "since", "because", "but"} for word in between)
            if not own and hit.phrase[0] not in {"i", "im", "ive"}:
                return True
        return False

    def _became(self, cue: Hit) -> bool:
        """ "has gone quiet", "gone numb": something began, and nothing is over."""
        after = self.filtered.words[cue.end : cue.end + 1]
        clause = self.filtered.words[cue.end - 1].clause
        return cue.phrase[-1] == "gone" and any(word.clause == clause and word.text not in _GONE_ON for word in after)

    def _past(self, hit: Hit, *, resolved_counts: bool) -> bool:
        words = self.filtered.words
        sentence = words[hit.start].sentence
        resolved = [cue for cue in self.hits.get(RESOLVED, ()) if cue.start >= hit.end and not self._became(cue)]
        over = any(words[cue.start].sentence - sentence <= 1 for cue in resolved)
        if over and resolved_counts:
            return True
        long_ago = [
            cue for cue in self.hits.get(PAST, ()) if words[cue.start].sentence == sentence and not cue.overlaps(hit)
        ]
        if not long_ago:
            return False
        covered = {place for cue in (*resolved, *long_ago) for place in range(cue.start, cue.end)}
        present = any(
            word.text in _PRESENT and word.sentence == sentence and place not in covered
            for place, word in enumerate(words)
        )
        return over or not present

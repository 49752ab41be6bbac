"""What to do with a message, by the evidence and by the content's thresholds (matching.yaml)."""

from dataclasses import dataclass, replace

from faq.content_files import Content
from faq.evidence import Evidence
from faq.models.ranking import LabelKind, Ranking
from faq.models.training import OTHER
from faq.reading import KIND_OF_TIER, Candidate, Kind, Signal, Understanding
from faq.rules.safety import SafetyReading
from faq.rules.signals import SignalReading
from faq.written.examples import IntentKind
from faq.written.matching import Matching
from faq.written.safety import Tier

SECOND_READER = "second-reader"
"""The sign id where only the message as a whole reads as urgent."""

NOT_SETTLING = "not-settling"
"""The reason to book where only the message as a whole gives one."""

OFFERED = 3
"""How many topics a "did you mean" shows."""

_CANDIDATES = 9
_PLAINLY = 0.75
"""Small talk or a wish for a person that sounds like a complaint is taken for the complaint, unless as sure as this."""

_PLAIN_TOPIC = 0.8
_LESS_OURS = 0.7
"""Where the topic is as likely as the first says, the message need only be so much as likely to be ours."""

_LONG_MESSAGE = 30
"""More words than this tell a story, as on a forum: more of it is beside the point, and sounds like something."""

_FEW_WORDS = 5
_AS_A_WHOLE = "the message as a whole"


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: an intent, one topic to answer, or topics to offer."""

    candidates: tuple[Candidate, ...]
    score: float
    intent: str | None
    intent_kind: IntentKind | None
    topic: str | None
    offered: tuple[str, ...]
    ours: bool
    about_health: bool


class Decider:
    """Decides by one content folder's thresholds; `with_thresholds` gives the same by others."""

    def __init__(self, content: Content) -> None:
        self._matching = content.matching
        self._kinds = {intent.id: intent.kind for intent in content.intents.values()}
        self._unsure_name = content.cards.unsure_name if content.cards else ""
        about_signs = content.cards.about_signs if content.cards else None
        self._about_signs = about_signs if about_signs in content.topics else None

    def decide(self, evidence: Evidence, matching: Matching | None = None) -> Understanding:
        """The one thing to do first, and all that goes with it. `matching`: other thresholds than the content's."""
        matching = matching or self._matching
        if not evidence.words:
            return _wordless(evidence.symbol_intent)
        safety = self.safety(evidence, matching)
        about = self._asked_beside(self._about(evidence.ranking, matching), evidence, matching)
        signals = _weighed(evidence, safety.tier, matching)
        return self._understanding(safety, signals, about, _second_topic(evidence, about))

    def safety(self, evidence: Evidence, matching: Matching | None = None) -> SafetyReading:
        """The rules' reading, raised where the message as a whole is urgent."""
        matching, reading = matching or self._matching, evidence.safety
        if evidence.urgent_tier is None or (reading.tier and reading.tier.holds):
            return reading
        doubt = matching.doubt_beside_a_sign if reading.tier else _doubt_of_few_words(evidence, matching)
        story = evidence.words > _LONG_MESSAGE and evidence.urgent_tier is not Tier.CRISIS
        least = matching.urgent_above_long if story else matching.urgent_above
        if evidence.urgency < least + doubt:
            return reading
        seen = Signal(SECOND_READER, evidence.urgent_tier, evidence.text, self._unsure_name, rule=_AS_A_WHOLE)
        return replace(reading, present=(seen, *reading.present))

    def _asked_beside(self, about: About, evidence: Evidence, matching: Matching) -> About:
        """The question that stands beside small talk: "thanks, and how long does it last?"."""
        if about.intent_kind is not IntentKind.SMALLTALK:
            return about
        parts = (self._about(ranking, matching) for ranking in evidence.asked)
        return next((part for part in parts if part.topic), about)

    def _about(self, ranking: Ranking, matching: Matching) -> About:
        topics, intents, groups = (ranking.of(kind) for kind in LabelKind)
        first = topics[0][1] if topics else 0.0
        second = topics[1][1] if len(topics) > 1 else 0.0
        none = ranking.total(LabelKind.NONE)
        score, intent, intent_kind = first, None, None
        by_kind = {kind: sum(score for intent, score in intents if self._kinds[intent] is kind) for kind in IntentKind}
        likely = max(by_kind, key=lambda kind: by_kind[kind])
        if by_kind[likely] > max(first, none, matching.intent_above) or (intents and intents[0][1] > max(first, none)):
            intent_kind = likely
            intent = next(intent for intent, _ in intents if self._kinds[intent] is likely)
            score = by_kind[likely]
        sure = first >= matching.answer_above and first - second >= matching.margin
        least = matching.ours_to_answer * (_LESS_OURS if first >= _PLAIN_TOPIC else 1.0)
        topic = topics[0][0] if sure and ranking.ours >= least and not intent else None
        ours = ranking.ours >= matching.ours_to_offer
        offers = tuple(topic for topic, score in topics[:OFFERED] if score >= matching.offer_above)
        return About(
            candidates=tuple(Candidate(topic, round(score, 4)) for topic, score in topics[:_CANDIDATES]),
            score=round(score, 4),
            intent=intent,
            intent_kind=intent_kind,
            topic=topic,
            offered=offers if ours and not intent and not topic else (),
            ours=ours,
            about_health=ours or not (groups and groups[0][0] == OTHER),
        )

    def _understanding(
        self, safety: SafetyReading, signals: SignalReading, about: About, second: str | None
    ) -> Understanding:
        reasons, topic = signals.signals, about.topic
        plain = about.intent_kind or (topic and about.score >= _PLAIN_TOPIC)
        if safety.asked and not plain:
            topic = self._about_signs or topic
        if safety.tier is not None:
            kind = KIND_OF_TIER[safety.tier]
        elif reasons and not (about.intent_kind and about.score >= _PLAINLY):
            kind = Kind.BOOK
        elif about.intent_kind is not None:
            kind = Kind(about.intent_kind.value)
        elif topic:
            kind = Kind.ANSWER
        else:
            kind = Kind.SUGGEST if about.offered else Kind.UNKNOWN
        return Understanding(
            kind=kind,
            topic=topic,
            second=second,
            offered=() if topic else about.offered,
            score=about.score,
            signals=tuple(sorted((*safety.present, *reasons), key=lambda signal: -signal.tier.rank)),
            flags=safety.flags,
            notes=safety.notes,
            intent=about.intent if kind in {Kind.SMALLTALK, Kind.PERSON} else None,
            candidates=about.candidates,
            days=signals.days,
            worsening=signals.worsening,
            complaint=signals.complaint,
            about_health=about.about_health or bool(safety.present or reasons),
        )


def _wordless(intent: str | None) -> Understanding:
    if intent is None:
        return Understanding(Kind.UNKNOWN)
    return Understanding(Kind.SMALLTALK, intent=intent, score=1.0, about_health=False)


def _weighed(evidence: Evidence, tier: Tier | None, matching: Matching) -> SignalReading:
    """The rules' reasons to book, where the message as a whole agrees; or its own, where it is sure.

    Beside a `tier` that is raised already, the whole adds nothing.
    """
    signals = evidence.signals
    doubt = matching.doubt_not_ours * (1 - min(1.0, evidence.ranking.ours / matching.ours_to_offer))
    if signals.signals:
        long = evidence.words > _LONG_MESSAGE
        least = matching.book_not_below_long if long else matching.book_not_below
        agrees = evidence.booking >= least + doubt
        return signals if agrees else SignalReading(others=signals.others + signals.signals)
    if tier is not None or evidence.booking < matching.book_above + doubt + _doubt_of_few_words(evidence, matching):
        return signals
    seen = Signal(NOT_SETTLING, Tier.BOOK, evidence.text, "", rule=_AS_A_WHOLE)
    return replace(signals, signals=(seen,))


def _doubt_of_few_words(evidence: Evidence, matching: Matching) -> float:
    """How much surer a reading of the whole must be where there is hardly a whole to read."""
    return matching.doubt_of_few_words if evidence.words <= _FEW_WORDS else 0.0


def _second_topic(evidence: Evidence, about: About) -> str | None:
    """Another question's topic, where the message plainly asks two things."""
    if about.topic is None:
        return None
    for ranking in evidence.asked:
        topic, score = ranking.of(LabelKind.TOPIC)[0]
        if score >= _PLAIN_TOPIC and topic != about.topic:
            return topic
    return None

"""What to do with a message, by what was read in it and by the content's thresholds."""

from collections.abc import Mapping

from faq.ranking import LabelKind, Ranking
from faq.reading import KIND_OF_TIER, Candidate, Kind, Understanding
from faq.safety import SafetyReading
from faq.schema import IntentKind, Matching
from faq.signals import SignalReading
from faq.training import OTHER

OFFERED = 3
"""How many topics a "did you mean" shows."""

_CANDIDATES = 9
_PLAINLY = 0.6
"""Small talk that sounds like a complaint is taken for the complaint, unless it is as sure as this."""


class About:
    """What a ranking says, by the content's thresholds."""

    def __init__(self, ranking: Ranking, matching: Matching, kinds: Mapping[str, IntentKind]) -> None:
        topics = ranking.of(LabelKind.TOPIC)
        intents = ranking.of(LabelKind.INTENT)
        groups = ranking.of(LabelKind.NONE)
        self.candidates = tuple(Candidate(topic, round(score, 4)) for topic, score in topics[:_CANDIDATES])
        first = topics[0][1] if topics else 0.0
        second = topics[1][1] if len(topics) > 1 else 0.0
        none = ranking.total(LabelKind.NONE)
        self.score = round(first, 4)
        self.intent: str | None = None
        self.intent_kind: IntentKind | None = None
        by_kind = {kind: sum(score for intent, score in intents if kinds[intent] is kind) for kind in IntentKind}
        likely = max(by_kind, key=lambda kind: by_kind[kind])
        if by_kind[likely] > max(first, none, matching.intent_above) or (intents and intents[0][1] > max(first, none)):
            self.intent_kind = likely
            self.intent = next(intent for intent, _ in intents if kinds[intent] is likely)
            self.score = round(by_kind[likely], 4)
        sure = first >= matching.answer_above and first - second >= matching.margin
        self.topic = topics[0][0] if sure and ranking.ours >= matching.ours_to_answer and not self.intent else None
        self.ours = ranking.ours >= matching.ours_to_offer
        offers = [topic for topic, score in topics[:OFFERED] if score >= matching.offer_above]
        offer = self.ours and not self.intent and not self.topic
        self.offered = tuple(offers) if offer else ()
        self.about_health = self.ours or not (groups and groups[0][0] == OTHER)


def decide(
    safety: SafetyReading, signals: SignalReading, about: About, second: str | None, about_signs: str | None
) -> Understanding:
    """The one thing to do first, and all that goes with it. `about_signs` answers questions about signs in general."""
    reasons, topic = signals.signals, about.topic
    if safety.tier is not None:
        kind = KIND_OF_TIER[safety.tier]
    elif reasons and not (about.intent_kind is IntentKind.SMALLTALK and about.score >= _PLAINLY):
        kind = Kind.BOOK
    elif about.intent_kind is not None:
        kind = Kind(about.intent_kind.value)
    elif topic:
        kind = Kind.ANSWER
    elif safety.asked and about_signs:
        kind, topic = Kind.ANSWER, about_signs
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
        about_health=about.about_health or bool(safety.present or reasons),
    )

"""What the thresholds make of the same evidence."""

import pytest

from faq.build import Library
from faq.decision import Decider
from faq.evidence import Evidence
from faq.models.ranking import Label, LabelKind, Ranking
from faq.reading import Kind
from faq.written.matching import Matching
from faq.written.safety import Tier


@pytest.mark.parametrize(
    ("likely", "ours", "kind"),
    [
        (0.5, 0.9, Kind.ANSWER),
        (0.5, 0.6, Kind.UNKNOWN),
        (0.9, 0.6, Kind.ANSWER),
        (0.9, 0.5, Kind.UNKNOWN),
        (0.3, 0.9, Kind.SUGGEST),
    ],
)
def test_a_plain_topic_needs_less_of_a_sign_that_it_is_ours(
    library: Library, likely: float, ours: float, kind: Kind
) -> None:
    """ "Explain bird dog to me" names no back, but nothing else that it could be about."""
    ranking = Ranking(((Label(LabelKind.TOPIC, "sleep"), likely), (Label(LabelKind.TOPIC, "heat-or-ice"), 0.1)), ours)
    thresholds = Matching(answer_above=0.4, margin=0.1, offer_above=0.05, ours_to_answer=0.8, ours_to_offer=0.85)
    understood = Decider(library.content).decide(Evidence("as it may be", 4, ranking=ranking), thresholds)
    assert understood.kind is kind


def _thanks_and(*asked: Ranking) -> Evidence:
    thanks = Ranking(((Label(LabelKind.INTENT, "thanks"), 0.9), (Label(LabelKind.TOPIC, "sleep"), 0.05)), 0.95)
    return Evidence("thanks, and as it may be", 5, ranking=thanks, asked=asked)


@pytest.mark.parametrize(
    ("likely", "ours", "kind"),
    [(0.9, 0.95, Kind.ANSWER), (0.3, 0.95, Kind.SMALLTALK), (0.9, 0.2, Kind.SMALLTALK)],
)
def test_a_plain_question_beside_small_talk_is_answered(
    library: Library, likely: float, ours: float, kind: Kind
) -> None:
    """ "Thanks. Is heat ok then?" is no thanks alone; a question that is not sure, or not ours, changes nothing."""
    question = Ranking(((Label(LabelKind.TOPIC, "heat-or-ice"), likely),), ours)
    thresholds = Matching(answer_above=0.4, margin=0.1, ours_to_answer=0.8)
    understood = Decider(library.content).decide(_thanks_and(question), thresholds)
    assert understood.kind is kind
    assert understood.topic == ("heat-or-ice" if kind is Kind.ANSWER else None)


@pytest.mark.parametrize(
    ("tier", "words", "kind"),
    [
        (Tier.EMERGENCY, 20, Kind.EMERGENCY),
        (Tier.EMERGENCY, 40, Kind.UNKNOWN),
        (Tier.CRISIS, 20, Kind.CRISIS),
        (Tier.CRISIS, 40, Kind.CRISIS),
    ],
)
def test_a_long_story_must_sound_surer_unless_it_sounds_like_a_crisis(
    library: Library, tier: Tier, words: int, kind: Kind
) -> None:
    """More of a long message sounds like something; a crisis is told at length."""
    evidence = Evidence("as it may be", words, urgency=-0.1, urgent_tier=tier)
    thresholds = Matching(urgent_above=-0.2, urgent_above_long=0.1)
    assert Decider(library.content).decide(evidence, thresholds).kind is kind

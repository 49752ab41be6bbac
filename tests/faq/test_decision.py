"""What the thresholds make of the same evidence."""

import pytest

from faq.build import Library
from faq.decision import Decider
from faq.evidence import Evidence
from faq.models.ranking import Label, LabelKind, Ranking
from faq.reading import Kind
from faq.written.matching import Matching


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

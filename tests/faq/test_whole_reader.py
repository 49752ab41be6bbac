"""Reading a message as a whole: how far from calm, and what it calls for."""

import pytest

from faq.language.subject import Naming
from faq.models.features import Features
from faq.models.whole_reader import WholeReader
from faq.written.safety import Tier
from faq.written.words import Subject

CALM = ["heat or ice", "how long does it last", "is yoga good for backs", "can i deadlift again"]
URGENT = ["i cant feel my legs", "numb between my legs", "i cant hold my pee", "numb when i wipe"]
CRISIS = ["i want to die", "i want to end it all", "no reason to live", "i will kill myself"]


def _reader(texts: list[str], labels: list[Tier | None]) -> tuple[WholeReader, Features]:
    features = Features.learn(texts, Naming(Subject()))
    return WholeReader.learn(features.of(texts), labels), features


def test_one_kind_is_what_every_raised_message_calls_for() -> None:
    """Nothing to choose from."""
    calm: list[Tier | None] = [None] * len(CALM)
    reader, features = _reader(CALM + URGENT, calm + [Tier.EMERGENCY] * len(URGENT))
    near, far = features.of(["i cant feel my leg", "is heat good"])
    assert reader.distance(near) > 0 > reader.distance(far)
    assert reader.tier(near) is Tier.EMERGENCY


@pytest.mark.parametrize(("text", "tier"), [("i want to die now", Tier.CRISIS), ("numb between legs", Tier.EMERGENCY)])
def test_the_nearer_of_two_kinds(text: str, tier: Tier) -> None:
    """Each message gets its own."""
    calm: list[Tier | None] = [None] * len(CALM)
    labels = calm + [Tier.EMERGENCY] * len(URGENT) + [Tier.CRISIS] * len(CRISIS)
    reader, features = _reader(CALM + URGENT + CRISIS, labels)
    assert reader.tier(*features.of([text])) is tier


def test_with_calm_messages_alone_nothing_is_raised() -> None:
    """A folder without safety examples."""
    reader, features = _reader(CALM, [None] * len(CALM))
    assert reader.distance(*features.of(["numb"])) == float("-inf")

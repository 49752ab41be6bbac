"""The ranking on the least folders: a handful of phrases must be enough to be useful."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.language.subject import Naming
from faq.models.features import Features
from faq.models.learning import learn_ranking
from faq.models.ranking import Label, LabelKind, Ranker, Ranking
from faq.written.words import Subject

SLEEP = Label(LabelKind.TOPIC, "sleep")
HEAT = Label(LabelKind.TOPIC, "heat")
DIET = Label(LabelKind.TOPIC, "diet")
THANKS = Label(LabelKind.INTENT, "thanks")
CARS = Label(LabelKind.NONE, "cars")
PHRASES = {
    SLEEP: ["how do i sleep with a bad back", "best position to sleep", "which mattress is good"],
    HEAT: ["does heat help", "hot water bottle or not", "should i use heat on a sore back"],
    DIET: ["what should i eat", "does food matter for back pain", "which vitamins help"],
    THANKS: ["thanks a lot", "cheers mate"],
    CARS: ["my car has a flat tyre", "where can i park", "how much is petrol"],
}


class Trained:
    """A ranker that knows the phrases of some labels alone."""

    def __init__(self, *labels: Label, subject: Subject | None = None) -> None:
        examples = [(phrase, label) for label in labels for phrase in PHRASES[label]]
        self.features = Features.learn([phrase for phrase, _ in examples], Naming(subject or Subject()))
        self.ranker = Ranker(self.features, learn_ranking(self.features, examples))

    def rank(self, *texts: str) -> list[Ranking]:
        """One ranking a text."""
        return self.ranker.rank(texts, self.features.of(texts))


def first(ranked: Ranking) -> Label:
    """The likeliest label."""
    return ranked.scores[0][0]


@pytest.mark.parametrize("labels", [[SLEEP], [SLEEP, HEAT], [SLEEP, HEAT, DIET], [SLEEP, HEAT, CARS]])
def test_the_least_folders(labels: Sequence[Label]) -> None:
    """With one, two or three classes, each question in other words finds its topic."""
    asked = {SLEEP: "what position is best for sleep", HEAT: "is a hot bottle any good", DIET: "what to eat"}
    topics = [label for label in labels if label in asked]
    for topic, ranking in zip(topics, Trained(*labels).rank(*(asked[topic] for topic in topics)), strict=True):
        assert first(ranking) == topic
        assert sum(score for _, score in ranking.scores) == pytest.approx(1)
        assert len(ranking.scores) == len(labels)


@pytest.mark.parametrize("labels", [[SLEEP], [SLEEP, HEAT], [SLEEP, HEAT, CARS], [SLEEP, HEAT, THANKS, CARS]])
def test_ours_or_not(labels: Sequence[Label]) -> None:
    """With examples of what is not ours or without: a question about sleep is, one about cars is not."""
    ours, not_ours = Trained(*labels).rank("best way to sleep", "my car needs petrol and a new tyre")
    assert ours.ours > 0.5 > not_ours.ours


def test_an_exact_phrase_is_sure() -> None:
    """Whatever the classifier makes of it."""
    for label, phrases in PHRASES.items():
        [ranking] = Trained(SLEEP, HEAT, DIET, THANKS, CARS).rank(phrases[0])
        assert first(ranking) == label
        assert ranking.exact
        assert ranking.scores[0][1] >= 0.95
        assert (ranking.ours > 0.5) == (label is not CARS)


def test_nearly_exact() -> None:
    """A slip in a long phrase is near enough; other words, or too many slips, are not."""
    near, far = Trained(SLEEP, HEAT).rank("how do i slep with a bad back", "how to snooze with a backache")
    assert near.exact
    assert first(near) == SLEEP
    assert not far.exact


@pytest.mark.parametrize("denied", ["how do i not sleep with a bad back", "how dont i sleep with a bad back"])
def test_a_negation_is_never_nearly_exact(denied: str) -> None:
    """ "Can I not eat before" is not "can I eat before", however alike the letters."""
    assert not Trained(SLEEP, HEAT).rank(denied)[0].exact


def test_scores_by_kind() -> None:
    """Topics among themselves, and how likely a kind is altogether."""
    [ranking] = Trained(SLEEP, HEAT, THANKS, CARS).rank("does heat help me sleep")
    topics = ranking.of(LabelKind.TOPIC)
    assert {topic for topic, _ in topics} == {"sleep", "heat"}
    assert [score for _, score in topics] == sorted((score for _, score in topics), reverse=True)
    assert ranking.total(LabelKind.TOPIC) == pytest.approx(sum(score for _, score in topics))
    assert sum(ranking.total(kind) for kind in LabelKind) == pytest.approx(1)


def test_the_closest_phrase_for_those_who_ask_why() -> None:
    """Of that label alone."""
    trained = Trained(SLEEP, HEAT).ranker
    assert trained.closest("position for sleep", SLEEP) == "best position to sleep"
    assert trained.closest("position for sleep", HEAT) in PHRASES[HEAT]


@pytest.fixture(scope="module")
def trained() -> Trained:
    """One of each kind."""
    return Trained(SLEEP, HEAT, THANKS, CARS)


@given(text=st.text(min_size=1, max_size=100))
@settings(max_examples=40)
def test_any_text_gets_chances(trained: Trained, text: str) -> None:
    """Between 0 and 1, also for letters that no phrase has."""
    [ranking] = trained.rank(text)
    assert all(0 <= score <= 1 for _, score in ranking.scores)
    assert 0 <= ranking.ours <= 1


def test_a_story_is_told_for_what_it_asks() -> None:
    """A question beside the story lifts its topic; thanks beside it lift no intent above what is asked."""
    trained = Trained(SLEEP, HEAT, DIET, THANKS, CARS)
    told = "bad back in bed with a hot bottle on the mattress all night"
    story = trained.features.of([told])

    def scores(*questions: str) -> dict[Label, float]:
        [ranking] = trained.ranker.rank([told], story, trained.features.of(questions))
        return dict(ranking.scores)

    assert scores("what should i eat")[DIET] > scores()[DIET]
    assert scores("what should i eat", "thanks a lot")[DIET] > scores("thanks a lot")[THANKS]


def test_what_is_named_tells_ours_from_the_same_question_about_something_else() -> None:
    """Words that no example holds, in the same question: their lists alone tell them apart."""
    subject = Subject(ours=("back", "spine"), elsewhere=("car*", "lorry"))
    trained = Trained(SLEEP, HEAT, CARS, subject=subject)
    ours, not_ours = trained.rank("what about the spine", "what about the lorry")
    assert ours.ours > not_ours.ours
    same = Trained(SLEEP, HEAT, CARS).rank("what about the spine", "what about the lorry")
    assert ours.ours - not_ours.ours > same[0].ours - same[1].ours


def test_what_is_named_without_examples_of_anything_else() -> None:
    """A folder with lists and no out-of-scope examples still goes by closeness to its own phrases."""
    near, far = Trained(SLEEP, HEAT, subject=Subject(ours=("back",))).rank("sleep with a bad back", "petrol and tyres")
    assert near.ours > 0.5 > far.ours

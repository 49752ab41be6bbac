"""Learning from a content folder all that its readers know beside the rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np

from faq.content_files import Content
from faq.language.subject import Naming
from faq.models.features import Features, Numbers
from faq.models.linear import fit
from faq.models.plain import PlainWords
from faq.models.ranking import Label, LabelKind, LearntRanking
from faq.models.training import (
    booking_examples_of,
    examples_of,
    phrases_of,
    safety_examples_of,
    vocabulary_of,
)
from faq.models.whole_reader import WholeReader
from faq.rules.compiled import Rules
from faq.written.safety import Tier


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a MessageReader needs and takes seconds to learn; the same content always gives the same.

    `vocabulary`: the words that spelling is mended towards, with their weights. `rarity`: of each column, see Features.
    """

    vocabulary: dict[str, int]
    rarity: Numbers
    ranking: LearntRanking
    urgency: WholeReader
    booking: WholeReader


Learn = Callable[[Content, Rules], Learnt]
"""Learns from a content folder whose rules are compiled: `learn`, or one that remembers."""

_RANKING_C = 0.3
"""Compared by labelled messages, with all phrases and with ten a topic (docs/matching.md)."""

_WRITTEN_ON = date(2026, 11, 1)
"""The day on which "since March" in an example counts, so that the same content always teaches the same."""


def learn(content: Content, rules: Rules) -> Learnt:
    """Train everything. About a minute for the 30,000 different phrases of the example content on one core."""
    vocabulary = vocabulary_of(content, rules.book)
    words = PlainWords(content.language, vocabulary, rules)
    phrases, booking, urgent = examples_of(content), booking_examples_of(content), safety_examples_of(content)
    read = {text: _Read(words, rules, text) for text, _ in chain(phrases, booking, urgent)}
    features = Features.learn(
        [text for one in read.values() for text in {one.plain, one.for_safety[0]}], Naming(content.subject)
    )

    calm: list[tuple[str, Tier | None]] = [(text, None) for text, _ in phrases_of(content)]
    return Learnt(
        vocabulary=vocabulary,
        rarity=features.rarity,
        ranking=learn_ranking(features, [(read[text].plain, label) for text, label in phrases]),
        booking=_whole_reader(
            features, [(*read[text].for_booking, tier) for text, tier in chain(calm, booking)], balanced=True
        ),
        urgency=_whole_reader(features, [(*read[text].for_safety, tier) for text, tier in chain(calm, urgent)]),
    )


def learn_ranking(features: Features, phrases: Sequence[tuple[str, Label]]) -> LearntRanking:
    """The part that a change of topics alone asks for: about 10 s for the example content, in plain words."""
    labels = tuple(sorted({label for _, label in phrases}))
    place = {label: index for index, label in enumerate(labels)}
    rows = features.of([text for text, _ in phrases])
    return LearntRanking(
        phrases=tuple(phrases),
        labels=labels,
        which=fit(rows, np.array([place[label] for _, label in phrases]), c=_RANKING_C),
        ours=fit(
            rows, np.array([label.kind is not LabelKind.NONE for _, label in phrases]), balanced=True, c=_RANKING_C
        ),
    )


class _Read:
    """An example as the readers of the whole see it."""

    def __init__(self, words: PlainWords, rules: Rules, text: str) -> None:
        message = words.read(text)
        safety, signals = rules.read_own(message, _WRITTEN_ON)
        self.plain = words.of(message)
        self.for_booking = (self.plain, signals.concepts)
        self.for_safety = (words.of(message, without=safety.denied), safety.concepts)


def _whole_reader(
    features: Features, examples: Sequence[tuple[str, frozenset[str], Tier | None]], *, balanced: bool = False
) -> WholeReader:
    texts, found, tiers = zip(*examples, strict=True)
    rows = [row.with_concepts(names) for row, names in zip(features.of(texts), found, strict=True)]
    return WholeReader.learn(rows, tiers, balanced=balanced)

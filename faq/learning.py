"""Learning from a content folder all that its readers know beside the rules."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from faq.content_files import Content
from faq.features import Features, Numbers
from faq.linear import Linear, fit
from faq.phrases import PhraseBook
from faq.plain import PlainWords
from faq.ranking import Label, LabelKind
from faq.safety import SafetyReader
from faq.schema import Tier
from faq.training import booking_examples_of, examples_of, safety_examples_of, vocabulary_of
from faq.whole_reader import WholeReader


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a MessageReader needs and takes seconds to learn; the same content always gives the same.

    `vocabulary`: the words that spelling is mended towards, with their weights. `phrases`: every phrase in plain words
    with its label. `rarity`: of each column, see Features. `labels` are the columns of `which`.
    """

    vocabulary: dict[str, int]
    phrases: tuple[tuple[str, Label], ...]
    rarity: Numbers
    labels: tuple[Label, ...]
    which: Linear | None
    ours: Linear | None
    urgency: WholeReader
    booking: WholeReader


Learn = Callable[[Content, PhraseBook, SafetyReader], Learnt]
"""Learns from a content folder whose rules are compiled: `learn`, or one that remembers."""


def learn(content: Content, book: PhraseBook, rules: SafetyReader) -> Learnt:
    """Train everything. About 4 s for the 12,000 phrases of the example content on one core."""
    vocabulary = vocabulary_of(content, book)
    words = PlainWords(content.language, vocabulary)
    phrases = tuple((words.of(words.read(text)), label) for text, label in examples_of(content))
    booking = [(words.of(words.read(text)), tier) for text, tier in booking_examples_of(content)]
    told = [(words.read(text), tier) for text, tier in safety_examples_of(content)]
    asserted = [(words.of(message, without=rules.denied(message)), tier) for message, tier in told]
    texts = [text for text, _ in (*phrases, *booking, *asserted)]
    features = Features.learn(texts)
    rows = features.of(texts)
    first, second = len(phrases), len(phrases) + len(booking)
    calm: list[Tier | None] = [None] * first

    labels = tuple(sorted({label for _, label in phrases}))
    place = {label: index for index, label in enumerate(labels)}
    which = np.array([place[label] for _, label in phrases])
    ours = np.array([label.kind is not LabelKind.NONE for _, label in phrases])
    return Learnt(
        vocabulary=vocabulary,
        phrases=phrases,
        rarity=features.rarity,
        labels=labels,
        which=fit(rows[:first], which),
        ours=fit(rows[:first], ours, balanced=True),
        booking=WholeReader.learn(rows[:second], [*calm, *(tier for _, tier in booking)]),
        urgency=WholeReader.learn(
            sp.vstack([rows[:first], rows[second:]], format="csr"), [*calm, *(tier for _, tier in asserted)]
        ),
    )

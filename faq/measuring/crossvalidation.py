"""Measuring on the content's own phrases: each part is understood by a reader that has not learnt from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from faq.content_files import Content
from faq.measuring.evaluation import Expect, Judged, Row, judge_all
from faq.understanding import MessageReader
from faq.written.examples import IntentKind

FOLDS = 5

EXPECT_OF_INTENT: dict[IntentKind, Expect] = {IntentKind.PERSON: "human", IntentKind.SMALLTALK: "smalltalk"}
"""What a message with an intent of this kind calls for."""

Part = TypeVar("Part")


class _Pick(Protocol):
    def __call__(self, parts: Sequence[Part], /) -> tuple[Part, ...]: ...


def cross_validate(content: Content, today: Callable[[], date]) -> list[Judged]:
    """Every labelled phrase of the content and how it is understood, in FOLDS parts (90 s for the example content).

    The rules are compiled from all of the content in each part: they are written by people and learn nothing. Calm
    examples, which say only what they are not, are learnt from and not measured.
    """
    return [
        judged
        for held, reader in _folds(content, today)
        for judged in judge_all([*_messages(held), *_phrases(held)], reader.understand_all)
    ]


def _folds(content: Content, today: Callable[[], date]) -> Iterator[tuple[Content, MessageReader]]:
    """Each part of the content, with a reader that has learnt from the rest."""
    for fold in range(FOLDS):
        rest = _picked(content, partial(not_in_fold, fold))
        yield _picked(content, partial(in_fold, fold)), MessageReader(rest, today)


def in_fold(fold: int, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Every FOLDS-th of `parts`."""
    return tuple(parts[fold::FOLDS])


def not_in_fold(fold: int, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The others."""
    return tuple(part for place, part in enumerate(parts) if place % FOLDS != fold)


def _picked(content: Content, pick: _Pick) -> Content:
    """The content with only those phrases of each list that `pick` keeps."""
    return replace(
        content,
        topics={key: topic.model_copy(update={"asks": pick(topic.asks)}) for key, topic in content.topics.items()},
        intents={key: intent.model_copy(update={"asks": pick(intent.asks)}) for key, intent in content.intents.items()},
        out_of_scope=tuple(
            group.model_copy(update={"examples": pick(group.examples)}) for group in content.out_of_scope
        ),
        safety_examples=tuple(
            told.model_copy(update={name: pick(getattr(told, name)) for name in type(told).model_fields})
            for told in content.safety_examples
        ),
        booking_examples=tuple(
            told.model_copy(update={name: pick(getattr(told, name)) for name in type(told).model_fields})
            for told in content.booking_examples
        ),
        stories=pick(content.stories),
    )


def _messages(content: Content) -> Iterator[Row]:
    for intent in content.intents.values():
        yield from (Row(text=text, expect=EXPECT_OF_INTENT[intent.kind]) for text in intent.asks)
    for story in content.stories:
        yield Row(text=story.text, expect=story.expect, topics=story.topics)


def _phrases(content: Content) -> Iterator[Row]:
    for topic in content.topics.values():
        yield from (Row(text=text, expect="answer", topics=(topic.id,)) for text in topic.asks)
    for group in content.out_of_scope:
        yield from (Row(text=text, expect="none") for text in group.examples)
    for told in content.safety_examples:
        yield from (Row(text=text, expect="urgent") for text in (*told.crisis, *told.E, *told.U))
    for booking in content.booking_examples:
        yield from (Row(text=text, expect="escalate") for text in booking.book)

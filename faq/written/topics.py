"""Answers and exercise cards."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, RootModel, StringConstraints, model_validator

from faq.written.base import Id, Label, Phrase, Reference, Text, Written


class Topic(Written):
    """One answer, and how people ask for it. `asks`, `pointers` and `related` steer the matching."""

    id: Id
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    button: Label | None = None
    asks: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    pointers: tuple[Phrase, ...] = ()
    answer: Text
    more: Text | None = None
    related: tuple[Id, ...] = ()
    exercises: tuple[Id, ...] = ()
    clinical: bool = True
    sources: tuple[Reference, ...] = ()
    reviewer: Text = "awaiting review"
    review_by: date | None = None

    @property
    def label(self) -> str:
        """What stands on a button that leads here."""
        return self.button or self.title


class Order(RootModel[tuple[Id, ...]]):
    """Topic ids in the order in which buttons show them; topics not named follow by name."""


class TopicTests(Written):
    """Phrases that must find their topic; kept apart from its `asks`."""

    topic: Id
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]


class Exercise(Written):
    """An exercise card."""

    id: Id
    title: Label
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    dose: Text
    cue: Text
    easier: Text
    picture: Phrase | None = None
    """A PNG file of exercises/pictures, by its name alone."""
    shows: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)] | None = None
    """What the picture shows, for those who can't see it."""
    sources: tuple[Reference, ...] = ()
    reviewer: Text = "awaiting review"
    review_by: date | None = None

    @model_validator(mode="after")
    def _said_in_words(self) -> "Exercise":
        if (self.picture is None) != (self.shows is None):
            message = (
                "picture and shows go together: the file, and what it shows in a sentence for people who can't see it"
            )
            raise ValueError(message)
        return self


class Flag(StrEnum):
    """What somebody said of themselves that rules exercise cards out (ground truth 4)."""

    UNDER_18 = "under_18"
    PREGNANT = "pregnant"
    RECENT_SURGERY = "recent_surgery"
    FRACTURE = "fracture"
    OSTEOPOROSIS = "osteoporosis"


class ExerciseRules(Written):
    """What every exercise card carries, and what those get who must not have one."""

    stop_rule: Text
    start: Text
    refused: dict[Flag, Text]

    @model_validator(mode="after")
    def _every_flag(self) -> "ExerciseRules":
        missing = [flag.value for flag in Flag if flag not in self.refused]
        if missing:
            raise ValueError(f"words are missing for {', '.join(missing)}")
        return self

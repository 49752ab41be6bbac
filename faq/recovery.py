"""Recovery by stage: fixed guidance for a span of time, the same for everybody, and where its exercises stand."""

from datetime import date
from typing import Annotated

from pydantic import Field

from faq.written.base import Id, Label, Phrase, Reference, Text, Written


class Stage(Written):
    """One stage: what helps then, which exercises go with it, and when to go on to the next."""

    id: Id
    place: Annotated[int, Field(ge=1, le=20)]
    """Where it stands among the stages, counted from 1."""
    title: Label
    opening: Text
    advice: Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=6)]
    ask_someone: Text
    """When to see a physio or GP in this stage."""
    go_on: Text
    """When the next stage fits, or, after the last one, how to keep going."""
    exercises: Annotated[tuple[Id, ...], Field(min_length=1, max_length=6)]
    sources: tuple[Reference, ...] = ()
    reviewer: Text = "awaiting review"
    review_by: date | None = None

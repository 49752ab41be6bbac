"""What the bot says around check-ins, as a model."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, field_validator

from faq.wording.placeholders import ButtonText, Sentence, Toast, uses
from faq.written.base import Id, Label, Text, Written

Said = Annotated[tuple[Text, ...], Field(max_length=40)]
"""Whole messages of patients, in lower case and without a full stop."""


class CheckInWords(Written):
    """Asking, consent, answers and the end. Change `version` whenever `question` changes.

    `better_topic` and `gone_topic` are topics whose answers follow; without them only the words are said.
    """

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,20}$")]
    offer: ButtonText
    question: Annotated[Text, uses("start", "end")]
    days: Annotated[Label, uses("days")]
    decline: ButtonText
    declined: Sentence
    another_zone: ButtonText
    which_zone: Sentence
    zones: Annotated[dict[str, ButtonText], Field(min_length=1, max_length=12)]
    started: Annotated[Text, uses("when")]
    running: Toast
    ask: Sentence
    ask_in_talk: Sentence
    better: ButtonText
    same: ButtonText
    worse: ButtonText
    gone: ButtonText
    stop: ButtonText
    if_better: Sentence
    if_same: Sentence
    if_same_again: Sentence
    if_worse: Sentence
    if_gone: Sentence
    better_topic: Id | None
    gone_topic: Id | None
    score: Sentence
    scored: Annotated[Text, uses("score")]
    scored_before: Annotated[Text, uses("score", "before")]
    if_booked: Sentence
    ended: Sentence
    says_better: Said
    says_same: Said
    says_worse: Said
    says_gone: Said
    says_stop: Said

    @field_validator("zones")
    @classmethod
    def _known(cls, zones: dict[str, str]) -> dict[str, str]:
        for name in zones:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f'"{name}" is no time zone; names look like Europe/London') from None
        return zones

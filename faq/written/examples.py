"""Messages that say what they are: no question, not ours, urgent, a reason to book, or a whole story."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from faq.written.base import Id, Phrase, Written
from faq.written.safety import Tier


class IntentKind(StrEnum):
    """What is met kindly but is not a question."""

    SMALLTALK = "smalltalk"
    PERSON = "person"


class Intent(Written):
    """Messages that are no question: thanks, greetings, or asking for a person."""

    id: Id
    kind: IntentKind
    asks: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    reply: str = ""


class OutOfScope(Written):
    """Examples of messages that are not ours to answer."""

    group: Id
    health: bool = False
    """Somebody may be ill: a reply then carries the emergency line."""
    examples: Annotated[tuple[Phrase, ...], Field(min_length=1)]


class SafetyExamples(Written):
    """Whole messages by tier, which the second safety reader learns from; `calm` ones must not raise an alarm."""

    crisis: tuple[Phrase, ...] = ()
    E: tuple[Phrase, ...] = ()
    U: tuple[Phrase, ...] = ()
    calm: tuple[Phrase, ...] = ()


class BookingExamples(Written):
    """Whole messages: `book` ones give a reason to offer an appointment, `calm` ones look alike and do not."""

    book: tuple[Phrase, ...] = ()
    calm: tuple[Phrase, ...] = ()


class Story(Written):
    """A whole message as people write it, and what it calls for; every reader learns from it.

    `topics`: the question in it, best first; one that the folder does not have is passed over. `tier` goes with
    urgent, `health` (somebody may be ill or hurt) with none.
    """

    text: Phrase
    expect: Literal["answer", "escalate", "none", "urgent"]
    topics: tuple[str, ...] = ()
    tier: Literal[Tier.CRISIS, Tier.EMERGENCY, Tier.URGENT] | None = None
    health: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "Story":
        if (self.tier is not None) != (self.expect == "urgent"):
            message = "tier (crisis, E or U) goes with expect: urgent, and only with that."
            raise ValueError(message)
        if self.expect == "answer" and not self.topics:
            message = "expect: answer needs topics, the one that answers best first."
            raise ValueError(message)
        return self


class Stories(RootModel[tuple[Story, ...]]):
    """A file of them."""

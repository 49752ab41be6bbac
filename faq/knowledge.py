"""The content in force, loaded and ready to answer from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from faq.pictures import Picture
from faq.reading import Understanding
from faq.recovery import Stage
from faq.wording.bot import Wording
from faq.written.cards import Cards
from faq.written.examples import Intent
from faq.written.safety import Tier
from faq.written.topics import Exercise, ExerciseRules, Topic


class Reader(Protocol):
    """Understands one message on its own."""

    def understand(self, text: str) -> Understanding:
        """Everything that can be read from the message."""
        ...

    def urgent(self, text: str) -> Understanding | None:
        """The safety reading alone: what must be answered at once, or None."""
        ...


@dataclass(frozen=True)
class Knowledge:
    """All topics, cards and sentences of one content folder; replaced as a whole on reload."""

    topics: Mapping[str, Topic]
    exercises: Mapping[str, Exercise]
    exercise_rules: ExerciseRules | None
    pictures: Mapping[str, Picture]
    """By the id of the exercise that has it."""
    stages: Mapping[str, Stage]
    """Recovery by stage, in order."""
    cards: Cards | None
    sign_cards: Mapping[str, tuple[str | None, str | None]]
    """For each family of signs: what its card says first (`action`), and what it adds (`add`)."""
    sign_names: Mapping[str, str]
    """The approved name of each sign id, for reminders of a held tier."""
    firsts: Mapping[tuple[str, Tier], str]
    """What a card of a tier says first to somebody who writes a language of safety/languages."""
    notes: Mapping[str, str]
    """Fixed words of tier S signs by sign id (low mood)."""
    intents: Mapping[str, Intent]
    persistent_after_days: int | None
    """How long a complaint that does not get better is left to itself; None for content that sets no time."""
    wording: Wording
    reader: Reader
    version: str

    def understand(self, text: str) -> Understanding:
        """Everything that can be read from the message."""
        return self.reader.understand(text)

    def urgent(self, text: str) -> Understanding | None:
        """The safety reading alone: what must be answered at once, or None."""
        return self.reader.urgent(text)

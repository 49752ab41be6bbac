"""From a raw message to an Understanding: safety first, then time and course, then what it is about."""

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from faq.content_files import Content
from faq.decision import OFFERED, Decider
from faq.evidence import Evidence
from faq.language.subject import Naming
from faq.language.text import Message, tokenise
from faq.models.features import Features, Row
from faq.models.learning import Learn, learn, learn_ranking
from faq.models.plain import PlainWords
from faq.models.ranking import Label, LabelKind, Ranker, Ranking
from faq.models.training import examples_of
from faq.reading import KIND_OF_TIER, Signal, Understanding
from faq.rules.compiled import Rules
from faq.rules.safety import SafetyReading
from faq.written.matching import Matching

_MIN_PART_WORDS = 3
_SENTENCES = re.compile(r"(?<=[.?!\n])\s+")
_ASKING = re.compile(
    r"\W*(?:(?:so|but|then|or|ok|well|and|just) )*"
    r"(?:how|what|when|where|why|which|who|should|shall|can|could|do|does|did|is|are|am|will|would|may|any)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.?!\n;]+|\b(?:and|also|plus)\b|\b\d\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a message was understood as it was."""

    understanding: Understanding
    mended: str
    others: tuple[Signal, ...]
    """Signs and reasons that were found but did not count: negated, past, hypothetical, improving."""
    ranking: Ranking
    closest: tuple[tuple[str, str], ...]
    """(topic, its phrase that is most like the message) for the first candidates."""


class MessageReader:
    """Understands messages by one content folder. Thread-safe; `today` gives the date that "since March" counts to."""

    def __init__(self, content: Content, today: Callable[[], date], learn: Learn = learn) -> None:
        self._decider = Decider(content)
        self._rules = Rules(content)
        self._today = today
        self._intent_of_symbol = {
            symbol: intent.id
            for intent in content.intents.values()
            for phrase in intent.asks
            if not (message := tokenise(phrase)).words
            for symbol in message.symbols
        }
        learnt = learn(content, self._rules)
        self._words = PlainWords(content.language, learnt.vocabulary, self._rules)
        self._features = Features(learnt.rarity, Naming(content.subject))
        self._ranker = Ranker(self._features, learnt.ranking)
        self._urgency = learnt.urgency
        self._booking = learnt.booking

    def knowing(self, content: Content) -> "MessageReader":
        """This reader with the phrases of `content`, which differs in its topics alone; see Ranker.knowing."""
        return self._ranking_by(self._ranker.knowing(dict(self._phrases_of(content))))

    def relearnt(self, content: Content) -> "MessageReader":
        """The same, with the ranking learnt anew from these phrases."""
        return self._ranking_by(Ranker(self._features, learn_ranking(self._features, self._phrases_of(content))))

    def _phrases_of(self, content: Content) -> list[tuple[str, Label]]:
        return [(self._words.of(self._words.read(text)), label) for text, label in examples_of(content)]

    def _ranking_by(self, ranker: Ranker) -> "MessageReader":
        reader = copy(self)
        reader._ranker = ranker  # noqa: SLF001  # a copy of our own
        return reader

    def understand(self, text: str) -> Understanding:
        """Everything that can be read from the message."""
        return self._decider.decide(self.weigh(text))

    def understand_all(self, texts: Sequence[str]) -> list[Understanding]:
        """The same for many messages, each on its own."""
        return [self.understand(text) for text in texts]

    def decide(self, evidence: Evidence, matching: Matching) -> Understanding:
        """What other thresholds than the content's own would make of it."""
        return self._decider.decide(evidence, matching)

    def urgent(self, text: str) -> Understanding | None:
        """The safety reading alone: an Understanding if the message must get a card at once, else None."""
        message = self._words.read(text)
        if message.wordless:
            return None
        reading = self._decider.safety(self._safety(message, self._rules.safety(message)))
        if reading.tier is None:
            return None
        return Understanding(KIND_OF_TIER[reading.tier], signals=reading.present, flags=reading.flags)

    def weigh(self, text: str) -> Evidence:
        """All that there is to decide by."""
        message = self._words.read(text)
        if message.wordless:
            return Evidence(message.text, 0, symbol_intent=self._intent_of(message.symbols))
        safety, signals = self._rules.read(message, self._today())
        said = _parts(message.text)
        plain, questions = [self._words.of(message), *self._plain(said)], self._plain(_questions(message.text))
        rows = self._features.of([*plain, *questions])
        ranking, *parts = self._ranker.rank(plain, rows[: len(plain)], rows[len(plain) :])
        return replace(
            self._safety(message, safety, rows[0]),
            signals=signals,
            booking=self._booking.distance(rows[0].with_concepts(signals.concepts)),
            ranking=ranking,
            asked=tuple(rank for part, rank in zip(said, parts, strict=True) if _ASKING.match(part)),
        )

    def rules(self, text: str) -> SafetyReading:
        """What the rules alone read."""
        return self._rules.safety(self._words.read(text))

    def reasons(self, text: str) -> tuple[Signal, ...]:
        """The reasons to book that the rules alone read."""
        return self._rules.read(self._words.read(text), self._today())[1].signals

    def explain(self, text: str) -> Explanation:
        """Why the message is understood as it is."""
        message, evidence = self._words.read(text), self.weigh(text)
        understanding = self._decider.decide(evidence)
        plain = self._words.of(message)
        closest = tuple(
            (candidate.topic, self._ranker.closest(plain, Label(LabelKind.TOPIC, candidate.topic)))
            for candidate in understanding.candidates[:OFFERED]
        )
        others = evidence.safety.others + evidence.signals.others
        return Explanation(understanding, message.plain(), others, evidence.ranking, closest)

    def _safety(self, message: Message, rules: SafetyReading, row: Row | None = None) -> Evidence:
        """The part of the evidence that safety needs. `row`: the features of the whole message, if known."""
        text, words = message.text.strip(), len(message.words)
        if rules.tier and rules.tier.holds:
            return Evidence(text, words, rules)
        if row is None or rules.denied:
            [row] = self._features.of([self._words.of(message, without=rules.denied)])
        row = row.with_concepts(rules.concepts)
        return Evidence(text, words, rules, self._urgency.distance(row), self._urgency.tier(row))

    def _plain(self, texts: Sequence[str]) -> list[str]:
        return [self._words.of(self._words.read(text)) for text in texts]

    def _intent_of(self, symbols: Sequence[str]) -> str | None:
        """What a message of emoji alone says, where all of them are known."""
        intents = {self._intent_of_symbol.get(symbol) for symbol in symbols}
        return None if None in intents else min(filter(None, intents), default=None)


def _parts(text: str) -> list[str]:
    """The questions and statements of a message, if there are several."""
    parts = [part for part in _PARTS.split(text) if len(part.split()) >= _MIN_PART_WORDS]
    return parts if len(parts) > 1 else []


def _questions(text: str) -> list[str]:
    """The sentences of a message that end in a question mark, where there are others beside."""
    sentences = [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]
    asked = [one for one in sentences if one.rstrip().endswith("?") and len(one.split()) >= _MIN_PART_WORDS]
    return asked if len(sentences) > 1 else []

"""From a raw message to an Understanding: safety first, then time and course, then what it is about."""

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

import scipy.sparse as sp

from faq import scope
from faq.content_files import Content
from faq.decision import OFFERED, About, decide
from faq.features import Features
from faq.learning import Learn, learn
from faq.phrases import PhraseBook
from faq.plain import PlainWords
from faq.ranking import Label, LabelKind, Ranker, Ranking
from faq.reading import KIND_OF_TIER, Kind, Signal, Understanding
from faq.safety import SafetyReader, SafetyReading
from faq.schema import Tier
from faq.signals import SignalReader, SignalReading
from faq.text import Message, tokenise
from faq.training import examples_of

SECOND_READER = "second-reader"
"""The sign id where only the message as a whole reads as urgent."""

NOT_SETTLING = "not-settling"
"""The reason to book where only the message as a whole gives one."""

_NOT_OURS = 0.5
"""How much surer an offer to book must be where the message is hardly about what we know."""

_A_TIER_ALREADY = 0.5
"""How much surer the reading of the whole must be to raise a tier that a rule has set (pregnancy: the midwife)."""

_LONG_MESSAGE = 30
_FEW_WORDS = 5
_FEW_WORDS_DOUBT = 0.5
_AS_A_WHOLE = "the message as a whole"
_MIN_PART_WORDS = 3
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
        self._matching = content.matching
        self._intent_kinds = {intent.id: intent.kind for intent in content.intents.values()}
        signal_groups = content.signal_rules.groups if content.signal_rules else {}
        book = PhraseBook(
            {**content.groups, **signal_groups, **scope.groups(content.scope)},
            content.scope.fillers,
            content.language.spelling,
        )
        self._rules = SafetyReader(content.families, book)
        self._signals = SignalReader(content.signal_rules, book, today) if content.signal_rules else None
        self._unsure_name = content.cards.unsure_name if content.cards else ""
        about_signs = content.cards.about_signs if content.cards else None
        self._about_signs = about_signs if about_signs in content.topics else None
        self._intent_of_symbol = {
            symbol: intent.id
            for intent in content.intents.values()
            for phrase in intent.asks
            if not (message := tokenise(phrase)).words
            for symbol in message.symbols
        }
        learnt = learn(content, book, self._rules)
        self._words = PlainWords(content.language, learnt.vocabulary)
        self._features = Features(learnt.rarity)
        self._ranker = Ranker(self._features, dict(learnt.phrases), learnt.labels, learnt.which, learnt.ours)
        self._urgency = learnt.urgency
        self._booking = learnt.booking

    def knowing(self, content: Content) -> "MessageReader":
        """This reader with the phrases of `content`, which differs in its topics alone; see Ranker.knowing."""
        reader = copy(self)
        phrases = {self._words.of(self._words.read(text)): label for text, label in examples_of(content)}
        reader._ranker = self._ranker.knowing(phrases)  # noqa: SLF001  # a copy of our own
        return reader

    def understand(self, text: str) -> Understanding:
        """Everything that can be read from the message."""
        return self.understand_all([text])[0]

    def understand_all(self, texts: Sequence[str]) -> list[Understanding]:
        """The same for many messages, each on its own."""
        if not texts:
            return []
        messages = [self._words.read(text) for text in texts]
        plain = [self._words.of(message) for message in messages]
        rows = self._features.of(plain)
        rankings = self._ranker.rank(plain, rows)
        return [
            self._read(message, rows[place], ranking)
            for place, (message, ranking) in enumerate(zip(messages, rankings, strict=True))
        ]

    def urgent(self, text: str) -> Understanding | None:
        """The safety reading alone: an Understanding if the message must get a card at once, else None."""
        reading = self._safety(self._words.read(text), None)
        if reading.tier is None:
            return None
        return Understanding(KIND_OF_TIER[reading.tier], signals=reading.present, flags=reading.flags)

    def rules(self, text: str) -> SafetyReading:
        """What the rules alone read."""
        return self._rules.read(self._words.read(text))

    def reasons(self, text: str) -> tuple[Signal, ...]:
        """The reasons to book that the rules alone read."""
        return self._signals.read(self._words.read(text)).signals if self._signals else ()

    def explain(self, text: str) -> Explanation:
        """Why the message is understood as it is."""
        message = self._words.read(text)
        plain = self._words.of(message)
        row = self._features.of([plain])
        [ranking] = self._ranker.rank([plain], row)
        understanding = self._read(message, row, ranking)
        others = self._rules.read(message).others + (self._signals.read(message).others if self._signals else ())
        closest = tuple(
            (candidate.topic, self._ranker.closest(plain, Label(LabelKind.TOPIC, candidate.topic)))
            for candidate in understanding.candidates[:OFFERED]
        )
        return Explanation(understanding, message.plain(), others, ranking, closest)

    def _read(self, message: Message, row: sp.csr_matrix, ranking: Ranking) -> Understanding:
        if not message.words:
            return self._wordless(message)
        safety = self._safety(message, row)
        signals = self._signals.read(message) if self._signals else SignalReading()
        about = About(ranking, self._matching, self._intent_kinds)
        signals = self._weighed(signals, message, row, about, safety.tier)
        return decide(safety, signals, about, self._second_topic(message, about), self._about_signs)

    def _weighed(
        self, signals: SignalReading, message: Message, row: sp.csr_matrix, about: About, tier: Tier | None
    ) -> SignalReading:
        """The rules' reasons to book, where the message as a whole agrees; or its own, where it is sure.

        Beside a `tier` that is raised already, the whole adds nothing.
        """
        distance, matching = self._booking.distance(row), self._matching
        doubt = 0.0 if about.ours else _NOT_OURS
        if signals.signals:
            long = len(message.words) > _LONG_MESSAGE
            least = matching.book_not_below_long if long else matching.book_not_below
            agrees = distance >= least + doubt
            return signals if agrees else SignalReading(others=signals.others + signals.signals)
        if tier is not None or distance < matching.book_above + doubt + _doubt_of_few_words(message):
            return signals
        seen = Signal(NOT_SETTLING, Tier.BOOK, message.text.strip(), "", rule=_AS_A_WHOLE)
        return replace(signals, signals=(seen,))

    def _safety(self, message: Message, row: sp.csr_matrix | None) -> SafetyReading:
        """The rules' reading, raised where the message as a whole is urgent. `row`: its features, if known."""
        reading = self._rules.read(message)
        if reading.tier and reading.tier.holds:
            return reading
        if row is None or reading.denied:
            row = self._features.of([self._words.of(message, without=reading.denied)])
        doubt = _A_TIER_ALREADY if reading.tier else _doubt_of_few_words(message)
        if self._urgency.distance(row) < self._matching.urgent_above + doubt:
            return reading
        tier, words = self._urgency.tier(row), message.text.strip()
        seen = Signal(SECOND_READER, tier, words, self._unsure_name, rule=_AS_A_WHOLE)
        return replace(reading, present=(seen, *reading.present))

    def _wordless(self, message: Message) -> Understanding:
        intents = {self._intent_of_symbol.get(symbol) for symbol in message.symbols}
        known = intents - {None}
        if known and None not in intents:
            return Understanding(Kind.SMALLTALK, intent=min(filter(None, known)), score=1.0, about_health=False)
        return Understanding(Kind.UNKNOWN)

    def _second_topic(self, message: Message, about: About) -> str | None:
        """Another question's topic, where parts of the message clearly ask two things."""
        parts = [part for part in _PARTS.split(message.text) if len(part.split()) >= _MIN_PART_WORDS]
        likely = {candidate.topic for candidate in about.candidates[:OFFERED]} - {about.topic}
        if about.topic is None or len(parts) < 2:  # two questions need two parts
            return None
        plain = [self._words.of(self._words.read(part)) for part in parts]
        for ranking in self._ranker.rank(plain, self._features.of(plain)):
            topics = ranking.of(LabelKind.TOPIC)
            if topics[0][1] >= self._matching.answer_above and topics[0][0] in likely:
                return topics[0][0]
        return None


def _doubt_of_few_words(message: Message) -> float:
    """How much surer a reading of the whole must be where there is hardly a whole to read."""
    return _FEW_WORDS_DOUBT if len(message.words) <= _FEW_WORDS else 0.0

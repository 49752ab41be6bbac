"""From a raw message to an Understanding: safety first, then time and course, then what it is about."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from faq import scope
from faq.content_files import Content
from faq.features import Features
from faq.phrases import PhraseBook
from faq.ranking import Label, LabelKind, Ranker, Ranking, weights
from faq.reading import KIND_OF_TIER, Candidate, Kind, Signal, Understanding
from faq.safety import SafetyReader, SafetyReading
from faq.schema import IntentKind, Matching, Tier
from faq.second_reader import SecondReader
from faq.signals import SignalReader, SignalReading
from faq.spelling import Speller
from faq.text import Message, tokenise

OFFERED = 3
"""How many topics a "did you mean" shows."""

HEALTH, OTHER = "health", "other"
"""The two labels of what is not ours: somebody may be ill, or plainly something else."""

SECOND_READER = "second-reader"
"""The sign id where only the message as a whole reads as urgent."""

_CANDIDATES = 9
_SAFETY_WEIGHT = 20
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

    def __init__(self, content: Content, today: Callable[[], date]) -> None:
        self._matching = content.matching
        self._kinds = {intent.id: intent.kind for intent in content.intents.values()}
        self._slang = _by_first_word(content.language.slang)
        signal_groups = content.signal_rules.groups if content.signal_rules else {}
        book = PhraseBook(
            {**content.groups, **signal_groups, **scope.groups(content.scope)},
            content.scope.fillers,
            content.language.spelling,
        )
        self._rules = SafetyReader(content.families, book)
        self._signals = SignalReader(content.signal_rules, book, today) if content.signal_rules else None
        self._speller = Speller(content.language.spelling, _vocabulary(content, book))
        examples = [(self._prepare(self._speller.read(text)), label) for text, label in _examples(content)]
        examples = [example for example in examples if example[0]]
        told = [(self._rules.read(self._speller.read(text)).asserted, tier) for text, tier in _safety_examples(content)]
        told = [example for example in told if example[0]]
        features = Features([text for text, _ in (*examples, *told)])
        self._ranker = Ranker(features, features.fitted[: len(examples)], examples)
        tiers = [*(None for _ in examples), *(tier for _, tier in told)]
        self._second = SecondReader(features, features.fitted, tiers, content.matching.urgent_above) if told else None
        self._unsure = content.cards.unsure_name if content.cards else ""
        self._symbols = {
            symbol: intent.id
            for intent in content.intents.values()
            for phrase in intent.asks
            if not (message := tokenise(phrase)).words
            for symbol in message.symbols
        }

    def understand(self, text: str) -> Understanding:
        """Everything that can be read from the message."""
        return self.understand_all([text])[0]

    def rules(self, text: str) -> SafetyReading:
        """What the rules alone read."""
        return self._rules.read(self._speller.read(text))

    def _safety(self, message: Message) -> SafetyReading:
        """The rules' reading, raised by the second reader where that sees more."""
        reading = self._rules.read(message)
        if self._second is None or (reading.tier and reading.tier.holds):
            return reading
        tier = self._second.read(reading.asserted)
        if tier is None:
            return reading
        seen = Signal(SECOND_READER, tier, message.text.strip(), self._unsure, rule="the message as a whole")
        return replace(reading, present=(seen, *reading.present))

    def urgent(self, text: str) -> Understanding | None:
        """The safety reading alone: an Understanding if the message must get a card at once, else None."""
        reading = self._safety(self._speller.read(text))
        if reading.tier is None:
            return None
        return Understanding(KIND_OF_TIER[reading.tier], signals=reading.present, flags=reading.flags)

    def understand_all(self, texts: Sequence[str]) -> list[Understanding]:
        """The same for many messages, each on its own."""
        messages = [self._speller.read(text) for text in texts]
        rankings = self._ranker.rank([self._prepare(message) for message in messages])
        return [self._read(message, ranking) for message, ranking in zip(messages, rankings, strict=True)]

    def explain(self, text: str) -> Explanation:
        """Why the message is understood as it is."""
        message = self._speller.read(text)
        prepared = self._prepare(message)
        [ranking] = self._ranker.rank([prepared])
        understanding = self._read(message, ranking)
        others = self._rules.read(message).others + (self._signals.read(message).others if self._signals else ())
        closest = tuple(
            (candidate.topic, self._ranker.closest(prepared, Label(LabelKind.TOPIC, candidate.topic)) or "")
            for candidate in understanding.candidates[:OFFERED]
        )
        return Explanation(understanding, message.plain(), others, ranking, closest)

    def _prepare(self, message: Message) -> str:
        """The words that the ranking sees: slang in plain words."""
        words = [word.text for word in message.words]
        plain: list[str] = []
        place = 0
        while place < len(words):
            for said, meant in self._slang.get(words[place], ()):
                if tuple(words[place : place + len(said)]) == said:
                    plain.append(meant)
                    place += len(said)
                    break
            else:
                plain.append(words[place])
                place += 1
        return " ".join(plain)

    def _read(self, message: Message, ranking: Ranking) -> Understanding:
        safety = self._safety(message)
        signals = self._signals.read(message) if self._signals else SignalReading()
        if not message.words:
            return self._wordless(message)
        about = _About(ranking, self._matching, self._kinds)
        second = self._second_topic(message, about) if about.topic else None
        return _decide(safety, signals, about, second)

    def _wordless(self, message: Message) -> Understanding:
        intents = {self._symbols.get(symbol) for symbol in message.symbols}
        known = intents - {None}
        if known and None not in intents:
            return Understanding(Kind.SMALLTALK, intent=min(filter(None, known)), score=1.0, about_health=False)
        return Understanding(Kind.UNKNOWN)

    def _second_topic(self, message: Message, about: "_About") -> str | None:
        """Another question's topic, where parts of the message clearly ask two things."""
        parts = [part for part in _PARTS.split(message.text) if len(part.split()) >= _MIN_PART_WORDS]
        if len(parts) < 2:  # noqa: PLR2004  # two questions need two parts
            return None
        likely = {candidate.topic for candidate in about.candidates[:OFFERED]}
        for ranking in self._ranker.rank([self._prepare(self._speller.read(part)) for part in parts]):
            topics = ranking.of(LabelKind.TOPIC)
            if topics and topics[0][1] >= self._matching.answer_above and topics[0][0] in likely - {about.topic}:
                return topics[0][0]
        return None


class _About:
    """What a ranking says, by the content's thresholds."""

    def __init__(
        self, ranking: Ranking, matching: Matching, kinds: Mapping[str, IntentKind]
    ) -> None:
        topics = ranking.of(LabelKind.TOPIC)
        intents = ranking.of(LabelKind.INTENT)
        groups = ranking.of(LabelKind.NONE)
        self.candidates = tuple(Candidate(topic, round(score, 4)) for topic, score in topics[:_CANDIDATES])
        first = topics[0][1] if topics else 0.0
        second = topics[1][1] if len(topics) > 1 else 0.0
        none = ranking.total(LabelKind.NONE)
        self.score = round(first, 4)
        self.intent: str | None = None
        self.intent_kind: IntentKind | None = None
        by_kind = {kind: sum(score for intent, score in intents if kinds[intent] is kind) for kind in IntentKind}
        likely = max(by_kind, key=lambda kind: by_kind[kind])
        if by_kind[likely] > max(first, none, matching.intent_above) or (intents and intents[0][1] > max(first, none)):
            self.intent_kind = likely
            self.intent = next(intent for intent, _ in intents if kinds[intent] is likely)
            self.score = round(by_kind[likely], 4)
        sure = first >= matching.answer_above and first - second >= matching.margin
        self.topic = topics[0][0] if sure and ranking.ours >= matching.ours_to_answer and not self.intent else None
        offers = [topic for topic, score in topics[:OFFERED] if score >= matching.offer_above]
        offer = ranking.ours >= matching.ours_to_offer and not self.intent and not self.topic
        self.offered = tuple(offers) if offer else ()
        self.about_health = ranking.ours >= matching.ours_to_offer or not (groups and groups[0][0] == OTHER)


def _decide(
    safety: SafetyReading, signals: SignalReading, about: _About, second: str | None
) -> Understanding:
    tier = safety.tier
    kind = KIND_OF_TIER[tier] if tier else None
    reasons = signals.signals
    ours = about.about_health
    if kind is None and reasons and ours and about.intent_kind is not IntentKind.SMALLTALK:
        kind = Kind.BOOK
    if kind is None and about.intent_kind:
        kind = Kind(about.intent_kind.value)
    if kind is None:
        kind = Kind.ANSWER if about.topic else Kind.SUGGEST if about.offered else Kind.UNKNOWN
    present = safety.present + (reasons if ours else ())
    return Understanding(
        kind=kind,
        topic=about.topic,
        second=second,
        offered=about.offered,
        score=about.score,
        signals=tuple(sorted(present, key=lambda signal: -signal.tier.rank)),
        flags=safety.flags,
        notes=safety.notes,
        intent=about.intent if kind in {Kind.SMALLTALK, Kind.PERSON} else None,
        candidates=about.candidates,
        days=signals.days,
        worsening=signals.worsening,
        about_health=about.about_health or tier not in {None, Tier.SELF_CARE},
    )


def _examples(content: Content) -> list[tuple[str, Label]]:
    """Every training phrase with the label that it leads to."""
    examples: list[tuple[str, Label]] = []
    for topic in content.topics.values():
        label = Label(LabelKind.TOPIC, topic.id)
        examples += [(phrase, label) for phrase in (topic.title, *topic.asks, *topic.pointers)]
    for intent in content.intents.values():
        examples += [(phrase, Label(LabelKind.INTENT, intent.id)) for phrase in intent.asks]
    for group in content.out_of_scope:
        label = Label(LabelKind.NONE, HEALTH if group.health else OTHER)
        examples += [(phrase, label) for phrase in group.examples]
    return examples


def _safety_examples(content: Content) -> list[tuple[str, Tier | None]]:
    """Every message whose tier is known: the signs' own examples, and those of safety/examples."""
    examples: list[tuple[str, Tier | None]] = []
    for family in content.families:
        for sign in family.signs:
            if sign.tier.holds:
                examples += [(text, sign.tier) for text in sign.reads]
            examples += [(text, None) for text in sign.ignores]
    if content.signal_rules:
        for rule in content.signal_rules.signals.values():
            examples += [(text, None) for text in (*rule.reads, *rule.ignores)]
    for told in content.safety_examples:
        examples += [(text, Tier.CRISIS) for text in told.crisis]
        examples += [(text, Tier.EMERGENCY) for text in told.E]
        examples += [(text, Tier.URGENT) for text in told.U]
        examples += [(text, None) for text in told.calm]
    return examples


def _vocabulary(content: Content, book: PhraseBook) -> dict[str, int]:
    """The words that spelling is mended towards; safety words weigh most."""
    plain = Speller(content.language.spelling, {}).read
    counts = dict(weights([plain(text).plain() for text, _ in _examples(content)]))
    for family in content.families:
        for sign in family.signs:
            for word, count in weights([plain(text).plain() for text in sign.reads]).items():
                counts[word] = counts.get(word, 0) + count
    for word in book.vocabulary():
        counts[word] = counts.get(word, 0) + _SAFETY_WEIGHT
    return counts


def _by_first_word(slang: Mapping[str, str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for said, meant in sorted(slang.items(), key=lambda pair: -len(pair[0].split())):
        words = tuple(tokenise(said).plain().split())
        if words:
            table.setdefault(words[0], []).append((words, tokenise(meant).plain()))
    return table

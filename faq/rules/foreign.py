"""The most urgent signs in other languages: one small reader a language, beside the one for the bot's own.

Accents and capitals never matter. Each language has its own word groups and its own spelling, so that none of its words
can change how the bot's own language is read. Nothing here knows a language: the words are in safety/languages.
"""

import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from faq.language.phrases import Filtered, Hit, PhraseBook
from faq.language.spelling import Speller, english_words
from faq.language.text import Message, clean, word_texts
from faq.reading import Signal, Standing
from faq.rules import scope
from faq.rules.safety import SafetyReader, SafetyReading
from faq.written.safety import ForeignLanguage, ForeignSign, Sign, SignFamily

_SHORTEST = 6
"""Shorter words are not mended: we know too few words of the language to tell a slip from another word."""

_RULE_WEIGHT = 20
_DENIED_WITHIN = 3
_CERTAIN = 1
"""How many words of their own a message must have to be plainly in that language."""

_SHARED_WORD = 0.001
_MOSTLY = 0.6
"""More than English with some shared words ("a", "no") has: a share of all its different words."""

_LETTERS = str.maketrans("łŁđĐøØœŒæÆß'", "lLdDoOoOaAs ")


def fold(text: str) -> str:
    """The text without accents and apostrophes, letter for letter: "l'épaule" gives "l epaule"."""
    plain = text.translate(_LETTERS)
    return plain if plain.isascii() else "".join(unicodedata.normalize("NFD", letter)[0] for letter in plain)


class PlainScope:
    """What is plainly denied or asked about in a clause; everything else is present."""

    def __init__(self, filtered: Filtered, hits: Mapping[str, Sequence[Hit]]) -> None:
        self._clauses = [word.clause for word in filtered.words]
        self._denials = {denial.end: denial for denial in hits.get(scope.NEGATION, ())}
        self._denied_from = {denial.start for denial in self._denials.values()}
        self._ends = self._denied_from | {hit.start for hit in hits.get(scope.NEGATION_ENDS, ())}
        self._asked_from: dict[int, int] = {}
        for cue in hits.get(scope.HYPOTHETICAL, ()):
            self._asked_from.setdefault(self._clauses[cue.start], cue.end)

    def standing(
        self,
        hit: Hit,
        *,
        beside: Sequence[Hit] = (),
        long_ago_counts: bool = False,  # noqa: ARG002  # no time is read here: whatever happened counts
        resolved_counts: bool = True,  # noqa: ARG002  # the same
    ) -> Standing:
        """How `hit` stands. The "not" of "not able" does not deny the "pee" `beside` it."""
        if self._denied(hit, beside):
            return Standing.NEGATED
        asked_from = self._asked_from.get(self._clauses[hit.start])
        asked = asked_from is not None and asked_from <= hit.start
        return Standing.HYPOTHETICAL if asked else Standing.PRESENT

    def _denied(self, hit: Hit, beside: Sequence[Hit]) -> bool:
        if not self._denied_from.isdisjoint(range(hit.start, hit.end)):
            return False
        return any(
            self._clauses[denial.start] == self._clauses[hit.start]
            and not any(denial.start < part.end and part.start < denial.end for part in beside)
            and self._ends.isdisjoint(range(end, hit.start))
            for end in range(hit.start - _DENIED_WITHIN + 1, hit.start + 1)
            if (denial := self._denials.get(end))
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the reader of one language found.

    `spoken`: how many words of the message are of that language (those that the bot's own has too hardly count);
    `share`: how much of the message they make, 0 to 1.
    """

    language: str
    spoken: float
    share: float
    reading: SafetyReading


class _ForeignReader:
    """One language. `own_words` are those that a message in the bot's own language may hold as well."""

    def __init__(self, language: ForeignLanguage, families: Sequence[SignFamily], own_words: Container[str]) -> None:
        self._language = language.language
        self._own_words = own_words
        cues = {
            scope.NEGATION: language.negation,
            scope.NEGATION_ENDS: language.negation_ends,
            scope.HYPOTHETICAL: language.asking,
        }
        groups = {name: _folded(phrases) for name, phrases in (*language.groups.items(), *cues.items())}
        book = PhraseBook(groups, _folded(language.fillers))
        self._book = book
        self._reader = SafetyReader(_in_their_words(language, families), book, PlainScope)
        examples = (phrase for sign in language.signs for phrase in (*sign.reads, *sign.ignores))
        self.vocabulary = Counter(word for phrase in _folded(examples) for word in word_texts(phrase))
        self.vocabulary.update(dict.fromkeys(book.vocabulary(), _RULE_WEIGHT))

    def read(self, message: Message) -> _Told:
        said = {word.text for word in message.words}
        known = said & self.vocabulary.keys()
        spoken = sum(_SHARED_WORD if self._is_own(word) else 1 for word in known)
        share = len(known) / max(1, len(said))
        certain = spoken >= _CERTAIN or share >= _MOSTLY
        if not certain and all(map(self._is_own, said)):
            return _Told(self._language, spoken, share, SafetyReading())
        reading = self._reader.read(self._book.search(message))
        if not certain:
            reading = replace(reading, present=tuple(signal for signal in reading.present if self._is_theirs(signal)))
        return _Told(self._language, spoken, share, reading)

    def _is_own(self, word: str) -> bool:
        return word in english_words() or word in self._own_words or word.isdigit()

    def _is_theirs(self, signal: Signal) -> bool:
        """Whether the words are of this language indeed: "incontinence" alone is the bot's own."""
        return not all(self._is_own(word) for word in word_texts(fold(signal.words)))


class ForeignReader:
    """Adds what is said in other languages to the reading in the bot's own, whose words are in `book`."""

    def __init__(self, families: Sequence[SignFamily], languages: Sequence[ForeignLanguage], book: PhraseBook) -> None:
        own_words = frozenset(book.vocabulary())
        self._foreign = [_ForeignReader(language, families, own_words) for language in languages]
        vocabulary = sum((reader.vocabulary for reader in self._foreign), Counter[str]())
        self._speller = Speller({}, vocabulary, _SHORTEST)
        self.words = frozenset(word for word in vocabulary if len(word) >= _SHORTEST)
        """Folded words that are too long to be a slip in the bot's own language."""

    def read(self, message: Message, own: SafetyReading) -> SafetyReading:
        """One message (spelling mended in the bot's own language) whose reading there is `own`."""
        if not self._foreign:
            return own
        theirs = replace(self._speller.read(fold(message.text)), text=message.text)
        told = sorted((reader.read(theirs) for reader in self._foreign), key=lambda each: -each.spoken)
        others = [replace(signal, language=each.language) for each in told for signal in each.reading.others]
        best = told[0]
        language = best.language if best.spoken >= _CERTAIN and best.share >= _MOSTLY else ""
        told.append(_Told(language, _CERTAIN, 1, own))
        present: dict[str, Signal] = {}
        for each in told:
            for signal in each.reading.present:
                if not any(other.spoken > each.spoken and _denied(signal, other.reading) for other in told):
                    present.setdefault(signal.id, replace(signal, language=each.language))
        return replace(
            own,
            present=tuple(sorted(present.values(), key=lambda signal: -signal.tier.rank)),
            others=(*own.others, *others),
        )


def _denied(signal: Signal, reading: SafetyReading) -> bool:
    """Whether another language, of which the message has more words, denies the same sign in the same words."""
    return any(
        other.id == signal.id and (other.words in signal.words or signal.words in other.words)
        for other in reading.others
    )


def _in_their_words(language: ForeignLanguage, families: Sequence[SignFamily]) -> list[SignFamily]:
    """The families as far as the language has their signs, found by its own lines."""
    lines = {sign.sign: sign for sign in language.signs}
    return [
        family.model_copy(
            update={"signs": tuple(_put(sign, lines[sign.id]) for sign in family.signs if sign.id in lines)}
        )
        for family in families
    ]


def _put(sign: Sign, words: ForeignSign) -> Sign:
    lines = {"when": _folded(words.when), "with_": _folded(words.with_), "unless": _folded(words.unless)}
    return sign.model_copy(update=lines | {"unless_beside": (), "unless_anywhere": ()})


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(clean(phrase)) for phrase in phrases)

"""The rules of one content folder, compiled: what a message says by word groups, combinations, scope and times."""

from datetime import date

from faq.content_files import Content
from faq.language.phrases import PhraseBook
from faq.language.text import Message
from faq.rules import scope
from faq.rules.foreign import ForeignReader
from faq.rules.safety import SafetyReader, SafetyReading
from faq.rules.signals import SignalReader, SignalReading


class Rules:
    """Raises UnknownGroupError for a rule that names a word group which does not exist."""

    def __init__(self, content: Content) -> None:
        signal_groups = content.signal_rules.groups if content.signal_rules else {}
        self.book = PhraseBook(
            {**content.groups, **signal_groups, **scope.groups(content.scope)},
            content.scope.fillers,
            content.language.spelling,
        )
        self._safety = SafetyReader(content.families, self.book)
        self._foreign = ForeignReader(content.families, content.languages, self.book)
        self.foreign_words = self._foreign.words
        self._signals = SignalReader(content.signal_rules, self.book) if content.signal_rules else None

    def safety(self, message: Message) -> SafetyReading:
        """Red flags and crisis words in any language (spelling already mended)."""
        return self._foreign.read(message, self._safety.read(self.book.search(message)))

    def read(self, message: Message, today: date) -> tuple[SafetyReading, SignalReading]:
        """The same, and reasons to book; "since March" counts to `today`."""
        safety, signals = self.read_own(message, today)
        return self._foreign.read(message, safety), signals

    def read_own(self, message: Message, today: date) -> tuple[SafetyReading, SignalReading]:
        """The same in the bot's own language alone."""
        searched = self.book.search(message)
        signals = self._signals.read(searched, today) if self._signals else SignalReading()
        return self._safety.read(searched), signals

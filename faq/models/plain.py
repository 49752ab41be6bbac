"""Messages in the plain words that the models see: spelling mended, slang said plainly."""

from collections.abc import Collection, Mapping

from faq.language.spelling import Speller
from faq.language.text import Message, tokenise
from faq.rules.compiled import Rules
from faq.written.words import Language


class PlainWords:
    """Spelling and slang of one content folder. `vocabulary`: see Speller; slips are looked for by the `rules`."""

    def __init__(self, language: Language, vocabulary: Mapping[str, int], rules: Rules) -> None:
        self._speller = Speller(language.spelling, vocabulary, watched=rules.book.uses, foreign=rules.foreign_words)
        self._slang = _by_first_word(language.slang)

    def read(self, text: str) -> Message:
        """The message in mended words, each still pointing at what the patient typed."""
        return self._speller.read(text)

    def of(self, message: Message, without: Collection[int] = ()) -> str:
        """The words that the models see: slang in plain words, and none of the word places in `without`."""
        words = [word.text for place, word in enumerate(message.words) if place not in without]
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


def _by_first_word(slang: Mapping[str, str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for said, meant in sorted(slang.items(), key=lambda pair: -len(pair[0].split())):
        words = tuple(tokenise(said).plain().split())
        if words:
            table.setdefault(words[0], []).append((words, tokenise(meant).plain()))
    return table

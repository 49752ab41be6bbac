"""A message as words: cleaned, lower case, with the place in the original that each word came from."""

import re
import unicodedata
from dataclasses import dataclass, replace

MAX_CHARS = 4096
"""Telegram's limit for a message, in characters; more than that is never read."""

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"'})
_EMOJI_VARIANTS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_TOKEN = re.compile(
    r"(?P<word>\d+(?:[.,:]\d+)+|\d+(?=[^\W\d_])|[^\W_]+(?:'[^\W_]+)*)"
    r"|(?P<stop>[.!?…\n]+)"
    r"|(?P<pause>[,;:()\[\]—–/]|\s-\s)"
    r"|(?P<symbol>[^\w\s])"
)
_JOINED_NOT = {
    ("can", "not"): "cant",
    ("can", "t"): "cant",
    ("do", "not"): "dont",
    ("don", "t"): "dont",
    ("does", "not"): "doesnt",
    ("did", "not"): "didnt",
    ("is", "not"): "isnt",
    ("are", "not"): "arent",
    ("was", "not"): "wasnt",
    ("were", "not"): "werent",
    ("have", "not"): "havent",
    ("has", "not"): "hasnt",
    ("had", "not"): "hadnt",
    ("could", "not"): "couldnt",
    ("will", "not"): "wont",
    ("would", "not"): "wouldnt",
    ("should", "not"): "shouldnt",
}
_ONE_WORD = {"cannot": "cant", "cudnt": "couldnt", "carnt": "cant", "dnt": "dont", "dosent": "doesnt"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a message.

    `start` and `end` are character offsets in `Message.text`; `sentence` and `clause` count from 0
    (a full stop ends a sentence, a comma or dash a clause). `maybe`: other words that it may be a slip for.
    """

    text: str
    start: int
    end: int
    sentence: int
    clause: int
    maybe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A cleaned message and its words; `symbols` are emoji and other signs, in order."""

    text: str
    words: tuple[Word, ...]
    symbols: tuple[str, ...] = ()

    def said(self, start: int, end: int) -> str:
        """The patient's own words from word `start` up to, not including, word `end`."""
        if start >= end:
            return ""
        return self.text[self.words[start].start : self.words[end - 1].end]

    @property
    def wordless(self) -> bool:
        """Whether there is nothing to read: numbers alone, or not even those."""
        return all(word.text[0].isdigit() for word in self.words)

    def plain(self) -> str:
        """The words, joined by blanks."""
        return " ".join(word.text for word in self.words)


def bare(text: str) -> str:
    """A whole message, to be compared with words of the content: small letters, no full stop or mark at its ends."""
    return " ".join(text.lower().replace("’", "'").strip(" .!").split())


def clean(text: str) -> str:
    """Compose characters (NFKC), straighten quotes, drop control signs and skin tones, cut at MAX_CHARS."""
    if text.isascii() and text.isprintable():
        return text[:MAX_CHARS]
    composed = _EMOJI_VARIANTS.sub("", unicodedata.normalize("NFKC", text[:MAX_CHARS])).translate(_APOSTROPHES)
    kept = (
        char if char == "\n" or unicodedata.category(char)[0] != "C" else " " if char.isspace() else ""
        for char in composed
    )
    return "".join(kept)[:MAX_CHARS]


def tokenise(text: str) -> Message:
    """Split a raw message into words; "can not", "cannot" and "can't" are all the word "cant"."""
    cleaned = clean(text)
    words: list[Word] = []
    symbols: list[str] = []
    sentence = clause = 0
    for found in _TOKEN.finditer(cleaned):
        match found.lastgroup:
            case "word":
                folded = found.group().casefold().replace("'", "")
                text, (start, end) = _ONE_WORD.get(folded, folded), found.span()
                previous = words[-1] if words else None
                joined = _JOINED_NOT.get((previous.text, text)) if previous else None
                if previous and joined and previous.sentence == sentence:
                    words[-1] = replace(previous, text=joined, end=end)
                else:
                    words.append(Word(text, start, end, sentence, clause))
            case "stop":
                sentence += 1
                clause += 1
            case "pause":
                clause += 1
            case _:
                symbols.append(found.group())
    return Message(cleaned, tuple(words), tuple(symbols))


def word_texts(part: str) -> list[str]:
    """The words of a phrase's part, as `tokenise` reads them; quick for the many that are one plain word."""
    if part.isascii() and part.isalpha() and part.islower() and part not in _ONE_WORD:
        return [part]
    return [word.text for word in tokenise(part).words]

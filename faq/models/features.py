"""Messages as numbers: words and word pairs, pieces of words, static word vectors, and what is named, side by side.

Words and pieces are hashed to columns, so nothing but how rare each column is has to be learnt, and a phrase that
is new gets the same numbers as it would have had before.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import wordllama
from numpy.typing import NDArray

from faq.language.subject import NAMEABLE, Naming

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BLOCKS = 3
"""Words, pieces and vector have length 1 each, so of two equal messages they have the dot product 3."""

VECTOR_SIZE = 128
"""Leading dimensions of wordllama's vectors; they are trained so that a prefix works (Matryoshka)."""

_COLUMNS = 1 << 16
_PIECES = (3, 4)
_CONCEPTS = 1 << 13

WIDTH_OF_WORDS = 2 * _COLUMNS + VECTOR_SIZE
"""Features that tell how alike two texts are: words, pieces, vector."""

WIDTH = WIDTH_OF_WORDS + NAMEABLE
"""Features of a text: words, pieces, vector, what is named."""

WIDTH_WITH_CONCEPTS = WIDTH + _CONCEPTS

Numbers = NDArray[np.float32]

_VECTOR_PLACES = np.arange(2 * _COLUMNS, WIDTH_OF_WORDS)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """The features of one text: `values` at `places`, both of shape (found,); all others are 0.

    One message is read at a time, and for that arrays are ten times as fast as a sparse matrix.
    """

    places: NDArray[np.int_]
    values: Numbers

    def with_concepts(self, names: frozenset[str]) -> "Row":
        """The same with one more part of length 1: what the rules found in the text, by name."""
        found = sorted({WIDTH + crc32(name.encode()) % _CONCEPTS for name in names})
        if not found:
            return self
        values = np.full(len(found), 1 / np.sqrt(len(found)), np.float32)
        return Row(np.concatenate([self.places, found]), np.concatenate([self.values, values]))


class Features:
    """One row a text. `rarity` holds the inverse document frequency of each hashed column: words first, then pieces."""

    def __init__(self, rarity: Numbers, naming: Naming) -> None:
        self._naming = naming
        self.rarity = rarity
        """The one thing learnt, shape (2 * 65,536,)."""

    @classmethod
    def learn(cls, texts: Sequence[str], naming: Naming) -> "Features":
        """How rare each word and piece is in all phrases of the content."""
        unique = set(texts)
        found = np.zeros(2 * _COLUMNS, np.float32)
        for text in unique:
            found[list({*_words(text), *_pieces(text)})] += 1
        return cls((np.log((1 + len(unique)) / (1 + found)) + 1).astype(np.float32), naming)

    def of(self, texts: Sequence[str]) -> list[Row]:
        """A row for each text."""
        return [self._row(text, vector) for text, vector in zip(texts, _vectors(texts), strict=True)]

    def _row(self, text: str, vector: Numbers) -> Row:
        words, pieces = self._weighted(_words(text)), self._weighted(_pieces(text))
        named = WIDTH_OF_WORDS + np.array(self._naming.named(text), np.int_)
        return Row(
            np.concatenate([words.places, pieces.places, _VECTOR_PLACES, named]),
            np.concatenate([words.values, pieces.values, vector, np.ones(len(named), np.float32)]),
        )

    def _weighted(self, columns: Sequence[int]) -> Row:
        """TF-IDF with sublinear frequency, of length 1."""
        counts = Counter(columns)
        places = np.fromiter(counts.keys(), np.int_, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.rarity[places]
        return Row(places, values / np.sqrt(values @ values))


def matrix(rows: Sequence[Row], width: int = WIDTH) -> "csr_matrix":
    """Many rows as one sparse matrix, (rows, width)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  # a start from the cache does without it

    ends = np.cumsum([0, *(len(row.places) for row in rows)])
    values = np.concatenate([np.zeros(0, np.float32), *(row.values for row in rows)])
    places = np.concatenate([np.zeros(0, np.int_), *(row.places for row in rows)])
    found = csr_matrix((values, places, ends), shape=(len(rows), width))
    found.sort_indices()
    return found


def _words(text: str) -> list[int]:
    """The columns of the words and word pairs of a text."""
    words = text.split()
    return [_column(term) for term in (*words, *map(" ".join, pairwise(words)))]


def _pieces(text: str) -> list[int]:
    """The columns of the pieces of its words."""
    return list(chain.from_iterable(map(_pieces_of_word, text.split())))


@lru_cache(maxsize=50_000)
def _pieces_of_word(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    pieces = [padded[at : at + size] for size in _PIECES for at in range(len(padded) - size + 1)]
    return tuple(_COLUMNS + _column(piece) for piece in pieces)


def _column(term: str) -> int:
    return crc32(term.encode(errors="surrogatepass")) % _COLUMNS


def _vectors(texts: Sequence[str]) -> Numbers:
    vectors = np.nan_to_num(_wordllama().embed(list(texts))[:, :VECTOR_SIZE])
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


@lru_cache(maxsize=1)
def _wordllama() -> wordllama.WordLlamaInference:
    # The copy that the package ships: without these two it would look for a download.
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

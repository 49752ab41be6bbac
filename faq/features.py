"""Messages as numbers: words and word pairs, pieces of words, and static word vectors, side by side.

Words and pieces are hashed to columns, so nothing but how rare each column is has to be learnt, and a phrase that
is new gets the same numbers as it would have had before.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import scipy.sparse as sp
import wordllama
from numpy.typing import NDArray

BLOCKS = 3
"""Each of the three parts has length 1, so two equal messages have the dot product 3."""

VECTOR_SIZE = 128
"""Leading dimensions of wordllama's vectors; they are trained so that a prefix works (Matryoshka)."""

_COLUMNS = 1 << 16
_PIECES = (3, 4)

Numbers = NDArray[np.float32]


class Features:
    """One row a text. `rarity` holds the inverse document frequency of each hashed column: words first, then pieces."""

    def __init__(self, rarity: Numbers) -> None:
        self.rarity = rarity
        """The one thing learnt, shape (2 * 65,536,)."""

    @classmethod
    def learn(cls, texts: Sequence[str]) -> "Features":
        """How rare each word and piece is in all phrases of the content."""
        unique = set(texts)
        columns = sp.hstack([_counts(map(_words, unique)), _counts(map(_pieces, unique))])
        found = np.asarray((columns > 0).sum(axis=0)).ravel()
        return cls((np.log((1 + len(unique)) / (1 + found)) + 1).astype(np.float32))

    def of(self, texts: Sequence[str]) -> sp.csr_matrix:
        """A sparse matrix with one row for each text."""
        words = _weighted(_counts(map(_words, texts)), self.rarity[:_COLUMNS])
        pieces = _weighted(_counts(map(_pieces, texts)), self.rarity[_COLUMNS:])
        return sp.hstack([words, pieces, sp.csr_matrix(_vectors(texts))], format="csr")


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
    return tuple(map(_column, pieces))


def _column(term: str) -> int:
    return crc32(term.encode(errors="surrogatepass")) % _COLUMNS


def _counts(rows: "map[list[int]]") -> sp.csr_matrix:
    columns = list(rows)
    ends = np.cumsum([0, *map(len, columns)])
    places = np.fromiter(chain.from_iterable(columns), dtype=np.int32, count=int(ends[-1]))
    counts = sp.csr_matrix((np.ones(len(places), np.float32), places, ends), shape=(len(columns), _COLUMNS))
    counts.sum_duplicates()
    return counts


def _weighted(counts: sp.csr_matrix, rarity: Numbers) -> sp.csr_matrix:
    """Counts as TF-IDF with sublinear frequency, each row of length 1."""
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts


def _vectors(texts: Sequence[str]) -> Numbers:
    vectors = np.nan_to_num(_wordllama().embed(list(texts))[:, :VECTOR_SIZE])
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


@lru_cache(maxsize=1)
def _wordllama() -> wordllama.WordLlamaInference:
    # The copy that the package ships: without these two it would look for a download.
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

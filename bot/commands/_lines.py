"""Lines as they arrive, whole and as bytes: quick for a file, prompt for somebody who types."""

from collections.abc import Iterator
from io import FileIO
from pathlib import Path

STDIN = "-"
_CHUNK = 1 << 16


def open_bytes(file: str) -> FileIO:
    """A file, or standard input for "-", without a buffer. Raises OSError."""
    return FileIO(0, closefd=False) if file == STDIN else FileIO(Path(file))


def arriving(source: FileIO) -> Iterator[list[bytes]]:
    """All whole lines that are there, then those that come next; waits only where there is none."""
    begun = bytearray()
    while chunk := source.read(_CHUNK):
        whole, newline, rest = chunk.rpartition(b"\n")
        if not newline:
            begun += chunk
            continue
        yield bytes(begun + whole).split(b"\n")
        begun = bytearray(rest)
    if begun:
        yield [bytes(begun)]

"""`backchat ask`: what the bot would say to a message, judged on its own."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.commands._content import open_or_explain
from bot.commands._lines import arriving, open_bytes
from faq.build import Library
from faq.reading import Understanding
from faq.wording.facts import Clinic
from handlers.dialogue import advance
from handlers.events import Person, Said
from handlers.render import plain
from handlers.session import Session

_SOMEBODY = Person(1, "Patient")
_NO_MESSAGE = 'this is not a JSON object with a "text" that is a string.'


def ask_one(text: str, folder: Path | None, *, as_json: bool) -> int:
    """One message: the reply as a patient reads it, or all of it as JSON."""
    library = open_or_explain(folder)
    if isinstance(library, int):
        return library
    text = typed(text)
    understanding = library.knowledge.understand(text)
    if as_json:
        print(json.dumps(result(text, understanding, library), ensure_ascii=False))
    else:
        print("\n\n".join(replies(text, understanding, library)))
    return 0


def ask_many(file: str, folder: Path | None) -> int:
    """One JSON object a line in, one out, in order; "-" is standard input.

    A line that is no message gives an object with "error", and exit code 1. Blank lines are left out.
    """
    try:
        lines = open_bytes(file)
    except OSError as error:
        return _unreadable(file, error)
    with lines:
        library = open_or_explain(folder)
        if isinstance(library, int):
            return library
        numbers, bad = count(1), 0
        try:
            for arrived in arriving(lines):
                bad += _answer(list(zip(arrived, numbers, strict=False)), library)
        except IsADirectoryError as error:
            return _unreadable(file, error)
    return 1 if bad else 0


def typed(argument: str) -> str:
    """A command-line argument as it was typed: bytes that the locale could not read are UTF-8."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return os.fsencode(argument).decode(errors="replace")
    return argument


def replies(text: str, understanding: Understanding, library: Library) -> list[str]:
    """What the bot says, as plain text."""
    clinic = Clinic()
    said = Said(_SOMEBODY, text, understanding)
    turn = advance(Session(), said, library.knowledge, clinic, datetime.now(UTC))
    return [plain(reply, clinic) for reply in turn.replies]


def result(text: str, understanding: Understanding, library: Library) -> dict[str, object]:
    """The object that `--json` and `--jsonl` print."""
    return {
        "text": text,
        "kind": understanding.kind.value,
        "topic": understanding.topic,
        "offered": list(understanding.offered),
        "score": round(understanding.score, 4),
        "signals": [
            {"id": signal.id, "tier": signal.tier.value, "words": signal.words} for signal in understanding.signals
        ],
        "reply": replies(text, understanding, library),
    }


def _answer(lines: Sequence[tuple[bytes, int]], library: Library) -> int:
    """Print an object for each line; how many of them were no messages."""
    rows = [(number, *_row(line)) for line, number in lines if line.strip()]
    found = iter(library.reader.understand_all([str(row["text"]) for _, row, fault in rows if not fault]))
    for number, row, fault in rows:
        if fault:
            _print(row | {"error": f"line {number}: {fault}"})
        else:
            _print(row | result(str(row["text"]), next(found), library))
    sys.stdout.flush()
    return sum(bool(fault) for _, _, fault in rows)


def _row(line: bytes) -> tuple[dict[str, object], str]:
    """A line's object, and what keeps it from being a message ("": nothing)."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {}, "this is not UTF-8 text."
    except (ValueError, RecursionError):
        return {}, _NO_MESSAGE
    if not isinstance(row, dict):
        return {}, _NO_MESSAGE
    return row, "" if isinstance(row.get("text"), str) else _NO_MESSAGE


def _print(row: dict[str, object]) -> None:
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half an emoji, which only an escape can write
        text = json.dumps(row)
    print(text)


def _unreadable(file: str, error: OSError) -> int:
    print(f"ask: {file} can't be read: {error.strerror}.", file=sys.stderr)
    return 2

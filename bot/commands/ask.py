"""`backchat ask`: what the bot would say to a message, judged on its own."""

import json
import queue
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.markup import escape

from bot.commands._content import open_or_explain
from faq.build import Library
from faq.facts import Clinic
from faq.reading import Understanding
from faq.understanding import Explanation
from handlers.dialogue import advance
from handlers.model import Person, Said, Session
from handlers.render import plain

_BATCH = 128
_SOMEBODY = Person(1, "Patient")


def ask_one(text: str, folder: Path | None, *, as_json: bool, why: bool) -> int:
    """One message: the reply, or JSON, or with `why` also how it was read."""
    library = open_or_explain(folder)
    if library is None:
        return 1
    explanation = library.reader.explain(text)
    result = _result(text, explanation.understanding, library)
    if as_json:
        print(json.dumps(result | (_why_json(explanation) if why else {}), ensure_ascii=False))
        return 0
    print("\n\n".join(_replies(text, explanation.understanding, library)))
    if why:
        _print_why(explanation)
    return 0


def ask_many(file: str, folder: Path | None) -> int:
    """One JSON object a line in, one out, in order. A line that is no message gives an object with "error"."""
    library = open_or_explain(folder)
    if library is None:
        return 1
    if file == "-":
        return _answer_lines(sys.stdin, library)
    try:
        with Path(file).open(encoding="utf-8") as lines:
            return _answer_lines(lines, library)
    except (OSError, UnicodeDecodeError) as error:
        print(f"ask: {file} can't be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}.", file=sys.stderr)
        return 2


def _answer_lines(lines: IO[str], library: Library) -> int:
    bad = 0
    for batch in _batches(lines):
        rows = [(number, _row(line)) for number, line in batch]
        texts = [str(row["text"]) for _, row in rows if row is not None]
        found = iter(library.reader.understand_all(texts))
        for number, row in rows:
            if row is None:
                bad += 1
                print(json.dumps({"error": f'line {number}: this is not a JSON object with a "text" that is a string.'}))
            else:
                print(json.dumps(row | _result(str(row["text"]), next(found), library), ensure_ascii=False))
        sys.stdout.flush()
    return 1 if bad else 0


def _row(line: str) -> dict[str, object] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("text"), str) else None


def _batches(lines: IO[str]) -> Iterator[list[tuple[int, str]]]:
    """Whatever lines have arrived, together: quick for a file, prompt for somebody who types."""
    arrived: queue.Queue[tuple[int, str] | None] = queue.Queue(maxsize=4 * _BATCH)

    def read() -> None:
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    arrived.put((number, line))
        except UnicodeDecodeError:
            arrived.put((0, ""))
        arrived.put(None)

    threading.Thread(target=read, daemon=True).start()
    while (item := arrived.get()) is not None:
        batch = [item]
        while len(batch) < _BATCH:
            try:
                more = arrived.get_nowait()
            except queue.Empty:
                break
            if more is None:
                arrived.put(None)
                break
            batch.append(more)
        yield batch


def _replies(text: str, understanding: Understanding, library: Library) -> list[str]:
    clinic = Clinic()
    said = Said(_SOMEBODY, text, understanding)
    turn = advance(Session(), said, library.knowledge, clinic, datetime.now(UTC))
    return [plain(reply, clinic) for reply in turn.replies]


def _result(text: str, understanding: Understanding, library: Library) -> dict[str, object]:
    return {
        "text": text,
        "kind": understanding.kind.value,
        "topic": understanding.topic,
        "offered": list(understanding.offered),
        "score": round(understanding.score, 4),
        "signals": [
            {"id": signal.id, "tier": signal.tier.value, "words": signal.words} for signal in understanding.signals
        ],
        "reply": _replies(text, understanding, library),
    }


def _why_json(explanation: Explanation) -> dict[str, object]:
    return {
        "read_as": explanation.mended,
        "candidates": [
            {"topic": candidate.topic, "score": candidate.score} for candidate in explanation.understanding.candidates
        ],
        "not_counted": [
            {"id": signal.id, "words": signal.words, "standing": signal.standing.value, "rule": signal.rule}
            for signal in explanation.others
        ],
    }


def _print_why(explanation: Explanation) -> None:
    console = Console(highlight=False)
    understanding = explanation.understanding
    console.print(f"\n[bold]Why[/bold]: {understanding.kind.value}, score {understanding.score:.2f}")
    console.print(f"  read as: {escape(explanation.mended) or '(no words)'}")
    for signal in understanding.signals:
        console.print(
            f"  [red]{signal.tier.value}[/red] {signal.id}: “{escape(signal.words)}”, by the rule: {escape(signal.rule)}"
        )
    for signal in explanation.others:
        console.print(
            f"  [dim]not counted ({signal.standing.value}) {signal.id}: “{escape(signal.words)}”  {escape(signal.rule)}[/dim]"
        )
    closest = dict(explanation.closest)
    for candidate in understanding.candidates[:5]:
        phrase = closest.get(candidate.topic)
        console.print(f"  {candidate.score:.2f} {candidate.topic}" + (f"  closest: “{escape(phrase)}”" if phrase else ""))
    first = explanation.ranking.scores[:1]
    if first and first[0][0].kind.value != "topic":
        console.print(f"  {first[0][1]:.2f} {first[0][0].kind.value}: {first[0][0].id}")

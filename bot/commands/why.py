"""`backchat ask --why`: how a message was read, for those who write content."""

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot.commands._content import open_or_explain
from bot.commands.ask import replies, result, typed
from faq.models.ranking import LabelKind
from faq.reading import Signal
from faq.understanding import Explanation

_SHOWN = 5


def ask_why(text: str, folder: Path | None, *, as_json: bool) -> int:
    """One message: the reply, then what it was read as, the signs, and the topics that come near."""
    library = open_or_explain(folder)
    if isinstance(library, int):
        return library
    text = typed(text)
    explanation = library.reader.explain(text)
    understanding = explanation.understanding
    if as_json:
        print(json.dumps(result(text, understanding, library) | _json(explanation), ensure_ascii=False))
        return 0
    print("\n\n".join(replies(text, understanding, library)))
    _print(explanation)
    return 0


def _json(explanation: Explanation) -> dict[str, object]:
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


def _said(signal: Signal) -> str:
    language = f" ({signal.language})" if signal.language else ""
    return f"{signal.id}{language}: “{escape(signal.words)}”, by the rule: {escape(signal.rule)}"


def _print(explanation: Explanation) -> None:
    console = Console(highlight=False, soft_wrap=True)
    understanding = explanation.understanding
    console.print(f"\n[bold]Why[/bold]: {understanding.kind.value}, score {understanding.score:.2f}")
    console.print(f"  read as: {escape(explanation.mended) or '(no words)'}")
    for signal in understanding.signals:
        console.print(f"  [red]{signal.tier.value}[/red] {_said(signal)}")
    for signal in explanation.others:
        console.print(f"  [dim]not counted ({signal.standing.value}) {_said(signal)}[/dim]")
    closest = dict(explanation.closest)
    for candidate in understanding.candidates[:_SHOWN]:
        phrase = closest.get(candidate.topic)
        near = f"  closest: “{escape(phrase)}”" if phrase else ""
        console.print(f"  {candidate.score:.2f} {candidate.topic}{near}")
    for label, score in explanation.ranking.scores[:1]:
        if label.kind is not LabelKind.TOPIC:
            console.print(f"  {score:.2f} {label.kind.value}: {label.id}")

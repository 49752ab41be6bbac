"""`backchat eval`: the table of figures over labelled messages."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.commands._content import open_or_explain
from faq.evaluation import Figure, Judged, Row, RowsError, evaluate, read_rows

_SHOWN = 12
_RAISED = {"false urgent", "false escalate"}
_ALL_SHOWN = "urgent recall"
"""Every miss of this figure is listed."""


def evaluate_file(file: Path, before: Path | None, folder: Path | None, *, as_json: bool) -> int:
    """Measure; with `before` (an earlier --json output) also the change of each figure."""
    try:
        rows = read_rows(file)
        earlier = _earlier(before) if before else {}
    except RowsError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 2
    library = open_or_explain(folder)
    if isinstance(library, int):
        return library
    _note_strangers(rows, library.content.topics)
    figures = evaluate(rows, library.reader.understand_all)
    if as_json:
        by_name = {figure.name: _json(figure, earlier) for figure in figures}
        print(json.dumps({"rows": len(rows), "figures": by_name}, ensure_ascii=False))
    else:
        _print(figures, earlier, len(rows))
    return 0


def _earlier(path: Path) -> dict[str, float]:
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
        return {name: float(figure["share"]) for name, figure in figures.items() if figure["share"] is not None}
    except OSError as error:
        raise RowsError(f"{path.name} can't be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RowsError(f"{path.name} is not the output of an earlier `backchat eval --json`.") from None


def _note_strangers(rows: Sequence[Row], topics: Mapping[str, object]) -> None:
    """Rows that name other topics can't be met: most likely the content folder is the wrong one."""
    strangers = sorted({topic for row in rows for topic in row.topics} - topics.keys())
    if strangers:
        print(
            f"eval: this content has no topic {', '.join(strangers)}; rows that name one miss.",
            file=sys.stderr,
        )


def _change(figure: Figure, earlier: Mapping[str, float]) -> float | None:
    if figure.share is None or figure.name not in earlier:
        return None
    return figure.share - earlier[figure.name]


def _json(figure: Figure, earlier: Mapping[str, float]) -> dict[str, object]:
    return {
        "count": figure.count,
        "total": figure.total,
        "share": figure.share,
        **({"change": _change(figure, earlier)} if earlier else {}),
        "misses": [
            {
                "text": miss.row.text,
                "expect": miss.row.expect,
                "kind": miss.found.kind.value,
                "topic": miss.found.topic,
            }
            for miss in figure.misses
        ],
    }


def _print(figures: list[Figure], earlier: Mapping[str, float], rows: int) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table(title=f"{rows} labelled messages")
    for column in ("figure", "share", "count", *(("change",) if earlier else ())):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for figure in figures:
        share = "" if figure.share is None else f"{figure.share:.3f}"
        cells = [figure.name, share, f"{figure.count} of {figure.total}"]
        if earlier:
            change = _change(figure, earlier)
            cells.append("" if change is None else f"{change:+.3f}")
        table.add_row(*cells)
    console.print(table)
    for figure in figures:
        if not figure.misses:
            continue
        shown = figure.misses if figure.name == _ALL_SHOWN else figure.misses[:_SHOWN]
        console.print(f"\n{figure.name}: {'raised' if figure.name in _RAISED else 'missed'}")
        for miss in shown:
            console.print(f"  {_line(miss)}", markup=False)
        if len(figure.misses) > len(shown):
            console.print(f"  … and {len(figure.misses) - len(shown)} more (all with --json)")


def _line(miss: Judged) -> str:
    found = miss.found
    where = found.topic or ", ".join(found.offered) or found.intent or ""
    wanted = ", ".join(miss.row.topics) or miss.row.expect
    text = " ".join(miss.row.text.split())
    return f"{found.kind.value} {where} (wanted {wanted}): {text}"

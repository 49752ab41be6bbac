"""`backchat eval`: the table of figures over labelled messages."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.commands._content import open_or_explain
from faq.evaluation import Figure, Judged, RowsError, evaluate, read_rows

_SHOWN = 12


def evaluate_file(file: Path, before: Path | None, folder: Path | None, *, as_json: bool) -> int:
    """Measure; with `before` (an earlier --json output) also the change of each figure."""
    try:
        rows = read_rows(file)
        earlier = _earlier(before) if before else {}
    except RowsError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 2
    library = open_or_explain(folder)
    if library is None:
        return 1
    figures = evaluate(rows, library.reader.understand_all)
    if as_json:
        print(json.dumps({"rows": len(rows), "figures": {figure.name: _json(figure) for figure in figures}}, ensure_ascii=False))
    else:
        _print(figures, earlier, len(rows))
    return 0


def _earlier(path: Path) -> dict[str, float]:
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
        return {name: figure["share"] for name, figure in figures.items() if figure["share"] is not None}
    except (OSError, ValueError, KeyError, TypeError):
        raise RowsError(f"{path.name} is not the output of an earlier `backchat eval --json`.") from None


def _json(figure: Figure) -> dict[str, object]:
    return {
        "count": figure.count,
        "total": figure.total,
        "share": figure.share,
        "misses": [
            {"text": miss.row.text, "expect": miss.row.expect, "kind": miss.found.kind.value, "topic": miss.found.topic}
            for miss in figure.misses
        ],
    }


def _print(figures: list[Figure], earlier: dict[str, float], rows: int) -> None:
    console = Console(highlight=False)
    table = Table(title=f"{rows} labelled messages")
    for column in ("figure", "share", "count", *(("change",) if earlier else ())):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for figure in figures:
        share = "" if figure.share is None else f"{figure.share:.3f}"
        cells = [figure.name, share, f"{figure.count} of {figure.total}"]
        if earlier:
            known = figure.share is not None and figure.name in earlier
            cells.append(f"{(figure.share or 0) - earlier[figure.name]:+.3f}" if known else "")
        table.add_row(*cells)
    console.print(table)
    for figure in figures:
        if not figure.misses:
            continue
        shown = figure.misses if figure.name == "urgent recall" else figure.misses[:_SHOWN]
        console.print(f"\n{figure.name}: {'missed' if figure.name != 'false urgent' else 'raised'}")
        for miss in shown:
            console.print(f"  {_line(miss)}", markup=False)
        if len(figure.misses) > len(shown):
            console.print(f"  … and {len(figure.misses) - len(shown)} more (all with --json)")


def _line(miss: Judged) -> str:
    found = miss.found
    where = found.topic or ", ".join(found.offered) or found.intent or ""
    wanted = ", ".join(miss.row.topics) or miss.row.expect
    return f"{found.kind.value} {where} (wanted {wanted}): {miss.row.text}"

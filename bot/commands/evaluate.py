"""`backchat eval`: the table of figures over labelled messages."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from bot.commands._content import open_or_explain
from faq.measuring.crossvalidation import cross_validate
from faq.measuring.evaluation import Figure, Judged, Row, RowsError, confusions, figures, judge_all, read_rows

_SHOWN = 12
_RAISED = {"false urgent", "false escalate"}
_ALL_SHOWN = "urgent recall"
"""Every miss of this figure is listed."""


def evaluate_file(
    file: Path | None, before: Path | None, folder: Path | None, plot: Path | None = None, *, as_json: bool
) -> int:
    """Measure; with `before` (an earlier --json output) also what changed; with `plot` a picture of the threshold.

    Without `file`, the content's own phrases are measured by cross-validation.
    """
    try:
        rows = read_rows(file) if file else []
        earlier = _earlier(before) if before else _Earlier()
    except RowsError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 2
    library = open_or_explain(folder)
    if isinstance(library, int):
        return library
    if file:
        _note_strangers(rows, library.content.topics)
        judged = judge_all(rows, library.reader.understand_all)
    else:
        judged = cross_validate(library.content, date.today)
    if plot:
        from bot.commands.threshold_plot import draw  # noqa: PLC0415  # matplotlib takes a second to import

        draw(library, [item.row for item in judged], plot)
    if as_json:
        print(json.dumps(_json(judged, earlier), ensure_ascii=False))
    else:
        _print(judged, earlier)
    return 0


class _EarlierFigure(BaseModel):
    share: float | None


class _Earlier(BaseModel):
    """What an earlier --json output said."""

    figures: dict[str, _EarlierFigure] = {}
    outcomes: dict[str, bool] = {}


def _earlier(path: Path) -> _Earlier:
    try:
        return _Earlier.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RowsError(f"{path.name} can't be read: {error.strerror}.") from None
    except ValueError:
        raise RowsError(f"{path.name} is not the output of an earlier `backchat eval --json`.") from None


def _note_strangers(rows: Sequence[Row], topics: Mapping[str, object]) -> None:
    """Rows that name other topics can't be met: most likely the content folder is the wrong one."""
    strangers = sorted({topic for row in rows for topic in row.topics} - topics.keys())
    if strangers:
        print(
            f"eval: this content has no topic {', '.join(strangers)}; rows that name one miss.",
            file=sys.stderr,
        )


def _change(figure: Figure, earlier: _Earlier) -> float | None:
    before = earlier.figures.get(figure.name)
    if figure.share is None or before is None or before.share is None:
        return None
    return figure.share - before.share


def _json(judged: Sequence[Judged], earlier: _Earlier) -> dict[str, object]:
    return {
        "rows": len(judged),
        "figures": {figure.name: _figure_json(figure, earlier) for figure in figures(judged)},
        "confusions": [
            {"wanted": wanted, "given": given, "count": count} for wanted, given, count in confusions(judged)
        ],
        "outcomes": {item.row.text: item.accepted for item in judged},
    }


def _figure_json(figure: Figure, earlier: _Earlier) -> dict[str, object]:
    low, high = figure.interval or (None, None)
    return {
        "count": figure.count,
        "total": figure.total,
        "share": figure.share,
        "low": low,
        "high": high,
        **({"change": _change(figure, earlier)} if earlier.figures else {}),
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


def _print(judged: Sequence[Judged], earlier: _Earlier) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table(title=f"{len(judged)} labelled messages")
    for column in ("figure", "share", "95% interval", "count", *(("change",) if earlier.figures else ())):
        table.add_column(column, justify="left" if column == "figure" else "right")
    measured = figures(judged)
    for figure in measured:
        share = "" if figure.share is None else f"{figure.share:.3f}"
        between = "{:.3f} to {:.3f}".format(*figure.interval) if figure.interval else ""
        cells = [figure.name, share, between, f"{figure.count} of {figure.total}"]
        if earlier.figures:
            change = _change(figure, earlier)
            cells.append("" if change is None else f"{change:+.3f}")
        table.add_row(*cells)
    console.print(table)
    for figure in measured:
        title = f"{figure.name}: {'raised' if figure.name in _RAISED else 'missed'}"
        limit = len(figure.misses) if figure.name == _ALL_SHOWN else _SHOWN
        _list(console, title, [_line(miss) for miss in figure.misses], limit)
    pairs = [f"{count} x {wanted} -> {given}" for wanted, given, count in confusions(judged)]
    _list(console, "wanted -> given instead", pairs, _SHOWN)
    changed = [item for item in judged if earlier.outcomes.get(item.row.text, item.accepted) is not item.accepted]
    _list(console, "now right", [_line(item) for item in changed if item.accepted], _SHOWN)
    _list(console, "now wrong", [_line(item) for item in changed if not item.accepted], _SHOWN)


def _list(console: Console, title: str, lines: Sequence[str], limit: int) -> None:
    if not lines:
        return
    console.print(f"\n{title}")
    for line in lines[:limit]:
        console.print(f"  {line}", markup=False)
    if len(lines) > limit:
        console.print(f"  … and {len(lines) - limit} more (all with --json)")


def _line(miss: Judged) -> str:
    found = miss.found
    where = found.topic or ", ".join(found.offered) or found.intent or ""
    wanted = ", ".join(miss.row.topics) or miss.row.expect
    text = " ".join(miss.row.text.split())
    return f"{found.kind.value} {where} (wanted {wanted}): {text}"

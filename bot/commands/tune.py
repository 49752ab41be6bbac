"""`backchat tune`: thresholds chosen by labelled messages, written with the figures that chose them."""

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from bot.commands._content import counted, open_or_explain
from faq.content_files import PACKAGED
from faq.measuring.evaluation import Figure, RowsError, figures, read_rows
from faq.measuring.tuning import Tuning, own_rows, weighed
from faq.written.matching import Matching

_WIDTH = 118


def tune_thresholds(files: Sequence[Path], folder: Path | None) -> int:
    """Fit on `files` and on the content's own test phrases; the search starts from the thresholds in force.

    Told beside: what thresholds make of messages that had no part in choosing them.
    """
    try:
        rows = [row for file in files for row in read_rows(file)]
    except RowsError as error:
        print(f"tune: {error}", file=sys.stderr)
        return 2
    library = open_or_explain(folder)
    if isinstance(library, int):
        return library
    content, reader = library.content, library.reader
    samples = {
        ", ".join(file.name for file in files): weighed(reader, rows),
        "the content's own test phrases": weighed(reader, own_rows(content)),
    }
    samples = {name: sample for name, sample in samples.items() if sample}
    tuning = Tuning(reader.decide, list(samples.values()))
    best = tuning.best(content.matching)
    told = [
        f"{name} ({counted(len(sample), 'message')}): {_shares(measured)}"
        for (name, sample), measured in zip(samples.items(), tuning.figures(best), strict=True)
    ]
    apart = figures(tuning.cross_validated(Matching()))
    told.append(f"the first again, each fifth by thresholds that were chosen without it: {_shares(apart, within=True)}")
    print("\n".join(told))
    path = (folder or PACKAGED) / "matching.yaml"
    path.write_text(_written(best, told), encoding="utf-8")
    print(f"Written to {path.name}; `backchat check` and `backchat eval` tell what it means for other messages.")
    return 0


def _shares(measured: Sequence[Figure], *, within: bool = False) -> str:
    return ", ".join(_share(figure, within=within) for figure in measured if figure.share is not None) + "."


def _share(figure: Figure, *, within: bool) -> str:
    interval = figure.interval if within else None
    return f"{figure.name} {figure.share:.3f}" + (" ({:.3f} to {:.3f})".format(*interval) if interval else "")


def _written(matching: Matching, told: Sequence[str]) -> str:
    lines = _comment(
        "When the bot is sure enough. Every number trades one figure for another. `backchat tune` chose on:"
    )
    for sample in told:
        lines += _comment(sample)
    for name, field in Matching.model_fields.items():
        lines += ["", *_comment(field.description or ""), f"{name}: {getattr(matching, name):g}"]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]

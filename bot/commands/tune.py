"""`backchat tune`: thresholds chosen by labelled messages, written with the figures that chose them."""

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from bot.commands._content import counted, open_or_explain
from faq.content_files import PACKAGED
from faq.evaluation import Figure, RowsError, read_rows
from faq.schema import Matching
from faq.tuning import Tuning

_WIDTH = 118


def tune_thresholds(files: Sequence[Path], folder: Path | None) -> int:
    """Fit on all rows of `files`; the old thresholds are where the search starts."""
    try:
        rows = [row for file in files for row in read_rows(file)]
    except RowsError as error:
        print(f"tune: {error}", file=sys.stderr)
        return 2
    library = open_or_explain(folder)
    if isinstance(library, int):
        return library
    tuning = Tuning(library.reader, rows)
    before = library.content.matching
    best = tuning.best(before)
    old, new = tuning.figures(before), tuning.figures(best)
    for earlier, later in zip(old, new, strict=True):
        if later.share is not None and earlier.share is not None:
            print(f"{later.name:22} {earlier.share:.3f} -> {later.share:.3f}  ({later.count} of {later.total})")
    path = (folder or PACKAGED) / "matching.yaml"
    names = ", ".join(file.name for file in files)
    path.write_text(_written(best, new, f"{names} ({counted(len(rows), 'message')})"), encoding="utf-8")
    print(f"Written to {path.name}; `backchat check` and `backchat eval` tell what it means for other messages.")
    return 0


def _written(matching: Matching, figures: Sequence[Figure], fitted_on: str) -> str:
    shares = ", ".join(f"{figure.name} {figure.share:.3f}" for figure in figures if figure.share is not None)
    lines = [
        *_comment("When the bot is sure enough. Every number trades one figure for another; `backchat tune` chooses."),
        *_comment(f"Chosen on {fitted_on}, where they give: {shares}."),
    ]
    for name, field in Matching.model_fields.items():
        lines += ["", *_comment(field.description or ""), f"{name}: {getattr(matching, name):g}"]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]

"""A picture for admins: what happens to questions as the bot is asked to be surer before it answers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from faq.build import Library
from faq.measuring.evaluation import Judged, Row, judge
from faq.reading import Kind

_STEPS = np.linspace(0, 1, 41)
_BANDS = {
    "answered right": "#2a7f62",
    "offered in a choice": "#8fc1a9",
    "sent elsewhere, or not answered": "#c9c9c9",
    "answered wrong": "#c0392b",
}


def draw(library: Library, rows: Sequence[Row], path: Path) -> None:
    """Write a PNG: shares of the rows that ask something ours, over the threshold `answer_above`."""
    asked = [row for row in rows if row.expect == "answer"]
    evidence = [library.reader.weigh(row.text) for row in asked]
    matching = library.content.matching
    shares = np.zeros((len(_BANDS), len(_STEPS)))
    for step, threshold in enumerate(_STEPS):
        surer = matching.model_copy(update={"answer_above": float(threshold)})
        for row, one in zip(asked, evidence, strict=True):
            shares[_band(judge(row, library.reader.decide(one, surer))), step] += 1 / max(1, len(asked))
    figure = Figure(figsize=(9, 5.5), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    axes.stackplot(_STEPS, shares, labels=_BANDS, colors=_BANDS.values())
    axes.axvline(matching.answer_above, color="black", linestyle="--")
    axes.text(matching.answer_above + 0.01, 0.04, "in force now", fontsize=12)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"{len(asked)} questions that we should answer", fontsize=15)
    axes.set_xlabel("how sure the bot must be before it answers (answer_above)", fontsize=13)
    axes.set_ylabel("share of questions", fontsize=13)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2, fontsize=12, frameon=False)
    figure.savefig(path, format="png")


def _band(item: Judged) -> int:
    if item.accepted:
        return 0
    if item.offered:
        return 1
    return 3 if item.found.kind is Kind.ANSWER else 2

"""Opening a content folder for a command, with its problems printed for a person."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from faq.build import Library, open_folder
from faq.content_files import PACKAGED
from faq.source import ContentError, Problem


def open_or_explain(folder: Path | None, out: TextIO | None = None) -> Library | int:
    """The folder's library (None given: the example content), or the exit code after printing every problem.

    Problems go to `out`, standard error if left out.
    """
    if folder is not None and not folder.is_dir():
        print(f"{folder}: there is no such folder.", file=sys.stderr)
        return 2
    try:
        return open_folder(folder or PACKAGED)
    except ContentError as error:
        print_problems(error.problems, folder, out or sys.stderr)
        return 1


def print_problems(problems: Sequence[Problem], folder: Path | None, out: TextIO) -> None:
    """Every problem on a line of its own, then how many there are and where."""
    for problem in problems:
        print(problem, file=out)
    print(f"{counted(len(problems), 'problem')} in {folder or 'the example content'}.", file=out)


def counted(number: int, thing: str) -> str:
    """A number with its noun: "1 problem", "2 problems"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"

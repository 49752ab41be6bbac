"""Opening a content folder for a command, with its problems printed for a person."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from faq.build import Library, open_folder
from faq.content_files import PACKAGED
from faq.source import ContentError


def open_or_explain(
    folder: Path | None, out: TextIO | None = None, opened: Callable[[Path], Library] = open_folder
) -> Library | int:
    """The folder's library (None given: the example content), or the exit code after printing every problem.

    Problems go to `out`, standard error if left out.
    """
    if folder is not None and not folder.is_dir():
        print(f"{folder}: there is no such folder.", file=sys.stderr)
        return 2
    try:
        return opened(folder or PACKAGED)
    except ContentError as error:
        for problem in error.problems:
            print(problem, file=out or sys.stderr)
        where = folder or "the example content"
        print(f"{counted(len(error.problems), 'problem')} in {where}.", file=out or sys.stderr)
        return 1


def counted(number: int, thing: str) -> str:
    """A number with its noun: "1 problem", "2 problems"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"

"""Opening a content folder for a command, with its problems printed for a person."""

import sys
from pathlib import Path

from faq.build import Library, open_folder
from faq.content_files import PACKAGED
from faq.source import ContentError


def open_or_explain(folder: Path | None) -> Library | None:
    """The folder's library (None given: the example content); None after printing every problem."""
    try:
        return open_folder(folder or PACKAGED)
    except ContentError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"{count} problem{'s' if count > 1 else ''} in {folder or 'the example content'}.", file=sys.stderr)
        return None

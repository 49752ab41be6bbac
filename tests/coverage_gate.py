"""After the tests: every branch of the safety reading and the conversation was taken, 90% of all else.

Reads coverage.json, which `pytest --cov --cov-report=json` writes; prints what is missing and ends with 1.
"""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

COMPLETE = (
    "faq/rules/safety.py",
    "faq/rules/scope.py",
    "faq/language/phrases.py",
    "faq/models/whole_reader.py",
    "handlers/dialogue.py",
    "handlers/talk/*.py",
)
"""Files of which every line and branch must be covered."""

TOTAL = 90.0
"""Per cent of all lines and branches."""


def shortfalls(report: dict[str, Any]) -> list[str]:
    """What a coverage report lacks, one sentence each."""
    found = []
    files = {Path(name).as_posix(): file for name, file in report["files"].items()}
    for pattern in COMPLETE:
        named = sorted(name for name in files if fnmatch(name, pattern))
        if not named:
            found.append(f"{pattern}: not measured; was it renamed?")
        for name in named:
            found += [f"{name} line {line}: never run" for line in files[name]["missing_lines"]]
            found += [f"{name} line {line}: never went to {_place(to)}" for line, to in _branches(files[name])]
    total = report["totals"]["percent_covered"]
    if total < TOTAL:
        found.append(f"all together: {total:.1f}% is covered; {TOTAL:.0f}% must be.")
    return found


def _branches(file: dict[str, Any]) -> list[tuple[int, int]]:
    """Branches not taken from lines that were run."""
    never = set(file["missing_lines"])
    return [(line, to) for line, to in file["missing_branches"] if line not in never]


def _place(line: int) -> str:
    return f"line {line}" if line > 0 else "the end"


def main() -> None:
    """Judge ./coverage.json."""
    try:
        report = json.loads(Path("coverage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        sys.exit("coverage.json is not there; run pytest with --cov --cov-report=json first.")
    missing = shortfalls(report)
    if missing:
        sys.exit("\n".join(missing))


if __name__ == "__main__":
    main()

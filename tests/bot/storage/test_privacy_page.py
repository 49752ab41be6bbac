"""docs/privacy.md lists every column of every table, and says truly which are encrypted."""

import re
from pathlib import Path

from bot.storage.columns import secret_columns
from bot.storage.tables import metadata

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"
_ROW = re.compile(r"\| `(?P<table>\w+)` \| (?P<columns>[^|]+) \| [^|]+ \| [^|]+ \| (?P<encrypted>yes|no) \|")


def listed() -> list[tuple[str, bool]]:
    """Each column that the page names, as table.column, and whether it is said to be encrypted."""
    return [
        (f"{row['table']}.{column}", row["encrypted"] == "yes")
        for row in map(_ROW.fullmatch, PAGE.read_text(encoding="utf-8").splitlines())
        if row
        for column in re.findall(r"`(\w+)`", row["columns"])
    ]


def test_each_column_is_listed_once() -> None:
    """A new one needs its reason and its end; one that is gone must go there, too."""
    columns = [str(column) for table in metadata.tables.values() for column in table.columns]
    assert sorted(name for name, _ in listed()) == sorted(columns)


def test_what_is_said_to_be_encrypted_is() -> None:
    """And the rest is not."""
    sealed = {str(column) for table in metadata.tables.values() for column in secret_columns(table)}
    assert {name for name, encrypted in listed() if encrypted} == sealed

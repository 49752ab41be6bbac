"""`backchat tune`: thresholds fitted to labelled messages, for whoever would rather not turn them by hand."""

import json
from pathlib import Path

import pytest

from faq.content_files import load
from faq.written.matching import Matching
from tests.bot.commands.conftest import Backchat

ROWS: list[dict[str, object]] = [
    {"text": "may i keep my book longer", "expect": "answer", "topics": ["renew"]},
    {"text": "is there a fine for a late book", "expect": "answer", "topics": ["fines"]},
    {"text": "where can our group study", "expect": "answer", "topics": ["rooms"]},
    {"text": "who won the football", "expect": "none"},
]
NEVER_DIRECTLY = "answer_above: 1\n"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """What four visitors of a library wrote."""
    path = tmp_path / "visitors.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_thresholds_are_written_with_the_figures_that_chose_them(
    backchat: Backchat, library_folder: Path, rows: Path
) -> None:
    written = library_folder / "matching.yaml"
    written.write_text(NEVER_DIRECTLY, encoding="utf-8")
    result = backchat("tune", rows, "--content", library_folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "visitors.jsonl (4 messages)" in result.stdout
    assert "by thresholds that were chosen without it" in result.stdout
    text = written.read_text(encoding="utf-8")
    assert "answered or offered 1.000" in " ".join(text.replace("#", "").split())
    tuned = load(library_folder).matching
    assert tuned.answer_above < 1
    assert all((field.description or "?")[:40] in text for field in Matching.model_fields.values())
    assert backchat("check", "--content", library_folder).exit_code == 0


def test_a_second_run_starts_from_the_first(backchat: Backchat, library_folder: Path, rows: Path) -> None:
    backchat("tune", rows, "--content", library_folder)
    first = (library_folder / "matching.yaml").read_text(encoding="utf-8")
    backchat("tune", rows, "--content", library_folder)
    assert (library_folder / "matching.yaml").read_text(encoding="utf-8") == first


def test_a_file_that_is_not_labelled_messages_changes_nothing(
    backchat: Backchat, library_folder: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "holiday.jsonl"
    wrong.write_text("not json\n", encoding="utf-8")
    result = backchat("tune", wrong, "--content", library_folder)
    assert result.exit_code == 2
    assert "holiday.jsonl" in result.stderr
    assert not (library_folder / "matching.yaml").exists()

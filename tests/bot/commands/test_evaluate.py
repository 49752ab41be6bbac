"""`backchat eval`: figures over labelled messages, alone or beside an earlier measurement."""

import json
from pathlib import Path

import matplotlib.image
import pytest

from tests.bot.commands.conftest import Backchat

ROWS: list[dict[str, object]] = [
    {"text": "extend a loan", "expect": "answer", "topics": ["renew"], "note": "kept"},
    {"text": "what is the fine for a late book", "expect": "answer", "topics": ["rooms"]},
    {"text": "i cant feel\nmy legs [bold]", "expect": "urgent"},
]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Three messages: one right, one wrong, one urgent, which a library does not know."""
    path = tmp_path / "rows.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in ROWS) + "\n", encoding="utf-8")
    return path


def test_a_table_with_every_urgent_miss(backchat: Backchat, library_folder: Path, rows: Path) -> None:
    result = backchat("eval", rows, "--content", library_folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "3 labelled messages" in result.stdout
    assert "0.500" in result.stdout
    assert "answer fines (wanted rooms): what is the fine for a late book" in result.stdout
    assert "urgent recall: missed" in result.stdout
    assert "(wanted urgent): i cant feel my legs [bold]" in result.stdout


def test_the_change_against_an_earlier_measurement(
    backchat: Backchat, library_folder: Path, rows: Path, tmp_path: Path
) -> None:
    earlier = tmp_path / "before.json"
    measured = json.loads(backchat("eval", rows, "--json", "--content", library_folder).stdout)
    assert measured["rows"] == 3
    assert measured["figures"]["answer top-1"]["share"] == 0.5
    assert "change" not in measured["figures"]["answer top-1"]
    measured["figures"]["answer top-1"]["share"] = 0.25
    earlier.write_text(json.dumps(measured), encoding="utf-8")
    assert "+0.250" in backchat("eval", rows, earlier, "--content", library_folder).stdout
    again = json.loads(backchat("eval", rows, earlier, "--json", "--content", library_folder).stdout)
    assert again["figures"]["answer top-1"]["change"] == 0.25
    assert again["figures"]["human"]["change"] is None


def test_many_misses_are_counted_but_not_all_shown(backchat: Backchat, library_folder: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text('{"text": "extend a loan", "expect": "none"}\n' * 15, encoding="utf-8")
    result = backchat("eval", many, "--content", library_folder)
    assert "… and 3 more (all with --json)" in result.stdout


def test_topics_of_another_content_folder_are_noticed(backchat: Backchat, library_folder: Path, tmp_path: Path) -> None:
    others = tmp_path / "others.jsonl"
    others.write_text('{"text": "my back", "expect": "answer", "topics": ["causes", "duration"]}\n', encoding="utf-8")
    result = backchat("eval", others, "--content", library_folder)
    assert result.exit_code == 0
    assert result.stderr == "eval: this content has no topic causes, duration; rows that name one miss.\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "x"}', "line 2: not a labelled message"),
        ('{"text": "x", "expect": "maybe"}', "line 2: not a labelled message"),
        ("x", "line 2: not a labelled message"),
    ],
)
def test_wrong_rows(backchat: Backchat, tmp_path: Path, line: str, said: str) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(f'{{"text": "x", "expect": "none"}}\n{line}\n', encoding="utf-8")
    result = backchat("eval", wrong)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_files_that_are_none(backchat: Backchat, rows: Path, tmp_path: Path) -> None:
    assert "can't be read: No such file" in backchat("eval", tmp_path / "nothing").stderr
    assert "before.json can't be read: No such file" in backchat("eval", rows, tmp_path / "before.json").stderr
    (tmp_path / "odd.json").write_text('{"figures": [1]}', encoding="utf-8")
    odd = backchat("eval", rows, tmp_path / "odd.json")
    assert (odd.exit_code, "is not the output of an earlier `backchat eval --json`" in odd.stderr) == (
        2,
        True,
    )
    assert backchat("eval", rows, "--content", tmp_path / "nowhere").exit_code == 2


def test_rows_that_changed_sides_are_named(
    backchat: Backchat, library_folder: Path, rows: Path, tmp_path: Path
) -> None:
    extend, fine, legs = (str(row["text"]) for row in ROWS)
    measured = json.loads(backchat("eval", rows, "--json", "--content", library_folder).stdout)
    assert measured["outcomes"] == {extend: True, fine: False, legs: False}
    assert {"wanted": "rooms", "given": "fines", "count": 1} in measured["confusions"]
    earlier = tmp_path / "before.json"
    measured["outcomes"] = {extend: False, fine: True}
    earlier.write_text(json.dumps(measured), encoding="utf-8")
    said = backchat("eval", rows, earlier, "--content", library_folder).stdout
    assert "now right\n  answer renew (wanted renew): extend a loan" in said
    assert "now wrong\n  answer fines (wanted rooms)" in said
    assert "1 x rooms -> fines" in said


def test_the_picture_of_the_threshold(backchat: Backchat, library_folder: Path, rows: Path, tmp_path: Path) -> None:
    picture = tmp_path / "threshold.png"
    assert backchat("eval", rows, "--plot", picture, "--content", library_folder).exit_code == 0
    height, width, _ = matplotlib.image.imread(picture).shape
    assert (500 < height < 1200, 800 < width < 1600) == (True, True)


def test_without_a_file_the_contents_own_phrases_are_measured(backchat: Backchat, library_folder: Path) -> None:
    measured = json.loads(backchat("eval", "--json", "--content", library_folder).stdout)
    assert measured["figures"]["answer top-1"]["total"] == measured["rows"] > 5

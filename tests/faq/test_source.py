"""Files that can't be used: each is refused with file, line, column and what to do."""

import os
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import source
from faq.source import MAX_BYTES, ContentError, Problem
from faq.written.safety import SignFamily
from faq.written.topics import ExerciseRules, Topic
from faq.written.words import Groups

NOT_YAML = "this is not valid YAML: "
LETTERS = "letters, digits and hyphens, no blanks."
LOOK = "Look at the quotes and the indentation of this line and the one above."

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefgh"))

REFUSED: dict[str, tuple[bytes | str, str]] = {
    "a missing bracket": ("id: a\nasks: [b\ntitle: c\n", f"line 3, column 6: {NOT_YAML}.*{LOOK}"),
    "a colon in a text": ("title: Pain: what helps\n", 'line 1, column 12: .*A text with ": " in it'),
    "a quote left open": ('id: a\ntitle: "Pain\n', f"line 3, column 1: {NOT_YAML}.*{LOOK}"),
    "a quote inside quotes": ("title: 'it's'\n", f"line 1, column 12: {NOT_YAML}.*{LOOK}"),
    "a wrong indentation": ("asks:\n  - b\n title: c\n", f"line 3, column 2: {NOT_YAML}.*{LOOK}"),
    "a tab": ("asks:\n\t- b\n", "line 2, column 1: .*Use blanks, not tabs."),
    "a per cent sign": ("title: %5\n", 'line 1, column 8: .*A text that begins with "%" needs quotes'),
    "an at sign": ("title: @us\n", 'line 1, column 8: .*A text that begins with "@" needs quotes'),
    "bold at the start": ("title: **Yes** or no\n", 'line 1, column 9: .*A text that begins with "."'),
    "two documents": ("id: a\n---\nid: b\n", "line 2, column 1: a second document begins here"),
    "a duplicate key": ("id: a\ntitle: b\nid: c\n", 'line 3, column 1: "id" stands here twice; keep one'),
    "a duplicate key deeper down": ("a:\n  b: 1\n  b: 2\n", 'line 3, column 3: "b" stands here twice'),
    "an alias": ("id: *a\n", r'line 1, column 5: aliases \("\*name"\) are not used here; write it out'),
    "an alias bomb": (BOMB, "line 2, column 8: aliases"),
    "a tag": ("title: !loud Hello\n", r'line 1, column 8: tags \("!name"\) are not used here; take it out'),
    "a tag on a list": ("asks: !!python/tuple [a]\n", "line 1, column 7: tags"),
    "a tag that would run code": ("!!python/object/apply:os.system [ls]\n", "line 1, column 1: tags"),
    "a list as a key": ("? [a, b]\n: c\n", "line 1, column 3: a list can't be the name of a field"),
    "a date that does not exist": ("review_by: 2026-13-45\n", "line 1, column 12: this value can't be read"),
    "an equals sign": ("title: =\n", "line 1, column 8: this value can't be read; put quotes around it."),
    "deep nesting": ("a: " + "[" * 20 + "]" * 20, "line 1, column 15: lists inside lists go too deep here"),
    "bottomless nesting": ("[" * 400_000, "line 1, column 13: lists inside lists .*; write them flat."),
    "a character that can't be seen": ("id: a\ntitle: b\x07c\n", "line 2, column 9: .*U.0007.*delete it."),
    "Windows-1252": (b"id: a\n\ntitle: caf\xe9\n", "line 3, column 11: .*not UTF-8 text. Save it again as"),
    "a bad byte after a byte order mark": (b"\xef\xbb\xbfid: \xff\n", "line 1, column 5: .*not UTF-8 text"),
    "UTF-16": ("id: a\n".encode("utf-16"), "line 1, column 1: the file is not UTF-8 text"),
    "nothing at all": ("", "the file is empty."),
    "only comments": ("# to do\n", "the file is empty."),
    "five megabytes": (b"#" * 5_000_000, "the file has 5,000,000 bytes; 1,000,000 is the most. Split it up."),
}  # fmt: skip


def write(folder: Path, text: bytes | str) -> Path:
    """A file with this content."""
    path = folder / "sleep.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_file_is_refused(tmp_path: Path, text: bytes | str, reason: str) -> None:
    """One problem, in a sentence that an admin can act on."""
    place = " " if reason.startswith("line") else ": "
    with pytest.raises(ContentError, match=f"^topics/sleep.yaml{place}{reason}") as refused:
        source.read(write(tmp_path, text), "topics/sleep.yaml")
    [problem] = refused.value.problems
    assert problem.file == "topics/sleep.yaml"
    assert (problem.line > 0) == (problem.column > 0) == reason.startswith("line")
    assert "\n" not in problem.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's reason, without a path of the server."""
    with pytest.raises(ContentError, match=r"^x\.yaml: the file can't be read: No such file or directory\.$"):
        source.read(tmp_path / "x.yaml", "x.yaml")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe would keep whoever reads it waiting for ever."""
    os.mkfifo(tmp_path / "x.yaml")
    for path in (tmp_path, tmp_path / "x.yaml"):
        with pytest.raises(ContentError, match=r"^x\.yaml: this is no ordinary file; put a text file here\.$"):
            source.read(path, "x.yaml")


def test_a_good_file_remembers_where_each_value_stands(tmp_path: Path) -> None:
    """Keys, list items, and what is inside them; a byte order mark and Windows line ends don't matter."""
    text = "\ufeffid: sleep\r\nasks:\r\n  - how to sleep\r\n  - {a: 1}\r\nclinical: no\r\n"
    read = source.read(write(tmp_path, text), "t.yaml")
    assert read.data == {"id": "sleep", "asks": ["how to sleep", {"a": 1}], "clinical": False}
    assert read.places == {
        (): (1, 1),
        ("id",): (1, 1),
        ("asks",): (2, 1),
        ("asks", 0): (3, 5),
        ("asks", 1): (4, 5),
        ("asks", 1, "a"): (4, 6),
        ("clinical",): (5, 1),
    }


def test_a_problem_stands_at_the_nearest_place_above(tmp_path: Path) -> None:
    """What is missing has no place of its own."""
    read = source.read(write(tmp_path, "id: a\nasks: [b, c]\n"), "t.yaml")
    assert read.problem(("asks", 1), "x") == Problem("t.yaml", 2, 11, "x")
    assert read.problem(("asks", 7, "deeper"), "x") == Problem("t.yaml", 2, 1, "x")
    assert source.Source("t.yaml", None).problem(("asks",), "x") == Problem("t.yaml", 0, 0, "x")


def test_problems_are_sorted_and_told_once() -> None:
    """As an admin works through them."""
    first, second = Problem("a", 1, 1, "x"), Problem("a", 2, 1, "y")
    error = ContentError([second, first, second])
    assert error.problems == [first, second]
    assert str(error) == "a line 1, column 1: x\na line 2, column 1: y"


def problems(folder: Path, text: str, model: type[source.Model]) -> list[str]:
    """What a model finds wrong with a file."""
    with pytest.raises(ContentError) as refused:
        source.validate(source.read(write(folder, text), "t.yaml"), model)
    return [str(problem) for problem in refused.value.problems]


def test_every_problem_of_a_file_at_once(tmp_path: Path) -> None:
    """Each where it stands, in plain words."""
    text = """id: A B
title: 5
asks: hello
answr: x
clinical: maybe
review_by: soon
related: [x, 5]
exercises: []
sources: [{name: a, pge: b}]
qqqqq: 1
"""
    assert problems(tmp_path, text, Topic) == [
        f't.yaml line 1, column 1: "A B" can\'t be a name here; use small {LETTERS}',
        't.yaml line 1, column 1: "answer" is missing.',
        't.yaml line 2, column 1: "title" must be a text (put quotes around it).',
        't.yaml line 3, column 1: "asks" must be a list (lines that begin with -).',
        't.yaml line 4, column 1: "answr" is not a field here. Did you mean "answer"?',
        't.yaml line 5, column 1: "clinical" must be true or false.',
        't.yaml line 6, column 1: "review_by" must be a date, written like 2027-01-31.',
        't.yaml line 7, column 14: "related" must be a text (put quotes around it).',
        't.yaml line 9, column 11: "page" is missing.',
        't.yaml line 9, column 21: "pge" is not a field here. Did you mean "page"?',
        't.yaml line 10, column 1: "qqqqq" is not a field here.',
    ]


def test_texts_that_are_too_short_or_too_long(tmp_path: Path) -> None:
    """An empty list is empty; one whose only item is wrong is not said to be empty as well."""
    text = f"id: a\ntitle: ''\nasks: []\nanswer: {'x' * 2001}\n"
    assert problems(tmp_path, text, Topic) == [
        't.yaml line 2, column 1: "title" is empty; fill it in.',
        't.yaml line 3, column 1: "asks" is empty; fill it in.',
        't.yaml line 4, column 1: "answer" is too long: 2000 characters are the most.',
    ]
    assert problems(tmp_path, "id: a\ntitle: b\nasks: [5]\nanswer: c\n", Topic) == [
        't.yaml line 3, column 8: "asks" must be a text (put quotes around it).'
    ]


def test_other_models_explain_themselves_too(tmp_path: Path) -> None:
    """Names in capitals, choices, aliases of fields, and rules over a whole file."""
    assert problems(tmp_path, "numb: [x]\n", Groups) == [
        f't.yaml line 1, column 1: "numb" can\'t be a name here; use CAPITAL {LETTERS}'
    ]
    sign = "family: f\nsigns:\n  - {id: a, tier: Z, name: b, wiht: [c]}\n"
    assert problems(tmp_path, sign, SignFamily) == [
        "t.yaml line 3, column 13: \"tier\": Input should be 'crisis', 'E', 'U', 'G', 'P' or 'S'.",
        't.yaml line 3, column 31: "wiht" is not a field here. Did you mean "with"?',
    ]
    assert problems(tmp_path, "stop_rule: a\nstart: b\nrefused: {under_18: c, fracture: d}\n", ExerciseRules) == [
        't.yaml line 1, column 1: "the file": words are missing for pregnant, recent_surgery, osteoporosis.'
    ]
    assert problems(tmp_path, "- a\n", Topic) == ['t.yaml line 1, column 1: "the file" must be a block of fields.']


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    """Nothing else is needed."""
    read = source.read(write(tmp_path, "id: a\ntitle: b\nasks: [c]\nanswer: d\n"), "t.yaml")
    assert source.validate(read, Topic) == Topic(id="a", title="b", asks=("c",), answer="d")


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_at_all(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Data, or a plain refusal; nothing else ever comes out."""
    path = write(tmp_path_factory.getbasetemp(), raw)
    with suppress(ContentError):
        assert source.read(path, "t.yaml").places


def test_the_largest_file_that_is_read(tmp_path: Path) -> None:
    """Exactly at the limit."""
    text = "id: a\n#" + "x" * (MAX_BYTES - 7)
    assert source.read(write(tmp_path, text), "t.yaml").data == {"id": "a"}

"""The figures of `backchat eval`, each with rows that are counted by hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from faq.measuring.evaluation import Figure, Row, RowsError, confusions, evaluate, judge, read_rows
from faq.reading import Kind, Understanding

ANSWERED_SLEEP = Understanding(Kind.ANSWER, topic="sleep")
OFFERED_SLEEP = Understanding(Kind.SUGGEST, offered=("diet", "sleep"))


def row(expect: str, *topics: str, also: Sequence[str] = ()) -> Row:
    """A labelled message."""
    return Row.model_validate({"text": "x", "expect": expect, "topics": topics, "also": also})


ACCEPTED = {
    "the right answer": (row("answer", "sleep", "posture"), ANSWERED_SLEEP, True, True),
    "another of its topics": (row("answer", "posture", "sleep"), ANSWERED_SLEEP, True, True),
    "a wrong answer": (row("answer", "diet"), ANSWERED_SLEEP, False, False),
    "any answer, where no topic is named": (row("answer"), ANSWERED_SLEEP, True, True),
    "the right topic offered": (row("answer", "sleep"), OFFERED_SLEEP, False, True),
    "other topics offered": (row("answer", "posture"), OFFERED_SLEEP, False, False),
    "anything offered, where no topic is named": (row("answer"), OFFERED_SLEEP, False, True),
    "offered where an answer is as good": (row("none", "sleep", also=["answer"]), OFFERED_SLEEP, True, True),
    "answered where that is as good": (row("none", "sleep", also=["answer"]), ANSWERED_SLEEP, True, True),
    "a wrong one where one is as good": (row("none", "diet", also=["answer"]), ANSWERED_SLEEP, False, False),
    "offered where nothing is ours": (row("none"), OFFERED_SLEEP, False, False),
    "a person for a booking question": (row("answer", "book"), Understanding(Kind.PERSON), True, True),
    "a person for any other": (row("answer", "sleep", "book"), Understanding(Kind.PERSON), False, False),
    "a crisis is urgent": (row("urgent"), Understanding(Kind.CRISIS), True, True),
    "an emergency is urgent": (row("urgent"), Understanding(Kind.EMERGENCY), True, True),
    "tier U is urgent": (row("urgent"), Understanding(Kind.URGENT), True, True),
    "a GP's matter is not": (row("urgent"), Understanding(Kind.GP), False, False),
    "but escalates": (row("escalate"), Understanding(Kind.GP), True, True),
    "so does booking": (row("escalate"), Understanding(Kind.BOOK), True, True),
    "an answer alone does not": (row("escalate", "sleep"), ANSWERED_SLEEP, False, False),
    "an urgent card is no escalation": (row("escalate"), Understanding(Kind.URGENT), False, False),
    "unless that is as good": (row("escalate", also=["urgent"]), Understanding(Kind.URGENT), True, True),
    "thanks": (row("smalltalk"), Understanding(Kind.SMALLTALK), True, True),
    "a person": (row("human"), Understanding(Kind.PERSON), True, True),
    "not ours": (row("none"), Understanding(Kind.UNKNOWN), True, True),
}  # fmt: skip


@pytest.mark.parametrize(("labelled", "found", "accepted", "offered"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_is_accepted(labelled: Row, found: Understanding, *, accepted: bool, offered: bool) -> None:
    """As the format of labelled messages says."""
    judged = judge(labelled, found)
    assert (judged.accepted, judged.offered) == (accepted, offered)


CASES = [
    (row("urgent"), Understanding(Kind.EMERGENCY)),
    (row("urgent"), Understanding(Kind.ANSWER, topic="sleep")),
    (row("urgent", also=["escalate"]), Understanding(Kind.BOOK)),
    (row("escalate"), Understanding(Kind.BOOK)),
    (row("escalate"), Understanding(Kind.URGENT)),
    (row("escalate", also=["urgent"]), Understanding(Kind.URGENT)),
    (row("answer", "sleep"), ANSWERED_SLEEP),
    (row("answer", "sleep"), OFFERED_SLEEP),
    (row("answer", "posture"), ANSWERED_SLEEP),
    (row("answer", "sleep"), Understanding(Kind.BOOK, topic="sleep")),
    (row("answer", "sleep", also=["escalate"]), Understanding(Kind.BOOK, topic="sleep")),
    (row("none"), Understanding(Kind.UNKNOWN)),
    (row("none"), ANSWERED_SLEEP),
    (row("none", "sleep", also=["answer"]), ANSWERED_SLEEP),
    (row("none"), Understanding(Kind.EMERGENCY)),
    (row("human"), Understanding(Kind.PERSON)),
    (row("human"), Understanding(Kind.GP)),
    (row("smalltalk"), Understanding(Kind.SMALLTALK)),
]
"""Every kind of row, right and wrong."""

COUNTED = {
    "urgent recall": (2, 3, [1]),
    "false urgent": (2, 14, [4, 14]),
    "escalate recall": (2, 3, [4]),
    "false escalate": (2, 11, [9, 16]),
    "answer top-1": (2, 5, [7, 8, 9]),
    "answered or offered": (3, 5, [8, 9]),
    "wrong direct": (1, 5, [8]),
    "none refused": (2, 4, [12, 14]),
    "none wrongly answered": (1, 4, [12]),
    "human": (1, 2, [16]),
    "smalltalk": (1, 1, []),
}
"""By figure: count, total, and which of CASES make it worse."""


def figures() -> dict[str, Figure]:
    """The table for CASES."""
    rows = [labelled.model_copy(update={"text": str(place)}) for place, (labelled, _) in enumerate(CASES)]
    found = {str(place): understanding for place, (_, understanding) in enumerate(CASES)}
    return {figure.name: figure for figure in evaluate(rows, lambda texts: [found[text] for text in texts])}


def test_the_figures_and_their_order() -> None:
    """As the table shows them."""
    assert list(figures()) == list(COUNTED)


@pytest.mark.parametrize("name", COUNTED)
def test_a_figure_by_hand(name: str) -> None:
    """Count, total, share and misses."""
    figure = figures()[name]
    count, total, misses = COUNTED[name]
    assert (figure.count, figure.total) == (count, total)
    assert [int(missed.row.text) for missed in figure.misses] == misses
    assert figure.share == pytest.approx(count / total)


def test_a_figure_without_rows_has_no_share() -> None:
    """Nothing divided by nothing is not 100 per cent."""
    assert {figure.share for figure in evaluate([], lambda _: [])} == {None}


def write(folder: Path, text: str | bytes) -> Path:
    """A file of labelled messages."""
    path = folder / "rows.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_reading_rows(tmp_path: Path) -> None:
    """Blank lines, a byte order mark, Windows line ends, rare line breaks and unknown fields don't matter."""
    first = '\ufeff{"text": "a\u2028b", "expect": "none", "origin": "authored"}\r\n'
    second = '\n{"text": "c", "expect": "answer", "also": ["none"], "topics": ["sleep"]}\n'
    assert read_rows(write(tmp_path, first + second)) == [
        Row.model_validate({"text": "a\u2028b", "expect": "none", "origin": "authored"}),
        Row(text="c", expect="answer", also=("none",), topics=("sleep",)),
    ]


GOOD = '{"text": "a", "expect": "none"}\n'
BAD_LINES = {
    "not JSON": "text: a",
    "not an object": '["a"]',
    "no text": '{"expect": "none"}',
    "no label": '{"text": "a"}',
    "an unknown label": '{"text": "a", "expect": "maybe"}',
    "an unknown second label": '{"text": "a", "expect": "none", "also": ["maybe"]}',
    "topics that are no list": '{"text": "a", "expect": "none", "topics": "sleep"}',
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_line_that_is_no_labelled_message(tmp_path: Path, line: str) -> None:
    """The line is named, and what it needs."""
    needs = "urgent, escalate, answer, human, smalltalk, none"
    with pytest.raises(RowsError, match=rf"^rows\.jsonl line 3: not a labelled message; .*one of {needs}"):
        read_rows(write(tmp_path, f"{GOOD}\n{line}\n"))


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    """Missing, not text, or empty."""
    with pytest.raises(RowsError, match=r"^none\.jsonl can't be read: No such file or directory\.$"):
        read_rows(tmp_path / "none.jsonl")
    with pytest.raises(RowsError, match=r"^rows\.jsonl can't be read: it is not UTF-8 text\.$"):
        read_rows(write(tmp_path, b"\xff\xfe"))
    with pytest.raises(RowsError, match=r"^rows\.jsonl holds no messages\.$"):
        read_rows(write(tmp_path, "\n\n"))


def test_confusions_are_counted_by_what_was_wanted_and_given() -> None:
    """Topic for topic where one was answered for another, else kind for kind; the most frequent first."""
    wrong = Understanding(Kind.ANSWER, topic="diet")
    judged = [
        judge(row("answer", "sleep", "posture"), wrong),
        judge(row("answer", "sleep"), wrong),
        judge(row("answer", "sleep"), ANSWERED_SLEEP),
        judge(row("escalate"), ANSWERED_SLEEP),
        judge(row("none"), Understanding(Kind.BOOK)),
    ]
    assert confusions(judged) == [("sleep", "diet", 2), ("escalate", "sleep", 1), ("none", "book", 1)]

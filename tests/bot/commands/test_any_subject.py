"""Any subject: nothing in the program knows about backs. A library's FAQ, and 77 topics of a bank."""

import json
from itertools import product
from pathlib import Path

from faq.build import open_folder
from faq.reading import Kind
from tests.bot.commands.conftest import Backchat
from tests.faq.folder import write

THINGS = (
    "card",
    "loan",
    "mortgage",
    "pension",
    "transfer",
    "cheque",
    "overdraft",
    "password",
    "statement",
    "fee",
    "app",
)
DEEDS = ("cancel", "open", "change", "find", "lose", "pay", "complain about")
FRAMES = (
    "how do i {}",
    "i want to {}",
    "can you help me {}",
    "is it possible to {}",
    "what happens if i {}",
    "need to {} today",
    "where do i go to {}",
    "my husband wants to {}",
    "{} please",
    "trying to {} since monday",
)


def _bank(root: Path) -> Path:
    files = {}
    for deed, thing in product(DEEDS, THINGS):
        topic = f"{deed} {thing}".replace(" ", "-")
        asks = "".join(f"  - {frame.format(f'{deed} my {thing}')}\n" for frame in FRAMES)
        files[f"topics/{topic}.yaml"] = (
            f"id: {topic}\ntitle: {deed} your {thing}\nasks:\n{asks}answer: About {deed} and {thing}.\n"
        )
    return write(root, files)


def test_a_librarys_questions_are_answered(backchat: Backchat, library_folder: Path) -> None:
    said = {
        "can i keep my book a bit longer": "Sign in on our website",
        "is there a fine if i returned it late": "We stopped charging",
        "is there a quiet room for a group": "at the front desk",
    }
    for question, answer in said.items():
        result = backchat("ask", question, "--content", library_folder)
        assert (result.exit_code, answer in result.stdout) == (0, True), question
        assert not {"back", "pain", "physio"} & set(result.stdout.casefold().split())


def test_what_a_library_does_not_know_is_not_answered(backchat: Backchat, library_folder: Path) -> None:
    found = json.loads(backchat("ask", "--json", "my goldfish sings opera", "--content", library_folder).stdout)
    assert found["kind"] in {"unknown", "suggest"}
    assert found["reply"]


def test_a_librarys_content_is_checked_and_measured(backchat: Backchat, library_folder: Path, tmp_path: Path) -> None:
    write(library_folder, {"tests/rooms.yaml": "topic: rooms\nphrases: [may we use a study room]\n"})
    assert backchat("check", library_folder).exit_code == 0
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "extend my loan", "expect": "answer", "topics": ["renew"]}\n', encoding="utf-8")
    figures = json.loads(backchat("eval", rows, "--json", "--content", library_folder).stdout)["figures"]
    assert figures["answer top-1"]["share"] == 1.0


def test_the_bot_itself_wants_the_safety_files_and_says_which(backchat: Backchat, library_folder: Path) -> None:
    result = backchat("chat", "--content", library_folder)
    assert result.exit_code == 1
    for name in ("safety/cards.yaml", "safety/signs", "safety/scope.yaml", "exercises.yaml", "signals.yaml"):
        assert f"{name}: is missing; the bot does not run without it." in result.stderr


def test_seventy_seven_topics_of_a_bank(tmp_path: Path) -> None:
    """All of 770 phrases lead home, and so do words that stand in none of them."""
    library = open_folder(_bank(tmp_path / "bank"))
    assert len(library.content.topics) == 77
    asked = {ask: topic.id for topic in library.content.topics.values() for ask in topic.asks}
    assert len(asked) == 770
    found = library.reader.understand_all(list(asked))
    assert [one.topic for one in found] == list(asked.values())
    fresh = {
        f"hi, could someone explain how i {d} my {t}": f"{d}-{t}".replace(" ", "-") for d, t in product(DEEDS, THINGS)
    }
    near = [
        wanted in {one.topic, *one.offered}
        for one, wanted in zip(library.reader.understand_all(list(fresh)), fresh.values(), strict=True)
    ]
    assert sum(near) >= 74
    assert all(one.kind in {Kind.ANSWER, Kind.SUGGEST} for one in found)

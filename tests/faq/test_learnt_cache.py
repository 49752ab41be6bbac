"""What was learnt is kept by content, and never trusted further than that."""

from datetime import date
from pathlib import Path

import pytest

from faq.build import Library
from faq.content_files import Content, load
from faq.models.learning import Learn, Learnt, learn
from faq.models.learnt_cache import LearntCache, users_cache
from faq.rules.compiled import Rules
from faq.understanding import MessageReader
from tests.faq.folder import HEAT, SLEEP, write

TODAY = date(2026, 11, 23)
MESSAGES = [
    "best position to sleep",
    "numb when i wipe",
    "three weeks now and no better",
    "where can i buy petrol",
    "thanks",
]


class Counted:
    """Learns, and counts how often."""

    def __init__(self, teach: Learn = learn) -> None:
        self.times = 0
        self._teach = teach

    def __call__(self, content: Content, rules: Rules) -> Learnt:
        self.times += 1
        return self._teach(content, rules)


def test_the_same_content_is_learnt_once(library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And then read as it was: every message is understood alike. Whoever waits for so many phrases is told why."""
    counted = Counted(users_cache())
    readers = [
        MessageReader(library.content, lambda: TODAY, LearntCache(tmp_path / "cache", counted, keep_after=0))
        for _ in range(2)
    ]
    assert counted.times == 1
    assert [line for line in caplog.messages if line.startswith("Learning from the content")] != []
    learnt, kept = (reader.understand_all(MESSAGES) for reader in readers)
    assert learnt == kept
    assert [found.kind for found in kept] == ["answer", "emergency", "book", "unknown", "smalltalk"]


@pytest.fixture
def counted() -> Counted:
    """A teacher."""
    return Counted()


def read(root: Path, files: dict[str, str], cache: LearntCache) -> MessageReader:
    """A small folder's reader."""
    return MessageReader(load(write(root, files)), lambda: TODAY, cache)


def test_other_content_is_learnt_anew(tmp_path: Path, counted: Counted) -> None:
    """One more phrase is other content; another answer is not."""
    cache = LearntCache(tmp_path / "cache", counted, keep_after=0)
    read(tmp_path / "a", {"topics/sleep.yaml": SLEEP}, cache)
    read(tmp_path / "b", {"topics/sleep.yaml": SLEEP, "topics/heat.yaml": HEAT}, cache)
    assert counted.times == 2
    answered = SLEEP.replace("answer: ", "answer: Well. ")
    assert answered != SLEEP
    read(tmp_path / "c", {"topics/sleep.yaml": answered}, cache)
    assert counted.times == 2


@pytest.mark.parametrize("damage", [b"", b"not what was written", b"x" * 5000])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, counted: Counted, damage: bytes) -> None:
    """Half written, or somebody else's."""
    cache = LearntCache(tmp_path / "cache", counted, keep_after=0)
    read(tmp_path / "a", {"topics/sleep.yaml": SLEEP}, cache)
    [kept] = (tmp_path / "cache").iterdir()
    kept.write_bytes(damage)
    reader = read(tmp_path / "b", {"topics/sleep.yaml": SLEEP}, cache)
    assert counted.times == 2
    assert reader.understand("best position to sleep").topic == "sleep"


def test_no_place_to_keep_it(tmp_path: Path, counted: Counted) -> None:
    """A folder that can't be made costs time, nothing else."""
    (tmp_path / "file").write_text("in the way")
    cache = LearntCache(tmp_path / "file" / "cache", counted, keep_after=0)
    for name in ("a", "b"):
        assert read(tmp_path / name, {"topics/sleep.yaml": SLEEP}, cache).understand("best position to sleep").topic
    assert counted.times == 2


def test_what_is_learnt_quickly_is_not_kept(tmp_path: Path, counted: Counted) -> None:
    """Reading it would take as long."""
    read(tmp_path / "a", {"topics/sleep.yaml": SLEEP}, LearntCache(tmp_path / "cache", counted))
    assert not (tmp_path / "cache").exists()


def test_only_the_last_few_are_kept(tmp_path: Path, counted: Counted) -> None:
    """Old ones make room."""
    cache = LearntCache(tmp_path / "cache", counted, keep_after=0)
    for number in range(6):
        read(tmp_path / str(number), {"topics/sleep.yaml": f"{SLEEP}pointers: [sleep{number}]\n"}, cache)
    assert len(list((tmp_path / "cache").iterdir())) == 4
    read(tmp_path / "last", {"topics/sleep.yaml": f"{SLEEP}pointers: [sleep5]\n"}, cache)
    assert counted.times == 6

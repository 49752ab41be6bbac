"""What somebody who writes a chat file is told, and what its words mean."""

from pathlib import Path

import pytest

from faq.source import ContentError
from tests.e2e.chat_file import KEYS, SENTENCES, Press, Sight, load_chat
from tests.e2e.chat_runner import play_chat, reads_like
from tests.e2e.clinic import Clinic

GUIDE = Path(__file__).parents[2] / "docs" / "chats.md"
HEAD = "title: A chat\nwhy: It shows.\nchat:\n"


def _written(folder: Path, lines: str) -> Path:
    path = folder / "a-chat.yaml"
    path.write_text(HEAD + lines, encoding="utf-8")
    return path


def test_a_chat_as_moments(tmp_path: Path) -> None:
    """What is done, and what is seen for it, with their lines."""
    chat = load_chat(_written(tmp_path, "  - patient: hello\n  - bot: Hello. …\n  - Eve presses: More\n    on: heat\n"))
    first, second = chat.moments
    assert (first.line, first.seen) == (4, [(5, Sight(who="bot", does="sees", words="Hello. …"))])
    assert (second.line, second.deed) == (6, Press(who="Eve", does="presses", words="More", on="heat"))


@pytest.mark.parametrize(
    ("lines", "advice"),
    [
        (
            "  - patient: hi\n  - bott: Hello\n",
            'line 5, column 5: .*"bott" is not a line of a chat. Did you mean "bot"',
        ),
        ("  - patient: hi\n  - no links\n", 'line 5, column 5: .*Did you mean "no link"'),
        ("  - patient: hi\n  - bot: Hello\n    button: [A]\n", 'line 5.*"button" is not a field here'),
        ("  - patient: 16\n", 'line 4.*"words" must be a text'),
        ("  - patient sends: fax\n", "line 4.*photo"),
        ("  - time passes: a while\n", 'line 4.*like "25 hours"'),
        ("  - Sam edits the file: a.yaml\n    replaces: a\n    by: b\n", "line 4.*Priya"),
        ("  - bot: Hello\n", "line 4, column 5: somebody must do something first"),
        ("  - [patient, hi]\n", 'line 4.*looks like "- patient: heat or ice'),
        ("  []\n", "nothing happens in this chat"),
        ("  - patient: a: b\n", "line 4.*needs quotes around it"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, lines: str, advice: str) -> None:
    """File, line, and what to do."""
    with pytest.raises(ContentError, match=rf"a-chat\.yaml.*{advice}"):
        load_chat(_written(tmp_path, lines))


@pytest.mark.parametrize(
    ("words", "text", "alike"),
    [
        ("Hello. …", "Hello. How are you?", True),
        ("Hello. ...", "Hello.\n\nHow are you?", True),
        ("… are …", "Hello. How are you?", True),
        ("Hello. How are you?", "Hello.\n How  are you?", True),
        ("Hello.", "Hello. How are you?", False),
        ("… Hello?", "Hello.", False),
        ("… you … How …", "Hello. How are you?", False),
        ("B-… · Ana P.", "B-1001 · \u2068Ana P.\u2069", True),
    ],
)
def test_words_and_what_is_left_out(words: str, text: str, *, alike: bool) -> None:
    """Whole and in order, with … for anything."""
    assert reads_like(words, text) is alike


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        ("", "line 4: bot: 0 expected, 1 seen"),
        ("  - bot: …\n  - bot: …\n", "line 4: bot: 2 expected, 1 seen"),
        ("  - bot: Good evening …\n", "line 5: bot: expected 'Good evening …', seen 'You can book"),
        ("  - bot: …\n    buttons: []\n", r"line 5: bot: expected the buttons \[\], seen \['Book an assessment ↗'\]"),
        ("  - bot: …\n  - no link\n", "line 6: there is a link: .*example.com"),
        ("  - bot: …\n  - bot says nothing\n", "line 6: the bot said"),
        ("  - bot: …\n  - staff sees: …\n", "line 4: staff: 1 expected, 0 seen"),
    ],
)
async def test_a_chat_that_went_otherwise(clinic: Clinic, tmp_path: Path, seen: str, complaint: str) -> None:
    """Every way in which it can differ is a failure with its line."""
    chat = load_chat(_written(tmp_path, f"  - patient: /book\n{seen}"))
    with pytest.raises(AssertionError, match=f"a-chat.yaml {complaint}"):
        await play_chat(chat, clinic)


def test_the_guide_names_every_line() -> None:
    """By the verb, since everybody can do nearly everything."""
    guide = GUIDE.read_text(encoding="utf-8")
    for key, fields in {**KEYS, **SENTENCES}.items():
        told = key if fields["does"] in {"writes", "sees"} else fields["does"]
        assert told.removesuffix(" sees") in guide, key


async def test_the_example_of_the_guide(clinic: Clinic, tmp_path: Path) -> None:
    """It can be copied as it stands."""
    path = tmp_path / "example.yaml"
    path.write_text(GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    await play_chat(load_chat(path), clinic)


async def test_what_is_kept_is_noticed(clinic: Clinic, tmp_path: Path) -> None:
    """The held advice stands in the database by the id of its sign."""
    lines = "  - patient: numb between my legs, back is sore\n  - bot: …\n  - bot: …\n  - nothing kept of: saddle\n"
    with pytest.raises(AssertionError, match="line 7: the database holds 'saddle'"):
        await play_chat(load_chat(_written(tmp_path, lines)), clinic)

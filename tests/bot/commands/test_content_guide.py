"""docs/content.md, followed: its examples are good content, and `check` really says what the guide quotes."""

import re
from pathlib import Path

import pytest

from faq.content_files import PACKAGED
from tests.bot.commands.conftest import ROOT, Backchat
from tests.faq.folder import write

GUIDE = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
TOPIC, TESTS, CARD, STAGE, STORIES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
REST = "id: rest-or-active\ntitle: Rest?\nasks: [rest or keep moving, should i lie down]\nanswer: Keep moving.\n"
SLEEP = "id: sleep\ntitle: Sleep\nasks: [what does taping do]\nanswer: Yes.\n"
TAPE = "topics/tape.yaml"
FILES = {TAPE: TOPIC, "topics/rest-or-active.yaml": REST, "tests/tape.yaml": TESTS}


@pytest.fixture
def guided(tmp_path: Path) -> Path:
    """The guide's own topic and its test phrases, beside the topic that it names as related."""
    return write(tmp_path / "content", FILES)


def test_the_examples_pass_as_they_stand(backchat: Backchat, guided: Path) -> None:
    offering = TOPIC + "exercises: [wall-slide]\n"
    rules = (PACKAGED / "exercises.yaml").read_text(encoding="utf-8")
    staged = {"recovery/first-week.yaml": STAGE, "exercises.yaml": rules}
    write(guided, {"exercises/wall-slide.yaml": CARD, "stories/gym.yaml": STORIES, TAPE: offering, **staged})
    result = backchat("check", guided)
    assert result.stdout == "2 topics, 1 exercise card, 0 safety signs; 3 of 3 test phrases pass.\n"
    asked = re.search(r'backchat ask "(.*?)"', GUIDE)
    assert asked
    assert "Tape is fine" in backchat("ask", asked[1], "--content", guided).stdout


MISTAKES = [
    (TAPE, TOPIC.replace("answer:", "asnwer:"), '"asnwer" is not a field here. Did you mean "answer"?'),
    (TAPE, TOPIC.replace("answer:", "asnwer:"), '"answer" is missing.'),
    (TAPE, TOPIC.replace("id: tape", "id: tapes"), 'the id is "tapes", but the file is called "tape.yaml"'),
    ("topics/tap.yaml", TOPIC, 'the id "tape" is in topics/'),
    (TAPE, TOPIC.replace("rest-or-active", "rest"), 'there is no topic "rest"'),
    (TAPE, TOPIC.replace("Take it", "Ask {fone}"), '"{fone}" is not a placeholder. Known ones: '),
    (TAPE, "id: tape\nanswer: Two things: heat\n", 'A text with ": " in it needs quotes'),
    (TAPE, "id: tape\n\ttitle: Tape\n", "Use blanks, not tabs"),
    (TAPE, 'id: "tape\n', "Look at the quotes and the indentation"),
    (TAPE, "id: tape\nasks: tape\n", "must be a list (lines that begin with -)"),
    (TAPE, "id: tape\nanswer: 24\n", "must be a text (put quotes around it)"),
    (TAPE, TOPIC.replace("Does", "Does it" * 20), "is too long: 80 characters are the most"),
    (TAPE, TOPIC.replace("feels.**", "feels."), "a ** is missing its partner"),
    ("topics/tape.txt", TOPIC, 'files here end in ".yaml"'),
    (
        "tests/tape.yaml",
        "topic: tape\nphrases: [should i lie down a bit]\n",
        "should find tape, but leads to ",
    ),
    ("topics/sleep.yaml", SLEEP, "stands in topics/sleep.yaml; a phrase can lead to one place only"),
]


@pytest.mark.parametrize(("name", "text", "quoted"), MISTAKES)
def test_check_says_what_the_guide_quotes(backchat: Backchat, guided: Path, name: str, text: str, quoted: str) -> None:
    write(guided, {name: text})
    result = backchat("check", guided)
    assert (result.exit_code, quoted in result.stdout) == (1, True), result.stdout
    assert quoted.removesuffix(" ") in GUIDE.replace("…", "")


def test_a_topic_that_is_gone_is_missed_everywhere(backchat: Backchat, guided: Path) -> None:
    (guided / "topics" / "rest-or-active.yaml").unlink()
    write(
        guided,
        {
            "order.yaml": "- rest-or-active\n",
            "tests/rest-or-active.yaml": "topic: rest-or-active\nphrases: [lie down]\n",
        },
    )
    said = backchat("check", guided).stdout
    for name in ("order.yaml", "tests/rest-or-active.yaml", "topics/tape.yaml"):
        assert f"{name} line " in said
    assert said.endswith(f"3 problems in {guided}.\n")

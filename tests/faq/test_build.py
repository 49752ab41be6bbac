"""A folder made ready, and its own test phrases run against it."""

import re
from datetime import date
from pathlib import Path

import pytest

from faq.build import Library, failing_signs, failing_tests, open_folder
from faq.content_files import PACKAGED, default_wording
from faq.reading import Kind
from faq.source import ContentError
from tests.faq.folder import HEAT, SLEEP, write

TOPICS = {"topics/sleep.yaml": SLEEP, "topics/heat.yaml": HEAT}
SIGNS = """\
family: nerves
add: Say when it began.
signs:
  - id: numb-saddle
    tier: E
    name: numbness between the legs
    when: [NUMB + SADDLE]
    reads: [numb down there, no feeling between my legs]
    ignores: [my foot is numb]
  - id: low-mood
    tier: S
    name: low mood
    when: [feel low]
    note: That sounds hard.
    reads: [i feel low]
  - id: pregnant
    tier: S
    name: pregnancy
    when: [pregnant]
    flag: pregnant
    reads: [im pregnant]
"""
SAFETY = {
    "safety/signs/nerves.yaml": SIGNS,
    "safety/groups.yaml": "NUMB: [numb*, no feeling]\nSADDLE: [down there, between my legs]\n",
}


def opened(root: Path, files: dict[str, str]) -> Library:
    """A small folder, made ready."""
    return open_folder(write(root, files), lambda: date(2026, 11, 23))


def test_the_least_folder_answers(tmp_path: Path) -> None:
    """Any subject: nothing in the code knows about backs."""
    library = opened(tmp_path, {"topics/sleep.yaml": SLEEP})
    found = library.knowledge.understand("best position to sleep")
    assert (found.kind, found.topic) == (Kind.ANSWER, "sleep")
    assert library.knowledge.wording == default_wording()
    assert library.knowledge.urgent("i cant pee") is None
    assert failing_tests(library) == []


def test_a_folder_with_signs(tmp_path: Path) -> None:
    """What the cards need is looked up by id."""
    library = opened(tmp_path, {**TOPICS, **SAFETY})
    knowledge = library.knowledge
    assert knowledge.sign_cards == {"nerves": (None, "Say when it began.")}
    assert knowledge.sign_names["numb-saddle"] == "numbness between the legs"
    assert knowledge.notes == {"low-mood": "That sounds hard."}
    found = knowledge.urgent("Since today I am numb down there")
    assert found
    assert (found.kind, [signal.id for signal in found.signals]) == (Kind.EMERGENCY, ["numb-saddle"])
    assert list(failing_signs(library)) == []


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    """Comments don't change it, words do."""
    before = opened(tmp_path, TOPICS).knowledge.version
    assert opened(tmp_path, {"topics/heat.yaml": HEAT + "# a note\n"}).knowledge.version == before
    assert opened(tmp_path, {"topics/heat.yaml": HEAT.replace("It can", "It may")}).knowledge.version != before
    assert len(before) == 12


def test_failing_test_phrases_are_told_with_their_place(tmp_path: Path) -> None:
    """Every kind of test phrase; those that pass are not named."""
    library = opened(
        tmp_path,
        {
            **TOPICS,
            "intents/thanks.yaml": "id: thanks\nkind: smalltalk\nasks: [thanks, cheers mate]\n",
            "out-of-scope/cars.yaml": "group: cars\nexamples: [my car has a flat tyre, how much is petrol]\n",
            "tests/sleep.yaml": "topic: sleep\nphrases:\n  - position for sleep\n  - is heat any help\n",
            "tests/intents.yaml": "thanks:\n  - thanks mate\n  - what position to sleep in\n",
            "tests/out-of-scope.yaml": "cars:\n  - my car needs petrol\n  - does heat help me\n",
        },
    )
    found = [str(problem) for problem in failing_tests(library)]
    assert len(found) == 3
    assert found[0].startswith('tests/sleep.yaml line 4, column 5: "is heat any help" should find sleep, but leads to')
    assert found[0].endswith("Add a phrase like it to the asks of sleep.")
    assert found[1].startswith(
        'tests/intents.yaml line 3, column 5: "what position to sleep in" should be smalltalk, but is '
    )
    assert found[2].startswith(
        'tests/out-of-scope.yaml line 3, column 5: "does heat help me" should not be answered, but is '
    )


def test_signs_that_are_not_read_as_they_say(tmp_path: Path) -> None:
    """A sign that misses one of its own examples, or takes one that it must leave alone."""
    signs = (
        SIGNS.replace("[numb down there,", "[numb all over,")
        .replace("[my foot is numb]", "[numb down there]")
        .replace("[i feel low]", "[i feel fine]")
        .replace("[im pregnant]", "[im not sure]")
    )
    library = opened(tmp_path, {**TOPICS, **SAFETY, "safety/signs/nerves.yaml": signs})
    place = "safety/signs/nerves.yaml line"
    assert [str(problem) for problem in failing_signs(library)] == [
        f'{place} 8, column 13: "numb all over" must be read as numb-saddle, but is not.',
        f'{place} 9, column 15: "numb down there" must not be read as numb-saddle, but is.',
        f'{place} 15, column 13: "i feel fine" must be read as low-mood, but is not.',
        f'{place} 21, column 13: "im not sure" must be read as pregnant, but is not.',
    ]
    assert failing_tests(library) == []


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("when: [NUMB + NOWHERE]", "line 7, column 12"),
        ("when: [numb, NUMB >3 NOWHERE]", "line 7, column 18"),
        ("with: [NOWHERE]", "line 7, column 12"),
        ("unless:\n      - foot\n      - NOWHERE", "line 9, column 9"),
    ],
)
def test_a_rule_that_names_an_unknown_group(tmp_path: Path, rule: str, place: str) -> None:
    """The very line of the rule."""
    signs = SIGNS.replace("when: [NUMB + SADDLE]", rule)
    with pytest.raises(ContentError) as refused:
        opened(tmp_path, {**TOPICS, **SAFETY, "safety/signs/nerves.yaml": signs})
    wanted = f'safety/signs/nerves.yaml {place}: "NOWHERE" is not a word group; see safety/groups.yaml.'
    assert str(refused.value) == wanted


def test_a_signal_rule_that_names_an_unknown_group(tmp_path: Path) -> None:
    """The same for reasons to book."""
    signals = (PACKAGED / "signals.yaml").read_text(encoding="utf-8")
    [group, *_] = re.findall(r"unless: \[(P-[A-Z-]+)", signals)
    broken = signals.replace(f"  {group}:", "  P-OTHER:", 1)
    with pytest.raises(ContentError) as refused:
        opened(tmp_path, {**TOPICS, "signals.yaml": broken})
    [problem] = refused.value.problems
    assert broken.splitlines()[problem.line - 1][problem.column - 1 :].startswith(group)
    assert problem.message == f'"{group}" is not a word group; see the groups of signals.yaml.'


def test_the_shipped_content_says_what_its_signs_say(library: Library) -> None:
    """No example of the safety files may be misread: the program would not start."""
    assert [str(problem) for problem in failing_signs(library)] == []

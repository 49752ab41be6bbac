"""A content folder: the least that works, and everything that can be wrong with one, all at once."""

import json
from pathlib import Path

import pytest

from faq.content_files import PACKAGED, default_wording, load
from faq.source import ContentError
from faq.written.examples import IntentKind
from faq.written.topics import Flag
from tests.faq.folder import HEAT, SLEEP, write

INTENT = "id: thanks\nkind: smalltalk\nasks: [cheers]\nreply: You're welcome.\n"
PETS = "group: pets\nexamples: [my cat is ill]\n"
PLANK = "id: plank\ntitle: Plank\nsteps: [Hold.]\ndose: 10 seconds\ncue: Breathe.\neasier: On your knees.\n"
SIGNS = "family: nerves\nsigns:\n  - {id: numb, tier: E, name: numbness, when: [numb*]}\n"

CALLED = "but the file is called"
SAME = "make them the same."
ONE_PLACE = "a phrase can lead to one place only."
ELSEWHERE = f"stands in topics/sleep.yaml; {ONE_PLACE}"
IN_HEAT = f"stands in topics/heat.yaml; {ONE_PLACE}"
NO_PARTNER = "a ** is missing its partner: bold text stands between two of them."
KNOWN = (
    "{address}, {booking_url}, {clinic}, {email}, {free_assessment}, {hours}, {insurers}, {languages}, "
    "{phone}, {prices}, {privacy_contact}, {treatments}"
)
TWO_TEST_FILES = f"""\
tests/a.yaml line 1, column 1: the topic is "sleep", {CALLED} "a.yaml"; {SAME}
tests/sleep.yaml line 1, column 1: the topic "sleep" is in tests/a.yaml too; each must differ."""


def problems(root: Path) -> list[str]:
    """What is wrong with a folder."""
    with pytest.raises(ContentError) as refused:
        load(root)
    return [str(problem) for problem in refused.value.problems]


def test_the_least_folder(tmp_path: Path) -> None:
    """One topic with id, title, asks and answer; all else has a sensible default."""
    content = load(write(tmp_path, {"topics/sleep.yaml": SLEEP}))
    assert content.topics["sleep"].asks == ("how do i sleep with a bad back", "best position to sleep")
    assert content.topics["sleep"].label == "How do I sleep?"
    assert content.topics["sleep"].reviewer == "awaiting review"
    assert (content.cards, content.signal_rules, content.wording) == (None, None, None)


def test_a_folder_with_a_bit_of_everything(tmp_path: Path) -> None:
    """Each kind of file ends up where it belongs."""
    content = load(
        write(
            tmp_path,
            {
                "topics/sleep.yaml": SLEEP + "button: Sleep\nrelated: [heat]\nexercises: [plank]\n",
                "topics/heat.yaml": HEAT,
                "tests/sleep.yaml": "topic: sleep\nphrases: [which side to lie on]\n",
                "tests/intents.yaml": "thanks: [ta]\n",
                "tests/out-of-scope.yaml": "pets: [dog with fleas]\n",
                "intents/thanks.yaml": INTENT,
                "out-of-scope/pets.yaml": PETS,
                "exercises/plank.yaml": PLANK,
                "safety/signs/nerves.yaml": SIGNS,
                "safety/groups.yaml": "LEGS: [legs]\n",
                "safety/scope.yaml": 'negation: ["no"]\n',
                "language.yaml": "spelling: {bck: back}\n",
                "matching.yaml": "answer_above: 0.5\n",
            },
        )
    )
    assert content.topics["sleep"].label == "Sleep"
    assert content.tests == {"sleep": ("which side to lie on",)}
    assert content.intents["thanks"].kind is IntentKind.SMALLTALK
    assert content.intent_tests == {"thanks": ("ta",)}
    assert content.out_of_scope_tests == {"pets": ("dog with fleas",)}
    assert [group.group for group in content.out_of_scope] == ["pets"]
    assert content.exercises["plank"].dose == "10 seconds"
    assert [sign.id for family in content.families for sign in family.signs] == ["numb"]
    assert content.groups == {"LEGS": ("legs",)}
    assert content.scope.negation == ("no",)
    assert content.language.spelling == {"bck": "back"}
    assert content.matching.answer_above == 0.5
    assert content.sources["topics/heat.yaml"].places["asks", 1] == (5, 5)


def test_the_order_of_buttons(tmp_path: Path) -> None:
    """By name, unless order.yaml says otherwise; what it doesn't name follows."""
    files = {"topics/sleep.yaml": SLEEP, "topics/heat.yaml": HEAT}
    assert list(load(write(tmp_path, files)).topics) == ["heat", "sleep"]
    assert list(load(write(tmp_path, {"order.yaml": "[sleep]\n"})).topics) == ["sleep", "heat"]


def test_an_empty_folder(tmp_path: Path) -> None:
    """What is needed is named."""
    assert problems(tmp_path) == ["topics: no topic files here; at least one topics/NAME.yaml is needed."]


def test_no_folder(tmp_path: Path) -> None:
    """Nor a file in its place."""
    missing = tmp_path / "clinic"
    assert problems(missing) == [f"{missing}: there is no such folder."]
    missing.write_text("not a folder")
    assert problems(missing) == [f"{missing}: there is no such folder."]


def test_what_editors_and_mail_programs_leave_behind(tmp_path: Path) -> None:
    """Backups, hidden files, notes and sub-folders are no content."""
    leftovers = {
        ".sleep.yaml.swp": "x",
        "sleep.yaml~": "x",
        "sleep.yaml.bak": "x",
        "README.md": "x",
        "old/a.yaml": "x",
    }
    files = {f"topics/{name}": text for name, text in leftovers.items()}
    assert list(load(write(tmp_path, {"topics/sleep.yaml": SLEEP, **files})).topics) == ["sleep"]


ONE_PROBLEM: dict[str, tuple[dict[str, str], str]] = {
    "the wrong ending": (
        {"topics/heat.yml": HEAT},
        'topics/heat.yml: files here end in ".yaml"; rename it, or move it out of the folder.',
    ),
    "the wrong ending of a test": (
        {"tests/sleep.yml": "topic: sleep\nphrases: [a b]\n"},
        'tests/sleep.yml: files here end in ".yaml"; rename it, or move it out of the folder.',
    ),
    "a file name other than its id": (
        {"topics/warmth.yaml": HEAT},
        f'topics/warmth.yaml line 1, column 1: the id is "heat", {CALLED} "warmth.yaml"; {SAME}',
    ),
    "two files with one id": (
        {"topics/zzz.yaml": SLEEP.replace("sleep with", "rest with").replace("best", "good")},
        'topics/zzz.yaml line 1, column 1: the id "sleep" is in topics/sleep.yaml too; each must differ.',
    ),
    "two test files for one topic": (
        {
            "tests/a.yaml": "topic: sleep\nphrases: [x y]\n",
            "tests/sleep.yaml": "topic: sleep\nphrases: [z]\n",
        },
        TWO_TEST_FILES,
    ),
    "a phrase in two topics": (
        {"topics/heat.yaml": HEAT.replace("does heat help", "Best position, to sleep?")},
        f'topics/sleep.yaml line 5, column 5: "best position to sleep" {IN_HEAT}',
    ),
    "a phrase twice in a topic": (
        {"topics/heat.yaml": HEAT.replace("hot water bottle or not", "DOES heat help?")},
        f'topics/heat.yaml line 5, column 5: "DOES heat help?" stands in this file already; {ONE_PLACE}',
    ),
    "a phrase in two intents": (
        {
            "intents/thanks.yaml": INTENT,
            "intents/ok.yaml": "id: ok\nkind: smalltalk\nasks: [fine, cheers]\n",
        },
        f'intents/thanks.yaml line 3, column 8: "cheers" stands in intents/ok.yaml; {ONE_PLACE}',
    ),
    "a topic's phrase that is also not ours": (
        {"out-of-scope/pets.yaml": PETS.replace("my cat is ill", "best position to sleep")},
        f'out-of-scope/pets.yaml line 2, column 12: "best position to sleep" {ELSEWHERE}',
    ),
    "a test phrase that is also taught": (
        {"tests/sleep.yaml": "topic: sleep\nphrases: [best position to sleep]\n"},
        f'tests/sleep.yaml line 2, column 11: "best position to sleep" {ELSEWHERE}',
    ),
    "an unknown key": (
        {"topics/heat.yaml": HEAT.replace("answer", "anwser") + "answer: It can.\n"},
        'topics/heat.yaml line 6, column 1: "anwser" is not a field here. Did you mean "answer"?',
    ),
    "an unknown placeholder": (
        {"topics/heat.yaml": HEAT.replace("It can.", "Ring {fone}.")},
        f'topics/heat.yaml line 6, column 1: "{{fone}}" is not a placeholder. Known ones: {KNOWN}.',
    ),
    "a placeholder that reaches for more": (
        {"topics/heat.yaml": HEAT.replace("It can.", "Ring {clinic.__class__}.")},
        f'topics/heat.yaml line 6, column 1: "{{clinic.__class__}}" is not a placeholder. Known ones: {KNOWN}.',
    ),
    "a brace without its partner": (
        {"topics/heat.yaml": HEAT.replace("It can.", "Ring {phone.")},
        'topics/heat.yaml line 6, column 1: a "{" without its "}" (or the other way round).',
    ),
    "stars without their partner": (
        {"topics/heat.yaml": HEAT + "more: Use a **towel.\n"},
        f"topics/heat.yaml line 7, column 1: {NO_PARTNER}",
    ),
    "stars in an exercise card": (
        {"exercises/plank.yaml": PLANK.replace("Hold.", "'**Hold.'")},
        f"exercises/plank.yaml line 3, column 9: {NO_PARTNER}",
    ),
    "a placeholder in a family's words": (
        {"safety/signs/nerves.yaml": SIGNS + "action: Ring {phone and wait\n"},
        'safety/signs/nerves.yaml line 4, column 1: a "{" without its "}" (or the other way round).',
    ),
    "an unknown related topic": (
        {"topics/heat.yaml": HEAT + "related: [sleep, slep]\n"},
        'topics/heat.yaml line 7, column 18: there is no topic "slep".',
    ),
    "an unknown topic in the order": (
        {"order.yaml": "- sleep\n- diet\n"},
        'order.yaml line 2, column 3: there is no topic "diet".',
    ),
    "an unknown exercise card": (
        {"topics/heat.yaml": HEAT + "exercises: [plank]\n"},
        'topics/heat.yaml line 7, column 13: there is no exercise card "plank".',
    ),
    "tests of an unknown topic": (
        {"tests/diet.yaml": "topic: diet\nphrases: [what to eat]\n"},
        'tests/diet.yaml line 1, column 1: there is no topic "diet".',
    ),
    "tests of an unknown intent": (
        {"tests/intents.yaml": "hello: [hi]\n"},
        "tests/intents.yaml line 1, column 1: there is no file intents/hello.yaml.",
    ),
    "tests of an unknown group": (
        {"tests/out-of-scope.yaml": "cars: [flat tyre]\n"},
        "tests/out-of-scope.yaml line 1, column 1: there is no file out-of-scope/cars.yaml.",
    ),
}


@pytest.mark.parametrize(("files", "problem"), ONE_PROBLEM.values(), ids=ONE_PROBLEM.keys())
def test_one_thing_wrong(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    """It is told alone, where it stands, with what to do."""
    assert "\n".join(problems(write(tmp_path, {"topics/sleep.yaml": SLEEP, **files}))) == problem


def test_a_placeholder_of_the_cards(tmp_path: Path) -> None:
    """The fixed cards may name the {signs}, and nothing that does not exist."""
    cards = (PACKAGED / "safety" / "cards.yaml").read_text(encoding="utf-8")
    files = {"topics/sleep.yaml": SLEEP, "safety/cards.yaml": cards}
    assert load(write(tmp_path / "good", files)).cards
    files["safety/cards.yaml"] = cards.replace("You mentioned {signs}", "You mentioned {sings}", 1)
    [problem] = problems(write(tmp_path / "bad", files))
    assert problem.startswith("safety/cards.yaml line ")
    assert problem.endswith(f'"{{sings}}" is not a placeholder. Known ones: {{signs}}, {KNOWN}.')


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    """An admin mends them in one go, file by file."""
    found = problems(
        write(
            tmp_path,
            {
                "topics/sleep.yaml": SLEEP + "related: [heat, moon]\n",
                "topics/heat.yaml": "id: heat\n\ttitle: broken\n",
                "topics/ice.yaml": "id: ice\n",
                "language.yaml": "speling: {}\n",
                "safety/groups.yaml": "legs: [leg]\n",
            },
        )
    )
    assert [line.partition(":")[0] for line in found] == [
        "language.yaml line 1, column 1",
        "safety/groups.yaml line 1, column 1",
        "topics/heat.yaml line 2, column 1",
        "topics/ice.yaml line 1, column 1",
        "topics/ice.yaml line 1, column 1",
        "topics/ice.yaml line 1, column 1",
        "topics/sleep.yaml line 7, column 11",
        "topics/sleep.yaml line 7, column 17",
    ]


def test_exercise_rules_name_every_flag(tmp_path: Path) -> None:
    """Nobody who must not have a card is left without words."""
    refused = "\n".join(f"  {flag}: Ask us first." for flag in Flag)
    rules = f"stop_rule: Stop if it hurts.\nstart: Begin gently.\nrefused:\n{refused}\n"
    content = load(write(tmp_path / "all", {"topics/sleep.yaml": SLEEP, "exercises.yaml": rules}))
    assert content.exercise_rules
    assert content.exercise_rules.refused[Flag.PREGNANT] == "Ask us first."
    rules = rules.replace("pregnant", "#pregnant")
    [problem] = problems(write(tmp_path / "one-missing", {"topics/sleep.yaml": SLEEP, "exercises.yaml": rules}))
    assert problem == 'exercises.yaml line 1, column 1: "the file": words are missing for pregnant.'


def test_the_neutral_sentences_are_complete() -> None:
    """For a folder that brings no wording.yaml."""
    assert "not for emergencies" in default_wording().start


@pytest.mark.parametrize(
    "name", ["../heat", "/etc/passwd", "..", "a/b", "a\\b", "heat.yaml", "heat\0", "héat", "h" * 41]
)
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    """Small letters, digits and hyphens: nothing that a file system could read otherwise."""
    written = json.dumps(name)
    [problem] = problems(write(tmp_path, {"topics/sleep.yaml": SLEEP.replace("id: sleep", f"id: {written}")}))
    assert problem.startswith("topics/sleep.yaml")


def test_a_link_that_leads_out_of_the_folder(tmp_path: Path) -> None:
    """What lies elsewhere is nobody's content, and no error shows what stands in it."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("token: 1:made-up\n", encoding="utf-8")
    folder = write(tmp_path / "clinic", {"topics/sleep.yaml": SLEEP})
    (folder / "topics" / "heat.yaml").symlink_to(secret)
    (folder / "wording.yaml").symlink_to(secret)
    refused = "this is a link that leads out of the content folder; put the file itself here."
    assert problems(folder) == [f"topics/heat.yaml: {refused}", f"wording.yaml: {refused}"]


def test_a_link_within_the_folder(tmp_path: Path) -> None:
    """As where a whole folder is swapped at once."""
    folder = write(tmp_path, {"versions/1/sleep.yaml": SLEEP})
    (folder / "topics").mkdir()
    (folder / "topics" / "sleep.yaml").symlink_to(folder / "versions" / "1" / "sleep.yaml")
    assert list(load(folder).topics) == ["sleep"]

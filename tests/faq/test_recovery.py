"""Stages of recovery as content: in order, with exercises that exist and a stop rule, and nothing promised."""

import re
from pathlib import Path

import pytest
import yaml

from faq.build import Library
from faq.content_files import PACKAGED, load
from faq.source import ContentError
from faq.written.topics import Flag
from tests.faq.folder import write

TOPIC = "id: sleep\ntitle: Sleep\nasks: [sleep]\nanswer: Well.\n"
RULES = yaml.safe_dump({"stop_rule": "Stop.", "start": "Slowly.", "refused": {flag.value: "No." for flag in Flag}})
WALK = "id: walk\ntitle: Walk\nsteps: [Go.]\ndose: Once.\ncue: Breathe.\neasier: Slower.\n"
STAGE = (
    "place: {place}\ntitle: First\nopening: Go.\nadvice: [Walk.]\n"
    "ask_someone: Soon.\ngo_on: Later.\nexercises: [{card}]\n"
)
FOLDER = {"topics/sleep.yaml": TOPIC, "exercises.yaml": RULES, "exercises/walk.yaml": WALK}


def stage(id_: str, place: int, card: str = "walk") -> dict[str, str]:
    """One file."""
    return {f"recovery/{id_}.yaml": f"id: {id_}\n" + STAGE.format(place=place, card=card)}


def test_stages_come_in_the_order_of_their_places(tmp_path: Path) -> None:
    """Not by name."""
    content = load(write(tmp_path, {**FOLDER, **stage("after", 2), **stage("before", 1)}))
    assert list(content.stages) == ["before", "after"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({**FOLDER, **stage("a", 1, "swim")}, 'there is no exercise card "swim".'),
        ({**FOLDER, **stage("a", 1), **stage("b", 1)}, "the place 1 is that of recovery/a.yaml too; each must differ."),
        ({"topics/sleep.yaml": TOPIC, "exercises/walk.yaml": WALK, **stage("a", 1)}, "a stage carries the stop rule"),
        (
            {**FOLDER, "recovery/a.yaml": stage("a", 1)["recovery/a.yaml"].replace("Soon.", '"{fone}"')},
            '"{fone}" is not',
        ),
    ],
    ids=["an unknown exercise", "one place twice", "no stop rule", "an unknown placeholder"],
)
def test_what_is_wrong_is_named(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    """With its file."""
    with pytest.raises(ContentError) as error:
        load(write(tmp_path, files))
    [found] = error.value.problems
    assert found.message.startswith(problem)
    assert found.file.startswith("recovery/")


def test_the_packaged_stages(library: Library) -> None:
    """Four, from the first days to training, short enough for a phone, and without promise, forecast or label."""
    stages = library.content.stages
    assert list(stages) == ["first-48-hours", "first-week", "weeks-2-6", "back-to-training"]
    for each in stages.values():
        text = (PACKAGED / "recovery" / f"{each.id}.yaml").read_text(encoding="utf-8")
        spoken = " ".join([each.opening, *each.advice, each.ask_someone, each.go_on])
        assert len(spoken.split()) <= 130
        assert not re.search(r"chronic|you will recover|guarantee|cure|heal|\d+ ?%", spoken)
        assert text.startswith("# ")  # where its words come from
        assert each.sources

"""A content folder as validated models, with every problem found at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel

from faq import source
from faq.facts import PLACEHOLDERS, unknown_placeholders
from faq.schema import (
    Cards,
    Exercise,
    ExerciseRules,
    Groups,
    Intent,
    Language,
    Matching,
    OutOfScope,
    SafetyExamples,
    Scope,
    SignalRules,
    SignFamily,
    Topic,
    TopicTests,
)
from faq.source import ContentError, Path_, Problem, Source
from faq.text import tokenise
from faq.wording import Wording

PACKAGED = Path(__file__).parent / "content"
"""The example content that ships with the program."""

DEFAULTS = Path(__file__).parent / "defaults"
"""Neutral sentences for a folder that brings none of its own."""

Model = TypeVar("Model", bound=BaseModel)

_IGNORED_ENDINGS = (".swp", ".tmp", ".bak", "~", ".md", ".json")


class HeldOut(RootModel[dict[str, tuple[str, ...]]]):
    """Test phrases by intent or out-of-scope group."""


@dataclass(frozen=True)
class Content:
    """Everything that a content folder says. `places` finds the file of a topic id or phrase for error messages."""

    topics: dict[str, Topic]
    tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    exercise_rules: ExerciseRules | None = None
    intents: dict[str, Intent] = field(default_factory=dict)
    intent_tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    out_of_scope: tuple[OutOfScope, ...] = ()
    out_of_scope_tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: Language = field(default_factory=Language)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    families: tuple[SignFamily, ...] = ()
    safety_examples: tuple[SafetyExamples, ...] = ()
    scope: Scope = field(default_factory=Scope)
    cards: Cards | None = None
    signal_rules: SignalRules | None = None
    matching: Matching = field(default_factory=Matching)
    wording: Wording | None = None
    sources: dict[str, Source] = field(default_factory=dict)


class _Folder:
    """Reads files of one folder and gathers what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}

    def problem(self, name: str, path: Path_, message: str) -> None:
        known = self.sources.get(name)
        self.problems.append(known.problem(path, message) if known else Problem(name, 0, 0, message))

    def one(self, name: str, model: type[Model]) -> Model | None:
        path = self.root / name
        if not path.exists():
            return None
        try:
            read = source.read(path, name)
            self.sources[name] = read
            return source.validate(read, model)
        except ContentError as error:
            self.problems += error.problems
            return None

    def many(self, folder: str, model: type[Model], key: str) -> Iterator[tuple[str, Model]]:
        """All files of a sub-folder; the file's name must be its `key`."""
        seen: dict[str, str] = {}
        for name, model_read in self._files(folder, model):
            value, stem = getattr(model_read, key), Path(name).stem
            if value in seen:
                self.problem(name, (key,), f'the {key} "{value}" is also in {seen[value]}; each must be different.')
                continue
            seen[value] = name
            if value != stem:
                self.problem(
                    name, (key,), f'the {key} is "{value}", but the file is called "{stem}.yaml"; make them the same.'
                )
            yield name, model_read

    def unnamed(self, folder: str, model: type[Model]) -> Iterator[Model]:
        """All files of a sub-folder, whatever they are called."""
        for _, model_read in self._files(folder, model):
            yield model_read

    def _files(self, folder: str, model: type[Model]) -> Iterator[tuple[str, Model]]:
        for path in sorted((self.root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if path.name.startswith(".") or path.name.endswith(_IGNORED_ENDINGS) or path.is_dir():
                continue
            if path.suffix != ".yaml":
                self.problem(name, (), 'files here end in ".yaml"; rename it, or move it out of the folder.')
            elif (model_read := self.one(name, model)) is not None:
                yield name, model_read


def load(root: Path) -> Content:
    """Read a content folder. Raises ContentError with every problem of every file."""
    folder = _Folder(root)
    if not root.is_dir():
        raise ContentError([Problem(str(root), 0, 0, "there is no such folder.")])
    topics = {topic.id: topic for _, topic in folder.many("topics", Topic, "id")}
    if not topics and not folder.problems:
        raise ContentError([Problem("topics", 0, 0, "no topic files here; at least one topics/NAME.yaml is needed.")])
    held_out = {
        name: folder.one(f"tests/{name}.yaml", HeldOut) or HeldOut({}) for name in ("intents", "out-of-scope")
    }
    content = Content(
        topics=topics,
        tests=dict(_topic_tests(folder)),
        exercises={card.id: card for _, card in folder.many("exercises", Exercise, "id")},
        exercise_rules=folder.one("exercises.yaml", ExerciseRules),
        intents={intent.id: intent for _, intent in folder.many("intents", Intent, "id")},
        intent_tests=held_out["intents"].root,
        out_of_scope=tuple(group for _, group in folder.many("out-of-scope", OutOfScope, "group")),
        out_of_scope_tests=held_out["out-of-scope"].root,
        language=folder.one("language.yaml", Language) or Language(),
        groups=(folder.one("safety/groups.yaml", Groups) or Groups({})).root,
        families=tuple(family for _, family in folder.many("safety/signs", SignFamily, "family")),
        safety_examples=tuple(folder.unnamed("safety/examples", SafetyExamples)),
        scope=folder.one("safety/scope.yaml", Scope) or Scope(),
        cards=folder.one("safety/cards.yaml", Cards),
        signal_rules=folder.one("signals.yaml", SignalRules),
        matching=folder.one("matching.yaml", Matching) or Matching(),
        wording=folder.one("wording.yaml", Wording),
        sources=folder.sources,
    )
    _check(content, folder)
    if folder.problems:
        raise ContentError(folder.problems)
    return content


def default_wording() -> Wording:
    """The neutral sentences, for a folder without a wording.yaml."""
    return source.validate(source.read(DEFAULTS / "wording.yaml", "defaults/wording.yaml"), Wording)


def _topic_tests(folder: _Folder) -> Iterable[tuple[str, tuple[str, ...]]]:
    for path in sorted((folder.root / "tests").glob("*.yaml")):
        if path.name in {"intents.yaml", "out-of-scope.yaml"}:
            continue
        tests = folder.one(f"tests/{path.name}", TopicTests)
        if tests:
            yield tests.topic, tests.phrases


def _check(content: Content, folder: _Folder) -> None:
    """What no single file can show: references between files, and phrases that stand twice."""
    _check_phrases(content, folder)
    for topic in content.topics.values():
        name = f"topics/{topic.id}.yaml"
        for index, related in enumerate(topic.related):
            if related not in content.topics:
                folder.problem(name, ("related", index), f'there is no topic "{related}".')
        for index, exercise in enumerate(topic.exercises):
            if exercise not in content.exercises:
                folder.problem(name, ("exercises", index), f'there is no exercise card "{exercise}".')
        for part in ("answer", "more"):
            _check_text(folder, name, (part,), getattr(topic, part) or "")
    for intent in content.intents.values():
        _check_text(folder, f"intents/{intent.id}.yaml", ("reply",), intent.reply)
    for tested in content.tests:
        if tested not in content.topics:
            folder.problem(f"tests/{tested}.yaml", ("topic",), f'there is no topic "{tested}".')


def _check_text(folder: _Folder, name: str, path: Path_, text: str) -> None:
    try:
        for placeholder in unknown_placeholders(text):
            known = ", ".join("{" + known + "}" for known in sorted(PLACEHOLDERS))
            folder.problem(name, path, f'"{{{placeholder}}}" is not a placeholder. Known ones: {known}.')
    except ValueError:
        folder.problem(name, path, 'a "{" without its "}" (or the other way round).')
    if text.count("**") % 2:
        folder.problem(name, path, "a ** is missing its partner: bold text stands between two of them.")


def _check_phrases(content: Content, folder: _Folder) -> None:
    seen: dict[str, tuple[str, str]] = {}
    for owner, name, path, phrase in _phrases(content):
        key = tokenise(phrase).plain() or phrase
        if key in seen:
            other_owner, other_name = seen[key]
            where = "in this file already" if other_name == name else f"in {other_name}"
            if other_owner != owner or other_name == name or "tests/" in name:
                folder.problem(name, path, f'"{phrase}" stands {where}; a phrase can lead to one place only.')
        else:
            seen[key] = (owner, name)


def _phrases(content: Content) -> Iterator[tuple[str, str, Path_, str]]:
    for topic in content.topics.values():
        for index, phrase in enumerate(topic.asks):
            yield topic.id, f"topics/{topic.id}.yaml", ("asks", index), phrase
    for intent in content.intents.values():
        for index, phrase in enumerate(intent.asks):
            yield intent.id, f"intents/{intent.id}.yaml", ("asks", index), phrase
    for group in content.out_of_scope:
        for index, phrase in enumerate(group.examples):
            yield group.group, f"out-of-scope/{group.group}.yaml", ("examples", index), phrase
    for topic_id, phrases in content.tests.items():
        for index, phrase in enumerate(phrases):
            yield topic_id, f"tests/{topic_id}.yaml", ("phrases", index), phrase

"""A content folder as validated models, with every problem found at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel

from faq import source
from faq.language.text import tokenise
from faq.pictures import Picture, PictureError, read_picture
from faq.recovery import Stage
from faq.source import ContentError, Path_, Problem, Source
from faq.wording.bot import Wording
from faq.wording.facts import PLACEHOLDERS, unknown_placeholders
from faq.written.cards import Cards
from faq.written.examples import BookingExamples, Intent, OutOfScope, SafetyExamples, Stories, Story
from faq.written.matching import Matching
from faq.written.safety import ForeignLanguage, SignFamily
from faq.written.signals import SignalRules
from faq.written.topics import Exercise, ExerciseRules, Order, Topic, TopicTests
from faq.written.words import Groups, Language, Scope, Subject

PACKAGED = Path(__file__).parent / "content"
"""The example content that ships with the program."""

DEFAULTS = Path(__file__).parent / "defaults"
"""Neutral sentences for a folder that brings none of its own."""

Model = TypeVar("Model", bound=BaseModel)

_NO_TOPICS = "no topic files here; at least one topics/NAME.yaml is needed."
_INTENT_TESTS = "tests/intents.yaml"
_OUT_OF_SCOPE_TESTS = "tests/out-of-scope.yaml"
_IGNORED_ENDINGS = (".swp", ".tmp", ".bak", "~", ".md", ".json")


class HeldOut(RootModel[dict[str, tuple[str, ...]]]):
    """Test phrases by intent or out-of-scope group."""


@dataclass(frozen=True)
class Content:
    """Everything that a content folder says. `sources` has each file by name, to say where a value stands."""

    topics: dict[str, Topic]
    tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    exercise_rules: ExerciseRules | None = None
    pictures: dict[str, Picture] = field(default_factory=dict)
    """By the id of the exercise that has it."""
    stages: dict[str, Stage] = field(default_factory=dict)
    """In the order of their places."""
    intents: dict[str, Intent] = field(default_factory=dict)
    intent_tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    out_of_scope: tuple[OutOfScope, ...] = ()
    out_of_scope_tests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: Language = field(default_factory=Language)
    subject: Subject = field(default_factory=Subject)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    families: tuple[SignFamily, ...] = ()
    languages: tuple[ForeignLanguage, ...] = ()
    safety_examples: tuple[SafetyExamples, ...] = ()
    scope: Scope = field(default_factory=Scope)
    cards: Cards | None = None
    signal_rules: SignalRules | None = None
    booking_examples: tuple[BookingExamples, ...] = ()
    stories: tuple[Story, ...] = ()
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
        if not path.resolve().is_relative_to(self.root.resolve()):
            self.problem(name, (), "this is a link that leads out of the content folder; put the file itself here.")
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
                self.problem(name, (key,), f'the {key} "{value}" is in {seen[value]} too; each must differ.')
                continue
            seen[value] = name
            if value != stem:
                message = f'the {key} is "{value}", but the file is called "{stem}.yaml"; make them the same.'
                self.problem(name, (key,), message)
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
            if name in {_INTENT_TESTS, _OUT_OF_SCOPE_TESTS}:
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
    topics = _in_order({topic.id: topic for _, topic in folder.many("topics", Topic, "id")}, folder)
    if not topics and not folder.problems:
        raise ContentError([Problem("topics", 0, 0, _NO_TOPICS)])
    exercises = {card.id: card for _, card in folder.many("exercises", Exercise, "id")}
    content = Content(
        topics=topics,
        tests={tests.topic: tests.phrases for _, tests in folder.many("tests", TopicTests, "topic")},
        exercises=exercises,
        pictures=_pictures(exercises, folder),
        exercise_rules=folder.one("exercises.yaml", ExerciseRules),
        stages=_stages(folder),
        intents={intent.id: intent for _, intent in folder.many("intents", Intent, "id")},
        intent_tests=(folder.one(_INTENT_TESTS, HeldOut) or HeldOut({})).root,
        out_of_scope=tuple(group for _, group in folder.many("out-of-scope", OutOfScope, "group")),
        out_of_scope_tests=(folder.one(_OUT_OF_SCOPE_TESTS, HeldOut) or HeldOut({})).root,
        language=folder.one("language.yaml", Language) or Language(),
        subject=folder.one("subject.yaml", Subject) or Subject(),
        groups=(folder.one("safety/groups.yaml", Groups) or Groups({})).root,
        families=tuple(family for _, family in folder.many("safety/signs", SignFamily, "family")),
        languages=tuple(language for _, language in folder.many("safety/languages", ForeignLanguage, "language")),
        safety_examples=tuple(folder.unnamed("safety/examples", SafetyExamples)),
        scope=folder.one("safety/scope.yaml", Scope) or Scope(),
        cards=folder.one("safety/cards.yaml", Cards),
        signal_rules=folder.one("signals.yaml", SignalRules),
        booking_examples=tuple(folder.unnamed("booking-examples", BookingExamples)),
        stories=tuple(story for file in folder.unnamed("stories", Stories) for story in file.root),
        matching=folder.one("matching.yaml", Matching) or Matching(),
        wording=folder.one("wording.yaml", Wording),
        sources=folder.sources,
    )
    _check(content, folder)
    if folder.problems:
        raise ContentError(folder.problems)
    return content


def _in_order(topics: dict[str, Topic], folder: _Folder) -> dict[str, Topic]:
    order = folder.one("order.yaml", Order) or Order(())
    for index, topic_id in enumerate(order.root):
        if topic_id not in topics:
            folder.problem("order.yaml", (index,), f'there is no topic "{topic_id}".')
    named = {topic_id: topics[topic_id] for topic_id in order.root if topic_id in topics}
    return named | topics


def _pictures(exercises: dict[str, Exercise], folder: _Folder) -> dict[str, Picture]:
    pictures = {}
    for card in exercises.values():
        try:
            if card.picture is not None:
                pictures[card.id] = read_picture(folder.root, card.picture)
        except PictureError as error:
            folder.problem(f"exercises/{card.id}.yaml", ("picture",), str(error))
    return pictures


def _stages(folder: _Folder) -> dict[str, Stage]:
    found = sorted((stage for _, stage in folder.many("recovery", Stage, "id")), key=lambda stage: stage.place)
    for earlier, later in pairwise(found):
        if earlier.place == later.place:
            message = f"the place {later.place} is that of recovery/{earlier.id}.yaml too; each must differ."
            folder.problem(f"recovery/{later.id}.yaml", ("place",), message)
    return {stage.id: stage for stage in found}


def default_wording() -> Wording:
    """The neutral sentences, for a folder without a wording.yaml."""
    return source.validate(source.read(DEFAULTS / "wording.yaml", "defaults/wording.yaml"), Wording)


def _check(content: Content, folder: _Folder) -> None:
    """What no single file can show: references between files, and phrases that stand twice."""
    _check_phrases(content, folder)
    _check_tested(content, folder)
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
    _check_stages(content, folder)
    for intent in content.intents.values():
        _check_text(folder, f"intents/{intent.id}.yaml", ("reply",), intent.reply)
    _check_fixed_words(content, folder)
    _check_languages(content, folder)


def _check_stages(content: Content, folder: _Folder) -> None:
    """Their exercises exist, and so does the stop rule that each of them carries."""
    for stage in content.stages.values():
        name = f"recovery/{stage.id}.yaml"
        if content.exercise_rules is None:
            folder.problem(name, (), "a stage carries the stop rule of exercises.yaml, which is not there.")
        for index, exercise in enumerate(stage.exercises):
            if exercise not in content.exercises:
                folder.problem(name, ("exercises", index), f'there is no exercise card "{exercise}".')
        for path, text in source.texts(stage.model_dump()):
            _check_text(folder, name, path, text)


def _check_tested(content: Content, folder: _Folder) -> None:
    """Test phrases must be for something that exists."""
    for topic in content.tests.keys() - content.topics.keys():
        folder.problem(f"tests/{topic}.yaml", ("topic",), f'there is no topic "{topic}".')
    for intent in content.intent_tests.keys() - content.intents.keys():
        folder.problem(_INTENT_TESTS, (intent,), f"there is no file intents/{intent}.yaml.")
    for group in content.out_of_scope_tests.keys() - {group.group for group in content.out_of_scope}:
        folder.problem(_OUT_OF_SCOPE_TESTS, (group,), f"there is no file out-of-scope/{group}.yaml.")


def _check_languages(content: Content, folder: _Folder) -> None:
    """Their signs are signs of the content, and the card of each has its first line."""
    tiers = {sign.id: sign.tier for family in content.families for sign in family.signs}
    for language in content.languages:
        name = f"safety/languages/{language.language}.yaml"
        for path, text in source.texts(language.model_dump(include={"first"}, mode="json")):
            _check_text(folder, name, path, text)
        for index, sign in enumerate(language.signs):
            tier = tiers.get(sign.sign)
            if tier is None:
                folder.problem(name, ("signs", index, "sign"), f'there is no sign "{sign.sign}" in safety/signs.')
            elif tier not in language.first:
                message = f'"{sign.sign}" is of tier {tier.value}, for which "first" has no line.'
                folder.problem(name, ("signs", index, "sign"), message)


def _check_fixed_words(content: Content, folder: _Folder) -> None:
    for card in content.exercises.values():
        for path, text in source.texts(card.model_dump()):
            _check_text(folder, f"exercises/{card.id}.yaml", path, text)
    for family in content.families:
        words: dict[Path_, str | None] = {
            ("add",): family.add,
            ("action",): family.action,
            **{("signs", index, "note"): sign.note for index, sign in enumerate(family.signs)},
        }
        for place, said in words.items():
            _check_text(folder, f"safety/signs/{family.family}.yaml", place, said or "")
    for name, written in (("exercises.yaml", content.exercise_rules), ("safety/cards.yaml", content.cards)):
        for path, text in source.texts(written.model_dump() if written else {}):
            _check_text(folder, name, path, text, own=("signs",) if name == "safety/cards.yaml" else ())


def _check_text(folder: _Folder, name: str, path: Path_, text: str, own: tuple[str, ...] = ()) -> None:
    try:
        unknown = [placeholder for placeholder in unknown_placeholders(text) if placeholder not in own]
    except ValueError:
        folder.problem(name, path, 'a "{" without its "}" (or the other way round).')
        return
    for placeholder in unknown:
        known = ", ".join("{" + known + "}" for known in (*own, *sorted(PLACEHOLDERS)))
        folder.problem(name, path, f'"{{{placeholder}}}" is not a placeholder. Known ones: {known}.')
    if text.count("**") % 2:
        folder.problem(name, path, "a ** is missing its partner: bold text stands between two of them.")


def _check_phrases(content: Content, folder: _Folder) -> None:
    seen: dict[str, str] = {}
    for name, path, phrase in _phrases(content):
        key = tokenise(phrase).plain() or phrase
        if key in seen:
            where = "in this file already" if seen[key] == name else f"in {seen[key]}"
            folder.problem(name, path, f'"{phrase}" stands {where}; a phrase can lead to one place only.')
        seen.setdefault(key, name)


def _phrases(content: Content) -> Iterator[tuple[str, Path_, str]]:
    for topic in content.topics.values():
        for index, phrase in enumerate(topic.asks):
            yield f"topics/{topic.id}.yaml", ("asks", index), phrase
    for intent in content.intents.values():
        for index, phrase in enumerate(intent.asks):
            yield f"intents/{intent.id}.yaml", ("asks", index), phrase
    for group in content.out_of_scope:
        for index, phrase in enumerate(group.examples):
            yield f"out-of-scope/{group.group}.yaml", ("examples", index), phrase
    for topic_id, phrases in content.tests.items():
        for index, phrase in enumerate(phrases):
            yield f"tests/{topic_id}.yaml", ("phrases", index), phrase

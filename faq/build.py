"""A content folder made ready to answer from, and its own test phrases run against it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faq.content_files import Content, default_wording, load
from faq.decision import SECOND_READER
from faq.knowledge import Knowledge
from faq.language.phrases import UnknownGroupError
from faq.models.learnt_cache import users_cache
from faq.models.training import asked, learnt_from
from faq.reading import Kind, Understanding
from faq.rules.safety import SafetyReading
from faq.source import ContentError, Path_, Problem, texts
from faq.understanding import MessageReader
from faq.written.safety import ForeignSign, Sign, Tier

_SIGNALS = "signals.yaml"
_WITH_RULES = (_SIGNALS, "safety/signs/", "safety/languages/")
_EXAMPLES = {"reads", "ignores", "groups"}


@dataclass(frozen=True)
class Library:
    """One good set of content: what answers, and what it was built from."""

    knowledge: Knowledge
    content: Content
    reader: MessageReader
    trained: bool
    """False while the ranking still has to learn from new phrases."""


def build(content: Content, today: Callable[[], date], before: Library | None = None) -> Library:
    """Compile rules and train the ranking. Raises ContentError for rules that name unknown word groups.

    From `before`, the reader is kept where that would be the same. Where only topics' phrases changed, it is kept
    and knows the new phrases at once; `trained` is False then, and `relearnt` makes up for it.
    """
    if before is None or _rules_of(before.content) != _rules_of(content):
        return _library(content, _reader(content, today), trained=True)
    if asked(before.content) == asked(content):
        return _library(content, before.reader, trained=before.trained)
    return _library(content, before.reader.knowing(content), trained=False)


def relearnt(library: Library) -> Library:
    """The same with its ranking learnt from its new phrases, where it was not yet."""
    return _library(library.content, library.reader.relearnt(library.content), trained=True)


def _rules_of(content: Content) -> tuple[object, ...]:
    return (learnt_from(content), content.matching)


def _reader(content: Content, today: Callable[[], date]) -> MessageReader:
    try:
        return MessageReader(content, today, users_cache())
    except UnknownGroupError as error:
        raise ContentError([_where(content, error)]) from None


def _library(content: Content, reader: MessageReader, *, trained: bool) -> Library:
    signs = [sign for family in content.families for sign in family.signs]
    unsure = {SECOND_READER: content.cards.unsure_name} if content.cards else {}
    firsts = {
        (language.language, tier): line for language in content.languages for tier, line in language.first.items()
    }
    knowledge = Knowledge(
        topics=content.topics,
        exercises=content.exercises,
        exercise_rules=content.exercise_rules,
        pictures=content.pictures,
        stages=content.stages,
        cards=content.cards,
        sign_cards={family.family: (family.action, family.add) for family in content.families},
        sign_names={sign.id: sign.name for sign in signs} | unsure,
        firsts=firsts,
        notes={sign.id: sign.note for sign in signs if sign.note},
        intents=content.intents,
        persistent_after_days=content.signal_rules.persistent_after_days if content.signal_rules else None,
        wording=content.wording or default_wording(),
        reader=reader,
        version=_version(content),
    )
    return Library(knowledge, content, reader, trained)


def open_folder(root: Path, today: Callable[[], date] = date.today, before: Library | None = None) -> Library:
    """Load and build. Raises ContentError with all problems."""
    return build(load(root), today, before)


def failing_tests(library: Library) -> list[Problem]:
    """Every test phrase (tests/*.yaml) that is not understood as it says."""
    return [*_failing_topics(library), *_failing_others(library)]


def _failing_topics(library: Library) -> Iterator[Problem]:
    for topic, phrases in library.content.tests.items():
        for index, (phrase, found) in enumerate(_read(library, phrases)):
            if topic not in {found.topic, found.second, *found.offered}:
                choice = f"a choice of {', '.join(found.offered)}"
                leads = found.topic or (choice if found.offered else found.kind)
                yield _problem(
                    library,
                    f"tests/{topic}.yaml",
                    ("phrases", index),
                    f'"{phrase}" should find {topic}, but leads to {leads}. '
                    f"Add a phrase like it to the asks of {topic}.",
                )


def _failing_others(library: Library) -> Iterator[Problem]:
    content = library.content
    for intent, phrases in content.intent_tests.items():
        wanted = content.intents[intent].kind.value
        for index, (phrase, found) in enumerate(_read(library, phrases)):
            if found.kind.value != wanted:
                message = f'"{phrase}" should be {wanted}, but is {found.kind}.'
                yield _problem(library, "tests/intents.yaml", (intent, index), message)
    for group, phrases in content.out_of_scope_tests.items():
        for index, (phrase, found) in enumerate(_read(library, phrases)):
            if found.kind is not Kind.UNKNOWN:
                leads = " ".join(filter(None, (found.kind, found.topic)))
                message = f'"{phrase}" should not be answered, but is {leads}.'
                yield _problem(library, "tests/out-of-scope.yaml", (group, index), message)


def failing_signs(library: Library) -> Iterator[Problem]:
    """Examples of safety signs and of reasons to book that the rules do not read as they say.

    A set with any is not safe to use.
    """
    for family in library.content.families:
        for place, sign in enumerate(family.signs):
            yield from _failing_sign(library, f"safety/signs/{family.family}.yaml", place, sign)
    for language in library.content.languages:
        for place, foreign in enumerate(language.signs):
            yield from _failing_foreign_sign(library, language.language, place, foreign)
    rules = library.content.signal_rules.signals if library.content.signal_rules else {}
    for signal_id, rule in rules.items():
        for index, phrase in enumerate(rule.reads):
            if signal_id not in {signal.id for signal in library.reader.reasons(phrase)}:
                yield _unread(library, _SIGNALS, ("signals", signal_id, "reads", index), phrase, signal_id)
        for index, phrase in enumerate(rule.ignores):
            if library.reader.reasons(phrase):
                yield _misread(library, _SIGNALS, ("signals", signal_id, "ignores", index), phrase, signal_id)


def _failing_sign(library: Library, name: str, place: int, sign: Sign) -> Iterator[Problem]:
    for index, phrase in enumerate(sign.reads):
        if not _is_read(sign, library.reader.rules(phrase)):
            yield _unread(library, name, ("signs", place, "reads", index), phrase, sign.id)
    for index, phrase in enumerate(sign.ignores):
        found = library.reader.rules(phrase)
        if sign.id in {signal.id for signal in found.present} | set(found.notes):
            yield _misread(library, name, ("signs", place, "ignores", index), phrase, sign.id)


def _failing_foreign_sign(library: Library, language: str, place: int, sign: ForeignSign) -> Iterator[Problem]:
    name = f"safety/languages/{language}.yaml"
    for index, phrase in enumerate(sign.reads):
        found = library.reader.rules(phrase)
        if (language, sign.sign) not in {(signal.language, signal.id) for signal in found.present}:
            yield _unread(library, name, ("signs", place, "reads", index), phrase, sign.sign)
    for index, phrase in enumerate(sign.ignores):
        if any(signal.tier.holds for signal in library.reader.rules(phrase).present):
            yield _misread(library, name, ("signs", place, "ignores", index), phrase, "a sign")


def _unread(library: Library, name: str, path: Path_, phrase: str, what: str) -> Problem:
    return _problem(library, name, path, f'"{phrase}" must be read as {what}, but is not.')


def _misread(library: Library, name: str, path: Path_, phrase: str, what: str) -> Problem:
    return _problem(library, name, path, f'"{phrase}" must not be read as {what}, but is.')


def _is_read(sign: Sign, found: SafetyReading) -> bool:
    if sign.tier is Tier.SELF_CARE:
        return sign.id in found.notes or (sign.flag is not None and sign.flag in found.flags)
    return found.tier is not None and found.tier.rank >= sign.tier.rank


def _read(library: Library, phrases: tuple[str, ...]) -> Iterator[tuple[str, Understanding]]:
    return zip(phrases, library.reader.understand_all(phrases), strict=True)


def _problem(library: Library, name: str, path: Path_, message: str) -> Problem:
    return library.content.sources[name].problem(path, message)


def _where(content: Content, error: UnknownGroupError) -> Problem:
    """The rule line that names the unknown group, in safety/signs, safety/languages or signals.yaml."""
    for name, source in content.sources.items():
        groups = "safety/groups.yaml" if name.startswith("safety/signs/") else f"the groups of {name}"
        for path, text in texts(source.data) if name.startswith(_WITH_RULES) else ():
            named = error.group in text.replace("+", " ").replace(">", " ").split()
            if named and not _EXAMPLES & set(path):
                return source.problem(path, f"{error}; see {groups}.")
    return Problem(_SIGNALS, 0, 0, f"{error}.")


def _version(content: Content) -> str:
    """Changes whenever any file's content does: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, source in sorted(content.sources.items()):
        digest.update(f"{name}\0{source.data!r}\0".encode())
    for exercise_id, picture in sorted(content.pictures.items()):
        digest.update(f"{exercise_id}\0{picture.digest}\0".encode())
    return digest.hexdigest()[:12]

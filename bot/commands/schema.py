"""`backchat schema`: JSON Schema files from the models, so that editors complete and check content files."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from faq.content_files import PACKAGED, HeldOut
from faq.recovery import Stage
from faq.wording.bot import Wording
from faq.written.cards import Cards
from faq.written.examples import BookingExamples, Intent, OutOfScope, SafetyExamples, Stories
from faq.written.matching import Matching
from faq.written.safety import ForeignLanguage, SignFamily
from faq.written.signals import SignalRules
from faq.written.topics import Exercise, ExerciseRules, Order, Topic, TopicTests
from faq.written.words import Groups, Language, Scope, Subject

FOLDER = PACKAGED.parent / "schema"
"""Where the schema files that ship with the program stand."""

_OTHER_TESTS = ("tests/intents.yaml", "tests/out-of-scope.yaml")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of content file: its model, which files of the folder are of it, and which of those are not."""

    model: type[BaseModel]
    files: tuple[str, ...]
    but: tuple[str, ...] = ()


FILES: dict[str, FileKind] = {
    "topic": FileKind(Topic, ("topics/*.yaml",)),
    "tests": FileKind(TopicTests, ("tests/*.yaml",), but=_OTHER_TESTS),
    "other-tests": FileKind(HeldOut, _OTHER_TESTS),
    "order": FileKind(Order, ("order.yaml",)),
    "exercise": FileKind(Exercise, ("exercises/*.yaml",)),
    "exercises": FileKind(ExerciseRules, ("exercises.yaml",)),
    "stage": FileKind(Stage, ("recovery/*.yaml",)),
    "intent": FileKind(Intent, ("intents/*.yaml",)),
    "out-of-scope": FileKind(OutOfScope, ("out-of-scope/*.yaml",)),
    "language": FileKind(Language, ("language.yaml",)),
    "subject": FileKind(Subject, ("subject.yaml",)),
    "groups": FileKind(Groups, ("safety/groups.yaml",)),
    "signs": FileKind(SignFamily, ("safety/signs/*.yaml",)),
    "safety-languages": FileKind(ForeignLanguage, ("safety/languages/*.yaml",)),
    "safety-examples": FileKind(SafetyExamples, ("safety/examples/*.yaml",)),
    "booking-examples": FileKind(BookingExamples, ("booking-examples/*.yaml",)),
    "stories": FileKind(Stories, ("stories/*.yaml",)),
    "scope": FileKind(Scope, ("safety/scope.yaml",)),
    "cards": FileKind(Cards, ("safety/cards.yaml",)),
    "signals": FileKind(SignalRules, ("signals.yaml",)),
    "matching": FileKind(Matching, ("matching.yaml",)),
    "wording": FileKind(Wording, ("wording.yaml",)),
}
"""One schema for each kind of content file."""


def schema_text(model: type[BaseModel]) -> str:
    """The schema file of one model."""
    return json.dumps(model.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path | None) -> int:
    """Write all schema files into `folder`; None: where those of the program stand."""
    target = folder or FOLDER
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, kind in FILES.items():
            (target / f"{name}.schema.json").write_text(schema_text(kind.model), encoding="utf-8")
    except OSError as error:
        print(f"schema: {target} can't be written: {error.strerror}.", file=sys.stderr)
        return 2
    print(f"{len(FILES)} schema files in {target}.")
    return 0

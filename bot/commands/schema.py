"""`backchat schema`: JSON Schema files from the models, so that editors complete and check content files."""

import json
from pathlib import Path

from pydantic import BaseModel

from faq.content_files import PACKAGED
from faq.schema import (
    Cards,
    Exercise,
    ExerciseRules,
    Groups,
    Intent,
    Language,
    Matching,
    Order,
    OutOfScope,
    Scope,
    SignalRules,
    SignFamily,
    Topic,
    TopicTests,
)
from faq.wording import Wording

FOLDER = PACKAGED.parent / "schema"
"""Where the schema files that ship with the program stand."""

MODELS: dict[str, type[BaseModel]] = {
    "topic": Topic,
    "tests": TopicTests,
    "exercise": Exercise,
    "exercises": ExerciseRules,
    "intent": Intent,
    "out-of-scope": OutOfScope,
    "language": Language,
    "groups": Groups,
    "signs": SignFamily,
    "scope": Scope,
    "cards": Cards,
    "signals": SignalRules,
    "matching": Matching,
    "order": Order,
    "wording": Wording,
}
"""One schema for each kind of content file."""


def schema_text(model: type[BaseModel]) -> str:
    """The schema file of one model."""
    return json.dumps(model.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path | None) -> int:
    """Write all schema files into `folder`."""
    target = folder or FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, model in MODELS.items():
        (target / f"{name}.schema.json").write_text(schema_text(model), encoding="utf-8")
    print(f"{len(MODELS)} schema files in {target.name}/.")
    return 0

"""`backchat schema`: the files for editors are those of the models, one for each kind of content file."""

import json
from pathlib import Path

from bot.commands.schema import FILES, FOLDER, schema_text
from faq.content_files import PACKAGED
from tests.bot.commands.conftest import Backchat


def test_the_schema_files_in_the_repository_are_fresh() -> None:
    """If this fails: `make schema`, and look at what changed."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert written == {f"{name}.schema.json": schema_text(kind.model) for name, kind in FILES.items()}


def test_every_content_file_is_of_exactly_one_kind() -> None:
    kinds: dict[str, list[str]] = {path.relative_to(PACKAGED).as_posix(): [] for path in PACKAGED.rglob("*.yaml")}
    for name, kind in FILES.items():
        for pattern in kind.files:
            for path in PACKAGED.glob(pattern):
                if (file := path.relative_to(PACKAGED).as_posix()) not in kind.but:
                    kinds[file].append(name)
    assert {file: found for file, found in kinds.items() if len(found) != 1} == {}


def test_writing_them_elsewhere(backchat: Backchat, tmp_path: Path) -> None:
    result = backchat("schema", tmp_path / "new" / "schema")
    assert result.exit_code == 0
    topic = json.loads((tmp_path / "new" / "schema" / "topic.schema.json").read_text(encoding="utf-8"))
    assert set(topic["required"]) == {"id", "title", "asks", "answer"}
    assert topic["additionalProperties"] is False


def test_a_place_that_is_a_file(backchat: Backchat, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = backchat("schema", tmp_path / "file")
    assert (result.exit_code, "can't be written" in result.stderr) == (2, True)

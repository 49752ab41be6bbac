"""`backchat init`: a folder of one's own, complete and editable."""

import json
import os
import stat
from pathlib import Path

import pytest

from bot.commands import init
from bot.commands.schema import FILES
from bot.credentials import database_keys
from bot.settings import load_settings
from faq.content_files import PACKAGED
from tests.bot.commands.conftest import Backchat


def _files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_new_folder_holds_all_that_a_clinic_edits(backchat: Backchat, tmp_path: Path) -> None:
    folder = tmp_path / "my clinic"
    result = backchat("init", folder)
    assert result.exit_code == 0
    assert f"backchat run --config '{folder}'/config.yaml" in result.stdout
    assert _files(folder / "content") == _files(PACKAGED)
    assert load_settings(folder / "config.yaml").content.dir == folder / "content"
    assert {path.name for path in (folder / "schema").iterdir()} == {f"{name}.schema.json" for name in FILES}


def test_a_new_clinic_has_a_key_of_its_own(backchat: Backchat, tmp_path: Path) -> None:
    """Private, found through the config, and another one each time."""
    keys = set()
    for name in ("one", "two"):
        result = backchat("init", tmp_path / name)
        settings = load_settings(tmp_path / name / "config.yaml")
        assert stat.S_IMODE(settings.database.key_file.stat().st_mode) == 0o600
        assert "backchat.key opens its database: keep a copy of it" in result.stdout
        keys |= {*database_keys(settings.database)}
        assert not any(key in result.output for key in keys)
    assert len(keys) == 2


def test_the_files_are_the_clinics_to_edit(backchat: Backchat, tmp_path: Path) -> None:
    """An installed package may be read-only; its copy is not."""
    backchat("init", tmp_path / "clinic")
    assert all(os.access(path, os.W_OK) for path in (tmp_path / "clinic").rglob("*"))


def test_an_editor_finds_the_schema_of_each_file(backchat: Backchat, tmp_path: Path) -> None:
    """VS Code's YAML extension reads these settings; every path in them leads somewhere."""
    folder = tmp_path / "clinic"
    backchat("init", folder)
    schemas = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert len(schemas) == len(FILES)
    for schema, patterns in schemas.items():
        assert (folder / schema).is_file()
        assert all(list(folder.glob(pattern.removeprefix("!"))) for pattern in patterns)


def test_an_empty_folder_will_do_but_not_one_with_files(backchat: Backchat, tmp_path: Path) -> None:
    assert backchat("init", tmp_path).exit_code == 0
    (tmp_path / "config.yaml").write_text("mine", encoding="utf-8")
    again = backchat("init", tmp_path)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "is there already and not empty; name a new folder. Nothing was changed." in again.stderr
    assert (tmp_path / "config.yaml").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder(backchat: Backchat, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert backchat("init", tmp_path / "file").exit_code == 2
    inside = backchat("init", tmp_path / "file" / "clinic")
    assert (inside.exit_code, "can't be written: Not a directory." in inside.stderr) == (2, True)


def test_a_place_that_cant_be_written(backchat: Backchat) -> None:
    """/proc takes no folders from anybody, not even root."""
    if not Path("/proc/self").exists():
        pytest.skip("this system has no /proc")
    result = backchat("init", "/proc/clinic")
    assert (result.exit_code, "/proc/clinic can't be written:" in result.stderr) == (2, True)
    assert init.make_folder(Path("/proc/clinic")) == 2

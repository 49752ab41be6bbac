"""`backchat init`: a clinic's own folder, which no upgrade ever touches."""

import json
import shlex
import sys
from importlib.resources import files
from pathlib import Path

from bot.commands.schema import FILES, schema_text
from bot.credentials import write_keys
from bot.storage.keyring import new_key
from faq.content_files import PACKAGED


def make_folder(folder: Path) -> int:
    """Put content, schema files, a commented config.yaml and a key for the database into a new or empty folder."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = "is there already and not empty; name a new folder. Nothing was changed."
            print(f"init: {folder} {message}", file=sys.stderr)
            return 2
        _fill(folder)
        write_keys(folder / "backchat.key", [new_key()])
    except OSError as error:
        print(
            f"init: {folder} can't be written: {error.strerror}. Choose another place, or mend that. "
            "If the folder is there now, it is not complete: delete it before you try again.",
            file=sys.stderr,
        )
        return 2
    named = shlex.quote(str(folder))
    print(
        f"Made {folder}: content/ is your FAQ, config.yaml your settings.\n"
        "backchat.key opens its database: keep a copy of it in another place than the database's backups.\n"
        f"Next: edit {folder}/config.yaml, then\n"
        f"  backchat check {named}/content\n"
        f"  backchat setup --config {named}/config.yaml\n"
        f"  backchat run --config {named}/config.yaml"
    )
    return 0


def _fill(folder: Path) -> None:
    example = files("bot").joinpath("config.example.yaml").read_text(encoding="utf-8")
    written = {
        "config.yaml": example.replace("\n  dir: null\n", "\n  dir: content\n"),
        ".vscode/settings.json": _editor_settings(),
        **{f"schema/{name}.schema.json": schema_text(kind.model) for name, kind in FILES.items()},
    }
    # Read and written anew, as an installed package may be read-only, and its files' modes with it.
    copied = {
        f"content/{path.relative_to(PACKAGED).as_posix()}": path.read_bytes()
        for path in sorted(PACKAGED.rglob("*"))
        if path.suffix in {".yaml", ".png", ".svg"}
    }
    for name, data in {**{name: text.encode() for name, text in written.items()}, **copied}.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _editor_settings() -> str:
    """What VS Code's YAML extension needs to find the schema of each content file."""
    schemas = {
        f"./schema/{name}.schema.json": [
            *(f"content/{file}" for file in kind.files),
            *(f"!content/{file}" for file in kind.but),
        ]
        for name, kind in FILES.items()
    }
    return json.dumps({"yaml.schemas": schemas}, indent=2) + "\n"

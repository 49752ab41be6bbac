"""`backchat init`: a clinic's own folder, which no upgrade ever touches."""

import shutil
import sys
from importlib.resources import files
from pathlib import Path

from faq.content_files import PACKAGED


def make_folder(folder: Path) -> int:
    """Copy the content and a commented config.yaml into a new or empty folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"init: {folder} is there already and not empty; name a new folder. Nothing was changed.", file=sys.stderr)
        return 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(PACKAGED, folder / "content")
        example = files("bot").joinpath("config.example.yaml").read_text(encoding="utf-8")
        (folder / "config.yaml").write_text(example.replace("\n  dir: null\n", "\n  dir: content\n"), encoding="utf-8")
    except OSError as error:
        print(f"init: {folder} can't be written: {error.strerror}.", file=sys.stderr)
        return 2
    print(
        f"Made {folder}: content/ is your FAQ, config.yaml your settings.\n"
        f"Next: edit {folder}/config.yaml, then\n"
        f"  backchat check {folder}/content\n"
        f"  backchat setup --config {folder}/config.yaml\n"
        f"  backchat run --config {folder}/config.yaml"
    )
    return 0

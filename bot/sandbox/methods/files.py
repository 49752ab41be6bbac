"""Files: where they can be fetched."""

from __future__ import annotations

from typing import Final

from bot.sandbox.encode import file_to_json
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.params import Call, method

MAX_DOWNLOAD: Final = 20 * 1024 * 1024


def get_file(call: Call) -> JsonObject:
    """A file with the path that leads to it after ``/file/bot<token>/``."""
    file_id = call.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.get(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file_to_json(file), "file_path": file.path}


METHODS = (method("getFile", get_file, "file_id"),)

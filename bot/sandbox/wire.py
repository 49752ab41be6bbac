"""What arrives over HTTP: query, form, JSON and multipart alike become one set of named texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import bad_request, failure
from bot.sandbox.params import Upload

_FORM: Final = "application/x-www-form-urlencoded"


@dataclass
class Received:
    """The parameters and files of one request."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


async def receive(request: web.Request) -> Received:
    """Read a request of any of the four kinds."""
    try:
        return await _receive(request)
    except web.HTTPRequestEntityTooLarge:
        raise failure(413) from None


async def _receive(request: web.Request) -> Received:
    received = Received(dict(request.query))
    if request.content_type == "application/json":
        received.values |= from_json(await request.text())
    elif request.content_type == _FORM:
        form = await request.post()
        received.values |= {name: value for name, value in form.items() if isinstance(value, str)}
    elif request.content_type == "multipart/form-data":
        await _from_parts(request, received)
    return received


async def _from_parts(request: web.Request, received: Received) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            received.values[part.name] = data.decode("utf-8", "replace")
        else:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            received.files[part.name] = Upload(part.filename, mime_type, data)


def from_json(source: str) -> dict[str, str]:
    """A JSON object as texts; what is nested stays JSON."""
    if not source.strip():
        return {}
    try:
        value: object = json.loads(source)
    except ValueError:
        raise bad_request("can't parse request: not a JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse request: not a JSON object")
    return {name: given if isinstance(given, str) else json.dumps(given) for name, given in value.items()}

"""The thin HTTP shell: tokens, the envelope, faults, downloads and the record of calls."""

from __future__ import annotations

import asyncio
import inspect
import logging
import re
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bot.sandbox.errors import ApiError, failure
from bot.sandbox.faults import Fault, Faults, FloodLimits
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.methods import all_methods
from bot.sandbox.methods.files import MAX_DOWNLOAD
from bot.sandbox.params import Call, Method
from bot.sandbox.user_side import PREFIX
from bot.sandbox.wire import Received, receive
from bot.sandbox.world import CallRecord, World

LOG: Final = logging.getLogger(__name__)
MAX_REQUEST: Final = 64 * 1024 * 1024
DROPPED: Final = 0
"""The status of a call that got no answer."""
_TOKEN: Final = re.compile(r"[1-9][0-9]{0,19}:[^/]{1,70}")
_PACED: Final = frozenset({"sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageReplyMarkup"})


@dataclass(repr=False)
class BotApi:
    """Answers the bot's calls from a world."""

    world: World
    token: str
    floods: FloodLimits | None = None
    busy: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    methods: dict[str, Method] = field(default_factory=all_methods)
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        self.faults = Faults(frozenset(self.methods))

    def application(self, user_side: web.Application) -> web.Application:
        """The web application with the people's side; all else outside ``/bot<token>/<method>`` is not found."""
        application = web.Application(client_max_size=MAX_REQUEST)
        application.add_subapp(PREFIX, user_side)
        application.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.handle)
        application.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self.download)
        application.router.add_route("*", "/{rest:.*}", self.handle)
        return application

    def close(self) -> None:
        """End polls and delays, so that nothing holds the server open."""
        self.closing.set()
        self.world.queue.closed = True
        self.world.queue.end_poll()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request, and keep a record of it if it came from the bot."""
        name = request.match_info.get("method", "")
        received = Received()
        try:
            self._check_token(request)
            received = await receive(request)
        except ApiError as error:
            return self._answer(request, self._record(name, received, error.code, _refusal(error)))
        return self._answer(request, await self.perform(name, received))

    async def perform(self, name: str, received: Received) -> CallRecord:
        """Run a method, with whatever misfortune is due, and keep a record of it."""
        method = self.methods.get(name.lower())
        shown = method.name if method else name
        polling = shown == "getUpdates"
        self.busy += not polling
        dropped = False
        try:
            fault = self.faults.take(shown, received.values.get("chat_id", ""))
            dropped = await self._strike(fault, "before")
            result = None if dropped else await self._run(method, shown, received)
            dropped = dropped or await self._strike(fault, "after")
            status, envelope = 200, {"ok": True, "result": result}
        except ApiError as error:
            status, envelope = error.code, _refusal(error)
        finally:
            self.busy -= not polling
        if dropped:
            status, envelope = DROPPED, {"ok": False, "description": "the connection was dropped"}
        return self._record(shown, received, status, envelope)

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes, under the path that getFile gave."""
        try:
            self._check_token(request)
            path = request.match_info["path"]
            file = next((file for file in self.world.files.values() if file.path == path), None)
            if file is None or file.size > MAX_DOWNLOAD:
                raise failure(404)
        except ApiError as error:
            return web.json_response(_refusal(error), status=error.code)
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _answer(self, request: web.Request, record: CallRecord) -> web.Response:
        if record.status != DROPPED:
            return web.json_response(record.envelope, status=record.status)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info.get("token")
        if token is None:
            raise failure(404)
        if not _TOKEN.fullmatch(token):
            raise failure(401, "invalid token specified")
        if token != self.token:
            raise failure(401)

    async def _run(self, method: Method | None, shown: str, received: Received) -> object:
        if method is None:
            LOG.error("The bot called %s, which the sandbox does not model", shown)
            raise failure(404, "method not found")
        method.check({*received.values, *_direct_files(received)})
        call = Call(self.world, received.values, received.files)
        if self.floods and method.name in _PACED:
            self.floods.check(call.integer("chat_id"), self.world.clock())
        result = method.run(call)
        return await result if inspect.isawaitable(result) else result

    async def _strike(self, fault: Fault | None, moment: str) -> bool:
        """Let a fault happen at its moment; true when the bot shall hear nothing at all."""
        if fault is None or fault.when != moment:
            return False
        if fault.delay:
            await self._pause(fault.delay)
        error = fault.error()
        if error is not None:
            raise error
        return fault.drop

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    def _record(self, shown: str, received: Received, status: int, envelope: JsonObject) -> CallRecord:
        parameters: dict[str, object] = {**received.values, **received.files}
        record = CallRecord(shown, parameters, status, envelope, self.world.clock())
        if status not in {DROPPED, 200} and "sandbox: " in str(record.answer):
            LOG.error("The bot called %s: %s", shown, record.answer)
        self.world.calls.append(record)
        self.world.bell.ring()
        return record


def _direct_files(received: Received) -> set[str]:
    """Files that are a parameter by themselves, not attached to one by name."""
    attached = {value.removeprefix("attach://") for value in received.values.values() if value.startswith("attach://")}
    return set(received.files) - attached


def _refusal(error: ApiError) -> JsonObject:
    envelope: JsonObject = {"ok": False, "error_code": error.code, "description": error.description}
    return {**envelope, "parameters": dict(error.parameters)} if error.parameters else envelope

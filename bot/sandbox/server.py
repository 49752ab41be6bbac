"""The thin HTTP shell: tokens, the envelope, faults and the record of calls."""

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
from bot.sandbox.params import Call, Method
from bot.sandbox.wire import Received, receive
from bot.sandbox.world import CallRecord, World

LOG: Final = logging.getLogger(__name__)
MAX_REQUEST: Final = 64 * 1024 * 1024
_TOKEN: Final = re.compile(r"[1-9][0-9]{0,19}:[^/]{1,70}")
_PACED: Final = frozenset({"sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"})


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

    def application(self) -> web.Application:
        """The web application; everything outside ``/bot<token>/<method>`` is not found."""
        application = web.Application(client_max_size=MAX_REQUEST)
        application.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.handle)
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
        method = self.methods.get(name.lower())
        shown = method.name if method else name
        received = Received()
        polling = shown == "getUpdates"
        self.busy += not polling
        dropped = False
        try:
            self._check_token(request)
            received = await receive(request)
            fault = self.faults.take(shown, received.values.get("chat_id", ""))
            dropped = await self._strike(fault, "before")
            result = None if dropped else await self._run(method, shown, received)
            dropped = dropped or await self._strike(fault, "after")
            answer: JsonObject = {"ok": True, "result": result}
            status = 200
        except ApiError as error:
            answer, status = _refusal(error), error.code
        finally:
            self.busy -= not polling
        if dropped:
            answer, status = {"ok": False, "description": "the connection was dropped"}, 0
        self._record(shown, received, status, answer)
        if not dropped:
            return web.json_response(answer, status=status)
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

    def _record(self, shown: str, received: Received, status: int, answer: JsonObject) -> None:
        parameters: dict[str, object] = {**received.values, **received.files}
        told = answer["result"] if status == 200 else answer.get("description")
        if status not in {0, 200} and "sandbox: " in str(told):
            LOG.error("The bot called %s: %s", shown, told)
        self.world.calls.append(CallRecord(shown, parameters, status, told, self.world.clock()))
        self.world.bell.ring()


def _direct_files(received: Received) -> set[str]:
    """Files that are a parameter by themselves, not attached to one by name."""
    attached = {value.removeprefix("attach://") for value in received.values.values() if value.startswith("attach://")}
    return set(received.files) - attached


def _refusal(error: ApiError) -> JsonObject:
    answer: JsonObject = {"ok": False, "error_code": error.code, "description": error.description}
    return {**answer, "parameters": dict(error.parameters)} if error.parameters else answer

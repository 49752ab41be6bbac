"""People over HTTP: whatever can be done in Python can be done with curl, by a program in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web
from pydantic import ValidationError

from bot.sandbox.acts import ACT, File, attach, explain, perform
from bot.sandbox.encode import chat_to_json, message_to_json, user_to_json
from bot.sandbox.errors import NothingSeenError, SandboxUseError
from bot.sandbox.guard import own_pages_only
from bot.sandbox.params import Upload

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from bot.sandbox.running import Sandbox
    from bot.sandbox.state import Chat

PREFIX: Final = "/sandbox/"
"""Where it lives, beside the Bot API's own `/bot<token>/`."""

MAX_UPLOAD: Final = 50 * 1024 * 1024


class UserSide:
    """The routes under PREFIX. Every answer is JSON but the transcripts; a problem says what to do instead."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def application(self) -> web.Application:
        """To be mounted under PREFIX."""
        application = web.Application(middlewares=[_explained, own_pages_only], client_max_size=MAX_UPLOAD)
        application.add_routes(
            [
                web.get("/", self._overview),
                web.post("/do", self._do),
                web.post("/files", self._attach),
                web.get("/chats/{id}", self._chat),
                web.get("/chats/{id}/transcript", self._transcript),
                web.get("/calls", self._calls),
            ]
        )
        return application

    async def _overview(self, _: web.Request) -> web.Response:
        sandbox = self._sandbox
        return web.json_response(
            {
                "token": sandbox.token,
                "base_url": sandbox.base_url,
                "base_file_url": sandbox.base_file_url,
                "bot": user_to_json(sandbox.world.bot),
                "people": [user_to_json(user.account) for user in sandbox.users],
                "chats": [chat_to_json(chat) for chat in sandbox.world.chats.values()],
                "unanswered_presses": len(sandbox.unanswered),
            }
        )

    async def _do(self, request: web.Request) -> web.Response:
        return web.json_response(await perform(self._sandbox, ACT.validate_json(await request.read())))

    async def _attach(self, request: web.Request) -> web.Response:
        file = File.model_validate(dict(request.query))
        return web.json_response(await attach(self._sandbox, file, request.content_type, await request.read()))

    async def _chat(self, request: web.Request) -> web.Response:
        chat = self._found(request)
        messages = [message_to_json(message) for message in chat.messages]
        return web.json_response({"chat": chat_to_json(chat), "messages": messages})

    async def _transcript(self, request: web.Request) -> web.Response:
        return web.Response(text=self._found(request).transcript() + "\n")

    async def _calls(self, request: web.Request) -> web.Response:
        method = request.query.get("method", "").lower()
        calls = [
            {
                "method": call.method,
                "parameters": {name: _shown(value) for name, value in call.parameters.items()},
                "status": call.status,
                "answer": call.envelope,
            }
            for call in self._sandbox.calls
            if method in {"", call.method.lower()}
        ]
        return web.json_response(calls)

    def _found(self, request: web.Request) -> Chat:
        chats = {str(number): chat for number, chat in self._sandbox.world.chats.items()}
        chat = chats.get(request.match_info["id"])
        if chat is None:
            raise SandboxUseError(f"there is no chat {request.match_info['id']}; {PREFIX} lists them")
        return chat


@web.middleware
async def _explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Problems as JSON: 400 for what can't be done, 504 where the bot did not answer in time, and HTTP's own."""
    try:
        return await handler(request)
    except ValidationError as error:
        return _problem(explain(error), 400)
    except SandboxUseError as error:
        return _problem(str(error), 400)
    except NothingSeenError as error:
        return _problem(str(error), 504)
    except web.HTTPException as error:
        return _problem(error.text or error.reason, error.status)


def _problem(text: str, status: int) -> web.Response:
    return web.json_response({"problem": text}, status=status)


def _shown(value: object) -> str:
    return f"(the file {value.name}, {len(value.data)} bytes)" if isinstance(value, Upload) else str(value)

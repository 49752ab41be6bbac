"""The page's web server on loopback: its files, the chats as a stream, and what people do."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from pydantic import ValidationError

from bot.demo.acts import ACT, attach, perform
from bot.demo.stage import Stage
from bot.demo.view import everything
from bot.demo.why import why
from bot.sandbox import NothingSeenError, SandboxUseError, User
from bot.sandbox.acts import PICTURES, File, explain
from bot.sandbox.guard import own_pages_only

PORT = 8484
STATIC = Path(__file__).parent / "static"
MAX_UPLOAD = 20 * 1024 * 1024
STAGE: web.AppKey[Stage] = web.AppKey("stage", Stage)
CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing", asyncio.Event)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_TICK = 1.0
_SLOW = "The bot has not answered yet."


@asynccontextmanager
async def served(stage: Stage, port: int = PORT) -> AsyncIterator[str]:
    """Serve the page and give its address. Takes another port if `port` is taken."""
    runner = web.AppRunner(_application(stage), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def _application(stage: Stage) -> web.Application:
    application = web.Application(middlewares=[own_pages_only], client_max_size=MAX_UPLOAD)
    application[STAGE] = stage
    application[CLOSING] = asyncio.Event()
    application.on_response_prepare.append(_add_headers)
    application.on_shutdown.append(_close)
    application.add_routes(
        [
            web.get("/", _index),
            web.get("/events", _events),
            web.get("/why", _why),
            web.get("/files/{id}", _file),
            web.post("/act", _act),
            web.post("/attach", _attach),
            web.static("/static", STATIC),
        ]
    )
    return application


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


async def _close(application: web.Application) -> None:
    """End the streams, so that nothing holds the server open."""
    application[CLOSING].set()
    application[STAGE].sandbox.world.bell.ring()


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html")


async def _events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: the whole state, again whenever it has changed."""
    stage, closing = request.app[STAGE], request.app[CLOSING]
    patient = _patient(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    sent = ""
    while not closing.is_set():
        state = json.dumps(everything(stage, patient))
        if state == sent:
            await stage.sandbox.world.bell.wait(_TICK)
            continue
        sent = state
        try:
            await response.write(f"data: {state}\n\n".encode())
        except ConnectionResetError:
            break
    return response


async def _why(request: web.Request) -> web.Response:
    return web.json_response(await asyncio.to_thread(why, request.app[STAGE], _patient(request)))


async def _file(request: web.Request) -> web.Response:
    """A file of a chat: pictures are shown, anything else can only be saved."""
    file = request.app[STAGE].sandbox.world.files.get(request.match_info["id"])
    if file is None:
        raise web.HTTPNotFound
    if file.mime_type in PICTURES:
        return web.Response(body=file.data, content_type=file.mime_type)
    name = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return web.Response(body=file.data, content_type="application/octet-stream", headers={"Content-Disposition": name})


async def _act(request: web.Request) -> web.Response:
    try:
        act = ACT.validate_json(await request.read())
        return web.json_response(await perform(request.app[STAGE], act))
    except ValidationError as error:
        return _problem(explain(error))
    except SandboxUseError as error:
        return _problem(str(error))
    except NothingSeenError:
        return _problem(_SLOW)


async def _attach(request: web.Request) -> web.Response:
    try:
        file = File.model_validate(dict(request.query))
        await attach(request.app[STAGE], file, request.content_type, await request.read())
    except ValidationError as error:
        return _problem(explain(error))
    except SandboxUseError as error:
        return _problem(str(error))
    return web.json_response({})


def _patient(request: web.Request) -> User:
    """The patient asked for; the first one for a page that remembers somebody from an earlier run."""
    patients = request.app[STAGE].patients
    return next((one for one in patients if str(one.id) == request.query.get("patient")), patients[0])


def _problem(text: str) -> web.Response:
    return web.json_response({"problem": text}, status=400)

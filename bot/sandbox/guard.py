"""Keeps other web sites away from a server on loopback."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler  # aiohttp reads the annotations of middlewares


@web.middleware
async def own_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other sites, also where their name was made to lead here (DNS rebinding)."""
    port = request.get_extra_info("sockname")[1]
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    origin = request.headers.get("Origin")
    if request.host not in hosts or (origin is not None and origin not in {f"http://{host}" for host in hosts}):
        raise web.HTTPForbidden(text="This page answers to its own address on this computer only.")
    return await handler(request)

"""`backchat sandbox`: the local Bot API server alone, for any Bot API client."""

import sys

import uvloop

from bot.commands._run import stop_on_signals
from bot.sandbox import FloodLimits, Sandbox


def serve_sandbox(port: int, *, floods: bool) -> int:
    """Serve on loopback until Ctrl-C; everything is forgotten then."""
    try:
        uvloop.run(_serve(port, floods=floods))
    except OSError as error:
        problem = f"port {port} can't be used ({error.strerror}); take another with --port, or 0 for any free one."
        print(f"sandbox: {problem}", file=sys.stderr)
        return 1
    return 0


async def _serve(port: int, *, floods: bool) -> None:
    stop = stop_on_signals()
    async with Sandbox.start(port=port, floods=FloodLimits() if floods else None) as sandbox:
        print(f"base_url   {sandbox.base_url}")
        print(f"token      {sandbox.token}")
        print(f"people     {sandbox.user_url}")
        print(
            "A Bot API server on this computer alone, until you press Ctrl-C. docs/sandbox.md says how to use it.",
            flush=True,
        )
        await stop.wait()

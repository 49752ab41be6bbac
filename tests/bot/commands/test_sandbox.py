"""`backchat sandbox`: a Bot API server for whoever wants one."""

import asyncio
import signal
import socket

from aiohttp import ClientSession

from tests.bot.commands.conftest import Backchat, Process


async def test_it_prints_where_it_is_and_serves_until_it_is_told_to_stop(process: Process) -> None:
    running = process("sandbox", "--port", "0")
    assert running.stdout
    lines = [await asyncio.to_thread(running.stdout.readline) for _ in range(3)]
    base_url, token, people = (line.decode().split(maxsplit=1)[1].strip() for line in lines)
    async with ClientSession() as http:
        async with http.get(f"{base_url}{token}/getMe") as answer:
            assert (await answer.json())["result"]["is_bot"]
        async with http.post(f"{people}do", json={"do": "meet", "first_name": "Ana"}) as answer:
            assert (await answer.json())["id"] > 0
    running.send_signal(signal.SIGINT)
    _, errors = await asyncio.to_thread(running.communicate)
    assert (running.returncode, errors) == (0, b"")


def test_a_taken_port(backchat: Backchat) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = backchat("sandbox", "--port", taken.getsockname()[1])
    assert (result.exit_code, "take another with --port" in result.stderr) == (1, True)

"""Requests to Telegram: what goes wrong on the way is told apart, and never with the address, which holds the token."""

import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer, unused_port
from telegram.error import NetworkError, TimedOut

from bot.sandbox import Sandbox
from bot.telegram_http import TelegramHttp

TOKEN = "123:secret"  # nobody's


@pytest.fixture
async def request_() -> AsyncIterator[TelegramHttp]:
    """A request object that is open, and not patient."""
    request = TelegramHttp(read=0.2)
    await request.initialize()
    await request.initialize()
    yield request
    await request.shutdown()
    await request.shutdown()


async def test_nobody_there(request_: TelegramHttp) -> None:
    with pytest.raises(NetworkError) as caught:
        await request_.post(f"http://127.0.0.1:{unused_port()}/bot{TOKEN}/getMe")
    assert not isinstance(caught.value, TimedOut)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_no_answer_in_time(request_: TelegramHttp) -> None:
    async with Sandbox.start() as sandbox:
        sandbox.faults.add("getMe", delay=2)
        with pytest.raises(TimedOut) as caught:
            await request_.post(f"{sandbox.base_url}{sandbox.token}/getMe")
        assert sandbox.token not in "".join(traceback.format_exception(caught.value))
        slow = await request_.post(f"{sandbox.base_url}{sandbox.token}/getMe", read_timeout=10)
        assert isinstance(slow, dict)


async def test_only_while_open() -> None:
    with pytest.raises(RuntimeError, match="before initialize"):
        await TelegramHttp().do_request("http://127.0.0.1/", "GET")


async def test_by_way_of_the_proxy_that_the_environment_names(
    request_: TelegramHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless it says that this address needs none."""
    asked: list[str] = []

    async def pass_on(request: web.BaseRequest) -> web.Response:
        asked.append(request.raw_path)
        return web.json_response({"ok": True, "result": {"by": "proxy"}})

    async with RawTestServer(pass_on) as proxy, Sandbox.start() as sandbox:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert "username" in str(await request_.post(f"{sandbox.base_url}{sandbox.token}/getMe", read_timeout=10))
        assert await request_.post(f"http://telegram.invalid/bot{TOKEN}/getMe", read_timeout=10) == {"by": "proxy"}
    assert asked == [f"http://telegram.invalid/bot{TOKEN}/getMe"]

"""Tokens, method names, the envelope and the four ways to send parameters."""

from __future__ import annotations

import logging
from io import BytesIO

import pytest
from aiohttp import FormData

from bot.sandbox import Sandbox, User
from bot.sandbox.server import MAX_REQUEST
from tests.sandbox.client import Client


@pytest.mark.parametrize("token", ["nonsense", "abc:def", ":x", "0:x"])
async def test_a_malformed_token(api: Client, token: str) -> None:
    """Telegram sees at once that this is no token."""
    async with api.http.post(api.url("getMe", token)) as response:
        assert response.status == 401
        assert await response.json() == {
            "ok": False,
            "error_code": 401,
            "description": "Unauthorized: invalid token specified",
        }


async def test_an_unknown_token(api: Client) -> None:
    """The right form, but nobody's."""
    async with api.http.post(api.url("getMe", "123:somebody-else")) as response:
        assert (await response.json())["description"] == "Unauthorized"


async def test_method_names_ignore_case(api: Client) -> None:
    """Telegram compares methods without regard to case."""
    assert (await api.call("GETme")).result["is_bot"] is True


async def test_what_is_not_modelled_is_loud(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Never a made-up success."""
    with caplog.at_level(logging.ERROR):
        answer = await api.call("sendDice", chat_id=1)
    assert (answer.status, answer.refusal) == (404, "Not Found: method not found")
    assert "sendDice" in caplog.text


async def test_a_parameter_that_is_not_modelled_is_named(api: Client, ana: User) -> None:
    """An ignored parameter would make a broken bot look right."""
    refusal = await api.refused("sendMessage", chat_id=ana.id, text="Hi", message_effect_id="5")
    assert refusal == 'Bad Request: sandbox: parameter "message_effect_id" of sendMessage is not modelled'


async def test_form_json_multipart_and_query_alike(api: Client, ana: User) -> None:
    """All four ways lead to the same message."""
    url, values = api.url("sendMessage"), {"chat_id": str(ana.id), "text": "Hi"}
    parts = FormData()
    parts.add_field("chat_id", values["chat_id"], content_type="text/plain")
    parts.add_field("text", "Hi")
    for response in (
        await api.http.post(url, data=values),
        await api.http.post(url, json=values),
        await api.http.post(url, data=parts),
        await api.http.get(url, params=values),
    ):
        async with response:
            assert (await response.json())["result"]["text"] == "Hi"
    assert len(ana.messages) == 5


async def test_broken_json(api: Client) -> None:
    """A body that is no JSON object is refused, not guessed at."""
    async with api.http.post(api.url("getMe"), data="[1", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400


async def test_other_paths_are_not_found(api: Client, sandbox: Sandbox) -> None:
    """Whatever is no method."""
    async with api.http.get(f"http://127.0.0.1:{sandbox.port}/metrics") as response:
        assert (response.status, (await response.json())["description"]) == (404, "Not Found")


async def test_a_body_beyond_all_measure(api: Client) -> None:
    """Refused in the envelope, like everything."""
    body, form = BytesIO(b"x" * (MAX_REQUEST + 1)), "application/x-www-form-urlencoded"
    async with api.http.post(api.url("getMe"), data=body, headers={"Content-Type": form}) as response:
        assert (response.status, (await response.json())["description"]) == (413, "Request Entity Too Large")


async def test_calls_are_recorded(api: Client, sandbox: Sandbox, ana: User) -> None:
    """With parameters and answers, good or bad."""
    await api.call("sendMessage", chat_id=ana.id, text="Hi")
    await api.call("sendMessage", chat_id=1, text="Hi")
    good, bad = sandbox.calls_of("sendmessage")
    assert good.ok
    assert good.parameters == {"chat_id": str(ana.id), "text": "Hi"}
    assert (bad.status, bad.answer) == (400, "Bad Request: chat not found")


async def test_it_stops_by_itself() -> None:
    """Importing and stopping leave nothing behind: the port is free for the next one."""
    async with Sandbox.start() as first:
        port = first.port
    async with Sandbox.start(port=port) as second:
        assert second.port == port

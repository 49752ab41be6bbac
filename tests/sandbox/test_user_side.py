"""People over HTTP, as curl would have it: a bot without a library on one side, plain requests on the other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.sandbox import Sandbox
from tests.sandbox.client import Client

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class Outside:
    """Somebody who has only the address."""

    url: str
    http: ClientSession

    async def does(self, do: str, **act: object) -> dict[str, Any]:
        """Act, and see what only the one who acts sees."""
        status, body = await self.tries(do, **act)
        assert status == 200, body
        return body

    async def tries(self, do: str, **act: object) -> tuple[int, dict[str, Any]]:
        """The status as well."""
        async with self.http.post(f"{self.url}do", json={"do": do, **act}) as answer:
            return answer.status, await answer.json()

    async def sees(self, path: str = "") -> Any:
        """What stands under a path."""
        async with self.http.get(f"{self.url}{path}") as answer:
            return await answer.json()


@pytest.fixture
def outside(sandbox: Sandbox, api: Client) -> Outside:
    """Beside the bot, on the same server."""
    return Outside(sandbox.user_url, api.http)


async def test_a_chat_from_hello_to_a_pressed_button(outside: Outside, api: Client) -> None:
    ana = (await outside.does("meet", first_name="Ana", username="ana_p"))["id"]
    await outside.does("start", who=ana, payload="door")
    said = await outside.does("say", who=ana, text="my back hurts")
    heard = await api.updates()
    assert [update["message"]["text"] for update in heard] == ["/start door", "my back hurts"]
    keyboard = {"inline_keyboard": [[{"text": "Better", "callback_data": "better"}]]}
    await api.call("sendMessage", chat_id=ana, text="How are things?", reply_markup=keyboard)
    assert (await outside.does("wait", who=ana, text="How are"))["reply_markup"] == keyboard
    await outside.does("edit", who=ana, message=said["message_id"], text="my back hurt")
    pressing = asyncio.create_task(outside.does("press", who=ana, text="Better"))
    query = (await api.updates(offset=heard[-1]["update_id"] + 2, timeout=5))[0]["callback_query"]
    await api.call("answerCallbackQuery", callback_query_id=query["id"], text="Good!")
    assert await pressing == {"toast": "Good!", "alert": False}
    texts = [message["text"] for message in (await outside.sees(f"chats/{ana}"))["messages"]]
    assert texts == ["/start door", "my back hurt", "How are things?"]
    async with api.http.get(f"{outside.url}chats/{ana}/transcript") as answer:
        assert "#3 Backchat: How are things?" in await answer.text()


async def test_a_group_its_members_and_the_bot(outside: Outside, api: Client) -> None:
    sam, eve = [(await outside.does("meet", first_name=name))["id"] for name in ("Sam", "Eve")]
    group = (await outside.does("gather", title="Staff", members=[sam], supergroup=False))["id"]
    await outside.does("promote", chat=group)
    await outside.does("join", chat=group, who=eve, by=sam)
    await outside.does("say", who=eve, chat=group, text="hello all")
    assert (await api.updates())[-1]["message"]["text"] == "hello all"
    await outside.does("leave", chat=group, who=eve)
    assert (await outside.tries("say", who=eve, chat=group, text="still here?"))[0] == 400
    bigger = (await outside.does("upgrade", chat=group))["id"]
    moved = await api.call("sendMessage", chat_id=group, text="hi")
    assert moved.body["parameters"] == {"migrate_to_chat_id": bigger}


async def test_keyboards_shares_and_what_comes_twice(outside: Outside, api: Client) -> None:
    ana = (await outside.does("meet", first_name="Ana"))["id"]
    await outside.does("start", who=ana)
    keyboard = {"keyboard": [["Yes", "No"]], "one_time_keyboard": True}
    await api.call("sendMessage", chat_id=ana, text="Sure?", reply_markup=keyboard)
    await outside.does("tap", who=ana, text="No")
    assert (await outside.tries("tap", who=ana, text="No"))[0] == 400
    await outside.does("share", who=ana, what="contact")
    await outside.does("share", who=ana, what="location")
    _, no, card, place = [update["message"] for update in await api.updates()]
    assert (no["text"], card["contact"]["user_id"], "latitude" in place["location"]) == ("No", ana, True)
    await outside.does("repeat")
    await outside.does("say", who=ana, text="once")
    (once,) = await api.updates(offset=-1)
    assert await api.updates(offset=once["update_id"] + 1) == [once]


async def test_files(outside: Outside, api: Client) -> None:
    """A picture arrives as one, anything else as a document."""
    ana = (await outside.does("meet", first_name="Ana"))["id"]
    await outside.does("start", who=ana)
    for name, kind in (("me.png", "image/png"), ("scan.pdf", "application/pdf")):
        headers = {"Content-Type": kind}
        async with api.http.post(f"{outside.url}files?who={ana}&name={name}", data=PNG, headers=headers) as answer:
            assert answer.status == 200
    _, picture, document = [update["message"] for update in await api.updates()]
    assert ("photo" in picture, document["document"]["file_name"]) == (True, "scan.pdf")
    async with api.http.post(f"{outside.url}files?who={ana}", data=PNG) as answer:
        assert (answer.status, await answer.json()) == (400, {"problem": "name: Field required"})


async def test_misfortunes_and_the_record_of_calls(outside: Outside, api: Client) -> None:
    ana = (await outside.does("meet", first_name="Ana"))["id"]
    await outside.does("start", who=ana)
    await outside.does("fault", method="sendMessage", retry_after=7)
    assert await api.refused("sendMessage", chat_id=ana, text="hi") == "Too Many Requests: retry after 7"
    await outside.does("block", who=ana)
    assert await api.refused("sendMessage", chat_id=ana, text="hi") == "Forbidden: bot was blocked by the user"
    calls = await outside.sees("calls?method=sendmessage")
    assert [(call["status"], call["parameters"]["text"]) for call in calls] == [(429, "hi"), (403, "hi")]


async def test_a_file_in_the_record_of_calls(outside: Outside, api: Client) -> None:
    """Its name and size; what stands in it is nobody's business there."""
    ana = (await outside.does("meet", first_name="Ana"))["id"]
    await outside.does("start", who=ana)
    form = FormData({"chat_id": str(ana)})
    form.add_field("document", b"made up", filename="data.csv", content_type="text/csv")
    async with api.http.post(api.url("sendDocument"), data=form) as answer:
        assert answer.status == 200
    (call,) = await outside.sees("calls?method=sendDocument")
    assert call["parameters"] == {"chat_id": str(ana), "document": "(the file data.csv, 7 bytes)"}


@pytest.mark.parametrize("name", ["O’Brien-Łuć 🦴", "<b>&amp;", "null", "𝕬𝖓𝖆", "x" * 64, "مريم"])
async def test_odd_names_arrive_as_they_are(outside: Outside, api: Client, name: str) -> None:
    """Telegram lets people call themselves anything."""
    odd = (await outside.does("meet", first_name=name, last_name=name))["id"]
    await outside.does("start", who=odd)
    sender = (await api.updates())[-1]["message"]["from"]
    assert sender == {"id": odd, "is_bot": False, "first_name": name, "last_name": name, "language_code": "en"}


async def test_who_and_where_there_is(outside: Outside, sandbox: Sandbox) -> None:
    ana = (await outside.does("meet", first_name="Ana"))["id"]
    seen = await outside.sees()
    assert (seen["token"], seen["base_url"]) == (sandbox.token, sandbox.base_url)
    assert [person["id"] for person in seen["people"]] == [ana]


PROBLEMS: list[tuple[dict[str, object], int, str]] = [
    ({"do": "say", "who": 1, "text": "hi"}, 400, 'there is no person 1; "meet" somebody first'),
    ({"do": "say", "who": 1, "chat": -5, "text": "hi"}, 400, "there is no person 1"),
    ({"do": "upgrade", "chat": -5}, 400, 'there is no group -5; "gather" one first'),
    ({"do": "edit", "who": 5000000001, "message": 9, "text": "hi"}, 400, "this message is gone"),
    ({"do": "meet"}, 400, "first_name: Field required"),
    ({"do": "meet", "first_name": " "}, 400, "first_name: String should have at least 1 character"),
    ({"do": "meet", "first_name": "Ana", "username": "no spaces"}, 400, "username: String should match"),
    ({"do": "meet", "first_name": "Ana", "username": "anaé_p"}, 400, "username: String should match"),
    ({"do": "dance"}, 400, "does not match any of the expected tags"),
    ({"do": "fault", "method": "sendVideo", "status": 500}, 400, "sendVideo is not modelled"),
]


@pytest.mark.parametrize(("act", "status", "problem"), PROBLEMS)
async def test_what_cannot_be_done_is_explained(
    outside: Outside, act: dict[str, object], status: int, problem: str
) -> None:
    await outside.does("meet", first_name="Ana")
    found, body = await outside.tries(**act)  # type: ignore[arg-type]  # whatever anybody sends
    assert (found, problem in body["problem"]) == (status, True), body


async def test_no_answer_is_no_success(outside: Outside) -> None:
    """With what was seen instead."""
    ana = (await outside.does("meet", first_name="Ana"))["id"]
    await outside.does("start", who=ana)
    status, body = await outside.tries("wait", who=ana, seconds=0.05)
    assert (status, "1 updates were not fetched: is the bot running?" in body["problem"]) == (504, True)
    assert (await outside.tries("press", who=ana, text="Yes"))[1]["problem"] == 'no button "Yes" is shown; shown: none'
    async with outside.http.get(f"{outside.url}chats/12") as answer:
        assert (answer.status, "there is no chat 12" in await answer.text()) == (400, True)


async def test_other_web_sites_are_kept_out(outside: Outside) -> None:
    headers = {"Origin": "https://example.com"}
    async with outside.http.get(outside.url, headers=headers) as answer:
        assert (answer.status, "its own address" in (await answer.json())["problem"]) == (403, True)


async def test_an_address_that_is_none(outside: Outside) -> None:
    """Told in JSON as well."""
    assert await outside.sees("nowhere") == {"problem": "404: Not Found"}
    assert await outside.sees("do") == {"problem": "405: Method Not Allowed"}

"""Sending, replying, editing, deleting, and answering presses."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from bot.sandbox import NothingSeenError, Sandbox, User
from bot.sandbox.methods.sending import MAX_DOCUMENT
from tests.sandbox.client import Client

YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_sent_message(api: Client, ana: User) -> None:
    """What comes back names the bot, the chat and a date; numbers count per chat."""
    ben = ana.sandbox.user("Ben")
    await ben.start()
    options = {"is_disabled": True}
    sent = await api.call(
        "sendMessage",
        chat_id=ana.id,
        text="Read clinic.org? /help",
        link_preview_options=options,
        protect_content=True,
        disable_notification=True,
    )
    message = sent.result
    assert message["message_id"] == 2
    assert message["from"]["is_bot"] is True
    assert message["chat"] == {
        "id": ana.id,
        "type": "private",
        "first_name": "Ana",
        "last_name": "P.",
        "username": "anap",
    }
    assert message["has_protected_content"] is True
    assert message["link_preview_options"] == options
    assert [entity["type"] for entity in message["entities"]] == ["bot_command"]
    assert (await api.call("sendMessage", chat_id=ben.id, text="Hi")).result["message_id"] == 2
    assert ana.messages[-1].silent


async def test_replies(api: Client, ana: User) -> None:
    """To a message that is there, or to nothing when that is allowed."""
    mine = await ana.say("my back")
    reply = {"message_id": mine.id}
    sent = await api.call("sendMessage", chat_id=ana.id, text="Oh", reply_parameters=reply)
    assert sent.result["reply_to_message"]["text"] == "my back"
    again = {"message_id": sent.result["message_id"]}
    nested = await api.call("sendMessage", chat_id=ana.id, text="Oh dear", reply_parameters=again)
    assert "reply_to_message" not in nested.result["reply_to_message"]
    lost = {"message_id": 99}
    refusal = await api.refused("sendMessage", chat_id=ana.id, text="Oh", reply_parameters=lost)
    assert refusal == "Bad Request: message to be replied not found"
    kind = {**lost, "allow_sending_without_reply": True}
    sent = await api.call("sendMessage", chat_id=ana.id, text="Oh", reply_parameters=kind)
    assert "reply_to_message" not in sent.result
    for nothing in ({}, {"message_id": 0}, {"message_id": -1}):
        sent = await api.call("sendMessage", chat_id=ana.id, text="Oh", reply_parameters=nothing)
        assert "reply_to_message" not in sent.result


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"reply_parameters": "5"}, "object expected as reply parameters"),
        (
            {"reply_parameters": {"message_id": 1, "quote": "back"}},
            'sandbox: field "quote" of reply_parameters is not modelled',
        ),
        (
            {"reply_parameters": {"message_id": 1, "chat_id": -5}},
            "sandbox: replies to another chat are not modelled",
        ),
        ({"link_preview_options": "{"}, "can't parse link preview options JSON object"),
        ({"link_preview_options": "5"}, "object expected as link preview options"),
        ({"link_preview_options": {"is_disabled": "yes"}}, 'field "is_disabled" must be of type Boolean'),
        ({"link_preview_options": {"url": True}}, 'field "url" must be of type String'),
        (
            {"link_preview_options": {"nonsense": True}},
            'sandbox: field "nonsense" of link_preview_options is not modelled',
        ),
    ],
)
async def test_options_are_read_closely(api: Client, ana: User, parameters: dict[str, object], reason: str) -> None:
    """None is dropped in silence."""
    refusal = await api.refused("sendMessage", chat_id=ana.id, text="Oh", **parameters)
    assert refusal == f"Bad Request: {reason}"


async def test_edits(api: Client, ana: User) -> None:
    """A keyboard that is not sent again is gone; the same again is refused."""
    sent = (await api.call("sendMessage", chat_id=ana.id, text="Sure?", reply_markup=YES)).result
    where = {"chat_id": ana.id, "message_id": sent["message_id"]}
    same = await api.refused("editMessageText", **where, text="Sure?", reply_markup=YES)
    assert same == NOT_MODIFIED
    edited = (await api.call("editMessageText", **where, text="Sure?")).result
    assert "reply_markup" not in edited
    assert edited["edit_date"]
    assert (await api.call("editMessageReplyMarkup", **where, reply_markup=YES)).result["reply_markup"] == YES
    assert await api.refused("editMessageReplyMarkup", **where, reply_markup=YES) == NOT_MODIFIED
    assert "reply_markup" not in (await api.call("editMessageReplyMarkup", **where)).result
    keyboard = {"keyboard": [["Yes"]]}
    other = await api.refused("editMessageText", **where, text="New", reply_markup=keyboard)
    assert other == "Bad Request: inline keyboard expected"


@pytest.mark.parametrize("edit", [{"method": "editMessageText", "text": "New"}, {"method": "editMessageReplyMarkup"}])
async def test_what_cannot_be_edited(api: Client, ana: User, edit: dict[str, Any]) -> None:
    """People's messages, those sent with a reply keyboard, missing ones."""
    keyboard = {"keyboard": [["Yes"]]}
    await api.call("sendMessage", chat_id=ana.id, text="Hi", reply_markup=keyboard)
    for message_id in (1, 2):
        refusal = await api.refused(**edit, chat_id=ana.id, message_id=message_id)
        assert refusal == "Bad Request: message can't be edited"
    for message_id in (99, 0, -1):
        lost = await api.refused(**edit, chat_id=ana.id, message_id=message_id)
        assert lost == "Bad Request: message to edit not found"
    assert await api.refused(**edit) == "Bad Request: message identifier is not specified"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        ("<b> </b>", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("x" * 32_769, "text is too long"),
        ("<b>New", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ],
)
async def test_an_edit_is_held_to_the_same_limits(api: Client, ana: User, text: str, reason: str) -> None:
    """And the message stays as it was."""
    await api.call("sendMessage", chat_id=ana.id, text="Old", reply_markup=YES)
    where = {"chat_id": ana.id, "message_id": 2, "parse_mode": "HTML"}
    assert await api.refused("editMessageText", **where, text=text) == f"Bad Request: {reason}"
    wide = {"inline_keyboard": [[{"text": "Yes", "callback_data": "x" * 65}]]}
    assert await api.refused("editMessageText", **where, text="New", reply_markup=wide) == (
        "Bad Request: BUTTON_DATA_INVALID"
    )
    assert [(ana.messages[-1].text, ana.messages[-1].button_texts)] == [("Old", ["Yes"])]


async def test_deleting(api: Client, ana: User) -> None:
    """In private the bot may delete what both wrote; afterwards it is not there."""
    for message_id in (1, (await api.call("sendMessage", chat_id=ana.id, text="Hi")).result["message_id"]):
        assert (await api.call("deleteMessage", chat_id=ana.id, message_id=message_id)).result is True
        gone = await api.refused("deleteMessage", chat_id=ana.id, message_id=message_id)
        assert gone == "Bad Request: message to delete not found"
    assert ana.messages == []
    assert "(deleted)" in ana.transcript()
    edit = await api.refused("editMessageText", chat_id=ana.id, message_id=2, text="New")
    assert edit == "Bad Request: message to edit not found"
    assert await api.refused("deleteMessage", chat_id=ana.id) == "Bad Request: message identifier is not specified"
    assert await api.refused("deleteMessage", message_id=1) == "Bad Request: chat identifier is not specified"


async def test_deleting_has_its_limits(api: Client) -> None:
    """48 hours, and in groups other people's messages only as an administrator."""
    now = [1_800_000_000.0]
    async with Sandbox.start(clock=lambda: now[0]) as sandbox:
        client = Client(sandbox, api.http)
        sam = sandbox.user("Sam")
        group = sandbox.supergroup("Staff", members=[sam])
        theirs = await sam.say("hello", chat=group)
        mine = {"chat_id": group.id, "message_id": theirs.id}
        assert await client.refused("deleteMessage", **mine) == "Bad Request: message can't be deleted"
        await group.promote_bot()
        now[0] += 48 * 3600 + 1
        old = await client.refused("deleteMessage", **mine)
        assert old == "Bad Request: message can't be deleted for everyone"


async def test_one_answer_each(api: Client, ana: User) -> None:
    """A press spins until it is answered, once, within its time."""
    sandbox = ana.sandbox
    sent = (await api.call("sendMessage", chat_id=ana.id, text="Sure?", reply_markup=YES)).result
    assert await ana.press("Yes", wait=False) is None
    assert "no answer: the button is still spinning" in ana.transcript()
    (update,) = await api.updates()
    query = update["callback_query"]
    assert query["data"] == "yes"
    assert query["message"]["message_id"] == sent["message_id"]
    assert len(sandbox.unanswered) == 1

    long = await api.refused("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    answer = {"callback_query_id": query["id"], "text": "x" * 200, "show_alert": True}
    assert (await api.call("answerCallbackQuery", **answer)).result is True
    assert await api.refused("answerCallbackQuery", **answer) == TOO_OLD
    assert await api.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    assert sandbox.unanswered == []

    await ana.press("Yes", wait=False)
    sandbox.expire_presses()
    fresh = (await api.updates())[-1]["callback_query"]["id"]
    assert await api.refused("answerCallbackQuery", callback_query_id=fresh) == TOO_OLD
    with pytest.raises(NothingSeenError, match="the answer to the press"):
        await ana.press("Yes", timeout=0.05)


async def test_a_press_grows_old(api: Client) -> None:
    """Its time is over by the clock alone."""
    now = [1_800_000_000.0]
    async with Sandbox.start(clock=lambda: now[0], press_lifetime=900) as sandbox:
        client = Client(sandbox, api.http)
        sam = sandbox.user("Sam")
        await sam.start()
        await client.call("sendMessage", chat_id=sam.id, text="Sure?", reply_markup=YES)
        await sam.press("Yes", wait=False)
        await sam.press("Yes", wait=False)
        first, second = [u["callback_query"]["id"] for u in await client.updates() if "callback_query" in u]
        now[0] += 900
        assert (await client.call("answerCallbackQuery", callback_query_id=first)).result is True
        now[0] += 1
        assert await client.refused("answerCallbackQuery", callback_query_id=second) == TOO_OLD
        assert await client.refused("answerCallbackQuery") == TOO_OLD


async def test_a_cached_answer(api: Client, ana: User) -> None:
    """With cache_time the app answers by itself and the bot hears nothing."""
    await api.call("sendMessage", chat_id=ana.id, text="Sure?", reply_markup=YES)
    await ana.press("Yes", wait=False)
    query = (await api.updates())[0]["callback_query"]["id"]
    await api.call("answerCallbackQuery", callback_query_id=query, text="Done", cache_time=60)
    again = await ana.press("Yes")
    assert again is not None
    assert again.text == "Done"
    assert len(await api.updates()) == 1


async def test_photos(api: Client, ana: User) -> None:
    """A picture once uploaded goes by its id, but not as another kind of file; what is none is refused."""

    async def upload(data: bytes) -> dict[str, Any]:
        form = FormData({"chat_id": str(ana.id), "caption": "Plank"})
        form.add_field("photo", data, filename="plank.png", content_type="image/png")
        async with api.http.post(api.url("sendPhoto"), data=form) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    message = (await upload(b"\x89PNG\r\n\x1a\n..."))["result"]
    [size] = message["photo"]
    assert (message["caption"], size["file_size"]) == ("Plank", 11)
    again = await api.call("sendPhoto", chat_id=ana.id, photo=size["file_id"])
    assert again.result["photo"] == message["photo"]
    assert "<photo> Plank" in ana.transcript()
    assert (await upload(b"%PDF-1.4"))["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await api.refused("sendPhoto", chat_id=ana.id) == "Bad Request: there is no photo in the request"
    assert await api.refused("sendDocument", chat_id=ana.id, document=size["file_id"]) == (
        "Bad Request: can't use file of type Photo as Document"
    )


async def test_documents(api: Client, ana: User) -> None:
    """Uploaded once, then sent again by their id; captions have a limit of their own."""
    form = FormData({"chat_id": str(ana.id), "caption": "<b>Your data</b>", "parse_mode": "HTML"})
    form.add_field("document", b"a,b\n", filename="data.csv", content_type="text/csv")
    async with api.http.post(api.url("sendDocument"), data=form) as response:
        message = (await response.json())["result"]
    document = message["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "data.csv",
        "text/csv",
        4,
    )
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    again = await api.call("sendDocument", chat_id=ana.id, document=document["file_id"])
    assert again.result["document"] == document
    assert "<document data.csv> Your data" in ana.transcript()

    assert await api.refused("sendDocument", chat_id=ana.id) == ("Bad Request: there is no document in the request")
    assert await api.refused("sendDocument", chat_id=ana.id, document="x") == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )
    assert await api.refused("sendDocument", chat_id=ana.id, document="https://clinic.org/x.pdf") == (
        "Bad Request: sandbox: files by URL are not modelled"
    )
    known = {"chat_id": ana.id, "document": document["file_id"]}
    longest = await api.call("sendDocument", **known, caption=f" {'é' * 1024} ")
    assert longest.result["caption"] == "é" * 1024
    assert await api.refused("sendDocument", **known, caption="x" * 1025) == (
        "Bad Request: message caption is too long"
    )
    assert await api.refused("sendPhoto", chat_id=ana.id, photo=document["file_id"]) == (
        "Bad Request: can't use file of type Document as Photo"
    )
    edit = await api.refused("editMessageText", chat_id=ana.id, message_id=message["message_id"], text="x")
    assert edit == "Bad Request: there is no text in the message to edit"


@pytest.mark.parametrize(
    ("size", "status", "reason"),
    [(0, 400, "Bad Request: file must be non-empty"), (MAX_DOCUMENT + 1, 413, "Request Entity Too Large")],
)
async def test_files_of_the_wrong_size(api: Client, ana: User, size: int, status: int, reason: str) -> None:
    """Not nothing, and not more than 50 MB."""
    form = FormData({"chat_id": str(ana.id)})
    form.add_field("document", BytesIO(b"x" * size), filename="scan.pdf")
    async with api.http.post(api.url("sendDocument"), data=form) as response:
        assert (response.status, (await response.json())["description"]) == (status, reason)
    assert len(ana.messages) == 1


@pytest.mark.parametrize(
    "call", [{"method": "sendMessage", "text": "Hi"}, {"method": "sendChatAction", "action": "typing"}]
)
async def test_a_topic_is_ignored_where_there_are_none(api: Client, ana: User, call: dict[str, Any]) -> None:
    """In groups that are no forum; in private it is not modelled."""
    for group in (ana.sandbox.supergroup("Staff", members=[ana]), ana.sandbox.group("Old", members=[ana])):
        answer = await api.call(**call, chat_id=group.id, message_thread_id=7)
        assert (answer.status, "message_thread_id" in str(answer.result)) == (200, False)
    refusal = await api.refused(**call, chat_id=ana.id, message_thread_id=7)
    assert refusal == 'Bad Request: sandbox: parameter "message_thread_id" is not modelled in private chats'

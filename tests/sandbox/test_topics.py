"""Topics of a forum, as Telegram has them: who may open them, where messages go, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import Group, Sandbox, SandboxUseError, User
from tests.sandbox.client import Client


@pytest.fixture
async def forum(sandbox: Sandbox) -> Group:
    """A forum with Sam, which the bot administers."""
    group = sandbox.supergroup("Staff", members=[sandbox.user("Sam")], bot="administrator")
    await group.turn_on_topics()
    return group


async def opened(api: Client, forum: Group, name: str = "B-1001") -> int:
    """A new topic; its number."""
    thread_id: int = (await api.call("createForumTopic", chat_id=forum.id, name=name)).result["message_thread_id"]
    return thread_id


async def test_a_topic_is_opened(api: Client, forum: Group) -> None:
    """Its number is that of the notice which everybody sees; the bot hears nothing of its own act."""
    answer = (await api.call("createForumTopic", chat_id=forum.id, name="  B-1001 \n x")).result
    assert answer == {"message_thread_id": 1, "name": "B-1001 x", "icon_color": 0x6FB9F0}
    assert forum.transcript().endswith("#1 Backchat [B-1001 x]: <forum topic created>")
    assert await api.updates() == []
    assert (await api.call("createForumTopic", chat_id=forum.id, name="y" * 200)).result["name"] == "y" * 128


async def test_who_has_topics(api: Client, sandbox: Sandbox, forum: Group) -> None:
    """A forum says so."""
    assert (await api.call("getChat", chat_id=forum.id)).result["is_forum"] is True
    plain = sandbox.supergroup("Plain", members=[sandbox.user("Mia")], bot="administrator")
    assert "is_forum" not in (await api.call("getChat", chat_id=plain.id)).result
    for method, more in (
        ("createForumTopic", {"name": "B-1001"}),
        ("closeForumTopic", {"message_thread_id": 1}),
        ("reopenForumTopic", {"message_thread_id": 1}),
    ):
        assert await api.refused(method, chat_id=plain.id, **more) == "Bad Request: the chat is not a forum"
        assert await api.refused(method, chat_id=-5, **more) == "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"name": " "}, "title must be non-empty"),
        ({}, "title must be non-empty"),
        ({"name": "B-1001", "icon_color": 5}, "invalid icon color specified"),
    ],
)
async def test_a_topic_that_cannot_be(api: Client, forum: Group, parameters: dict[str, Any], reason: str) -> None:
    assert await api.refused("createForumTopic", chat_id=forum.id, **parameters) == f"Bad Request: {reason}"
    assert forum.topics == []


async def test_a_plain_member_opens_no_topic(api: Client, forum: Group) -> None:
    """It may close its own, and no other."""
    own = await opened(api, forum)
    await forum.demote_bot()
    refusal = await api.refused("createForumTopic", chat_id=forum.id, name="B-1002")
    assert refusal == "Bad Request: not enough rights to create a topic"
    assert (await api.call("closeForumTopic", chat_id=forum.id, message_thread_id=own)).result is True
    forum.topics[0].creator = next(user.account for user in forum.sandbox.users)
    refusal = await api.refused("reopenForumTopic", chat_id=forum.id, message_thread_id=own)
    assert refusal == "Bad Request: not enough rights to close or open the topic"


async def test_messages_in_a_topic(api: Client, forum: Group) -> None:
    """Say so; without a topic, they are in General, which has no number."""
    thread_id = await opened(api, forum)
    sent = (await api.call("sendMessage", chat_id=forum.id, text="A card", message_thread_id=thread_id)).result
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread_id, True)
    general = (await api.call("sendMessage", chat_id=forum.id, text="Hello")).result
    assert "message_thread_id" not in general
    for unknown in (1, 77):
        if unknown != thread_id:
            refusal = await api.refused("sendMessage", chat_id=forum.id, text="Hi", message_thread_id=unknown)
            assert refusal == "Bad Request: message thread not found"
    refusal = await api.refused("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=77)
    assert refusal == "Bad Request: message thread not found"


async def test_general_is_no_thread(api: Client, forum: Group) -> None:
    """Not even by the number that its messages are known by."""
    await api.call("sendMessage", chat_id=forum.id, text="Hello")
    await opened(api, forum)
    refusal = await api.refused("sendMessage", chat_id=forum.id, text="Hi", message_thread_id=1)
    assert refusal == "Bad Request: message thread not found"


async def test_a_reply_stays_in_its_topic(api: Client, forum: Group) -> None:
    """Of the bot and of people; from one topic to another is not modelled."""
    sam = forum.sandbox.users[0]
    first, second = await opened(api, forum), await opened(api, forum, "B-1002")
    card = (await api.call("sendMessage", chat_id=forum.id, text="A card", message_thread_id=first)).result
    answer: dict[str, Any] = {"chat_id": forum.id, "text": "Hi", "reply_parameters": {"message_id": card["message_id"]}}
    assert (await api.call("sendMessage", **answer)).result["message_thread_id"] == first
    refusal = await api.refused("sendMessage", **answer, message_thread_id=second)
    assert refusal == "Bad Request: sandbox: replies to another topic are not modelled"
    said = await sam.say("Hello", chat=forum, reply_to=forum.messages[2])
    assert said.topic is forum.topics[0]


async def test_whatever_stands_in_a_topic_answers_its_notice(api: Client, forum: Group) -> None:
    """Unless it answers something else: so a bot can't tell by `reply_to_message` alone."""
    sam = forum.sandbox.users[0]
    await opened(api, forum)
    await sam.say("good morning", chat=forum, topic=forum.topics[0])
    [update] = await api.updates()
    answered = update["message"]["reply_to_message"]
    assert answered["forum_topic_created"] == {"name": "B-1001", "icon_color": 0x6FB9F0}
    assert answered["from"]["is_bot"] is True
    assert answered["message_id"] == update["message"]["message_thread_id"]
    assert "reply_to_message" not in answered


async def test_closed_and_reopened(api: Client, forum: Group) -> None:
    """In a closed topic only administrators write; closing twice is refused."""
    sam, mia = forum.sandbox.users[0], forum.sandbox.user("Mia")
    await forum.add(mia)
    thread: dict[str, Any] = {"chat_id": forum.id, "message_thread_id": await opened(api, forum)}
    assert (await api.call("closeForumTopic", **thread)).result is True
    assert await api.refused("closeForumTopic", **thread) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert (await api.call("sendMessage", **thread, text="By an administrator")).status == 200
    await sam.say("The owner may", chat=forum, topic=forum.topics[0])
    with pytest.raises(SandboxUseError, match="is closed"):
        await mia.say("I may not", chat=forum, topic=forum.topics[0])
    await forum.demote_bot()
    assert await api.refused("sendMessage", **thread, text="By a member") == "Bad Request: TOPIC_CLOSED"
    assert (await api.call("reopenForumTopic", **thread)).result is True
    assert await api.refused("reopenForumTopic", **thread) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert (await api.call("sendMessage", **thread, text="By a member")).status == 200
    assert "<forum topic closed>" in forum.transcript()
    unknown = {**thread, "message_thread_id": 99}
    assert await api.refused("closeForumTopic", **unknown) == "Bad Request: TOPIC_ID_INVALID"


async def test_a_deleted_topic(api: Client, forum: Group) -> None:
    """Is gone with its messages."""
    thread_id = await opened(api, forum)
    card = (await api.call("sendMessage", chat_id=forum.id, text="A card", message_thread_id=thread_id)).result
    await forum.delete_topic(forum.topics[0])
    refusal = await api.refused("sendMessage", chat_id=forum.id, text="Hi", message_thread_id=thread_id)
    assert refusal == "Bad Request: message thread not found"
    refusal = await api.refused("editMessageText", chat_id=forum.id, message_id=card["message_id"], text="Hi")
    assert refusal == "Bad Request: message to edit not found"


async def test_only_a_supergroup_has_topics(sandbox: Sandbox, ana: User) -> None:
    """A plain group must become one first."""
    group = sandbox.group("Old", members=[ana])
    with pytest.raises(SandboxUseError, match="only a supergroup"):
        await group.turn_on_topics()


async def test_topics_over_http(api: Client, sandbox: Sandbox) -> None:
    """A forum is gathered, and somebody writes in a topic; an unknown one is a mistake."""
    sam = sandbox.user("Sam")

    async def act(**what: object) -> dict[str, Any]:
        async with api.http.post(f"http://127.0.0.1:{sandbox.port}/sandbox/do", json=what) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    gathered = await act(do="gather", title="Staff", members=[sam.id], bot="administrator", forum=True)
    thread_id = (await api.call("createForumTopic", chat_id=gathered["id"], name="B-1")).result["message_thread_id"]
    said = await act(do="say", who=sam.id, chat=gathered["id"], text="Hello", topic=thread_id)
    assert said["message_thread_id"] == thread_id
    refused = await act(do="say", who=sam.id, chat=gathered["id"], text="Hello", topic=99)
    assert refused["problem"] == "there is no topic 99 in this chat"


@pytest.mark.parametrize(("mime_type", "kind"), [("image/png", "photo"), ("application/pdf", "document")])
async def test_a_file_in_a_topic(api: Client, forum: Group, mime_type: str, kind: str) -> None:
    """Stands in it, and the bot hears where."""
    thread_id = await opened(api, forum)
    where: dict[str, int | str] = {
        "who": forum.sandbox.users[0].id,
        "chat": forum.id,
        "topic": thread_id,
        "name": "scan",
    }
    files = f"http://127.0.0.1:{forum.sandbox.port}/sandbox/files"
    async with api.http.post(files, params=where, data=b"x", headers={"Content-Type": mime_type}) as response:
        assert (await response.json())["message_thread_id"] == thread_id
    [update] = await api.updates()
    assert update["message"]["message_thread_id"] == thread_id
    assert kind in update["message"]

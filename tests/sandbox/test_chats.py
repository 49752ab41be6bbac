"""Which chats the bot may use, what it hears in groups, and its command menu."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import Sandbox, User
from bot.sandbox.running import BOT_ID
from tests.sandbox.client import Client


async def heard(api: Client) -> list[Any]:
    """The texts that reached the bot, each once."""
    updates = await api.updates()
    await api.call("deleteWebhook", drop_pending_updates=True)
    return [update["message"].get("text") for update in updates if "message" in update]


async def test_strangers_and_acquaintances(api: Client, sandbox: Sandbox) -> None:
    """A stranger is not found; who was met in a group has not allowed the bot to write."""
    sam = sandbox.user("Sam")
    for chat_id in (sam.id, 1, -5, "@nobody"):
        refusal = await api.refused("sendMessage", chat_id=chat_id, text="Hi")
        assert refusal == "Bad Request: chat not found"
    sandbox.supergroup("Staff", members=[sam])
    answer = await api.call("sendMessage", chat_id=sam.id, text="Hi")
    assert answer.status == 403
    assert answer.refusal == "Forbidden: bot can't initiate conversation with a user"
    assert (await api.call("getChat", chat_id=sam.id)).result["first_name"] == "Sam"
    assert await api.refused("sendMessage", text="Hi") == "Bad Request: chat_id is empty"


async def test_blocked(api: Client, ana: User) -> None:
    """The bot hears of it and may not write until it is unblocked."""
    await ana.block()
    await ana.block()
    answer = await api.call("sendMessage", chat_id=ana.id, text="Hi")
    assert (answer.status, answer.refusal) == (403, "Forbidden: bot was blocked by the user")
    await ana.unblock()
    assert (await api.call("sendMessage", chat_id=ana.id, text="Hi")).status == 200
    statuses = [u["my_chat_member"]["new_chat_member"]["status"] for u in await api.updates()]
    assert statuses == ["kicked", "member"]
    await ana.delete_account()
    assert await api.refused("sendMessage", chat_id=ana.id, text="Hi") == "Forbidden: user is deactivated"


WRITING: list[dict[str, Any]] = [
    {"method": "sendMessage", "text": "Hi"},
    {"method": "sendChatAction", "action": "typing"},
]
EDITING: list[dict[str, Any]] = [
    {"method": "editMessageText", "message_id": 1, "text": "Hi"},
    {"method": "editMessageReplyMarkup", "message_id": 1},
]
READING: list[dict[str, Any]] = [{"method": "getChatMember", "user_id": BOT_ID}]


@pytest.mark.parametrize("call", [*WRITING, *EDITING, *READING])
async def test_every_method_looks_for_its_chat(api: Client, call: dict[str, Any]) -> None:
    """And says so when there is none."""
    assert await api.refused(**call) == "Bad Request: chat_id is empty"
    for chat_id in (5, -5, "@nobody", "nonsense"):
        assert await api.refused(**call, chat_id=chat_id) == "Bad Request: chat not found"


@pytest.mark.parametrize("call", [*WRITING, *EDITING, *READING])
@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_no_method_gets_past_the_door(api: Client, sandbox: Sandbox, call: dict[str, Any], kind: str) -> None:
    """Of a group that the bot was thrown out of, or has left."""
    sam = sandbox.user("Sam")
    group = (sandbox.group if kind == "group" else sandbox.supergroup)("Staff", members=[sam])
    await api.call("sendMessage", chat_id=group.id, text="Hi")
    await api.call("leaveChat", chat_id=group.id)
    answer = await api.call(**call, chat_id=group.id)
    assert (answer.status, answer.refusal) == (403, f"Forbidden: bot is not a member of the {kind} chat")
    await group.add_bot(by=sam)
    await group.kick_bot(by=sam)
    answer = await api.call(**call, chat_id=group.id)
    assert (answer.status, answer.refusal) == (403, f"Forbidden: bot was kicked from the {kind} chat")


@pytest.mark.parametrize("call", WRITING)
async def test_nothing_reaches_who_does_not_want_it(api: Client, ana: User, call: dict[str, Any]) -> None:
    await ana.block()
    answer = await api.call(**call, chat_id=ana.id)
    assert (answer.status, answer.refusal) == (403, "Forbidden: bot was blocked by the user")


@pytest.mark.parametrize("call", [*WRITING, *READING])
async def test_the_old_id_tells_the_new_one(api: Client, sandbox: Sandbox, call: dict[str, Any]) -> None:
    """To every method that needs the group alive."""
    group = sandbox.group("Staff", members=[sandbox.user("Sam")])
    new = await group.upgrade()
    answer = await api.call(**call, chat_id=group.id)
    assert (answer.status, answer.refusal) == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert answer.body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await api.call(**call, chat_id=new.id)).status == 200


async def test_ids(sandbox: Sandbox) -> None:
    """People positive, groups negative, supergroups -100 and ten figures."""
    assert sandbox.user("Ana").id > 0
    assert sandbox.group("Old").id < 0
    assert str(sandbox.supergroup("New").id).startswith("-100")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_kicked_and_back(api: Client, sandbox: Sandbox, kind: str) -> None:
    """Kicked, added again and left: each has words of its own."""
    sam = sandbox.user("Sam")
    group = (sandbox.group if kind == "group" else sandbox.supergroup)("Staff", members=[sam])
    await group.kick_bot()
    answer = await api.call("sendMessage", chat_id=group.id, text="Hi")
    assert (answer.status, answer.refusal) == (403, f"Forbidden: bot was kicked from the {kind} chat")
    await group.add_bot(by=sam)
    assert (await api.call("sendMessage", chat_id=group.id, text="Hi")).status == 200
    assert (await api.call("leaveChat", chat_id=group.id)).result is True
    left = await api.refused("sendMessage", chat_id=group.id, text="Hi")
    assert left == f"Forbidden: bot is not a member of the {kind} chat"
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in await api.updates() if "message" not in u]
    assert changes == ["kicked", "member", "left"]


async def test_a_group_becomes_a_supergroup(api: Client, sandbox: Sandbox) -> None:
    """Both chats say so."""
    sam = sandbox.user("Sam")
    group = sandbox.group("Staff", members=[sam], bot="administrator")
    new = await group.upgrade()
    old, fresh = await api.updates()
    assert old["message"]["migrate_to_chat_id"] == new.id
    assert fresh["message"]["migrate_from_chat_id"] == group.id


async def test_privacy_mode(api: Client, sandbox: Sandbox) -> None:
    """A plain member hears commands for it, replies to it and service messages, no more."""
    sam, mia = sandbox.user("Sam"), sandbox.user("Mia")
    group = sandbox.supergroup("Staff", members=[sam])
    name = sandbox.world.bot.username
    await sam.say("good morning", chat=group)
    await sam.say(f"@{name} hello", chat=group)
    await sam.say("/help", chat=group)
    await sam.say("/help@another_bot", chat=group)
    await sam.say(f"/help@{name} now", chat=group)
    assert await heard(api) == [f"/help@{name} now"]

    await api.call("sendMessage", chat_id=group.id, text="A new card")
    card = group.messages[-1]
    await sam.say("/help", chat=group)
    own = await sam.say("thanks", chat=group, reply_to=card)
    await sam.say("you too", chat=group, reply_to=own)
    await group.add(mia, by=sam)
    assert await heard(api) == ["/help", "thanks", None]

    await group.promote_bot(by=sam)
    await sam.say("good morning", chat=group)
    assert await heard(api) == ["good morning"]


async def test_a_bot_without_privacy_mode(api: Client) -> None:
    """As set with BotFather."""
    async with Sandbox.start(reads_all_groups=True) as sandbox:
        sam = sandbox.user("Sam")
        group = sandbox.supergroup("Staff", members=[sam])
        await sam.say("good morning", chat=group)
        client = Client(sandbox, api.http)
        assert await heard(client) == ["good morning"]
        assert (await client.call("getMe")).result["can_read_all_group_messages"] is True


async def test_members(api: Client, sandbox: Sandbox, ana: User) -> None:
    """Who is what in a group."""
    sam, mia, out = sandbox.user("Sam"), sandbox.user("Mia"), sandbox.user("Out")
    group = sandbox.supergroup("Staff", members=[sam, mia], bot="administrator")

    async def status(user_id: int) -> str:
        result = (await api.call("getChatMember", chat_id=group.id, user_id=user_id)).result
        return str(result["status"])

    assert [await status(user.id) for user in (sam, mia, out)] == ["creator", "member", "left"]
    assert await status(sandbox.world.bot.id) == "administrator"
    administrators = (await api.call("getChatAdministrators", chat_id=group.id)).result
    assert [one["status"] for one in administrators] == ["creator", "administrator"]
    await api.updates(allowed_updates=["chat_member"])
    await group.promote(mia, by=sam)
    await group.remove(mia, by=sam)
    changes = [u["chat_member"]["new_chat_member"]["status"] for u in await api.updates()]
    assert changes == ["administrator", "kicked"]

    assert await api.refused("getChatMember", chat_id=group.id, user_id=5) == "Bad Request: member not found"
    assert await api.refused("getChatMember", chat_id=group.id) == "Bad Request: invalid user_id specified"
    assert await api.refused("getChatAdministrators", chat_id=ana.id) == (
        "Bad Request: there are no administrators in the private chat"
    )
    assert "can't be changed in private chats" in await api.refused("leaveChat", chat_id=ana.id)
    full = (await api.call("getChat", chat_id=group.id)).result
    assert (full["type"], full["title"]) == ("supergroup", "Staff")


async def test_actions(api: Client, ana: User) -> None:
    """Typing is seen; nonsense is refused."""
    assert (await api.call("sendChatAction", chat_id=ana.id, action="typing")).result is True
    assert ana.chat.actions == ["typing"]
    refusal = await api.refused("sendChatAction", chat_id=ana.id, action="dancing")
    assert refusal == "Bad Request: wrong parameter action in request"


@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [
        ("Help", "Help", "BOT_COMMAND_INVALID"),
        ("", "Help", "command must be non-empty"),
        ("x" * 33, "Help", "command length must not exceed 32"),
        ("help", " ", "command description must be non-empty"),
        ("help", "x" * 257, "command description length must not exceed 256"),
    ],
)
async def test_commands_are_checked(api: Client, command: str, description: str, reason: str) -> None:
    """1 to 32 of a-z, 0-9 and _, with a description of 1 to 256."""
    commands = [{"command": command, "description": description}]
    assert await api.refused("setMyCommands", commands=commands) == f"Bad Request: {reason}"


async def test_the_largest_menu(api: Client) -> None:
    """100 commands of 32 letters, with 256 characters each."""
    menu = [{"command": f"c_{number:030}", "description": "é" * 256} for number in range(100)]
    assert (await api.call("setMyCommands", commands=menu)).result is True
    assert (await api.call("getMyCommands")).result == menu


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"commands": "["}, "can't parse commands JSON object"),
        ({"commands": {"command": "help"}}, "expected an Array of BotCommand"),
        ({"commands": ["help"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "help"}]}, "can't parse BotCommand: Can't find field \"description\""),
        (
            {"commands": [{"command": ["help"], "description": "Help"}]},
            'can\'t parse BotCommand: Field "command" must be of type String',
        ),
        ({"scope": "["}, "can't parse BotCommandScope JSON object"),
        ({"scope": "5"}, "can't parse BotCommandScope: Object expected as bot command scope"),
        ({"scope": {"type": "x"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        ({"language_code": "english"}, "invalid language code specified"),
    ],
)
async def test_a_menu_that_cannot_be_read(api: Client, parameters: dict[str, object], reason: str) -> None:
    """Is refused, and the one that was there stays."""
    menu = [{"command": "help", "description": "Help"}]
    await api.call("setMyCommands", commands=menu)
    assert await api.refused("setMyCommands", **parameters) == f"Bad Request: {reason}"
    assert (await api.call("getMyCommands")).result == menu


async def test_menus_are_kept_apart(api: Client, ana: User) -> None:
    """By scope and by language."""
    help_only = [{"command": "help", "description": "Help"}]
    private = {"scope": {"type": "chat", "chat_id": ana.id}}
    groups = {"scope": {"type": "all_group_chats"}}
    await api.call("setMyCommands", commands=[{"command": "/start", "description": "Begin"}])
    await api.call("setMyCommands", commands=help_only, **private)
    await api.call("setMyCommands", commands=help_only, language_code="es")
    assert (await api.call("getMyCommands")).result == [{"command": "start", "description": "Begin"}]
    assert (await api.call("getMyCommands", **private)).result == help_only
    assert (await api.call("getMyCommands", **groups)).result == []
    assert (await api.call("deleteMyCommands", language_code="es")).result is True
    assert (await api.call("getMyCommands", language_code="es")).result == []
    many = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert await api.refused("setMyCommands", commands=many) == "Bad Request: BOT_COMMANDS_TOO_MUCH"

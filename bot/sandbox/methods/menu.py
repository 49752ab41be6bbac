"""The command menu, kept apart by scope and language."""

from __future__ import annotations

import re
from typing import Final

from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.methods.access import find_chat_by_id
from bot.sandbox.params import Call, method
from bot.sandbox.world import BotCommand

MAX_COMMANDS: Final = 100
_NAME: Final = re.compile(r"[a-z0-9_]+")
_BARE: Final = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_WITH_CHAT: Final = frozenset({"chat", "chat_administrators", "chat_member"})


def set_my_commands(call: Call) -> bool:
    """Replace the menu of one scope and language."""
    key = _key(call)
    value = call.json("commands", "can't parse commands JSON object") or []
    if not isinstance(value, list):
        raise bad_request("expected an Array of BotCommand")
    commands = tuple(_command(item) for item in value)
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.world.commands[key] = commands
    return True


def get_my_commands(call: Call) -> list[JsonObject]:
    """The menu of exactly this scope and language, without falling back to a wider one."""
    commands = call.world.commands.get(_key(call), ())
    return [{"command": item.command, "description": item.description} for item in commands]


def delete_my_commands(call: Call) -> bool:
    """Remove the menu of one scope and language; people then see the next wider one."""
    call.world.commands.pop(_key(call), None)
    return True


def _command(value: object) -> BotCommand:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in value:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
        if not isinstance(value[field], str):
            raise bad_request(f'can\'t parse BotCommand: Field "{field}" must be of type String')
    command, description = value["command"].strip().removeprefix("/"), value["description"].strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not _NAME.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return BotCommand(command, description)


def _key(call: Call) -> tuple[str, str]:
    language = call.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    scope = call.json("scope", "can't parse BotCommandScope JSON object")
    if scope is None:
        return "default", language
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: Object expected as bot command scope")
    kind = scope.get("type")
    if kind in _BARE:
        return str(kind), language
    if kind not in _WITH_CHAT:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = find_chat_by_id(call.world, str(scope.get("chat_id", "")))
    user = f":{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{user}", language


METHODS = (
    method("setMyCommands", set_my_commands, "commands scope language_code"),
    method("getMyCommands", get_my_commands, "scope language_code"),
    method("deleteMyCommands", delete_my_commands, "scope language_code"),
)

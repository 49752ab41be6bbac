"""Chats and who is in them."""

from __future__ import annotations

from bot.sandbox.encode import full_chat_to_json, member_to_json
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.methods.access import find_chat
from bot.sandbox.params import Call, method
from bot.sandbox.state import Status


def get_chat(call: Call) -> JsonObject:
    """A chat that the bot can see."""
    return full_chat_to_json(find_chat(call, write=False))


def get_chat_member(call: Call) -> JsonObject:
    """What somebody is in a chat; who was never there has left, who does not exist is refused."""
    user_id = call.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    chat = find_chat(call, write=False)
    world = call.world
    account = world.bot if user_id == world.bot.id else world.accounts.get(user_id)
    if account is None:
        raise bad_request("member not found")
    return member_to_json(account, chat.status_of(account))


def get_chat_administrators(call: Call) -> list[JsonObject]:
    """The people in charge; of the bots only this one."""
    chat = find_chat(call, write=False)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [member_to_json(who, status) for who, status in chat.members.values() if status.in_charge]


def leave_chat(call: Call) -> bool:
    """Leave a group; the bot hears of it as a change of its own status."""
    chat = find_chat(call, write=False)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.world.set_status(chat, call.world.bot, Status.LEFT, by=call.world.bot)
    return True


METHODS = (
    method("getChat", get_chat, "chat_id"),
    method("getChatMember", get_chat_member, "chat_id user_id"),
    method("getChatAdministrators", get_chat_administrators, "chat_id return_bots"),
    method("leaveChat", leave_chat, "chat_id"),
)

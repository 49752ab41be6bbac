"""Which chat a call means, and whether the bot may use it."""

from __future__ import annotations

import re
from typing import Final

from bot.sandbox.errors import bad_request, failure, forbidden
from bot.sandbox.params import Call
from bot.sandbox.state import Chat, ChatKind, Message, Status
from bot.sandbox.world import World

_KIND: Final = {ChatKind.GROUP: "group chat", ChatKind.SUPERGROUP: "supergroup chat"}


def find_chat(call: Call, *, write: bool = True) -> Chat:
    """The chat of ``chat_id``, if the bot may read it or write to it."""
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    return find_chat_by_id(call.world, call.text("chat_id"), write=write)


def find_chat_by_id(world: World, given: str, *, write: bool = False) -> Chat:
    """The same for an id that stands elsewhere."""
    chat = world.chats.get(int(given)) if re.fullmatch(r"-?[0-9]+", given.strip()) else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to:
        raise failure(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to.id)
    if chat.private:
        _check_person(world, chat, write=write)
    else:
        _check_group(world, chat)
    return chat


def find_message(chat: Chat, message_id: int, what: str) -> Message:
    """A message that is there, or Telegram's refusal naming what it was for."""
    message = chat.find(message_id)
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def _check_person(world: World, chat: Chat, *, write: bool) -> None:
    person = chat.person
    if person is None or not world.bot_knows(person):
        raise bad_request("chat not found")
    if not write:
        return
    if person.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(world: World, chat: Chat) -> None:
    if world.bot.id not in chat.members:
        raise bad_request("chat not found")
    status = chat.status_of(world.bot)
    if status is Status.BANNED:
        raise forbidden(f"bot was kicked from the {_KIND[chat.kind]}")
    if not status.present:
        raise forbidden(f"bot is not a member of the {_KIND[chat.kind]}")

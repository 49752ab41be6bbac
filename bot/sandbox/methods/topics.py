"""Topics of a forum: opening, closing and reopening them, and what is refused of messages in them."""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.methods.access import find_chat
from bot.sandbox.params import Call, method
from bot.sandbox.state import Chat, Message, Topic

MAX_NAME: Final = 128
COLORS: Final = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


def create_forum_topic(call: Call) -> JsonObject:
    """Open a topic, with the notice that its messages hang from: its number is the topic's."""
    chat = _forum(call)
    if not chat.status_of(call.world.bot).in_charge:
        raise bad_request("not enough rights to create a topic")
    name = " ".join(call.text("name").split())[:MAX_NAME].strip()
    if not name:
        raise bad_request("title must be non-empty")
    color = call.integer("icon_color", COLORS[0])
    if color not in COLORS:
        raise bad_request("invalid icon color specified")
    topic = call.world.open_topic(chat, call.world.bot, name, color)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.color}


def close_forum_topic(call: Call) -> bool:
    """Close a topic: from then on only administrators write in it."""
    return _set(call, closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return _set(call, closed=False)


def find_topic(call: Call, chat: Chat, reply_to: Message | None) -> Topic | None:
    """The topic that a message of the bot goes to; None for General, and where there are no topics.

    In a supergroup that is no forum Telegram ignores the parameter. A reply stays in the topic of what it answers.
    """
    thread_id = call.integer("message_thread_id")
    if thread_id and chat.private:
        raise bad_request('sandbox: parameter "message_thread_id" is not modelled in private chats')
    if not chat.forum:
        return None
    topic = chat.topics.get(thread_id)
    if thread_id and topic is None:
        raise bad_request("message thread not found")
    answered = reply_to.topic if reply_to else None
    if reply_to and thread_id and answered is not topic:
        raise bad_request("sandbox: replies to another topic are not modelled")
    topic = topic or answered
    if topic and topic.closed and not chat.status_of(call.world.bot).in_charge:
        raise bad_request("TOPIC_CLOSED")
    return topic


def _forum(call: Call) -> Chat:
    chat = find_chat(call)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    return chat


def _set(call: Call, *, closed: bool) -> bool:
    chat, bot = _forum(call), call.world.bot
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    if not chat.status_of(bot).in_charge and topic.creator is not bot:
        raise bad_request("not enough rights to close or open the topic")
    if topic.closed is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.world.set_topic(chat, bot, topic, closed=closed)
    return True


METHODS = (
    method("createForumTopic", create_forum_topic, "chat_id name icon_color"),
    method("closeForumTopic", close_forum_topic, "chat_id message_thread_id"),
    method("reopenForumTopic", reopen_forum_topic, "chat_id message_thread_id"),
)

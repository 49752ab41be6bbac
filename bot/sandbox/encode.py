"""The state as Telegram's JSON: the one place where dataclasses become dictionaries."""

from __future__ import annotations

from bot.sandbox.keyboards import InlineKeyboard, JsonObject, inline_to_json
from bot.sandbox.state import (
    Account,
    Chat,
    ContactCard,
    Media,
    Message,
    Notice,
    Place,
    Said,
    Status,
    StoredFile,
)
from bot.sandbox.text import Entity, FormattedText

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)


def user_to_json(account: Account) -> JsonObject:
    """A ``User``; what is not set is left out, as Telegram does."""
    shown: JsonObject = {"id": account.id, "is_bot": account.is_bot, "first_name": account.first_name}
    for name in ("last_name", "username", "language_code"):
        if getattr(account, name):
            shown[name] = getattr(account, name)
    return shown


def chat_to_json(chat: Chat) -> JsonObject:
    """A ``Chat`` as it stands in messages."""
    shown: JsonObject = {"id": chat.id, "type": chat.kind.value}
    if chat.person:
        shown["first_name"] = chat.person.first_name
        for name in ("last_name", "username"):
            if getattr(chat.person, name):
                shown[name] = getattr(chat.person, name)
    else:
        shown["title"] = chat.title
    if chat.forum:
        shown["is_forum"] = True
    return shown


def full_chat_to_json(chat: Chat) -> JsonObject:
    """A ``ChatFullInfo`` with the fields that are always there."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat_to_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, chat.private),
    }


def message_to_json(message: Message, *, nested: bool = False) -> JsonObject:
    """A ``Message``. A reply shows one level only, and a reply keyboard is never shown."""
    shown: JsonObject = {
        "message_id": message.id,
        "from": user_to_json(message.sender),
        "chat": chat_to_json(message.chat),
        "date": message.date,
    }
    if message.edit_date:
        shown["edit_date"] = message.edit_date
    if message.protected:
        shown["has_protected_content"] = True
    if message.topic:
        shown |= {"message_thread_id": message.topic.id, "is_topic_message": True}
    answered = _answered(message)
    if answered and not answered.deleted and not nested:
        shown["reply_to_message"] = message_to_json(answered, nested=True)
    shown |= _content_to_json(message)
    if isinstance(message.markup, InlineKeyboard):
        shown["reply_markup"] = inline_to_json(message.markup)
    return shown


def _answered(message: Message) -> Message | None:
    """What a message answers: in a topic at least the notice that opened it."""
    if message.reply_to or message.topic is None or message.id == message.topic.id:
        return message.reply_to
    return message.chat.find(message.topic.id)


def member_to_json(account: Account, status: Status) -> JsonObject:
    """A ``ChatMember`` of the right kind."""
    shown: JsonObject = {"user": user_to_json(account), "status": status.value}
    if status is Status.OWNER:
        shown["is_anonymous"] = False
    elif status is Status.ADMINISTRATOR:
        shown |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    elif status is Status.BANNED:
        shown["until_date"] = 0
    return shown


def entities_to_json(entities: tuple[Entity, ...]) -> list[JsonObject]:
    """A list of ``MessageEntity``."""
    shown: list[JsonObject] = []
    for entity in entities:
        item: JsonObject = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
        if entity.kind == "text_link":
            item["url"] = entity.url
        elif entity.kind == "text_mention":
            item["user"] = {"id": entity.user_id, "is_bot": False, "first_name": ""}
        elif entity.kind == "custom_emoji":
            item["custom_emoji_id"] = entity.custom_emoji_id
        elif entity.kind == "pre" and entity.language:
            item["language"] = entity.language
        shown.append(item)
    return shown


def _content_to_json(message: Message) -> JsonObject:
    content = message.content
    if isinstance(content, Said):
        shown = _body("text", "entities", content.body)
        if content.preview:
            shown["link_preview_options"] = dict(content.preview)
        if content.author:
            origin = {"type": "hidden_user", "sender_user_name": content.author, "date": message.date}
            shown["forward_origin"] = origin
        return shown
    if isinstance(content, Media):
        return _media(content)
    if isinstance(content, Place):
        return {"location": {"latitude": content.latitude, "longitude": content.longitude}}
    if isinstance(content, ContactCard):
        card: JsonObject = {"phone_number": content.phone, "first_name": content.first_name}
        if content.last_name:
            card["last_name"] = content.last_name
        if content.user_id:
            card["user_id"] = content.user_id
        return {"contact": card}
    return _notice(content)


def _notice(content: Notice) -> JsonObject:
    if content.topic is not None:
        created = content.kind == "forum_topic_created"
        return {content.kind: {"name": content.topic.name, "icon_color": content.topic.color} if created else {}}
    if content.who is None:
        return {content.kind: content.chat_id}
    person = user_to_json(content.who)
    return {content.kind: [person] if content.kind == "new_chat_members" else person}


def _body(text_field: str, entities_field: str, body: FormattedText) -> JsonObject:
    shown: JsonObject = {text_field: body.text} if body.text else {}
    if body.entities:
        shown[entities_field] = entities_to_json(body.entities)
    return shown


def _media(content: Media) -> JsonObject:
    caption = _body("caption", "caption_entities", content.body)
    file = file_to_json(content.file)
    if content.kind == "photo":
        return {"photo": [{**file, "width": 1280, "height": 960}], **caption}
    if content.kind == "voice":
        return {
            "voice": {**file, "duration": content.seconds, "mime_type": content.file.mime_type},
            **caption,
        }
    if content.kind == "sticker":
        looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {"sticker": {**file, **looks, "emoji": content.emoji}}
    named = {"file_name": content.file.name, "mime_type": content.file.mime_type}
    return {"document": {**named, **file}, **caption}


def file_to_json(file: StoredFile) -> JsonObject:
    """What every kind of file has in common."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}

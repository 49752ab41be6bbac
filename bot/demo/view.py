"""What the page shows, as JSON: the chats as they stand now."""

from bot.demo.stage import Stage
from bot.sandbox import Account, Chat, Message, User
from bot.sandbox.acts import PICTURES
from bot.sandbox.keyboards import InlineButton
from bot.sandbox.state import ContactCard, Media, Notice, Place, StoredFile
from bot.sandbox.text import Entity
from handlers.ports import Json

_TOPIC_NOTICES = {
    "forum_topic_created": "opened",
    "forum_topic_closed": "closed",
    "forum_topic_reopened": "reopened",
}
TYPING_SECONDS = 5
"""How long Telegram's apps show "typing" unless a message comes first (Bot API, sendChatAction)."""


def everything(stage: Stage, patient: User) -> Json:
    """One patient's phone, the staff group by topics, who there is, the state of the content, time and hours."""
    content = stage.bot.content
    return {
        "minute": stage.minute,
        "hours": _hours(stage),
        "bot": stage.sandbox.world.bot.name,
        "patients": [_person(other.account) for other in stage.patients],
        "staff": [_member(stage, member.account) for member in stage.staff],
        "patient": _chat(stage, patient.chat) | {"started": patient.chat.started},
        "group": _chat(stage, stage.group.chat) | {"topics": _topics(stage.group.chat)},
        "content": {"version": content.knowledge.version, "refusal": content.refusal},
    }


def _person(account: Account) -> Json:
    return {"id": account.id, "name": account.name, "username": account.username, "bot": account.is_bot}


def _member(stage: Stage, account: Account) -> Json:
    return _person(account) | {"in_charge": stage.group.chat.status_of(account).in_charge}


def _hours(stage: Stage) -> Json:
    """Whether the clinic is open, and when it opens next, in seconds since 1970; empty where the bot does not know."""
    opening, now = stage.opening, stage.clock()
    if opening is None:
        return {}
    next_opening = opening.next_opening(now)
    return {"open": opening.is_open(now), "opens": next_opening and int(next_opening.timestamp())}


def _topics(chat: Chat) -> list[Json]:
    """General, which has no number, then the topics of cases as they were opened."""
    general: Json = {"id": None, "name": "General", "closed": False}
    return [general, *({"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values())]


def _chat(stage: Stage, chat: Chat) -> Json:
    keyboard = chat.keyboard
    return {
        "id": chat.id,
        "name": chat.name,
        "members": sum(status.present for _, status in chat.members.values()),
        "messages": [_message(message) for message in chat.messages],
        "keyboard": [[button.text for button in row] for row in keyboard.rows] if keyboard else [],
        "typing": _is_typing(stage, chat),
        "commands": _menu(stage, chat),
    }


def _message(message: Message) -> Json:
    reply = message.reply_to
    return {
        "id": message.id,
        "from": _person(message.sender),
        "topic": message.topic.id if message.topic else None,
        "at": message.date,
        "edited": bool(message.edit_date),
        "text": message.text,
        "entities": [_entity(entity) for entity in message.entities],
        "extra": _extra(message),
        "reply": {"name": reply.sender.name, "text": reply.text} if reply and not reply.deleted else None,
        "buttons": [[_button(button) for button in row] for row in message.keyboard.rows] if message.keyboard else [],
    }


def _entity(entity: Entity) -> Json:
    return {"kind": entity.kind, "offset": entity.offset, "length": entity.length, "url": entity.url}


def _button(button: InlineButton) -> Json:
    return {"text": button.text, "url": button.url}


def _extra(message: Message) -> Json | None:
    """What a message holds beside its text."""
    match message.content:
        case Media(kind=kind, file=file, emoji=emoji):
            return {"kind": kind, "emoji": emoji, **_file(file)}
        case ContactCard(phone=phone, first_name=first, last_name=last):
            return {"kind": "contact", "phone": phone, "name": f"{first} {last}".strip()}
        case Place(latitude=latitude, longitude=longitude):
            return {"kind": "place", "name": f"{latitude}, {longitude}"}
        case Notice() as notice:
            return {"kind": "notice", "name": _notice(message.sender, notice)}
        case _:
            return None


def _notice(by: Account, notice: Notice) -> str:
    if notice.topic:
        return f"{by.name} {_TOPIC_NOTICES[notice.kind]} the topic {notice.topic.name}"
    return f"{notice.kind.replace('_', ' ')} {notice.who.name if notice.who else ''}".strip()


def _file(file: StoredFile) -> Json:
    return {"file": file.file_id, "name": file.name, "size": file.size, "picture": file.mime_type in PICTURES}


def _is_typing(stage: Stage, chat: Chat) -> bool:
    """Whether the bot's newest call that this chat could see, within the last seconds, says that it types."""
    since = stage.sandbox.world.clock() - TYPING_SECONDS
    for call in reversed(stage.sandbox.calls):
        if call.at < since:
            break
        if call.parameters.get("chat_id") == str(chat.id):
            return call.ok and call.method == "sendChatAction"
    return False


def _menu(stage: Stage, chat: Chat) -> list[Json]:
    scope = "all_private_chats" if chat.private else "all_group_chats"
    menu = stage.sandbox.world.commands.get((scope, ""), ())
    return [{"command": f"/{item.command}", "description": item.description} for item in menu]

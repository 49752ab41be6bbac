"""Sending: messages, documents and the sign that the bot is typing."""

from __future__ import annotations

from typing import Final

from bot.sandbox.encode import message_to_json
from bot.sandbox.errors import bad_request, failure
from bot.sandbox.keyboards import JsonObject, parse_markup
from bot.sandbox.methods.access import find_chat
from bot.sandbox.methods.content import (
    check_markup,
    read_caption,
    read_preview,
    read_reply,
    read_text,
    with_found,
)
from bot.sandbox.methods.topics import find_topic
from bot.sandbox.params import Call, method
from bot.sandbox.state import Chat, Content, Media, Said, StoredFile
from bot.sandbox.text import check_caption, check_message

MAX_DOCUMENT: Final = 50 * 1024 * 1024
MAX_PHOTO: Final = 10 * 1024 * 1024
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
"""How the files begin that Telegram makes a photo of."""
ACTIONS: Final = frozenset(
    {
        "cancel",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_audio",
        "record_video",
        "record_video_note",
        "record_voice",
        "typing",
        "upload_audio",
        "upload_document",
        "upload_photo",
        "upload_video",
        "upload_video_note",
        "upload_voice",
    }
)
_COMMON: Final = (
    "chat_id message_thread_id parse_mode disable_notification protect_content reply_parameters reply_markup"
)


def send_message(call: Call) -> JsonObject:
    """Send a text. What is wrong with it is told in Telegram's order: parsing, keyboard, chat, length."""
    text, preview = read_text(call), read_preview(call)
    markup = parse_markup(call.text("reply_markup"))
    chat = find_chat(call)
    reply_to = read_reply(call, chat)
    topic = find_topic(call, chat, reply_to)
    content = Said(with_found(check_message(text)), preview)
    check_markup(markup, chat)
    message = call.world.post(
        chat,
        call.world.bot,
        content,
        markup=markup,
        reply_to=reply_to,
        protected=call.flag("protect_content"),
        silent=call.flag("disable_notification"),
        topic=topic,
    )
    return message_to_json(message)


def send_document(call: Call) -> JsonObject:
    """Send a file, new or already known by its ``file_id``."""
    return _send_file(call, "document", MAX_DOCUMENT)


def send_photo(call: Call) -> JsonObject:
    """Send a picture, new or already known by its ``file_id``."""
    return _send_file(call, "photo", MAX_PHOTO)


def _send_file(call: Call, kind: str, most: int) -> JsonObject:
    file = _file(call, kind, most)
    caption = read_caption(call)
    markup = parse_markup(call.text("reply_markup"))
    chat = find_chat(call)
    reply_to = read_reply(call, chat)
    topic = find_topic(call, chat, reply_to)
    content: Content = Media(kind, file, with_found(check_caption(caption)))
    check_markup(markup, chat)
    message = call.world.post(
        chat,
        call.world.bot,
        content,
        markup=markup,
        reply_to=reply_to,
        protected=call.flag("protect_content"),
        silent=call.flag("disable_notification"),
        topic=topic,
    )
    return message_to_json(message)


def send_chat_action(call: Call) -> bool:
    """Show what the bot is doing; kept in ``chat.actions``."""
    action = call.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat: Chat = find_chat(call)
    find_topic(call, chat, None)
    chat.actions.append(action)
    return True


def _file(call: Call, kind: str, most: int) -> StoredFile:
    given = call.text(kind)
    field = given.removeprefix("attach://") if given.startswith("attach://") else kind
    upload = call.files.get(field) if not given or given.startswith("attach://") else None
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > most:
            raise failure(413)
        if kind == "photo" and not upload.data.startswith(_PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        return call.world.store(upload.name, upload.mime_type, upload.data, photo=kind == "photo")
    if not given or given.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("sandbox: files by URL are not modelled")
    if given not in call.world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    known = call.world.files[given]
    if known.photo != (kind == "photo"):
        of_type = "Photo" if known.photo else "Document"
        raise bad_request(f"can't use file of type {of_type} as {kind.capitalize()}")
    return known


METHODS = (
    method("sendMessage", send_message, f"{_COMMON} text entities link_preview_options"),
    method(
        "sendDocument",
        send_document,
        f"{_COMMON} document caption caption_entities disable_content_type_detection",
    ),
    method("sendPhoto", send_photo, f"{_COMMON} photo caption caption_entities"),
    method("sendChatAction", send_chat_action, "chat_id message_thread_id action"),
)

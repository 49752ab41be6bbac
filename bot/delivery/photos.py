"""Sending pictures: by Telegram's id where it has them, else as bytes, and at worst their words alone."""

from collections.abc import Callable, Mapping

from telegram.error import BadRequest

from bot.delivery.sender import Sender
from bot.storage.outbox import Outbox, Queued

Pictures = Callable[[], Mapping[str, bytes]]
"""The pictures of the content in force, by their digests."""


async def send_photo(sender: Sender, outbox: Outbox, pictures: Pictures, row: Queued, chat_id: int) -> str:
    """Send a message with its picture; Telegram's id of that, or "" where the words went out without it.

    Telegram may refuse an id at any time, and ids of another bot always; it may refuse a picture, or the
    content may not have it any more. What it then says about the chat is heard of the next try.
    """
    for photo in (await outbox.file_id(row.photo), pictures().get(row.photo)):
        if photo:
            try:
                return await sender.photo(chat_id, row.html, row.keyboard, photo)
            except BadRequest:
                continue
    await sender.message(chat_id, row.html, row.keyboard)
    return ""


async def send_drawn(sender: Sender, row: Queued, chat_id: int) -> None:
    """Send a message with the picture that was made for it; its words alone where Telegram refuses that.

    Telegram's id of such a picture is not kept: it belongs to one patient and is never sent again.
    """
    try:
        await sender.photo(chat_id, row.html, row.keyboard, row.drawn)
    except BadRequest:
        await sender.message(chat_id, row.html, row.keyboard)

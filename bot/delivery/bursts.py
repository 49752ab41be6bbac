"""A burst of messages in one chat, read as the one message that it is: pure, over Telegram's JSON.

Who writes faster than they are answered is saying one thing in pieces. Each piece was looked at for red flags when it
came; together they are understood better, and answered once.
"""

from collections.abc import Sequence
from typing import TypedDict, cast

from telegram.constants import MessageLimit

from handlers.ports import Json

PAUSE_SECONDS = 60
"""Pieces further apart are messages of their own."""


class _Message(TypedDict):
    text: str
    date: int


def together(first: Json, behind: Sequence[tuple[int, Json]]) -> tuple[Json, tuple[int, ...]]:
    """The update to read for `first` and as many as follow it without a break, and the ids of those.

    It is the last of them, with the words of all, a line each, no longer than Telegram's longest message.
    """
    last, ids, words = first, [], _plain(first)
    lines = [words["text"]] if words else []
    for update_id, payload in behind:
        following = _plain(payload)
        if words is None or following is None or following["date"] - words["date"] > PAUSE_SECONDS:
            break
        if len("\n".join([*lines, following["text"]])) > MessageLimit.MAX_TEXT_LENGTH:
            break
        last, words = payload, following
        lines.append(following["text"])
        ids.append(update_id)
    if not ids:
        return first, ()
    message = {**cast("Json", last["message"]), "text": "\n".join(lines), "entities": []}
    return {**first, "message": message}, tuple(ids)


def _plain(payload: Json) -> _Message | None:
    """The message, if it is a new one of a patient, of words alone, and no command."""
    match payload:
        case {"message": {"chat": {"type": "private"}, "text": str(text), "date": int()} as message} if (
            not text.startswith("/")
        ):
            return cast("_Message", message)
    return None

"""Telegram's side for delivery tests: updates as they come, and a hand-written sender."""

from collections.abc import Callable
from dataclasses import dataclass, field

from telegram import Update

from bot.storage.cases import Card
from handlers.ports import Document, Json, Outgoing
from tests.bot.storage.setting import ANA

ADMIN = 900

SORRY = "Something went wrong."
"""What a chat reads whose message was set aside."""


def sorry(chat_id: int) -> list[Outgoing]:
    """The apology for a chat."""
    return [Outgoing(chat_id, SORRY)]


def alarmed(told: str) -> list[Outgoing]:
    """What an admin reads."""
    return [Outgoing(ADMIN, told)]


def update(update_id: int, text: str = "my back hurts", chat_id: int = ANA) -> Update:
    """A message of a person, or in a group."""
    kind = "private" if chat_id > 0 else "supergroup"
    person = {"id": abs(chat_id), "first_name": "Ana", "is_bot": False}
    chat = {"id": chat_id, "type": kind, "first_name": "Ana"} if chat_id > 0 else {"id": chat_id, "type": kind}
    message = {"message_id": update_id, "date": 1, "chat": chat, "from": person, "text": text}
    return Update.de_json({"update_id": update_id, "message": message}, None)


def poll_update(update_id: int) -> Update:
    """An update that belongs to no chat and to nobody."""
    poll = {
        "id": "1",
        "question": "?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }
    return Update.de_json({"update_id": update_id, "poll": poll}, None)


@dataclass
class Post:
    """Takes what is sent; `troubles` are raised one after the other instead, by chat."""

    sent: list[tuple[int, str]] = field(default_factory=list)
    troubles: dict[int, list[Exception]] = field(default_factory=dict)
    before: Callable[[int, str], None] = lambda _chat, _text: None

    async def message(self, chat_id: int, text: str, keyboard: Json | None, reply_to: int | None = None) -> int:
        """A message."""
        shown = text if keyboard is None else f"{text} {keyboard}"
        return self._take(chat_id, shown if reply_to is None else f"{shown} to #{reply_to}")

    async def document(self, chat_id: int, caption: str, document: Document) -> int:
        """A file, as its name and what is in it."""
        return self._take(chat_id, f"{caption} [{document.name}: {document.text}]")

    async def photo(self, chat_id: int, caption: str, keyboard: Json | None, photo: str | bytes) -> str:
        """A picture, as its caption and how it was sent; a new one's id is its place among all that was sent."""
        sent_as = photo if isinstance(photo, str) else f"{len(photo)} bytes"
        words = caption if keyboard is None else f"{caption} {keyboard}"
        place = self._take(chat_id, f"{words} [picture: {sent_as}]")
        return photo if isinstance(photo, str) else f"id {place}"

    async def card(self, chat_id: int, card: Card) -> int:
        """A card, as its number and what the patient is to the clinic."""
        case = card.case
        notes = [word for word in ("deleted", "unreachable") if getattr(case, word)]
        if case.replies_sent:
            notes.append(f"{case.replies_sent} replies")
        return self._take(chat_id, " ".join([f"card B-{case.number}", *notes]))

    async def under_card(self, chat_id: int, text: str, card: Card) -> int:
        """A message under a card."""
        return self._take(chat_id, f"{text} under B-{card.case.number}")

    async def erase(self, chat_id: int, message_id: int, card: Card) -> None:
        """A message under a card is edited."""
        self._take(chat_id, f"#{message_id} under B-{card.case.number} erased")

    def _take(self, chat_id: int, text: str) -> int:
        self.before(chat_id, text)
        if self.troubles.get(chat_id):
            raise self.troubles[chat_id].pop(0)
        self.sent.append((chat_id, text))
        return len(self.sent)

    @property
    def words(self) -> list[str]:
        """What arrived, in order."""
        return [text for _, text in self.sent]

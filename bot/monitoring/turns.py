"""What became of each update: its kind and how long it took, without a word of it or whose it was."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from time import perf_counter

from telegram import Chat, Update

from bot.logs import FIELDS
from handlers.ports import Delivery

log = logging.getLogger(__name__)

Process = Callable[[Update, Delivery], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """One try at an update: `turn` is Telegram's number of it, `tier` the most urgent that it raised, or "".

    One that `failed` is tried again, or set aside.
    """

    turn: int
    kind: str
    tier: str
    ms: int
    failed: bool


def observed(process: Process, saw: Callable[[TurnSeen], None]) -> Process:
    """The same processing, each try of which is logged and told to `saw`."""

    async def observe(update: Update, delivery: Delivery) -> None:
        began, failed = perf_counter(), True
        try:
            await process(update, delivery)
            failed = False
        finally:
            ms = round((perf_counter() - began) * 1000)
            seen = TurnSeen(update.update_id, kind_of_update(update), delivery.tier or "", ms, failed)
            log.log(logging.WARNING if failed else logging.INFO, "turn", extra={FIELDS: asdict(seen)})
            saw(seen)

    return observe


def kind_of_update(update: Update) -> str:
    """What a person did, in a word."""
    if update.callback_query:
        return "press"
    if update.my_chat_member:
        return "membership"
    message = update.effective_message
    if message is None:
        return "other"
    if message.chat.type != Chat.PRIVATE:
        return "group"
    if update.edited_message:
        return "edit"
    if message.contact:
        return "contact"
    words = message.text or message.caption
    if not words:
        return "attachment"
    return "command" if words.startswith("/") else "message"

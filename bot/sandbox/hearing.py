"""What a bot hears: everything in private, and in groups what privacy mode lets through.

With privacy mode a bot that is a plain member hears commands meant for it, replies to its messages and
service messages. A mention alone is left out: sources disagree, so nothing should be built on it.
"""

from __future__ import annotations

from bot.sandbox.state import Account, Message, Notice
from bot.sandbox.text import cut


def bot_hears(message: Message, bot: Account, *, reads_all: bool = False) -> bool:
    """Whether the message becomes an update."""
    chat = message.chat
    if chat.private:
        return chat.started and not chat.blocked
    status = chat.status_of(bot)
    if not status.present:
        return False
    if status.in_charge or reads_all or isinstance(message.content, Notice):
        return True
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    return _commanded(message, bot)


def _commanded(message: Message, bot: Account) -> bool:
    for entity in message.entities:
        if entity.kind == "bot_command" and entity.offset == 0:
            _, _, addressee = cut(message.text, entity.offset, entity.length).partition("@")
            if addressee:
                return addressee.lower() == bot.username.lower()
            return message.chat.bot_wrote
    return False

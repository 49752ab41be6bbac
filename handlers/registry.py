"""All Telegram handlers, in order: within a group of handlers the first that matches wins."""

import re

from telegram import Chat, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from handlers import groups, patients, staff
from handlers.context import App, Context

TAKEN = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""The kinds of updates that are ours; Telegram is asked for these alone."""

PRIVATE = filters.ChatType.PRIVATE
_COMMAND = re.compile(r"/(cases|reload|id)(@(?P<to>\w+))?(?!\S)")
WRITTEN = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE


def handlers(staff_chat_id: int | None) -> list[BaseHandler[Update, Context, None]]:
    """The staff group's own first, then private chats, then everything else."""
    group = filters.Chat(staff_chat_id) if staff_chat_id is not None else filters.Chat(set())
    return [
        MessageHandler(group & filters.Regex(r"^/cases\b"), staff.cases),
        MessageHandler((group | PRIVATE) & filters.Regex(r"^/reload\b"), staff.reload),
        MessageHandler(group & filters.Regex(r"^/id\b"), staff.group_id),
        MessageHandler(group & filters.UpdateType.MESSAGE & filters.REPLY, staff.reply),
        CallbackQueryHandler(staff.press, pattern=r"^case:"),
        CallbackQueryHandler(patients.press),
        MessageHandler(PRIVATE & filters.UpdateType.MESSAGE & filters.COMMAND, patients.command),
        MessageHandler(PRIVATE & WRITTEN, patients.message),
        ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        # Last: whatever nothing above took is ended, so that it does not wait for ever.
        TypeHandler(Update, groups.ignored),
    ]


def register(app: App, staff_chat_id: int | None) -> None:
    """Add all handlers to an application."""
    app.add_handlers(handlers(staff_chat_id))


def keep(staff_chat_id: int | None, update: Update) -> bool:
    """Whether an update is ours at all: talk of groups, and kinds that were asked for once, are never stored."""
    if all(getattr(update, kind) is None for kind in TAKEN):
        return False
    chat = update.effective_chat
    if chat is None or chat.type == Chat.PRIVATE or update.my_chat_member or update.callback_query:
        return True
    message = update.message
    if chat.id != staff_chat_id or message is None:
        return False
    bot = update.get_bot()
    command = _COMMAND.match(message.text or "")
    if command and command["to"] in {None, bot.username}:
        return True
    answered = message.reply_to_message and message.reply_to_message.from_user
    return bool(answered and answered.id == bot.id)

"""All Telegram handlers, in order: within a group of handlers the first that matches wins."""

import re

from telegram import Chat, Message, Update
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
from handlers.ports import StaffGroup

TAKEN = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""The kinds of updates that are ours; Telegram is asked for these alone."""

PRIVATE = filters.ChatType.PRIVATE
_COMMAND = re.compile(r"/(cases|case|note|reload|id)(@(?P<to>\w+))?(?!\S)")
WRITTEN = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE


class _Within(filters.MessageFilter):
    """What is written in the staff group, whatever its id is by then."""

    def __init__(self, staff_group: StaffGroup) -> None:
        super().__init__()
        self._staff_group = staff_group

    def filter(self, message: Message) -> bool:
        return message.chat.id == self._staff_group.chat_id


def handlers(staff_group: StaffGroup) -> list[BaseHandler[Update, Context, None]]:
    """The staff group's own first, then private chats, then everything else."""
    group = _Within(staff_group)
    return [
        MessageHandler(group & filters.Regex(r"^/cases\b"), staff.cases),
        MessageHandler(group & filters.Regex(r"^/case\b"), staff.case),
        MessageHandler(group & filters.Regex(r"^/note\b"), staff.note),
        MessageHandler((group | PRIVATE) & filters.Regex(r"^/reload\b"), staff.reload),
        MessageHandler(group & filters.Regex(r"^/id\b"), staff.group_id),
        MessageHandler(group & filters.StatusUpdate.MIGRATE, groups.moved),
        MessageHandler(group & filters.UpdateType.MESSAGE & filters.REPLY, staff.reply),
        CallbackQueryHandler(staff.press, pattern=r"^case:"),
        CallbackQueryHandler(patients.press),
        MessageHandler(PRIVATE & filters.UpdateType.MESSAGE & filters.COMMAND, patients.command),
        MessageHandler(PRIVATE & WRITTEN, patients.message),
        ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        # Last: whatever nothing above took is ended, so that it does not wait for ever.
        TypeHandler(Update, groups.ignored),
    ]


def register(app: App, staff_group: StaffGroup) -> None:
    """Add all handlers to an application."""
    app.add_handlers(handlers(staff_group))


def keep(staff_group: StaffGroup, update: Update) -> bool:
    """Whether an update is ours at all: talk of groups, and kinds that were asked for once, are never stored."""
    if all(getattr(update, kind) is None for kind in TAKEN):
        return False
    chat = update.effective_chat
    if chat is None or chat.type == Chat.PRIVATE or update.my_chat_member or update.callback_query:
        return True
    message = update.message
    if chat.id != staff_group.chat_id or message is None:
        return False
    if message.migrate_to_chat_id:
        return True
    bot = update.get_bot()
    command = _COMMAND.match(message.text or "")
    if command and command["to"] in {None, bot.username}:
        return True
    answered = message.reply_to_message
    # Whatever is written in a topic answers the notice that opened it, unless it answers something else.
    if answered is None or answered.forum_topic_created is not None:
        return False
    return answered.from_user is not None and answered.from_user.id == bot.id

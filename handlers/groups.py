"""Groups that are not the staff group: the bot says that it works in private, and leaves."""

from telegram import Chat, Update
from telegram.error import TelegramError

from handlers.context import Context
from handlers.patients import reachable
from handlers.render import unmarked


async def membership(update: Update, context: Context) -> None:
    """The bot was added somewhere, removed, blocked or unblocked."""
    change = update.my_chat_member
    if change is not None and change.chat.type == Chat.PRIVATE:
        await reachable(update, context)
        return
    services = context.services
    if (
        change is not None
        and change.chat.id != services.staff_chat_id
        and change.new_chat_member.status
        in {
            "member",
            "administrator",
        }
    ):
        await _leave(change.chat, context)
    await services.store.finish(context.delivery)


async def _leave(chat: Chat, context: Context) -> None:
    services = context.services
    try:
        if chat.type != Chat.CHANNEL:
            await chat.send_message(unmarked(services.library.knowledge.wording.errors.groups, services.clinic))
    except TelegramError:
        pass  # no right to write there: leaving is what matters
    try:
        await chat.leave()
    except TelegramError:
        return


async def ignored(_update: Update, context: Context) -> None:
    """Nothing for us: the update is only ended."""
    await context.services.store.finish(context.delivery)

"""What becomes of the staff group; in any other the bot says that it works in private, and leaves."""

from telegram import Chat, ChatMember, Update
from telegram.error import TelegramError

from handlers.context import Context
from handlers.patients import reachable
from handlers.ports import Outgoing
from handlers.render import render_note, unmarked

_REMOVED = "The bot was removed from the staff group, so cards wait. Add it to the group again, as an administrator."
_DEMOTED = (
    "The bot is no administrator of the staff group any more, so the buttons of cards do nothing. Make it one again "
    "(no special rights are needed): only administrators may check who is a member."
)


async def membership(update: Update, context: Context) -> None:
    """The bot was added somewhere, removed, blocked or unblocked. The admins hear if the staff group lost it."""
    change, services = update.my_chat_member, context.services
    if change is not None and change.chat.type == Chat.PRIVATE:
        await reachable(update, context)
        return
    told: list[Outgoing] = []
    if change is not None and change.chat.id == services.staff_group.chat_id:
        loss = _loss(change.new_chat_member.status)
        told = [note for admin in sorted(services.admins) for note in render_note(loss, admin, services.clinic)]
    elif change is not None and change.new_chat_member.status in {ChatMember.MEMBER, ChatMember.ADMINISTRATOR}:
        await _leave(change.chat, context)
    await services.store.finish(context.delivery, told)


def _loss(status: str) -> str:
    match status:
        case ChatMember.ADMINISTRATOR:
            return ""
        case ChatMember.MEMBER:
            return _DEMOTED
        case _:
            return _REMOVED


async def moved(update: Update, context: Context) -> None:
    """The staff group became a supergroup: from now on its new id counts."""
    message, services = update.effective_message, context.services
    if message is None or message.migrate_to_chat_id is None:
        await services.store.finish(context.delivery)
        return
    await services.store.group_moved(context.delivery, message.chat.id, message.migrate_to_chat_id)
    services.staff_group.moved(message.chat.id, message.migrate_to_chat_id)


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

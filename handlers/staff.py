"""The staff group: cards pressed, cards replied to, and commands. Who pressed is checked with Telegram."""

from datetime import timedelta

from telegram import Chat, ChatMember, Update
from telegram.error import TelegramError

from handlers import desk
from handlers.callbacks import decode_desk
from handlers.context import Context
from handlers.model import DeskTurn, DeskVerb
from handlers.patients import answer, command, person
from handlers.ports import Outgoing
from handlers.render import render_desk, render_note

MEMBER_FOR = timedelta(seconds=30)
"""How long Telegram's word that somebody is a member holds; that they are none is asked anew each time."""

_MEMBERS = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER}


async def _is_staff(user_id: int, context: Context) -> bool:
    services = context.services
    group, now = services.staff_chat_id, services.clock()
    if group is None:
        return False
    seen = services.staff_seen.get(user_id)
    if seen is not None and now - seen < MEMBER_FOR:
        return True
    try:
        member = await context.bot.get_chat_member(group, user_id)
    except TelegramError:
        return False
    if member.status not in _MEMBERS and not getattr(member, "is_member", False):
        return False
    services.staff_seen[user_id] = now
    return True


async def press(update: Update, context: Context) -> None:
    """A button on a card."""
    query, user = update.callback_query, update.effective_user
    if query is None or user is None:
        return
    services = context.services
    wording = services.library.knowledge.wording
    decoded = decode_desk(query.data or "")
    if decoded is None or not await _is_staff(user.id, context):
        await services.store.finish(context.delivery)
        await answer(update, context, wording.errors.out_of_date if decoded is None else wording.staff.not_staff)
        return
    verb, number = decoded
    now, staff = services.clock(), person(user)
    act = desk.claim if verb is DeskVerb.TAKE else desk.done
    turn = await services.store.desk(
        context.delivery,
        number,
        now,
        decide=lambda case: act(case, staff, now, wording),
        render=lambda turn: _render(turn, context, number),
    )
    await answer(update, context, turn.toast)


async def reply(update: Update, context: Context) -> None:
    """A staff member's reply to a card goes to its patient; other talk is nothing to us."""
    written, user = update.effective_message, update.effective_user
    services = context.services
    number = None
    if written is not None and written.reply_to_message is not None:
        number = await services.store.case_of_card(written.chat.id, written.reply_to_message.message_id)
    if written is None or user is None or number is None:
        await services.store.finish(context.delivery)
        return
    wording, staff, text = services.library.knowledge.wording, person(user), written.text
    await services.store.desk(
        context.delivery,
        number,
        services.clock(),
        decide=lambda case: desk.staff_reply(case, staff, text, wording),
        render=lambda turn: _render(turn, context, number),
    )


def _render(turn: DeskTurn, context: Context, number: int) -> list[Outgoing]:
    services = context.services
    return render_desk(turn, number, services.staff_chat_id, services.clinic)


async def cases(update: Update, context: Context) -> None:
    """/cases: open ones, oldest first, and this week's counts."""
    services = context.services
    numbers = await services.store.desk_numbers(services.clock())
    text = desk.cases_text(numbers, services.library.knowledge.wording)
    await _say(update, context, text)


async def reload(update: Update, context: Context) -> None:
    """/reload: read the content files now. For admins, in private or in the staff group; unknown to others."""
    services, user, chat = context.services, update.effective_user, update.effective_chat
    if user is None or user.id not in services.admins:
        if chat is not None and chat.type == Chat.PRIVATE:
            await command(update, context)
        else:
            await services.store.finish(context.delivery)
        return
    await _say(update, context, await services.library.reload())


async def group_id(update: Update, context: Context) -> None:
    """/id in the staff group."""
    chat = update.effective_chat
    text = context.services.library.knowledge.wording.own_data.id
    await _say(update, context, text.replace("{id}", str(chat.id if chat else "")))


async def _say(update: Update, context: Context, text: str) -> None:
    chat = update.effective_chat
    outgoing = render_note(text, chat.id, context.services.clinic) if chat else []
    await context.services.store.finish(context.delivery, outgoing)

"""The staff group: cards pressed, cards replied to, and commands. Who pressed is checked with Telegram."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from telegram import CallbackQuery, Chat, ChatMember, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from faq.wording.bot import fill
from handlers import desk, lifecycle
from handlers.callbacks import DeskPress, decode_desk
from handlers.card_buttons import menu_buttons
from handlers.case import DeskTurn, DeskVerb
from handlers.context import Context
from handlers.desk_commands import case_number, decide_press
from handlers.events import Person
from handlers.patients import answer, command, person
from handlers.ports import Json, Outgoing
from handlers.render import render_desk, render_note
from handlers.staff_card import render_card

MEMBER_FOR = timedelta(seconds=30)
"""How long Telegram's word that somebody is a member holds; that they are none is asked anew each time."""

_MEMBERS = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER}


async def _is_staff(user_id: int, context: Context) -> bool:
    """Raises TelegramError where Telegram can't say now: the press is tried again."""
    services = context.services
    group, now = services.staff_group.chat_id, services.clock()
    if group is None:
        return False
    seen = services.staff_seen.get(user_id)
    if seen is not None and now - seen < MEMBER_FOR:
        return True
    if await _member(user_id, group, context) is None:
        return False
    services.staff_seen[user_id] = now
    return True


async def _member(user_id: int, group: int, context: Context) -> ChatMember | None:
    """Somebody as a member of the staff group; None if they are none. Raises TelegramError as above."""
    try:
        member = await context.bot.get_chat_member(group, user_id)
    except (BadRequest, Forbidden):
        return None
    return member if member.status in _MEMBERS or getattr(member, "is_member", False) else None


async def press(update: Update, context: Context) -> None:
    """A button on a card."""
    query, user = update.callback_query, update.effective_user
    if query is None or user is None:
        return
    services = context.services
    wording = services.library.knowledge.wording
    pressed = decode_desk(query.data or "")
    if pressed is None or not await _is_staff(user.id, context):
        await services.store.finish(context.delivery)
        await answer(update, context, wording.errors.out_of_date if pressed is None else wording.staff.not_staff)
        return
    now, staff = services.clock(), person(user)
    heir = await _heir(pressed, staff, context)
    turn = await services.store.desk(
        context.delivery,
        pressed.number,
        now,
        decide=lambda case: decide_press(pressed, case, staff, heir, now=now, wording=wording),
        render=lambda turn: _render(turn, context),
    )
    await answer(update, context, turn.toast)
    if turn.menu and turn.case:
        others = [one for one in await services.store.colleagues(now) if one.user_id != turn.case.taken_by_id]
        await _show(query, menu_buttons(turn.case, turn.menu, wording, services.clinic, others))


async def _heir(pressed: DeskPress, staff: Person, context: Context) -> Person | None:
    """Who was chosen to take over a case, as Telegram knows them; None for nobody of the staff group."""
    group = context.services.staff_group.chat_id
    if pressed.verb is not DeskVerb.HAND_OVER or group is None:
        return None
    if not pressed.choice.isdecimal():
        return staff if pressed.choice == "me" else None
    member = await _member(int(pressed.choice), group, context)
    return person(member.user) if member else None


async def _show(query: CallbackQuery, keyboard: Json | None) -> None:
    """Other buttons under the pressed message. Where that fails the old ones stay, and can be pressed again."""
    with suppress(TelegramError):
        await query.edit_message_reply_markup(InlineKeyboardMarkup.de_json(keyboard) if keyboard else None)


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
        render=lambda turn: _render(turn, context),
    )


def _render(turn: DeskTurn, context: Context) -> list[Outgoing]:
    services = context.services
    return render_desk(turn, services.staff_group.chat_id, services.clinic)


async def cases(update: Update, context: Context) -> None:
    """/cases: open ones, oldest first, and this week's counts."""
    services = context.services
    numbers = await services.store.desk_numbers(services.clock())
    text = desk.cases_text(numbers, services.library.knowledge.wording)
    await _say(update, context, text)


async def case(update: Update, context: Context) -> None:
    """/case NUMBER: what there is of one request, as an answer to its card, so that a tap leads there.

    In a forum the card stands in a topic of its own, and so would its answer: there it is given where somebody asked.
    """
    services, chat, written = context.services, update.effective_chat, update.effective_message
    knowledge, words = services.library.knowledge, services.library.knowledge.wording
    number = case_number(written.text if written else None)
    if number is None:
        await _say(update, context, words.desk.case_how)
        return
    found = await services.store.case_on_desk(number)
    if found is None or chat is None:
        await _say(update, context, fill(words.desk.case_none, number=fill(words.reference, number=number)))
        return
    shown, card = found
    html, _ = render_card(shown, words, services.clinic, knowledge.topics)
    answered = _asked_in_topic(written) if chat.is_forum else card
    await services.store.finish(context.delivery, [Outgoing(chat.id, html, reply_to=answered)])


async def note(update: Update, context: Context) -> None:
    """/note as a reply to a card, or with a number: for the team alone."""
    services, written, user = context.services, update.effective_message, update.effective_user
    if written is None or user is None:
        return
    text = (written.text or "").partition(" ")[2]
    number = None
    if written.reply_to_message is not None:
        number = await services.store.case_of_card(written.chat.id, written.reply_to_message.message_id)
    if number is None:
        number, text = case_number(written.text), text.strip().partition(" ")[2]
    wording, now, staff = services.library.knowledge.wording, services.clock(), person(user)
    if number is None:
        await _say(update, context, wording.desk.note_how)
        return
    await services.store.desk(
        context.delivery,
        number,
        now,
        decide=lambda case: lifecycle.team_note(case, staff, text, now, wording),
        render=lambda turn: _render(turn, context),
    )


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
    """Answer where somebody asked."""
    chat, answered = update.effective_chat, _asked_in_topic(update.effective_message)
    notes = render_note(text, chat.id, context.services.clinic) if chat else []
    await context.services.store.finish(context.delivery, [replace(note, reply_to=answered) for note in notes])


def _asked_in_topic(written: Message | None) -> int | None:
    """What to answer so that it stands in the same topic of a forum; None in General, and where there are no topics."""
    return written.message_id if written is not None and written.is_topic_message else None

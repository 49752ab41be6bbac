"""Private chats: Telegram's updates turned into events, and each event into one stored turn."""

import asyncio
import secrets

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.error import TelegramError

from handlers.callbacks import decode
from handlers.context import Context
from handlers.dialogue import advance
from handlers.diary import NO_DIARY
from handlers.events import (
    Attached,
    Attachment,
    Commanded,
    CommandName,
    Event,
    Person,
    Pressed,
    Said,
    SharedPhone,
    Verb,
)
from handlers.render import flash, my_data, render_turn
from handlers.talk import diary
from handlers.talk.receipt import with_receipt
from handlers.turn import Turn

_ATTACHMENTS = {
    "photo": Attachment.PHOTO,
    "voice": Attachment.VOICE,
    "audio": Attachment.VOICE,
    "video": Attachment.VIDEO,
    "video_note": Attachment.VIDEO,
    "animation": Attachment.VIDEO,
    "sticker": Attachment.STICKER,
    "document": Attachment.DOCUMENT,
    "location": Attachment.LOCATION,
    "venue": Attachment.LOCATION,
}


def person(user: User) -> Person:
    """Who wrote, as Telegram shows them."""
    return Person(user.id, user.first_name, user.last_name or "", user.username or "")


async def message(update: Update, context: Context) -> None:
    """A new or edited message: words, a shared contact, or something without words."""
    received = update.effective_message
    user = update.effective_user
    if received is None or user is None:
        return
    await take_turn(update, context, await _event(received, person(user), context, edited=update.message is None))


async def _event(received: Message, who: Person, context: Context, *, edited: bool) -> Event:
    words = received.text or received.caption
    if words:
        understanding = await asyncio.to_thread(context.services.library.knowledge.understand, words)
        return Said(who, words, understanding, edited, attached=not received.text)
    if received.contact:
        return SharedPhone(who, received.contact.phone_number, own=received.contact.user_id == who.user_id)
    kind = next((kind for name, kind in _ATTACHMENTS.items() if getattr(received, name)), Attachment.OTHER)
    return Attached(who, kind)


async def command(update: Update, context: Context) -> None:
    """A command of the menu, and help for one that does not exist; words behind either may be a message or a sign."""
    user = update.effective_user
    received = update.effective_message
    if user is None or received is None or not received.text:
        return
    first, *words = received.text.split(maxsplit=1)
    name = first.removeprefix("/").split("@")[0].lower()
    known = next((command for command in CommandName if command == name), None)
    if (known is None and words) or context.services.library.knowledge.urgent(received.text):
        await message(update, context)
    elif known is CommandName.MYDATA:
        await _my_data(update, context)
    else:
        await take_turn(update, context, Commanded(person(user), known or CommandName.HELP))


async def _my_data(update: Update, context: Context) -> None:
    services, chat = context.services, update.effective_chat
    if chat is None:
        return
    held = await services.store.held(chat.id)
    outgoing = my_data(held, chat.id, services.library.knowledge.wording, services.clinic)
    await services.store.finish(context.delivery, outgoing)


async def press(update: Update, context: Context) -> None:
    """A button of a private chat, of a new message or an old one."""
    query, user, chat = update.callback_query, update.effective_user, update.effective_chat
    if query is None or user is None:
        return
    # Made-up data can come from a group, which is nobody's conversation.
    decoded = decode(query.data or "") if chat is not None and chat.type == Chat.PRIVATE else None
    if decoded is None:
        await context.services.store.finish(context.delivery)
        await answer(update, context, context.services.library.knowledge.wording.errors.out_of_date)
        return
    verb, argument = decoded
    if verb is Verb.SUGGEST:
        argument = _question(query, user)
    turn = await take_turn(update, context, Pressed(person(user), verb, argument))
    await answer(update, context, turn.toast)
    if turn.clear_pressed:
        await _clear_buttons(update)


def _question(query: CallbackQuery, user: User) -> str:
    """What this person wrote and the pressed message answers; "" where that is gone."""
    answered = query.message.reply_to_message if isinstance(query.message, Message) else None
    if answered is None or answered.from_user is None or answered.from_user.id != user.id:
        return ""
    return answered.text or answered.caption or ""


async def take_turn(update: Update, context: Context, event: Event) -> Turn:
    """Decide and store one turn for the private chat of `update`."""
    services, chat = context.services, update.effective_chat
    if chat is None:
        raise ValueError("an update of a private chat must have its chat")
    if isinstance(event, Said) and event.understanding.signals:
        context.delivery.tier = event.understanding.signals[0].tier
    knowledge, now = services.library.knowledge, services.clock()
    written = update.message or update.edited_message
    kept = await services.store.diary(chat.id) if diary.is_about(event) else NO_DIARY
    words = knowledge.wording.diary
    chart = await services.draw(kept.entries, words) if kept.entries and diary.shows(event) else b""
    code = secrets.token_urlsafe(12) if services.clinic.booking_code_parameter else ""
    return await services.store.turn(
        context.delivery,
        chat.id,
        now,
        decide=lambda session: advance(session, event, knowledge, services.clinic, now, kept=kept, new_code=code),
        render=lambda turn, removed: render_turn(
            with_receipt(turn, removed, knowledge.wording),
            chat.id,
            services.clinic,
            written.message_id if written else None,
            chart=chart,
        ),
    )


async def answer(update: Update, context: Context, text: str | None) -> None:
    """Take the spinner off a pressed button; what it did is stored, so it is no fault where that fails."""
    if update.callback_query is None:
        return
    try:
        await update.callback_query.answer(flash(text, context.services.clinic) if text else None)
    except TelegramError:
        return


async def _clear_buttons(update: Update) -> None:
    if update.callback_query is None:
        return
    try:
        await update.callback_query.edit_message_reply_markup(None)
    except TelegramError:
        return


async def reachable(update: Update, context: Context) -> None:
    """A patient blocked the bot, or unblocked it."""
    change = update.my_chat_member
    if change is not None:
        blocked = change.new_chat_member.status == "kicked"
        await context.services.store.forget_reachability(change.chat.id, blocked=blocked)
    await context.services.store.finish(context.delivery)

"""python-telegram-bot's own Bot: it sends what we accept and reads what we answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatAction, ChatMemberStatus, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.sandbox import Sandbox, User


@pytest.fixture
async def library(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The library's bot with only its addresses changed."""
    async with Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as bot:
        yield bot


async def test_messages(library: Bot, ana: User) -> None:
    """All options that the library sends with a message."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    message = await library.send_message(
        ana.id,
        "<b>Hi</b> &amp; welcome",
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
        protect_content=True,
        reply_to_message_id=1,
        allow_sending_without_reply=True,
        reply_markup=keyboard,
    )
    assert message.text_html == "<b>Hi</b> &amp; welcome"
    assert message.reply_markup == keyboard
    assert message.reply_to_message
    assert message.link_preview_options
    assert message.date.tzinfo
    edited = await message.edit_text("Bye")
    assert not isinstance(edited, bool)
    assert edited.reply_markup is None
    await message.edit_reply_markup(keyboard)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_reply_markup(keyboard)
    assert await message.delete()
    buttons = ReplyKeyboardMarkup([[KeyboardButton("Number", request_contact=True)]], one_time_keyboard=True)
    assert (await library.send_message(ana.id, "Who?", reply_markup=buttons)).reply_markup is None
    await library.send_message(ana.id, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert await library.send_chat_action(ana.id, ChatAction.TYPING)


async def test_documents(library: Bot, ana: User) -> None:
    """Uploaded as the library does it, then sent by id."""
    data = InputFile(b'{"a": 1}', filename="mydata.json")
    message = await library.send_document(ana.id, data, caption="<i>All</i> we hold", parse_mode="HTML")
    assert message.document
    assert message.document.file_name == "mydata.json"
    assert message.document.mime_type == "application/json"
    assert message.caption_html == "<i>All</i> we hold"
    again = await library.send_document(ana.id, message.document)
    assert again.document == message.document
    assert ana.sandbox.world.files[message.document.file_id].data == b'{"a": 1}'
    file = await library.get_file(message.document)
    assert bytes(await file.download_as_bytearray()) == b'{"a": 1}'


async def test_chats_and_menus(library: Bot, sandbox: Sandbox, ana: User) -> None:
    """The library understands every kind of answer."""
    sam = sandbox.user("Sam")
    group = sandbox.supergroup("Staff", members=[ana, sam], bot="administrator")
    assert (await library.get_me()).username == sandbox.world.bot.username
    assert (await library.get_chat(ana.id)).first_name == "Ana"
    assert (await library.get_chat(group.id)).title == "Staff"
    administrators = await library.get_chat_administrators(group.id)
    assert [one.status for one in administrators] == [ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR]
    assert (await library.get_chat_member(group.id, sam.id)).status == ChatMemberStatus.MEMBER
    await group.remove(sam, by=ana)
    assert (await library.get_chat_member(group.id, sam.id)).status == ChatMemberStatus.BANNED
    menu, scope = (BotCommand("help", "Help"),), BotCommandScopeChat(ana.id)
    assert await library.set_my_commands(menu, scope=scope)
    assert await library.get_my_commands(scope=scope) == menu
    assert await library.delete_my_commands(scope=scope)
    assert await library.delete_webhook(drop_pending_updates=True)
    assert (await library.get_webhook_info()).url == ""
    assert await library.leave_chat(group.id)


async def test_updates(library: Bot, sandbox: Sandbox, ana: User) -> None:
    """Every kind of update that people cause is one the library can read."""
    group = sandbox.supergroup("Staff", members=[ana], bot="administrator")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    await library.get_updates(allowed_updates=["message", "edited_message", "callback_query", "chat_member"])
    await library.send_message(ana.id, "Sure?", reply_markup=keyboard)
    await ana.edit(await ana.say("hello"), "hello there")
    for send in (ana.send_photo, ana.send_voice, ana.send_sticker, ana.send_document, ana.send_contact):
        await send()
    await ana.send_location()
    await ana.press("Yes", wait=False)
    await group.add(sandbox.user("Mia"), by=ana)
    updates = await library.get_updates()
    assert len(updates) == 11
    assert updates[1].edited_message
    assert updates[-3].callback_query
    assert await library.answer_callback_query(updates[-3].callback_query.id, "Done", show_alert=True)
    assert updates[-2].chat_member
    assert updates[-1].message
    assert updates[-1].message.new_chat_members


async def test_errors(library: Bot, sandbox: Sandbox, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """They arrive as the library's own exceptions."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or the library warns at every RetryAfter
    with pytest.raises(BadRequest, match="Chat not found"):
        await library.send_message(5, "Hi")
    await ana.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await library.send_message(ana.id, "Hi")
    sandbox.faults.add("getMe", retry_after=3)
    with pytest.raises(RetryAfter):
        await library.get_me()
    sandbox.faults.add("getMe", drop=True)
    with pytest.raises(NetworkError):
        await library.get_me()
    sandbox.faults.add("getUpdates", status=409, description="terminated by other getUpdates request")
    with pytest.raises(Conflict):
        await library.get_updates()
    stranger = Bot("123:wrong", base_url=sandbox.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    for request in stranger._request:
        await request.shutdown()
    with pytest.raises(InvalidToken):
        await library.send_dice(ana.id)

"""A bot made with aiogram, so that we don't test our own misunderstanding of Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import CommandStart
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.sandbox import Sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """It knows the address and the token, nothing else."""
    address = f"http://127.0.0.1:{sandbox.port}"
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    async with Bot(sandbox.token, session=session) as bot:
        yield bot


@pytest.fixture
async def polling(bot: Bot) -> AsyncIterator[None]:
    """Greets, asks with a button, and thanks for the press."""
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Better", callback_data="better")]])
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def greet(message: Message) -> None:
        await message.answer("<b>How</b> are things?", parse_mode="HTML", reply_markup=keyboard)

    @dispatcher.message(F.document)
    async def keep(message: Message) -> None:
        assert message.document
        kept = await bot.download(message.document)
        assert kept
        await message.reply_document(BufferedInputFile(kept.read(), "same.txt"), caption="yours")

    @dispatcher.callback_query(F.data == "better")
    async def thank(query: CallbackQuery) -> None:
        await query.answer("Good!")
        assert isinstance(query.message, Message)
        await query.message.edit_text("Glad to hear it.")

    running = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
    yield
    await dispatcher.stop_polling()
    await running


@pytest.mark.usefixtures("polling")
async def test_a_chat(sandbox: Sandbox) -> None:
    ana = sandbox.user("Ana")
    await ana.start("door")
    asked = await ana.wait_for("How are things?")
    assert [(entity.kind, entity.offset, entity.length) for entity in asked.entities] == [("bold", 0, 3)]
    answer = await ana.press("Better")
    assert answer
    assert answer.text == "Good!"
    assert await ana.wait_for("Glad to hear it.") is asked
    assert asked.buttons == []
    await ana.send_document("note.txt", data=b"sore since Tuesday", mime_type="text/plain")
    back = await ana.wait_for("yours")
    assert back.reply_to is ana.messages[-2]
    assert not sandbox.unanswered


async def test_refusals_are_what_the_library_expects(sandbox: Sandbox, bot: Bot) -> None:
    """Its exceptions follow Telegram's status and words."""
    ana = sandbox.user("Ana")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(ana.id, "hello")
    await ana.start()
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(ana.id, "<b>bold", parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(ana.id, "")
    sandbox.faults.add("sendMessage", retry_after=3)
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(ana.id, "hello")
    assert flood.value.retry_after == 3
    await ana.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "hello")


async def test_who_the_bot_is_and_where(sandbox: Sandbox, bot: Bot) -> None:
    me = await bot.me()
    assert (me.id, me.username, me.is_bot) == (sandbox.world.bot.id, "backchat_sandbox_bot", True)
    sam = sandbox.user("Sam")
    group = sandbox.supergroup("Staff", members=[sam], bot="administrator")
    assert (await bot.get_chat(group.id)).title == "Staff"
    assert (await bot.get_chat_member(group.id, sam.id)).status == "creator"

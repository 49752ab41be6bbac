"""The real python-telegram-bot, with its updater polling, against the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox import Sandbox

Context = ContextTypes.DEFAULT_TYPE


async def _hello(update: Update, _context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_html("<b>Hello</b> there")


async def _ask(update: Update, _context: Context) -> None:
    assert update.effective_message
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes, tell them", callback_data="tell")]])
    message = update.effective_message
    await message.reply_text("Shall I tell the clinic?", reply_markup=keyboard, do_quote=True)


async def _told(update: Update, _context: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Done")
    await update.callback_query.edit_message_text("I've told the clinic.")


@asynccontextmanager
async def _polling(sandbox: Sandbox) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    builder = ApplicationBuilder().token(sandbox.token)
    application = builder.base_url(sandbox.base_url).base_file_url(sandbox.base_file_url).build()
    application.add_handler(CommandHandler("start", _hello))
    application.add_handler(CallbackQueryHandler(_told))
    application.add_handler(MessageHandler(filters.TEXT, _ask))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=10)
        try:
            yield application
        finally:
            await application.updater.stop()
            await application.stop()


async def test_a_whole_conversation() -> None:
    """Say, reply, press, edited: what a person sees, with the toast and the keyboard gone."""
    async with Sandbox.start(second=0.02) as sandbox, _polling(sandbox):
        ana = sandbox.user("Ana P.", username="anap")
        await ana.start()
        hello = await ana.wait_for("Hello")
        assert hello.html == "<b>Hello</b> there"

        mine = await ana.say("my back hurts")
        question = await ana.wait_for()
        assert question.reply_to is mine
        assert question.button_texts == ["Yes, tell them"]

        toast = await ana.press("Yes, tell them")
        assert toast is not None
        assert toast.text == "Done"
        edited = await ana.wait_for("told the clinic")
        assert edited is question
        assert edited.edit_date
        assert edited.buttons == []
        await sandbox.idle()
        assert sandbox.unanswered == []
        assert [call.method for call in sandbox.calls if not call.ok] == []


async def test_an_update_that_comes_twice() -> None:
    """A repeated update reaches the bot again, so it answers twice unless it remembers."""
    async with Sandbox.start(second=0.02) as sandbox, _polling(sandbox):
        ana = sandbox.user("Ana")
        sandbox.repeat_next_update()
        await ana.start()
        await ana.wait_for("Hello")
        await ana.wait_for("Hello")
        await sandbox.idle()
        assert len(ana.messages) == 3

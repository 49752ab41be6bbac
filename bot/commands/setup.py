"""`backchat setup`: needs only the token; shows ids, checks rights, says what is missing."""

import asyncio
import os
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from telegram import Chat, Update
from telegram.error import Conflict, TelegramError
from telegram.ext import ExtBot

from bot.commands._missing import group_problem, missing_facts
from bot.commands._run import explain, settings_or_explain, stop_on_signals, token_or_explain
from bot.logs import hush
from bot.settings import Settings
from bot.telegram_http import TelegramHttp
from bot.telegram_start import StartError, connect, staff_group_problem

_WAIT_SECONDS = 5
_PAUSE_SECONDS = 1
_ANOTHER_PROGRAM = "Another program uses this token (is `backchat run` on?). Stop it first, then run setup again."
_BY_WEBHOOK = (
    "Telegram brings this bot's messages to a webhook, so they don't come here. Start `backchat run` once with "
    "telegram.mode: polling, which takes the webhook away, stop it, and run setup again."
)


def show_setup(config: Path | None) -> int:
    """Show who writes, until Ctrl-C."""
    settings = settings_or_explain(config)
    secret = token_or_explain(settings) if settings else None
    if settings is None or secret is None:
        return 2
    hush()
    try:
        return asyncio.run(_until_signal(settings, secret))
    except StartError as error:
        explain([error])
        return 2


async def listen(settings: Settings, secret: str, console: Console, stop: asyncio.Event) -> int:
    """Say what is missing, then show every new person and group, until `stop` is set.

    Raises StartError for a wrong token.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    requests = TelegramHttp(), TelegramHttp()
    bot: ExtBot[None] = ExtBot(
        secret,
        base_url=settings.telegram.base_url,
        base_file_url=settings.telegram.base_file_url,
        request=requests[0],
        get_updates_request=requests[1],
    )
    try:
        try:
            await connect(bot, stop)
        except StartError:
            if stop.is_set():
                return 0
            raise
        console.print(f"The token is good: this is [bold]@{escape(bot.username)}[/bold].")
        await _what_is_missing(bot, settings, console)
        console.print(
            "\nNow write to the bot in private, and add it to the staff group and write there, too: /id.\n"
            "Ctrl-C ends this. Nothing is answered or stored meanwhile."
        )
        return await _show_updates(bot, settings, console, stop)
    finally:
        # A bot that never got through closes nothing by itself.
        for request in requests:
            await request.shutdown()


async def _until_signal(settings: Settings, secret: str) -> int:
    return await listen(settings, secret, Console(highlight=False, soft_wrap=True), stop_on_signals())


async def _what_is_missing(bot: ExtBot[None], settings: Settings, console: Console) -> None:
    reached = f"Staff group {settings.clinic.staff_chat_id}: reached, and the bot is an administrator."
    for line in (await group_problem(bot, settings) or reached, *missing_facts(settings)):
        console.print(escape(line))


async def _show_updates(bot: ExtBot[None], settings: Settings, console: Console, stop: asyncio.Event) -> int:
    offset, shown = 0, set[int]()
    stopping = asyncio.create_task(stop.wait())
    try:
        while True:
            asking = asyncio.create_task(_updates(bot, offset))
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
                return 0
            for update in await asking:
                offset = update.update_id + 1
                await _show(update, bot, settings, console, shown)
    except Conflict as error:
        explain([_BY_WEBHOOK if "webhook" in error.message else _ANOTHER_PROGRAM])
        return 2
    finally:
        stopping.cancel()


async def _updates(bot: ExtBot[None], offset: int) -> tuple[Update, ...]:
    """The next updates; none where Telegram did not answer. Raises Conflict where another program asks."""
    try:
        return await bot.get_updates(
            offset=offset, timeout=_WAIT_SECONDS, allowed_updates=["message", "my_chat_member"]
        )
    except Conflict:
        raise
    except TelegramError as error:
        explain([f"Telegram did not answer ({type(error).__name__}); trying again."])
        await asyncio.sleep(_PAUSE_SECONDS)
        return ()


async def _show(update: Update, bot: ExtBot[None], settings: Settings, console: Console, shown: set[int]) -> None:
    user, chat = update.effective_user, update.effective_chat
    if user and user.id not in shown:
        shown.add(user.id)
        listed = "already one of the admins" if user.id in settings.admins else "for admins"
        console.print(f"Person: {escape(user.full_name)} has the user id [bold]{user.id}[/bold], {listed}.")
    if chat and chat.type != Chat.PRIVATE and (chat.id not in shown or update.my_chat_member):
        shown.add(chat.id)
        name = escape(chat.title or "")
        console.print(f"Group: {name} has the id [bold]{chat.id}[/bold], for clinic.staff_chat_id.")
        problem = await staff_group_problem(bot, chat.id)
        console.print(f"  {escape(problem)}" if problem else "  The bot can use it.")

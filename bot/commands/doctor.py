"""`backchat doctor`: looks at everything that the bot needs, and says what is wrong and what to do."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.app import now, open_content
from bot.commands._content import counted
from bot.commands._missing import group_problem, missing_facts
from bot.commands._run import settings_or_explain, token_or_explain
from bot.credentials import booking_secret, keyring
from bot.logs import hush
from bot.outlets.booked import no_server
from bot.outlets.building import outlets
from bot.outlets.notice import NeverError, NotNowError, Outlet
from bot.settings import Database, Settings, SettingsError
from bot.storage.backup import database_file, keys_needed, prove
from bot.storage.errors import LostKeyError, StorageError
from bot.telegram_http import TelegramHttp
from faq.content_files import default_wording
from faq.source import ContentError

_SECONDS = 10


def examine(config: Path | None) -> int:
    """Print one line for each thing looked at; 1 where something is wrong, 2 without a config."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    secret = token_or_explain(settings)
    if secret is None:
        return 2
    hush()
    findings = [
        *_content(settings),
        *_database(settings),
        *_key(settings.database),
        *asyncio.run(_telegram(settings, secret)),
        *asyncio.run(_outlets(settings)),
        *_booking(settings),
        *(("config", problem) for problem in missing_facts(settings)),
    ]
    for name, problem in findings:
        print(f"{name}: {problem or 'good.'}")
    problems = sum(problem is not None for _, problem in findings)
    print("Nothing is wrong." if not problems else f"{counted(problems, 'problem')}.")
    return 1 if problems else 0


Finding = tuple[str, str | None]
"""What was looked at, and what is wrong with it; None where it is good."""


def _content(settings: Settings) -> Iterator[Finding]:
    try:
        library = open_content(settings)
    except ContentError as error:
        yield (
            "content",
            f"{counted(len(error.problems), 'problem')}, first {error.problems[0]}; `backchat check` lists all.",
        )
        return
    waiting = [topic for topic in library.content.topics.values() if topic.reviewer == "awaiting review"]
    unsigned = (
        f"{counted(len(waiting), 'topic')} awaiting review by a named clinician; patients would read unsigned words."
    )
    yield "content", unsigned if waiting else None


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        path = database_file(settings.database.url)
        if path.exists():
            prove(path, path.name)
        writable = os.access(path if path.exists() else path.absolute().parent, os.W_OK)
        yield (
            "database",
            None if writable else f"{path} can't be written. Make file and folder writable for the bot's user.",
        )
    except StorageError as error:
        yield "database", str(error)


def _key(database: Database) -> Iterator[Finding]:
    """Whether all that is encrypted can be read."""
    try:
        keys = keyring(database)
        path = database_file(database.url)
        lost = sorted(key for key in keys_needed(path) if not keys.opens(key)) if path.exists() else []
        yield "key", str(LostKeyError.of(lost)) if lost else None
    except SettingsError as error:
        yield "key", str(error)
    except StorageError:
        return  # said of the database already


def _booking(settings: Settings) -> Iterator[Finding]:
    try:
        if booking_secret(settings.booking_system):
            yield "booking system", no_server(settings)
    except SettingsError as error:
        yield "booking system", str(error)


async def _outlets(settings: Settings) -> list[Finding]:
    """Whether each outlet that is on would take a notice: a login at the mail server, a ping to the webhook."""
    try:
        made = outlets(settings, default_wording, now)
    except SettingsError as error:
        return [("outlets", str(error))]
    return [(outlet.name, await _outlet_problem(outlet)) for outlet in made.values()]


async def _outlet_problem(outlet: Outlet) -> str | None:
    try:
        await outlet.check()
    except (NotNowError, NeverError) as error:
        return f"it took nothing ({error}). Look at outlets in the config, then at the log on the other side."
    return None


async def _telegram(settings: Settings, secret: str) -> list[Finding]:
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    request = TelegramHttp(read=_SECONDS)
    bot: ExtBot[None] = ExtBot(secret, base_url=settings.telegram.base_url, request=request)
    try:
        await bot.initialize()
        return [
            ("token", None),
            ("staff group", await group_problem(bot, settings)),
            ("admins", await _admins(bot, settings)),
            ("messages", await _way(bot, settings)),
        ]
    except InvalidToken:
        return [("token", "Telegram does not know it. Copy it again from @BotFather (/mybots, API Token).")]
    except TelegramError as error:
        return [
            ("Telegram", f"can't be reached ({type(error).__name__}). Check this computer's network, then try again.")
        ]
    finally:
        await request.shutdown()


async def _admins(bot: ExtBot[None], settings: Settings) -> str | None:
    """Which admins could not be told of a fault: a bot can't write to people first."""
    silent = []
    for admin in sorted(settings.admins):
        try:
            await bot.send_chat_action(admin, ChatAction.TYPING)
        except (BadRequest, Forbidden):
            silent.append(str(admin))
    if not silent:
        return None
    names = ", ".join(silent)
    return f"the bot can't write to {names}, so they hear of no faults. Each must press Start in a chat with it."


async def _way(bot: ExtBot[None], settings: Settings) -> str | None:
    """What is wrong with how messages come."""
    info = await bot.get_webhook_info()
    if settings.telegram.mode == "polling":
        return None
    if info.url != settings.telegram.webhook.url:
        return "Telegram does not bring them to telegram.webhook.url yet; `backchat run` tells it to."
    if info.last_error_message:
        return (
            f"Telegram could not bring the last one: {info.last_error_message}. {info.pending_update_count} wait there."
        )
    return None

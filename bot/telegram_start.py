"""The first words with Telegram at start: is the token good, is the staff group there, which commands are shown."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from telegram import BotCommand, BotCommandScopeAllPrivateChats, ChatMember
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.settings import Settings
from bot.storage import meta
from bot.storage.engine import Database
from faq.wording.bot import Wording
from faq.wording.facts import Clinic
from handlers.render import unmarked

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 30.0


class StartError(Exception):
    """The bot refuses to start; the message says why and what to do."""


async def connect(bot: ExtBot[None], stop: asyncio.Event) -> None:
    """Ask Telegram who we are, again and again until it answers.

    Raises StartError for a wrong token, and when `stop` is set before Telegram has answered.
    """
    try:
        await _insist(bot.initialize, bot, stop)
    except InvalidToken:
        raise StartError(
            "telegram.token: Telegram does not know this token. Copy it again from @BotFather (/mybots, API Token)."
        ) from None


async def set_webhook(
    bot: ExtBot[None], url: str, secret: str, allowed_updates: Sequence[str], stop: asyncio.Event
) -> None:
    """Tell Telegram where to bring updates, again and again until it answers.

    Raises StartError where Telegram refuses the address, and when `stop` is set before Telegram has answered.
    """

    async def ask() -> None:
        try:
            await bot.set_webhook(url, secret_token=secret, allowed_updates=allowed_updates)
        except BadRequest as error:
            raise StartError(f"telegram.webhook.url: Telegram refuses it: {error.message}.") from None

    await _insist(ask, bot, stop)


async def _insist(ask: Callable[[], Awaitable[None]], bot: ExtBot[None], stop: asyncio.Event) -> None:
    pause = 1.0
    while not stop.is_set():
        try:
            return await ask()
        except InvalidToken:
            raise
        except (NetworkError, RetryAfter) as error:
            place = bot.base_url.split("/bot")[0]
            log.warning(
                "Telegram can't be reached (%s, %s); trying again in %.0f s", place, type(error).__name__, pause
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
    raise StartError("The bot was stopped before Telegram could be reached.")


async def prove_staff_group(
    bot: ExtBot[None],
    settings: Settings,
    database: Database,
    tell: Callable[[list[int], str], Awaitable[None]],
) -> None:
    """The first start with a staff group must reach it; later ones go on without, and tell the admins.

    Raises StartError at the first start.
    """
    group = settings.clinic.staff_chat_id
    if group is None:
        raise StartError(
            "clinic.staff_chat_id is not set, so nobody would hear of cases. Add the bot to the staff group, run "
            "`backchat setup` to see the group's id, and put it into the config."
        )
    problem = await staff_group_problem(bot, await staff_group_now(database, settings) or group)
    proven = f"staff group proven {group}"
    if problem is None:
        async with database.write() as connection:
            await meta.write(connection, proven, value=True)
        return
    async with database.read() as connection:
        if not await meta.read(connection, proven):
            raise StartError(f"clinic.staff_chat_id: {problem}")
    log.error("the staff group can't be used, and cards wait; `backchat doctor` says why")
    await tell(sorted(settings.admins), f"The staff group can't be used right now: {problem} Cards wait until it can.")


async def staff_group_now(database: Database, settings: Settings) -> int | None:
    """The staff group's id: the configured one, or what it became since."""
    group = settings.clinic.staff_chat_id
    if group is None:
        return None
    async with database.read() as connection:
        return await meta.chat_now(connection, group)


async def staff_group_problem(bot: ExtBot[None], group: int) -> str | None:
    """What keeps the bot from using the staff group, and how to mend it; None if nothing does."""
    try:
        await bot.send_chat_action(group, ChatAction.TYPING)
        me = await bot.get_chat_member(group, bot.id)
    except RetryAfter:
        return None
    except ChatMigrated as error:
        return f"the group {group} is a supergroup now, with the id {error.new_chat_id}. Put that into the config."
    except (BadRequest, Forbidden) as error:
        return (
            f"the group {group} can't be reached ({error.message}). Add the bot to the group, check the id with "
            "`backchat setup`, and note that a group's id changes when it becomes a supergroup."
        )
    except TelegramError as error:
        return f"Telegram can't be asked about the group {group} ({type(error).__name__})."
    if me.status not in {ChatMember.ADMINISTRATOR, ChatMember.OWNER}:
        return (
            "the bot is in the group, but is no administrator. Make it one (no special rights are needed): only "
            "administrators may check who is a member."
        )
    return None


async def show_menu(bot: ExtBot[None], wording: Wording, clinic: Clinic) -> None:
    """Telegram's command menu; a failure is no reason not to run."""
    menu = [BotCommand(name, unmarked(text, clinic)) for name, text in wording.menu.model_dump().items()]
    try:
        await bot.set_my_commands(menu, scope=BotCommandScopeAllPrivateChats())
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", type(error).__name__)

"""Runs the bot until it is told to stop, whatever state its database is in."""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress

from telegram.ext import Updater

from bot.app import Clock, id_of_bot, now, running, telegram_bot
from bot.arrival import arrival
from bot.credentials import keyring
from bot.delivery.inbox import InboxQueue
from bot.monitoring.contact import Contact
from bot.monitoring.database_alarm import MEANWHILE, tell_directly
from bot.monitoring.metrics import Metrics
from bot.monitoring.pages import Pages
from bot.monitoring.served import beside_webhook, pages_alone
from bot.monitoring.vitals import Vitals
from bot.settings import Settings
from bot.storage.errors import LostKeyError, StorageError
from bot.storage.opening import can_be_opened
from bot.storage.taking import waking
from bot.storage.unusable import UnusableInbox
from bot.telegram_start import connect
from bot.telling import to_admins
from faq.build import Library
from handlers.intake import Intake

log = logging.getLogger(__name__)

_TRY_AGAIN_SECONDS = 5
"""How often a database that can't be opened is tried again."""


async def serve(settings: Settings, token: str, library: Library, stop: asyncio.Event, clock: Clock = now) -> None:
    """Run until `stop` is set; while the database can't be opened, give emergency advice alone.

    Raises SettingsError, StartError, or LostKeyError if it can't start.
    """
    cards: dict[int, None] = {}
    while not stop.is_set():
        try:
            async with running(settings, token, library, stop, clock, cards=cards):
                await stop.wait()
        except LostKeyError:
            raise
        except StorageError as error:
            log.error("nothing but emergency advice is given: %s", error)  # noqa: TRY400  # a StorageError says it all
            await _emergencies_alone(settings, token, library, stop, problem=error, clock=clock, cards=cards)


async def _emergencies_alone(
    settings: Settings,
    token: str,
    library: Library,
    stop: asyncio.Event,
    *,
    problem: StorageError,
    clock: Clock,
    cards: dict[int, None],
) -> None:
    """Until the database can be opened, or `stop` is set: cards go out, and all that comes waits at Telegram."""
    metrics, contact = Metrics(), Contact(clock)
    bot, inbox = telegram_bot(settings, token, metrics.called, contact.called), UnusableInbox(problem)

    async def measure() -> Vitals:
        return Vitals(
            content=library.knowledge.version,
            refusal="",
            purge_failure="",
            database=str(problem),
            backlog=None,
            unsent_seconds=0.0,
            silent_seconds=contact.silent_seconds,
            idle_seconds={},
        )

    pages = Pages(measure, metrics)
    queue = InboxQueue(
        inbox,
        id_of_bot(token),
        urgent=Intake(bot, lambda: library.knowledge, settings.clinic),
        keep=lambda _: True,
        clock=clock,
        take=waking(asyncio.Event()),
        report=log.error,
        cards=cards,
    )
    bot.look_ahead(queue.take_ahead)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bot.shutdown)
        await stack.enter_async_context(pages_alone(settings, pages))
        await connect(bot, stop)
        await tell_directly(bot, to_admins(f"{problem} {MEANWHILE}", settings))
        updater = await stack.enter_async_context(Updater(bot, queue))
        beside = beside_webhook(settings, pages)
        await stack.enter_async_context(arrival(settings.telegram, bot, updater, queue, pages=beside, stop=stop))
        while not stop.is_set() and not await can_be_opened(settings.database.url, keyring(settings.database)):
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TRY_AGAIN_SECONDS)

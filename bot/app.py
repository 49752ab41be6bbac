"""The composition root: the one place that builds services and joins them."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot, Updater

from bot.arrival import arrival
from bot.credentials import keyring
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.inbox import InboxQueue
from bot.delivery.outbox import OutboxWorker
from bot.delivery.pacing import Pacer
from bot.delivery.sender import TelegramSender
from bot.delivery.topics import Topics
from bot.delivery.worker import Worker
from bot.desk.work import desk_clock
from bot.diary.chart import Charts
from bot.housekeeping import Housekeeping
from bot.live_content import LiveContent, require_safety
from bot.logs import hush
from bot.monitoring.contact import Called, Contact, SeenRequest
from bot.monitoring.database_alarm import DatabaseAlarm
from bot.monitoring.metrics import Metrics
from bot.monitoring.monitor import Monitor
from bot.monitoring.pages import Pages
from bot.monitoring.served import beside_webhook, pages_alone
from bot.monitoring.turns import observed
from bot.monitoring.watch import Watch, ask_who_we_are
from bot.outlets.booked import booked_routes
from bot.outlets.building import kinds_on, notifying
from bot.polling_bot import PollingBot
from bot.schedule.building import scheduling
from bot.settings import Settings
from bot.storage.inbox import Inbox
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.storage.store import SqlStore
from bot.telegram_start import connect, prove_staff_group, show_menu, staff_group_now
from bot.telling import Telling, to_admins
from faq.build import Library, open_folder
from faq.content_files import PACKAGED
from faq.knowledge import Knowledge
from faq.wording.bot import fill
from faq.wording.facts import Clinic
from faq.wording.opening_hours import LONDON
from handlers.case import Case
from handlers.context import CURRENT, App, BotData, Context
from handlers.intake import Intake
from handlers.ports import Delivery, Json, Outgoing, Services, StaffGroup
from handlers.registry import keep, register
from handlers.render import render_note
from handlers.staff_card import render_card

log = logging.getLogger(__name__)

STOP_SECONDS = 10
"""How long what is in hand may take after a signal to stop; the rest waits in the database."""

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def day_of(clock: Clock) -> Callable[[], date]:
    """The day that "since Tuesday" counts to."""
    return lambda: clock().astimezone(LONDON).date()


def open_content(settings: Settings, clock: Clock = now) -> Library:
    """The clinic's content. Raises ContentError, also where a safety file is missing."""
    library = open_folder(settings.content.dir or PACKAGED, day_of(clock))
    require_safety(library.content)
    return library


@dataclass(frozen=True, slots=True)
class Running:
    """The bot at work."""

    content: LiveContent
    inbox: Inbox
    outbox: Outbox
    watch: Watch
    timed: tuple[Callable[[], Awaitable[None]], ...]
    """What is done at its own time: each of these does now what is due by then."""

    async def catch_up(self) -> None:
        """Do what has become due, for those who move the clock: nobody waits for the next round."""
        for do in self.timed:
            await do()
        await self.settled()

    async def waiting(self) -> bool:
        """Whether a stored update is still to be handled, or a message to be sent."""
        return bool(await self.inbox.waiting() or await self.outbox.waiting())

    async def settled(self) -> None:
        """Wait until nothing is waiting, for those who show or test the bot."""
        while await self.waiting():  # noqa: ASYNC110  # the database tells nobody
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(
    settings: Settings,
    token: str,
    library: Library,
    stop: asyncio.Event,
    clock: Clock = now,
    *,
    cards: dict[int, None] | None = None,
) -> AsyncIterator[Running]:
    """Everything built and at work; on leaving, what is in hand is finished within STOP_SECONDS.

    `cards` are the updates whose emergency card went out before.
    """
    hush()
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database.url, keyring(settings.database))
        stack.push_async_callback(database.close)
        metrics, contact = Metrics(), Contact(clock)
        bot = telegram_bot(settings, token, metrics.called, contact.called)
        bot_id = id_of_bot(token)
        staff_group = StaffGroup(await staff_group_now(database, settings))
        store = SqlStore(
            database,
            clock,
            lambda connection: sender.take(connection),  # noqa: PLW0108  # built below
            notify=kinds_on(settings.outlets),
        )
        tell = Telling(store, bot, staff_group, settings)
        content = LiveContent(settings.content.dir or PACKAGED, library, day_of(clock), tell.staff)
        services = Services(
            store=store,
            library=content,
            clinic=settings.clinic,
            staff_group=staff_group,
            admins=settings.admins,
            clock=clock,
            draw=Charts().draw,
        )
        inbox = Inbox(database, bot_id)
        queue = InboxQueue(
            inbox,
            bot_id,
            urgent=Intake(bot, lambda: content.knowledge, settings.clinic, store.talking),
            keep=lambda update: keep(staff_group, update),
            clock=clock,
            take=lambda connection: dispatcher.take(connection),  # noqa: PLW0108  # built below
            report=log.error,
            cards=cards,
        )
        bot.look_ahead(queue.take_ahead)
        updater = Updater(bot, queue)
        application = _application(updater, services)
        dispatcher = Dispatcher(
            inbox,
            read=lambda payload: _read(payload, bot),
            process=observed(_processor(application), metrics.turn),
            apologise=lambda chat: _apology(content.knowledge, chat, settings.clinic),
            alert=lambda told: to_admins(f"{told} `backchat parked` lists it, and has it handled again.", settings),
            clock=clock,
            wake=asyncio.Event(),
            report=log.error,
        )
        outbox = Outbox(database)
        telegram = TelegramSender(bot, lambda case: _card(case, content.knowledge, settings.clinic))
        sender = OutboxWorker(
            outbox,
            telegram,
            Pacer(settings.pace),
            staff_group=staff_group,
            topics=Topics(bot, outbox, lambda number: fill(content.knowledge.wording.reference, number=number)),
            pictures=lambda: {picture.digest: picture.data for picture in content.knowledge.pictures.values()},
            clock=clock,
            wake=asyncio.Event(),
            report=log.error,
        )
        desk = desk_clock(
            settings,
            database,
            staff_group,
            lambda: content.knowledge.wording,
            clock=clock,
            take=sender.take,
            report=log.error,
        )
        notifiers = await notifying(
            database,
            settings,
            lambda: content.knowledge.wording,
            to_admins=to_admins,
            clock=clock,
            report=log.error,
        )
        schedule = scheduling(
            database,
            sender.take,
            lambda: content.knowledge.wording,
            settings.clinic,
            clock=clock,
            report=log.error,
        )
        housekeeping = Housekeeping(database, settings.retention, clock)
        monitor = Monitor(
            database=database,
            content=content,
            housekeeping=housekeeping,
            contact=contact,
            loops={
                "inbox": dispatcher,
                "schedule": schedule,
                "outbox": sender,
                **{each.name: each for each in notifiers},
            },
            clock=clock,
        )
        watch = Watch(
            database,
            monitor.measure,
            tell.admins,
            ask_telegram=lambda: ask_who_we_are(bot),
            unclaimed_for=timedelta(minutes=settings.monitoring.unclaimed_minutes),
            clock=clock,
            report=log.error,
        )
        pages = Pages(monitor.measure, metrics, booked_routes(settings, store, lambda: content.knowledge, clock))
        stack.push_async_callback(bot.shutdown)
        await stack.enter_async_context(pages_alone(settings, pages))
        content.knowledge.understand("back")  # what is loaded when first used, so that no patient waits for it
        await connect(bot, stop)
        await prove_staff_group(bot, settings, database, tell.chats)
        await inbox.release_all()
        await outbox.release_all()
        await queue.remember()
        await store.remember_talks()
        await application.initialize()
        stack.push_async_callback(application.shutdown)
        await _work(stack, [dispatcher, schedule, sender, *notifiers])
        await show_menu(bot, content.knowledge.wording, settings.clinic)
        background = [
            asyncio.create_task(DatabaseAlarm(database.trouble, tell.admins, clock).run()),
            asyncio.create_task(content.watch(stop)),
            asyncio.create_task(housekeeping.keep_purging(stop)),
            asyncio.create_task(watch.run()),
            asyncio.create_task(desk.run()),
        ]
        stack.push_async_callback(_cancel, background)
        beside = beside_webhook(settings, pages)
        await stack.enter_async_context(arrival(settings.telegram, bot, updater, queue, pages=beside, stop=stop))
        log.info("running: content %s, %s topics", content.knowledge.version, len(content.knowledge.topics))
        yield Running(content, inbox, outbox, watch, timed=(housekeeping.purge, watch.look, desk.look, schedule.look))


def id_of_bot(token: str) -> int:
    """Known without asking Telegram, so that updates can be stored and cards sent from the first moment."""
    return int(token.split(":", maxsplit=1)[0])


def _apology(knowledge: Knowledge, chat_id: int, clinic: Clinic) -> list[Outgoing]:
    """What a patient reads when their message could not be handled; a group hears nothing."""
    return render_note(knowledge.wording.errors.wrong, chat_id, clinic) if chat_id > 0 else []


def telegram_bot(settings: Settings, token: str, *watching: Called) -> PollingBot:
    """The bot with its transport; `watching` hear of each call to Telegram."""

    def called(method: str, status: int) -> None:
        for each in watching:
            each(method, status)

    os.environ.setdefault("PTB_TIMEDELTA", "1")  # PTB 22: RetryAfter gives a timedelta, as it will always do in 23
    return PollingBot(
        token,
        base_url=settings.telegram.base_url,
        base_file_url=settings.telegram.base_file_url,
        request=SeenRequest(called),
        get_updates_request=SeenRequest(called, read=20),
    )


def _application(updater: Updater, services: Services) -> App:
    application: App = (
        Application.builder()
        .updater(updater)
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .job_queue(None)
        .build()
    )
    application.bot_data.services = services
    register(application, services.staff_group)
    return application


def _read(payload: Json, bot: ExtBot[None]) -> Update:
    update = Update.de_json(payload, bot)
    if update is None:
        raise ValueError("a stored update is empty")
    return update


def _processor(application: App) -> Callable[[Update, Delivery], Awaitable[None]]:
    failures: dict[int, Exception] = {}

    async def remember(update: object, context: Context) -> None:
        if isinstance(update, Update) and context.error is not None:
            failures[update.update_id] = context.error

    async def process(update: Update, delivery: Delivery) -> None:
        CURRENT.set(delivery)
        await application.process_update(update)
        error = failures.pop(update.update_id, None)
        if error is not None:
            raise error

    application.add_error_handler(remember)
    return process


def _card(case: Case, knowledge: Knowledge, clinic: Clinic) -> tuple[str, Json | None]:
    return render_card(case, knowledge.wording, clinic, knowledge.topics)


async def _work(stack: AsyncExitStack, workers: list[Worker]) -> None:
    """Start workers; on leaving, each in turn finishes what it has in hand."""
    for worker in reversed(workers):
        task = asyncio.create_task(worker.run())
        stack.push_async_callback(_finish, worker, task)


async def _finish(worker: Worker, task: asyncio.Task[None]) -> None:
    worker.stop()
    try:
        await asyncio.wait_for(task, STOP_SECONDS / 3)
    except TimeoutError:
        log.warning("%s was stopped with work in hand; it waits in the database", type(worker).__name__)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

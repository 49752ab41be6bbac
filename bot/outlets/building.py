"""Makes the outlets that the config turns on, and their workers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.credentials import outlet_secrets
from bot.delivery.worker import Report
from bot.outlet_settings import Outlets
from bot.outlets.email import EmailOutlet
from bot.outlets.notice import Event, Notice, Outlet
from bot.outlets.webhook import WebhookOutlet
from bot.outlets.worker import OutletWorker
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.notices import Notices
from bot.storage.tables import Kind
from faq.wording.bot import Wording, fill
from faq.wording.facts import Clinic
from handlers.ports import Outgoing
from handlers.render import unmarked


def kinds_on(settings: Outlets) -> tuple[Kind, ...]:
    """The kinds of notices that are sent."""
    on = {Kind.EMAIL: settings.email.host, Kind.WEBHOOK: settings.webhook.url}
    return tuple(kind for kind, where in on.items() if where)


def outlets(settings: Settings, wording: Callable[[], Wording], clock: Callable[[], datetime]) -> dict[Kind, Outlet]:
    """All that are on. Raises SettingsError where one lacks its secret."""
    secrets = outlet_secrets(settings.outlets)
    made: dict[Kind, Outlet] = {}
    for kind in kinds_on(settings.outlets):
        if kind is Kind.EMAIL:
            made[kind] = EmailOutlet(
                settings.outlets.email, secrets.password, lambda notice: in_words(notice, wording(), settings.clinic)
            )
        else:
            made[kind] = WebhookOutlet(settings.outlets.webhook, secrets.webhook, clock)
    return made


async def notifying(
    database: Database,
    settings: Settings,
    wording: Callable[[], Wording],
    *,
    to_admins: Callable[[str, Settings], Sequence[Outgoing]],
    clock: Callable[[], datetime],
    report: Report,
) -> list[OutletWorker]:
    """A worker for each outlet that is on; what a former process had in hand is free. Raises SettingsError as above."""
    workers = []
    for kind, outlet in outlets(settings, wording, clock).items():
        notices = Notices(database, kind)
        await notices.release_all()
        workers.append(
            OutletWorker(outlet, notices, alert=lambda told: to_admins(told, settings), clock=clock, report=report)
        )
    return workers


def in_words(notice: Notice, wording: Wording, clinic: Clinic) -> tuple[str, str]:
    """The subject and the text of an e-mail: that there is something to read, and never what."""
    words = wording.by_email
    happened = words.opened if notice.event is Event.OPENED else words.changed
    subject, text = (fill(each, number=notice.case) for each in (words.subject, happened))
    return unmarked(subject, clinic), f"{unmarked(text, clinic)}\n\n{unmarked(words.where, clinic)}\n"

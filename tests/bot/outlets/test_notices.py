"""Notices on their way through the outbox, on a real database, a real mail server and a real HTTP receiver."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.outlets.building import in_words
from bot.outlets.email import EmailOutlet
from bot.outlets.notice import Outlet
from bot.outlets.webhook import WebhookOutlet
from bot.outlets.worker import TRIED_FOR, OutletWorker
from bot.storage.notices import Notices
from bot.storage.store import SqlStore
from bot.storage.tables import Kind
from bot.storage.taking import waking
from faq.content_files import default_wording
from faq.wording.facts import Clinic
from handlers.effects import AddNote, AddPhone, DeleteEverything
from handlers.ports import Outgoing
from tests.bot.outlets.receivers import SECRET, SILENT, MailServer, Receiver
from tests.bot.storage.setting import Setting

ADMIN = 99
IMPATIENT = 0.2


@dataclass
class Desk:
    """A clinic that hears by one outlet, and the worker that tells it."""

    setting: Setting
    kind: Kind
    outlet: Outlet
    said: list[str] = field(default_factory=list)
    """What the log says."""

    def __post_init__(self) -> None:
        self.setting.store = SqlStore(
            self.setting.database, self.setting.clock, waking(self.setting.queued), notify=[self.kind]
        )

    @asynccontextmanager
    async def works(self) -> AsyncIterator[None]:
        """The worker is at work; at the end it is told to stop, and has stopped."""
        notices = Notices(self.setting.database, self.kind)
        await notices.release_all()
        worker = OutletWorker(
            self.outlet,
            notices,
            alert=lambda told: [Outgoing(ADMIN, told)],
            clock=self.setting.clock,
            report=self.said.append,
        )
        task = asyncio.create_task(worker.run())
        yield
        worker.stop()
        await task

    async def waiting(self) -> list[dict[str, object]]:
        """The notices that are not over."""
        return [row for row in await self.setting.rows("outbox") if row["kind"] == self.kind]

    async def until(self, holds: Callable[[list[dict[str, object]]], bool]) -> None:
        """Wait for what stands in the database."""
        async with asyncio.timeout(20):
            while not holds(await self.waiting()):  # noqa: ASYNC110  # the database tells nobody
                await asyncio.sleep(0.02)

    async def to_admins(self) -> list[str]:
        """What waits to be sent to them."""
        return [str(row["html"]) for row in await self.setting.rows("outbox") if row["chat_id"] == ADMIN]


@pytest.fixture
def emails(setting: Setting, mail: MailServer) -> Desk:
    """A clinic that gets e-mails."""
    words = default_wording()
    way = EmailOutlet(mail.settings, "", lambda notice: in_words(notice, words, Clinic()), seconds=IMPATIENT)
    return Desk(setting, Kind.EMAIL, way)


@pytest.fixture
def requests(setting: Setting, hook: Receiver) -> Desk:
    """A clinic that gets requests."""
    return Desk(setting, Kind.WEBHOOK, WebhookOutlet(hook.settings, SECRET, setting.clock, seconds=IMPATIENT))


def gone(rows: list[dict[str, object]]) -> bool:
    """Nothing waits."""
    return rows == []


def failed(times: int) -> Callable[[list[dict[str, object]]], bool]:
    """One waits for another try."""
    return lambda rows: [(row["attempts"], row["state"]) for row in rows] == [(times, "new")]


async def test_nothing_is_queued_where_all_is_off(setting: Setting) -> None:
    await setting.open_case()
    assert {row["kind"] for row in await setting.rows("outbox")} == {Kind.CARD}


async def test_what_waits_holds_no_word_of_the_patient(emails: Desk) -> None:
    number = await emails.setting.open_case()
    (row,) = await emails.waiting()
    assert (row["case_number"], row["event"]) == (number, "opened")
    assert [row[name] for name in ("chat_id", "html", "keyboard", "document", "photo")] == [None] * 5


async def test_a_case_is_told_of_once(emails: Desk, mail: MailServer) -> None:
    await emails.setting.open_case()
    async with emails.works():
        await emails.until(gone)
    assert [message["Subject"] for message in mail.arrived] == ["B-1001: please look in the staff group"]


async def test_what_is_added_is_told_of_without_its_words(requests: Desk, hook: Receiver) -> None:
    """Two things added before the first was told are one notice: both stand on the same card."""
    number = await requests.setting.open_case()
    async with requests.works():
        await requests.until(gone)
        await requests.setting.turn(10, AddNote(number, "worse in the morning"))
        await requests.until(gone)
    assert [json.loads(request.body)["event"] for request in hook.requests] == ["case.opened", "case.changed"]
    assert b"morning" not in b"".join(request.body for request in hook.requests)


async def test_two_changes_at_once_are_one_notice(emails: Desk) -> None:
    number = await emails.setting.open_case()
    await emails.setting.turn(10, AddNote(number, "worse"))
    await emails.setting.turn(11, AddPhone(number, "+447700900123"))
    assert [row["event"] for row in await emails.waiting()] == ["opened"]


async def test_refused_for_now(emails: Desk, mail: MailServer) -> None:
    """Tried again when its pause is over, under the same id."""
    mail.answers = ["451 try later"]
    await emails.setting.open_case()
    async with emails.works():
        await emails.until(failed(1))
        emails.setting.clock.later(minutes=1)
        await emails.until(gone)
    assert len(mail.arrived) == 1
    assert emails.said == ["The notice of case B-1001 was not taken by e-mail: SMTPDataError 451."]
    assert await emails.to_admins() == []


async def test_a_500_and_then_none(requests: Desk, hook: Receiver) -> None:
    hook.statuses = iter([500, 503])
    await requests.setting.open_case()
    async with requests.works():
        for times in (1, 2):
            await requests.until(failed(times))
            requests.setting.clock.later(minutes=1)
        await requests.until(gone)
    assert len({request.headers["Idempotency-Key"] for request in hook.requests}) == 1
    assert len({request.headers["Backchat-Timestamp"] for request in hook.requests}) == 3


async def test_refused_for_good(emails: Desk, mail: MailServer) -> None:
    """Not tried again; the admins hear of it, since the clinic does not."""
    mail.answers = ["550 no such user"]
    await emails.setting.open_case()
    async with emails.works():
        await emails.until(gone)
    assert mail.arrived == []
    (told,) = await emails.to_admins()
    assert told.startswith("The notice of case B-1001 could not be sent by e-mail (SMTPDataError 550).")


async def test_a_silent_mail_server(emails: Desk, mail: MailServer) -> None:
    mail.answers = [SILENT]
    await emails.setting.open_case()
    async with emails.works():
        await emails.until(failed(1))
        emails.setting.clock.later(minutes=1)
        await emails.until(gone)
    assert len(mail.arrived) == 1


async def test_a_silent_receiver(requests: Desk, hook: Receiver) -> None:
    hook.statuses = iter([0])
    await requests.setting.open_case()
    async with requests.works():
        await requests.until(failed(1))
        requests.setting.clock.later(minutes=1)
        await requests.until(gone)
    assert len(hook.requests) == 2


async def test_not_for_ever(requests: Desk, hook: Receiver) -> None:
    """After a day of tries the admins are told."""
    hook.statuses = iter([503] * 9)
    await requests.setting.open_case()
    async with requests.works():
        await requests.until(failed(1))
        requests.setting.clock.now += TRIED_FOR + timedelta(minutes=1)
        await requests.until(gone)
    (told,) = await requests.to_admins()
    assert "tried for a day, at last HTTP 503" in told


async def test_stopped_in_the_middle(requests: Desk, hook: Receiver) -> None:
    """The next process sends it again, and the key says that it is the same."""
    requests.outlet = WebhookOutlet(hook.settings, SECRET, requests.setting.clock)
    hook.statuses = iter([0])
    await requests.setting.open_case()
    async with requests.works():
        await hook.tried.wait()
    assert [row["state"] for row in await requests.waiting()] == ["claimed"]
    async with requests.works():
        await requests.until(gone)
    first, second = hook.requests
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]


async def test_one_that_cannot_be_told_holds_up_no_other(requests: Desk, hook: Receiver) -> None:
    hook.statuses = iter([500])
    await requests.setting.open_case()
    async with requests.works():
        await requests.until(failed(1))
        await requests.setting.open_case(update_id=20, chat_id=8)
        await requests.until(lambda rows: len(rows) == 1)
    assert [json.loads(request.body)["case"] for request in hook.requests][:2] == ["B-1001", "B-1002"]


async def test_a_case_that_was_deleted_is_not_told_of(emails: Desk, mail: MailServer) -> None:
    await emails.setting.open_case()
    await emails.setting.turn(10, DeleteEverything())
    async with emails.works():
        await emails.until(gone)
    assert mail.arrived == []


async def test_many_at_once_are_paced(requests: Desk, hook: Receiver) -> None:
    """Five, and then one a second by the clock."""
    for number in range(7):
        await requests.setting.open_case(update_id=10 * number + 1, chat_id=100 + number)
    async with requests.works():
        await requests.until(lambda rows: len(rows) == 2)
        requests.setting.clock.later(seconds=2)
        await requests.until(gone)
    assert len(hook.requests) == 7

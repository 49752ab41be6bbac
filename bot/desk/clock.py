"""What the desk does by the clock, in one transaction each: nothing is told twice, by whichever process."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.worker import Report, Worker
from bot.desk.chart import draw_week
from bot.storage import figures
from bot.storage.engine import Database
from bot.storage.outgoing import queue_messages
from bot.storage.taking import Take
from faq.wording.bot import Wording
from faq.wording.facts import Clinic
from faq.wording.opening_hours import OpeningHours, local_day
from handlers.digest import digest_text
from handlers.ports import Outgoing, StaffGroup
from handlers.render import render_note, render_reply
from handlers.waiting import Raised, Reminding, raise_again

LOOK_SECONDS = 30.0

MORNING = timedelta(hours=2)
"""A digest that could not go out so long after opening is left to the next morning, whose days begin earlier then."""

_FURTHEST_BACK = timedelta(days=14)
_WEEK = timedelta(days=7)


class DeskClock(Worker):
    """Looks every LOOK_SECONDS at the cases that wait and at the time of day.

    `take` takes what is then ready to send.
    """

    def __init__(
        self,
        database: Database,
        clinic: Clinic,
        staff_group: StaffGroup,
        wording: Callable[[], Wording],
        *,
        reminding: Reminding | None,
        digest: bool,
        clock: Callable[[], datetime],
        take: Take,
        report: Report,
    ) -> None:
        super().__init__(asyncio.Event(), report)
        self._database = database
        self._clinic = clinic
        self._staff_group = staff_group
        self._wording = wording
        self._reminding = reminding
        self._digest = digest
        self._clock = clock
        self._take = take

    async def _round(self) -> float:
        await self.look()
        return LOOK_SECONDS

    async def look(self) -> None:
        """Do what is due now. Without opening hours or a staff group that is nothing. Raises StorageError."""
        opening, now, group = self._clinic.opening, self._clock(), self._staff_group.chat_id
        if opening is None or group is None or not opening.is_open(now):
            return
        chart = await self._chart(opening, now)
        async with self._database.write() as connection:
            told = [
                *await self._raise(connection, group, now),
                *await self._numbers(connection, opening, group, now, chart),
            ]
            await queue_messages(connection, told, now)
            start = await self._take(connection)
        start()

    async def _raise(self, connection: AsyncConnection, group: int, now: datetime) -> list[Outgoing]:
        if self._reminding is None:
            return []
        told: list[Outgoing] = []
        for case, card in await figures.waiting(connection, now):
            raised = raise_again(case, self._reminding, now, self._wording())
            if raised:
                await figures.note_raised(connection, raised.case)
                told += self._told(raised, group, card)
        return told

    def _told(self, raised: Raised, group: int, card: int | None) -> list[Outgoing]:
        note = render_note(raised.to_group, group, self._clinic)[0]
        told = [Outgoing(group, note.html, reply_to=card)]
        if raised.to_contact and self._reminding and self._reminding.next_contact is not None:
            told += render_note(raised.to_contact, self._reminding.next_contact, self._clinic)
        if raised.to_patient:
            told += render_reply(raised.to_patient, raised.case.chat_id, self._clinic)
        return told

    async def _numbers(
        self, connection: AsyncConnection, opening: OpeningHours, group: int, now: datetime, chart: bytes
    ) -> list[Outgoing]:
        today, before = local_day(now), await figures.last_digest(connection)
        if not self._is_due(opening, now, before):
            return []
        await figures.note_digest(connection, today)
        yesterday = today - timedelta(days=1)
        first = max(before or yesterday, today - _FURTHEST_BACK)
        morning = await figures.figures(connection, first, yesterday, opening)
        told = render_note(digest_text(morning, self._wording()), group, self._clinic)
        if _first_of_its_week(today, before):
            monday = today - timedelta(days=today.weekday())
            week = await figures.figures(connection, monday - _WEEK, monday - timedelta(days=1), opening)
            told += render_note(digest_text(week, self._wording(), weekly=True), group, self._clinic)
            [below] = render_note(self._wording().desk.digest.chart, group, self._clinic)
            told.append(replace(below, drawn=chart))
        return told

    async def _chart(self, opening: OpeningHours, now: datetime) -> bytes:
        """The chart of last week if it is due; drawn before the transaction, which others would have to wait for."""
        today = local_day(now)
        async with self._database.read() as connection:
            before = await figures.last_digest(connection)
            if not (self._is_due(opening, now, before) and _first_of_its_week(today, before)):
                return b""
            monday = today - timedelta(days=today.weekday())
            days = await figures.day_by_day(connection, monday - _WEEK, monday - timedelta(days=1))
        return await draw_week(days, self._wording().desk.digest)

    def _is_due(self, opening: OpeningHours, now: datetime, before: date | None) -> bool:
        """Whether it is the morning of a day that had no digest yet; `before` is the day of the last."""
        today = local_day(now)
        return self._digest and before != today and now < opening.on(today)[0].start + MORNING


def _first_of_its_week(day: date, before: date | None) -> bool:
    """Whether no digest went out in the week of `day` yet; the very first one is about no whole week."""
    return before is not None and before.isocalendar()[:2] != day.isocalendar()[:2]

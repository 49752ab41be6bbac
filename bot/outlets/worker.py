"""Tells the clinic by one outlet what its notices say: paced, tried again for a day, each until it was taken."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.delivery.pacing import Bucket
from bot.delivery.worker import POLL_SECONDS, Report, Worker, kind_of
from bot.outlets.notice import NeverError, Notice, NotNowError, Outlet
from bot.storage.claims import Head
from bot.storage.notices import Notices
from handlers.ports import Outgoing

AT_ONCE = 3
"""How many notices may be on their way."""

TRIED_FOR = timedelta(hours=24)
"""For how long a notice is tried. After a day the card in the staff group is all that is needed."""

_LONGEST_PAUSE = 300.0
_GOODBYE_SECONDS = 0.3
_TELL_EVERY = 20


class OutletWorker(Worker):
    """Sends the notices of one outlet. `alert` makes of a sentence what the admins get."""

    def __init__(
        self,
        outlet: Outlet,
        notices: Notices,
        *,
        alert: Callable[[str], Sequence[Outgoing]],
        clock: Callable[[], datetime],
        report: Report,
    ) -> None:
        super().__init__(asyncio.Event(), report)
        self._outlet = outlet
        self._notices = notices
        self._alert = alert
        self._clock = clock
        self._pace = Bucket.full(rate=1.0, burst=5.0)

    @property
    def name(self) -> str:
        """The outlet's."""
        return self._outlet.name

    async def finish(self) -> None:
        """What takes longer than a moment is left for the next start, which sends it again under the same key."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=_GOODBYE_SECONDS)
        for task in self._in_hand:
            task.cancel()
        await super().finish()

    async def _round(self) -> float:
        for notice in await self._notices.claim(self._clock(), self._choose):
            self._start(self._deliver(notice))
        return POLL_SECONDS

    def _choose(self, heads: Sequence[Head]) -> Sequence[Head]:
        now, chosen = self._clock().timestamp(), []
        for head in heads[: AT_ONCE - len(self._in_hand)]:
            if self._pace.wait(now) > 0:
                break
            self._pace.take(now)
            chosen.append(head)
        return chosen

    async def _deliver(self, notice: Notice) -> None:
        try:
            if await self._notices.still_true(notice):
                await self._outlet.send(notice)
        except NeverError as error:
            await self._give_up(notice, str(error))
        except NotNowError as error:
            await self._again(notice, str(error))
        except Exception as error:  # noqa: BLE001  # whatever it is, the notice must not be lost
            await self._again(notice, kind_of(error))
        else:
            await self._insist(lambda: self._notices.over(notice))

    async def _again(self, notice: Notice, reason: str) -> None:
        now = self._clock()
        if now - notice.at > TRIED_FOR:
            await self._give_up(notice, f"tried for a day, at last {reason}")
            return
        if notice.attempts % _TELL_EVERY == 0:
            self._report(f"The notice of case {notice.case} was not taken by {self._outlet.name}: {reason}.")
        pause = timedelta(seconds=min(_LONGEST_PAUSE, 2.0 ** min(notice.attempts, 10)))
        await self._insist(lambda: self._notices.put_back(notice, now + pause))

    async def _give_up(self, notice: Notice, reason: str) -> None:
        told = f"The notice of case {notice.case} could not be sent by {self._outlet.name} ({reason})."
        self._report(told)
        alert = self._alert(f"{told} Its card is in the staff group. `backchat doctor` looks at the settings.")
        await self._insist(lambda: self._notices.refused(notice, alert, self._clock()))

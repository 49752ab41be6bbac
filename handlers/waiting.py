"""A case that nobody took within so much opening time: reminded of in the group, then told to the next contact."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from faq.wording.bot import Wording, fill
from faq.wording.opening_hours import OpeningHours
from handlers.case import Case
from handlers.replies import Reply
from handlers.session import CaseState

_WHOLE_HOURS_FROM = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Reminding:
    """After how much opening time the group is reminded, and after as much again the next contact told, if any."""

    opening: OpeningHours
    after: timedelta
    next_contact: int | None = None

    @property
    def steps(self) -> int:
        """How often a case is raised."""
        return 1 if self.next_contact is None else 2


@dataclass(frozen=True, slots=True)
class Raised:
    """A case raised again, and who is told what. The group's and the contact's texts hold no more than its number."""

    case: Case
    to_group: str
    to_contact: str | None
    to_patient: Reply | None


def raise_again(case: Case, reminding: Reminding, now: datetime, wording: Wording) -> Raised | None:
    """What is due now for a case; None for nothing.

    Only while the clinic is open, so nobody is told at night. A step that was missed (the bot was away) is not made
    up for: the last one that is due stands for those before it.
    """
    if case.state is not CaseState.OPEN or case.deleted or not reminding.opening.is_open(now):
        return None
    waited = reminding.opening.time_between(case.waits_since or case.opened_at, now)
    step = min(waited // reminding.after, reminding.steps)
    if step <= case.raised:
        return None
    words, number = wording.desk.waiting, fill(wording.reference, number=case.number)
    told = fill(words.told_next if step == 2 else words.told, number=number)
    time = time_in_words(waited, wording)
    return Raised(
        replace(case, raised=step),
        to_group=fill(words.raised, number=number, time=time),
        to_contact=fill(words.raised_next, number=number, time=time) if step == 2 else None,
        to_patient=None if case.held or case.unreachable else Reply(told),
    )


def time_in_words(span: timedelta, wording: Wording) -> str:
    """Opening time as people say it: "90 minutes", "3 hours"."""
    words = wording.desk.waiting
    if span < _WHOLE_HOURS_FROM:
        return fill(words.minutes, n=span // timedelta(minutes=1))
    return fill(words.hours, n=span // timedelta(hours=1))

"""What staff do with a case, as pure functions: take it, close it, answer it, list what is open."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from faq.wording.bot import Wording, fill
from faq.wording.desk import CloseReason
from handlers.case import Case, DeskTurn
from handlers.digest import counted
from handlers.events import Person
from handlers.ports import DeskNumbers
from handlers.render import literal, tidy
from handlers.replies import Reply
from handlers.session import CaseState, Talk
from handlers.staff_card import case_reasons, london, shown_name
from handlers.talk import two_way

LISTED = 20
"""How many open cases /cases shows."""


def claim(case: Case | None, staff: Person, now: datetime, wording: Wording) -> DeskTurn:
    """ "I'll take it": whoever is first gets it, and the patient hears of it once."""
    if case is None or case.deleted:
        return DeskTurn(case, toast=wording.staff.case_gone)
    words, number = wording.staff, reference(case, wording)
    match case.state:
        case CaseState.OPEN:
            name = first_name(staff, wording)
            taken = replace(case, state=CaseState.TAKEN, taken_by=name, taken_by_id=staff.user_id, taken_at=now)
            if case.held:
                return DeskTurn(taken, toast=fill(wording.desk.held, number=number), counts=("taken",))
            told = Reply(fill(words.patient_told, first_name=literal(name), number=number))
            toast = fill(words.took, number=number, first_name=literal(name))
            return DeskTurn(taken, (told,), toast=toast, counts=("taken",))
        case CaseState.TAKEN:
            mine = case.taken_by_id == staff.user_id
            words_already = words.yours_already if mine else words.taken_already
            return DeskTurn(case, toast=fill(words_already, number=number, first_name=literal(case.taken_by)))
        case CaseState.DONE:
            return DeskTurn(case, toast=fill(words.closed_already, number=number, first_name=literal(case.done_by)))
        case CaseState.PENDING:
            return DeskTurn(case, toast=words.case_gone)
    assert_never(case.state)


def done(case: Case | None, staff: Person, now: datetime, wording: Wording, outcome: CloseReason) -> DeskTurn:
    """ "Done", and how it ended: the case is closed, by whoever presses first."""
    if case is None or case.deleted or case.state is CaseState.PENDING:
        return DeskTurn(case, toast=wording.staff.case_gone)
    words, number = wording.staff, reference(case, wording)
    if case.state is CaseState.DONE:
        return DeskTurn(case, toast=fill(words.closed_already, number=number, first_name=literal(case.done_by)))
    name = first_name(staff, wording)
    told = fill(wording.talk.closed, number=number, first_name=literal(name))
    turn = _closed(case, name, now, outcome, told)
    return replace(turn, toast=fill(words.closed, number=number, first_name=literal(name)))


def booked(case: Case | None, now: datetime, wording: Wording) -> DeskTurn:
    """The booking system says that the patient has booked: an open case is closed by it."""
    if case is None or not case.state.is_open:
        return DeskTurn(case)
    told = fill(wording.talk.closed_by_booking, number=reference(case, wording))
    return _closed(case, wording.staff.booking_system, now, "booked", told)


def staff_reply(case: Case | None, staff: Person, text: str | None, wording: Wording) -> DeskTurn:
    """A staff member's own words for the patient, signed; `text` is None for what is not text."""
    words = wording.staff
    if case is None or case.deleted or case.state is CaseState.PENDING:
        return DeskTurn(case, to_group=words.case_gone)
    clean = tidy(text or "").strip()
    if not clean:
        return DeskTurn(case, to_group=words.reply_text_only)
    if clean.startswith("/"):
        return DeskTurn(case, to_group=wording.desk.not_sent)
    if case.unreachable:
        return DeskTurn(case, to_group=words.unreachable)
    signed = fill(words.reply, text=literal(clean), first_name=literal(first_name(staff, wording)))
    queued = fill(words.reply_queued, number=reference(case, wording))
    turn = DeskTurn(case, (Reply(signed),), to_group=queued, is_reply=True)
    return two_way.asked_after(turn, case, wording)


def cases_text(numbers: DeskNumbers, wording: Wording) -> str:
    """/cases: what is open, oldest first, and the counts of this week."""
    words = wording.staff
    shown = [_row(case, wording) for case in numbers.cases[:LISTED]]
    left = len(numbers.cases) - len(shown)
    parts = ["\n".join([fill(words.cases_title, count=len(numbers.cases)), *shown]) if shown else words.cases_none]
    if left:
        parts.append(fill(words.cases_more, count=left))
    if numbers.week and numbers.since:
        title = fill(words.week, date=f"{numbers.since.day} {numbers.since:%b}")
        parts.append("\n".join([title, *counted(numbers.week, wording)]))
    return "\n\n".join(parts)


def first_name(staff: Person, wording: Wording) -> str:
    """How a staff member is named to patients and on cards."""
    return " ".join(tidy(staff.first_name.replace("\n", " ")).split())[:40] or wording.staff.no_name


def _closed(case: Case, by: str, now: datetime, outcome: CloseReason, told: str) -> DeskTurn:
    """The case closed, and its talk with it, of which the patient is told.

    They did not end it themselves: once the case is opened again, the next reply of staff asks anew.
    """
    talk = Talk.NONE if case.talk is Talk.ON else case.talk
    closed = replace(case, state=CaseState.DONE, done_by=by, done_at=now, outcome=outcome, talk=talk)
    return DeskTurn(closed, two_way.closed(case, told), counts=(f"closed-{outcome}",))


def _row(case: Case, wording: Wording) -> str:
    words = wording.staff
    taken = case.state is CaseState.TAKEN
    return fill(
        words.cases_row,
        number=reference(case, wording),
        name=literal(shown_name(case.name, wording)),
        reasons=case_reasons(case, wording),
        time=london(case.opened_at),
        state=fill(words.state_taken, first_name=literal(case.taken_by)) if taken else words.state_open,
    )


def reference(case: Case, wording: Wording) -> str:
    """A case's number as everybody reads it."""
    return fill(wording.reference, number=case.number)

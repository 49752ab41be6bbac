"""What becomes of a case between its taking and its end, as pure functions: given back, handed over, noted on,
answered with a ready reply, opened again."""

from dataclasses import replace
from datetime import datetime

from faq.wording.bot import Wording, fill
from handlers.case import Case, DeskTurn, DeskVerb
from handlers.desk import first_name, reference
from handlers.events import Person
from handlers.render import literal, shorten, tidy
from handlers.replies import Reply
from handlers.session import CaseState
from handlers.staff_card import london
from handlers.talk import two_way

TEAM_NOTE_LENGTH = 500
"""Characters of one note of the team."""


def release(case: Case | None, wording: Wording, now: datetime) -> DeskTurn:
    """ "Give back": the case waits for the whole team again, and the patient hears that."""
    if case is None or case.deleted:
        return DeskTurn(case, toast=wording.staff.case_gone)
    words, number = wording.desk, reference(case, wording)
    match case.state:
        case CaseState.TAKEN:
            given_back = _waiting(case, now)
            return _told(given_back, Reply(fill(words.released_told, number=number)), words.released, wording)
        case CaseState.OPEN:
            return DeskTurn(case, toast=fill(words.nobody_has_it, number=number))
        case _:
            return _closed_or_gone(case, wording)


def hand_over(case: Case | None, to: Person | None, now: datetime, wording: Wording) -> DeskTurn:
    """The case is `to`'s from now on, whoever had it; None for somebody who is not of the staff group (any more)."""
    if case is None or case.deleted:
        return DeskTurn(case, toast=wording.staff.case_gone)
    if not case.state.is_open:
        return _closed_or_gone(case, wording)
    if to is None:
        return DeskTurn(case, toast=wording.desk.left_the_group)
    name, number = first_name(to, wording), reference(case, wording)
    if case.state is CaseState.TAKEN and case.taken_by_id == to.user_id:
        return DeskTurn(case, toast=fill(wording.staff.taken_already, number=number, first_name=literal(name)))
    handed = replace(case, state=CaseState.TAKEN, taken_by=name, taken_by_id=to.user_id, taken_at=now)
    words = wording.desk
    told = Reply(fill(words.handed_told, first_name=literal(name), number=number))
    turn = _told(handed, told, words.handed, wording, name)
    return replace(turn, to_group=fill(words.handed, number=number, first_name=literal(name)), counts=("handed-over",))


def reopen(case: Case | None, now: datetime, wording: Wording) -> DeskTurn:
    """ "Open again": unless the patient has another open request, of which there can be one only."""
    if case is None or case.deleted or case.state is CaseState.PENDING:
        return DeskTurn(case, toast=wording.staff.case_gone)
    words, number = wording.desk, reference(case, wording)
    if case.state is not CaseState.DONE:
        return DeskTurn(case, toast=fill(words.still_open, number=number))
    if case.newer is not None:
        return DeskTurn(case, toast=fill(words.newer, number=fill(wording.reference, number=case.newer)))
    opened = replace(_waiting(case, now), done_by="", done_at=None, outcome=None)
    turn = _told(opened, Reply(fill(words.reopened_told, number=number)), words.reopened, wording)
    return replace(turn, counts=("reopened",))


def ready_reply(case: Case | None, staff: Person, reply_id: str, wording: Wording) -> DeskTurn:
    """A reply from the content, signed by whoever chose it; never to somebody who was sent to get urgent help."""
    if case is None or case.deleted or case.state is CaseState.PENDING:
        return DeskTurn(case, toast=wording.staff.case_gone)
    words, reply = wording.desk, wording.desk.replies.get(reply_id)
    if reply is None:
        return DeskTurn(case, toast=wording.errors.out_of_date, menu=DeskVerb.BACK)
    if case.unreachable:
        return DeskTurn(case, toast=wording.staff.unreachable, menu=DeskVerb.BACK)
    if case.held:
        return DeskTurn(case, toast=words.write_yourself, menu=DeskVerb.BACK)
    signed = fill(wording.staff.reply, text=reply.text, first_name=literal(first_name(staff, wording)))
    toast = fill(words.reply_sent, number=reference(case, wording))
    turn = DeskTurn(case, (Reply(signed),), toast=toast, is_reply=True, menu=DeskVerb.BACK)
    return two_way.asked_after(turn, case, wording)


def menu(case: Case | None, verb: DeskVerb, wording: Wording) -> DeskTurn:
    """A button with choices behind it: shown where they can be made."""
    if case is None or case.deleted or case.state is CaseState.PENDING:
        return DeskTurn(case, toast=wording.staff.case_gone)
    if verb is not DeskVerb.BACK and case.state is CaseState.DONE:
        return _closed_or_gone(case, wording)
    words = wording.desk
    toasts = {
        DeskVerb.DONE: words.choose_outcome,
        DeskVerb.HAND_OVER: words.choose_colleague,
        DeskVerb.REPLIES: words.choose_reply,
    }
    return DeskTurn(case, menu=verb, toast=toasts.get(verb))


def team_note(case: Case | None, staff: Person, text: str, now: datetime, wording: Wording) -> DeskTurn:
    """ "/note": a note for the team, on the card; the patient is sent nothing."""
    if case is None or case.deleted or case.state is CaseState.PENDING:
        return DeskTurn(case, to_group=wording.staff.case_gone)
    words, clean = wording.desk, " ".join(tidy(text.replace("\n", " ")).split())
    if not clean:
        return DeskTurn(case, to_group=words.note_how)
    name = first_name(staff, wording)
    entry = fill(words.team_note_entry, text=shorten(clean, TEAM_NOTE_LENGTH), first_name=name, time=london(now))
    noted = replace(case, team_note=f"{case.team_note}\n{entry}".strip())
    return DeskTurn(noted, to_group=fill(words.note_kept, number=reference(case, wording)), counts=("team-note",))


def _waiting(case: Case, now: datetime) -> Case:
    """The case with nobody at it, from now on."""
    return replace(case, state=CaseState.OPEN, taken_by="", taken_by_id=None, taken_at=None, waits_since=now, raised=0)


def _told(case: Case, reply: Reply, toast: str, wording: Wording, name: str = "") -> DeskTurn:
    """A change that the patient hears of, unless urgent safety advice holds: nothing of ours may stand below that."""
    number = reference(case, wording)
    if case.held:
        return DeskTurn(case, toast=fill(wording.desk.held, number=number))
    return DeskTurn(case, (reply,), toast=fill(toast, number=number, first_name=literal(name)))


def _closed_or_gone(case: Case, wording: Wording) -> DeskTurn:
    if case.state is not CaseState.DONE:
        return DeskTurn(case, toast=wording.staff.case_gone)
    words = wording.staff.closed_already
    return DeskTurn(case, toast=fill(words, number=reference(case, wording), first_name=literal(case.done_by)))

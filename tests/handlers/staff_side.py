"""All that is said around one case: its card in every state, and what staff and patient are told of each action."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

from faq.wording.bot import Wording, fill
from faq.wording.opening_hours import DAYS, OpeningHours
from handlers import desk, lifecycle
from handlers.callbacks import DeskPress
from handlers.card_buttons import menu_buttons
from handlers.case import Case, Colleague, DeskTurn, DeskVerb
from handlers.desk_commands import decide_press
from handlers.digest import DeskFigures, digest_text
from handlers.events import Person
from handlers.ports import DeskNumbers, Document, Held, Outgoing
from handlers.render import my_data, render_note, render_reply
from handlers.replies import Reply
from handlers.session import CaseState, Talk
from handlers.staff_card import render_card
from handlers.waiting import Raised, Reminding, raise_again
from tests.handlers.chat import START
from tests.handlers.small_world import CLINIC, small_world

LATER = START + timedelta(hours=1)
GROUP = -1005
TOPICS = small_world().topics


@dataclass(frozen=True)
class Written:
    """What comes from people: the patient's name, note and phone number; a staff member's first name and reply."""

    name: str
    note: str
    phone: str
    staff: str
    reply: str


def cases(words: Wording, written: Written) -> Iterator[Case]:
    """One case in all its states: new, with everything that can become of it, and deleted."""
    new = Case(
        number=1042,
        state=CaseState.OPEN,
        chat_id=7,
        name=written.name,
        username="anap",
        reasons=tuple(words.booking.reasons),
        days=21,
        topic="heat-or-ice",
        opened_at=START,
    )
    by = desk.first_name(Person(11, written.staff), words)
    full = replace(
        new,
        note=written.note,
        phone=written.phone,
        safety_advice_at=LATER,
        taken_by=by,
        taken_by_id=11,
        taken_at=LATER,
        done_by=by,
        done_at=LATER,
        replies_sent=2,
        last_reply_at=LATER,
        talk=Talk.ON,
        talk_since=LATER,
        says_booked_at=LATER,
    )
    for state in CaseState:
        yield replace(full, state=state)
    for outcome in words.desk.outcomes:
        yield replace(full, state=CaseState.DONE, outcome=outcome)
    yield replace(full, state=CaseState.DONE, newer=1043)
    for state in CaseState:
        yield replace(full, state=state, held=True)
    yield new
    noted = lifecycle.team_note(new, Person(11, written.staff), "rang twice", LATER, words)
    for turn in (noted, desk.booked(new, LATER, words)):
        assert turn.case is not None
        yield turn.case
    yield replace(full, unreachable=True)
    yield replace(full, deleted=True)


def messages(words: Wording, written: Written) -> Iterator[list[Outgoing]]:
    """Each card, and each other text that is sent."""
    found = list(cases(words, written))
    for case in found:
        html, keyboard = render_card(case, words, CLINIC, TOPICS)
        yield [Outgoing(GROUP, html, keyboard)]
        for verb in DeskVerb:
            yield [Outgoing(GROUP, html, menu_buttons(case, verb, words, CLINIC, [Colleague(12, "Kim")]))]
    for turn in turns(words, written):
        yield from (render_reply(reply, 7, CLINIC) for reply in (*turn.to_patient, *turn.then))
        if turn.to_group:
            yield render_note(turn.to_group, GROUP, CLINIC)
    listed = tuple(replace(case, reasons=()) for case in found * 3)
    for numbers in (DeskNumbers(()), DeskNumbers(listed, {"cases": 3}, START.date())):
        yield render_note(desk.cases_text(numbers, words), GROUP, CLINIC)
    yield from by_the_clock(found, words)
    table = Document("diary.csv", "date")
    for held in (Held(), Held((("Note", written.note), ("Phone", written.phone)), {"phone": ""}, table)):
        yield my_data(held, 7, words, CLINIC)


def by_the_clock(found: list[Case], words: Wording) -> Iterator[list[Outgoing]]:
    """What nobody asked for just now: reminders and numbers; and what commands are told that lack something."""
    for raised in raises(found, words):
        yield render_note(raised.to_group, GROUP, CLINIC)
        yield render_note(raised.to_contact or "-", 8, CLINIC)
        yield render_reply(raised.to_patient or Reply("-"), 7, CLINIC)
    for days in (1, 3, 40):
        reasons = (tuple(words.booking.reasons),)
        first = START.date() - timedelta(days=days - 1)
        figures = DeskFigures(first, START.date(), {"asked": 3}, reasons, (timedelta(hours=2),))
        for weekly in (True, False):
            yield render_note(digest_text(figures, words, weekly=weekly), GROUP, CLINIC)
    for text in (
        words.desk.case_how,
        words.desk.note_how,
        words.desk.digest.chart,
        fill(words.desk.case_none, number="B-1"),
    ):
        yield render_note(text, GROUP, CLINIC)


def raises(found: list[Case], words: Wording) -> Iterator[Raised]:
    """Each step of a case that nobody took."""
    always = OpeningHours.model_validate({name.lower(): "0:00-23:59" for name in DAYS})
    for case, hours in product(found, (1, 3)):
        raised = raise_again(case, Reminding(always, timedelta(hours=1), 8), START + timedelta(hours=hours), words)
        if raised:
            yield raised


def turns(words: Wording, written: Written) -> Iterator[DeskTurn]:
    """What each action of a staff member does, by whoever took the case and by a colleague."""
    for case in (None, *cases(words, written)):
        for staff in (Person(11, written.staff), Person(12, written.staff)):
            yield desk.claim(case, staff, LATER, words)
            for press in presses(words):
                yield decide_press(press, case, staff, staff, now=LATER, wording=words)
            for text in (written.reply, "/remind me", None):
                yield desk.staff_reply(case, staff, text, words)
            for text in (written.note, ""):
                yield lifecycle.team_note(case, staff, text, LATER, words)
        yield lifecycle.hand_over(case, None, LATER, words)
        yield desk.booked(case, LATER, words)


def presses(words: Wording) -> Iterator[DeskPress]:
    """Every button of a card and of its menus, and choices that are not there any more."""
    for verb in DeskVerb:
        yield DeskPress(verb, 1042)
    for verb, choices in ((DeskVerb.DONE, [*words.desk.outcomes]), (DeskVerb.REPLIES, [*words.desk.replies])):
        for choice in (*choices, "gone"):
            yield DeskPress(verb, 1042, choice)
    yield DeskPress(DeskVerb.HAND_OVER, 1042, "me")

"""All that is said around one case: its card in every state, and what staff and patient are told of each action."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from faq.wording import Wording
from handlers import desk
from handlers.model import Case, CaseState, DeskTurn, Person, Talk
from handlers.ports import DeskNumbers, Held, Outgoing
from handlers.render import my_data, render_note, render_reply
from handlers.staff_card import render_card
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
    yield new
    yield replace(full, unreachable=True)
    yield replace(full, deleted=True)


def messages(words: Wording, written: Written) -> Iterator[list[Outgoing]]:
    """Each card, and each other text that is sent."""
    found = list(cases(words, written))
    for case in found:
        html, keyboard = render_card(case, words, CLINIC, TOPICS)
        yield [Outgoing(GROUP, html, keyboard)]
    for turn in turns(words, written):
        yield from (render_reply(reply, 7, CLINIC) for reply in (*turn.to_patient, *turn.then))
        if turn.to_group:
            yield render_note(turn.to_group, GROUP, CLINIC)
    listed = tuple(replace(case, reasons=()) for case in found * 3)
    for numbers in (DeskNumbers(()), DeskNumbers(listed, {"cases": 3}, START.date())):
        yield render_note(desk.cases_text(numbers, words), GROUP, CLINIC)
    for held in (Held(), Held((("Note", written.note), ("Phone", written.phone)), {"phone": ""})):
        yield my_data(held, 7, words, CLINIC)


def turns(words: Wording, written: Written) -> Iterator[DeskTurn]:
    """What each action of a staff member does, by whoever took the case and by a colleague."""
    for case in (None, *cases(words, written)):
        for staff in (Person(11, written.staff), Person(12, written.staff)):
            yield desk.claim(case, staff, LATER, words)
            yield desk.done(case, staff, LATER, words)
            for text in (written.reply, None):
                yield desk.staff_reply(case, staff, text, words)

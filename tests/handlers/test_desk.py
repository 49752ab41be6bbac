"""The staff group: cards, and what staff do with them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.case import NOTE_LENGTH, Case
from handlers.desk import LISTED, cases_text, claim, done, staff_reply
from handlers.events import Person
from handlers.ports import DeskNumbers
from handlers.render import MAX_LENGTH, units
from handlers.session import CaseState
from handlers.staff_card import london, render_card, shown_name
from tests.handlers.small_world import CLINIC, small_world, wording
from tests.handlers.test_render import Read

WORDING = wording()
SAM = Person(11, "Sam")
KIM = Person(12, "Kim")
ASKED = datetime(2026, 7, 1, 13, 2, tzinfo=UTC)
LATER = ASKED + timedelta(hours=1)
CASE = Case(
    number=1042,
    state=CaseState.OPEN,
    chat_id=7,
    name="Ana P.",
    username="anap",
    reasons=("persistent", "limits"),
    days=21,
    topic="heat-or-ice",
    opened_at=ASKED,
)


def card(case: Case) -> tuple[list[str], list[str]]:
    """The lines of a card, and its buttons' data."""
    html, keyboard = render_card(case, WORDING, CLINIC, small_world().topics)
    rows = keyboard["inline_keyboard"] if keyboard else []
    assert isinstance(rows, list)
    return html.split("\n"), [button["callback_data"] for row in rows for button in row]


def test_a_new_card() -> None:
    """Name, link to the chat, reasons, topic and London's time; two buttons."""
    lines, buttons = card(CASE)
    assert lines == [
        '<b>B-1042</b> · <a href="tg://user?id=7">\u2068Ana P.\u2069</a> (@anap)',
        "lasting 3 weeks, stops daily tasks",
        "About: Heat or ice",
        "Asked on 1 Jul, 14:02",
    ]
    assert buttons == ["case:take:1042", "case:done:1042"]


def test_a_card_with_a_life() -> None:
    """Everything that became of it."""
    case = replace(
        CASE,
        topic="gone",
        username="",
        note="after <6>\nor 7",
        phone="+44 7700 900000",
        safety_advice_at=LATER,
        state=CaseState.TAKEN,
        taken_by="Sam",
        taken_at=LATER,
        replies_sent=2,
        last_reply_at=LATER,
        unreachable=True,
    )
    lines, buttons = card(case)
    assert lines[2:] == [
        "About: gone",
        "Asked on 1 Jul, 14:02",
        "Note: after &lt;6&gt;",
        "or 7",
        "Phone: +44 7700 900000",
        "Safety advice given on 1 Jul, 15:02",
        "Taken by Sam on 1 Jul, 15:02",
        "Replies delivered: 2, the last on 1 Jul, 15:02",
        "The patient can't be reached here (they blocked the bot).",
    ]
    assert buttons == ["case:release:1042", "case:over:1042", "case:say:1042", "case:done:1042"]
    lines, buttons = card(replace(CASE, state=CaseState.DONE, done_by="Kim", done_at=LATER, outcome="no_reply"))
    assert lines[-2:] == ["Done by Kim on 1 Jul, 15:02", "Outcome: No reply"]
    assert buttons == ["case:reopen:1042"]


def test_a_deleted_card_says_nothing_more() -> None:
    """Not even the name."""
    lines, buttons = card(replace(CASE, deleted=True))
    assert lines == ["<b>B-1042</b> Deleted by the patient."]
    assert buttons == []


def test_a_wish_to_talk_has_no_time_or_topic() -> None:
    """Only what was shared."""
    html, _ = render_card(replace(CASE, reasons=("wants-person",), days=None, topic=None), WORDING, CLINIC)
    assert html.split("\n")[1:] == ["would like to talk to a person", "Asked on 1 Jul, 14:02"]


def test_odd_names() -> None:
    """HTML is text, direction marks are gone, nobody is nameless, nothing is a placeholder."""
    assert shown_name("<b>Ana</b>\n\u202etac", WORDING) == "\u2068<b>Ana</b> tac\u2069"
    assert shown_name("\u200b\x07", WORDING) == "(no name)"
    assert shown_name("שרה", WORDING) == "\u2068שרה\u2069"
    lines, _ = card(replace(CASE, name="<a href='x'>{phone}**x**</a>"))
    assert "&lt;a href=&#x27;x&#x27;&gt;{phone}**x**&lt;/a&gt;" in lines[0]


WORDS = st.text(max_size=80) | st.sampled_from(["<b>", "{note}", "{phone}**", "\u202eabc", "a\nb", "\x00", "שרה"])


@given(name=WORDS, username=WORDS, note=WORDS, phone=WORDS, staff=WORDS)
def test_any_card_is_sound(name: str, username: str, note: str, phone: str, staff: str) -> None:
    """Whatever people call themselves."""
    case = replace(CASE, name=name, username=username, note=note, phone=phone, taken_by=staff, taken_at=LATER)
    html, _ = render_card(case, WORDING, CLINIC)
    assert Read(html).text.startswith("B-1042")


def test_the_longest_card_fits() -> None:
    """A full note beside all else."""
    case = replace(CASE, name="n" * 200, note="😀" * NOTE_LENGTH, phone="1" * 200, taken_by="s" * 64, taken_at=LATER)
    assert units(Read(render_card(case, WORDING, CLINIC)[0]).text) <= MAX_LENGTH


def test_winter_time() -> None:
    """London's clock, not UTC and not summer's."""
    assert london(datetime(2026, 11, 23, 14, 2, tzinfo=UTC)) == "23 Nov, 14:02"


def test_whoever_is_first_takes_it() -> None:
    """The patient hears of it once; the second is told who has it."""
    taken = claim(CASE, SAM, LATER, WORDING)
    assert taken.case == replace(CASE, state=CaseState.TAKEN, taken_by="Sam", taken_by_id=11, taken_at=LATER)
    assert [reply.text for reply in taken.to_patient] == ["Sam from the clinic has your message, B-1042."]
    assert taken.toast == "B-1042 is yours. The patient has been told."
    for staff, toast in ((KIM, "Sam has B-1042 already."), (SAM, "You have B-1042 already.")):
        again = claim(taken.case, staff, LATER, WORDING)
        assert (again.case, again.to_patient, again.toast) == (taken.case, (), toast)


def test_done_is_done() -> None:
    """Also without taking it first; once."""
    closed = done(CASE, KIM, LATER, WORDING, "other")
    assert closed.case == replace(CASE, state=CaseState.DONE, done_by="Kim", done_at=LATER, outcome="other")
    assert closed.toast == "B-1042 is done."
    assert closed.to_patient == ()
    assert done(closed.case, SAM, LATER, WORDING, "booked").toast == "B-1042 was closed already, by Kim."
    assert claim(closed.case, SAM, LATER, WORDING).toast == "B-1042 was closed already, by Kim."


def test_a_case_that_is_gone() -> None:
    """Deleted by the patient, or never agreed to."""
    gone = WORDING.staff.case_gone
    for case in (None, replace(CASE, deleted=True), replace(CASE, state=CaseState.PENDING)):
        assert claim(case, SAM, LATER, WORDING).toast == gone
        assert done(case, SAM, LATER, WORDING, "booked").toast == gone
        assert staff_reply(case, SAM, "Hello", WORDING).to_group == gone


def test_a_staff_reply_is_signed() -> None:
    """First name and clinic."""
    turn = staff_reply(CASE, SAM, " Does Tuesday suit you? ", WORDING)
    assert [reply.text for reply in turn.to_patient] == ["Does Tuesday suit you?\n\nSam, {clinic}"]
    assert turn.is_reply
    assert turn.to_group == "On its way to the patient of B-1042. The card shows when it has arrived."


def test_a_staff_reply_that_cannot_go() -> None:
    """A photo, a blank, or a patient who blocked the bot."""
    for text in (None, "  "):
        assert staff_reply(CASE, SAM, text, WORDING).to_group == WORDING.staff.reply_text_only
    blocked = staff_reply(replace(CASE, unreachable=True), SAM, "Hello", WORDING)
    assert blocked.to_group == WORDING.staff.unreachable
    assert blocked.to_patient == ()


def test_open_cases_are_listed() -> None:
    """Oldest first, who has them, and the week's counts."""
    taken = replace(CASE, number=1043, state=CaseState.TAKEN, taken_by="Sam")
    numbers = DeskNumbers((CASE, taken), {"asked": 12}, date(2026, 6, 29))
    assert cases_text(numbers, WORDING).split("\n") == [
        "**Open requests: 2**, oldest first",
        "**B-1042** \u2068Ana P.\u2069: lasting 3 weeks, stops daily tasks. 1 Jul, 14:02, not taken yet",
        "**B-1043** \u2068Ana P.\u2069: lasting 3 weeks, stops daily tasks. 1 Jul, 14:02, with Sam",
        "",
        "**Since 29 Jun**",
        "Messages read: 12",
        "Answered: 0",
        "Appointment offered: 0",
        "No answer found: 0",
        "Urgent or emergency advice given: 0",
        "Requests to the clinic: 0",
    ]
    assert cases_text(DeskNumbers(()), WORDING) == "No open requests."
    assert cases_text(DeskNumbers((CASE,) * (LISTED + 3)), WORDING).endswith("and 3 more")

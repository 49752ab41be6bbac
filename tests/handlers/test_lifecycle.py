"""What staff do with a case after it was taken, and what its patient hears of that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faq.wording.desk import CloseReason
from handlers.callbacks import DeskPress
from handlers.card_buttons import COLLEAGUES_SHOWN, menu_buttons
from handlers.case import Case, Colleague, DeskTurn, DeskVerb
from handlers.desk import staff_reply
from handlers.desk_commands import case_number, decide_press
from handlers.events import Person
from handlers.lifecycle import hand_over, ready_reply, release, reopen, team_note
from handlers.render import MAX_LENGTH, units
from handlers.session import CaseState
from handlers.staff_card import render_card
from tests.handlers.small_world import CLINIC, wording
from tests.handlers.test_render import Read

WORDING = wording()
SAM, KIM = Person(11, "Sam"), Person(12, "Kim")
ASKED = datetime(2026, 7, 1, 13, 2, tzinfo=UTC)
LATER = ASKED + timedelta(hours=1)
OPEN = Case(
    number=1042,
    state=CaseState.OPEN,
    chat_id=7,
    name="Ana P.",
    username="",
    reasons=("persistent",),
    days=21,
    topic=None,
    opened_at=ASKED,
    waits_since=ASKED,
)
TAKEN = replace(OPEN, state=CaseState.TAKEN, taken_by="Sam", taken_by_id=11, taken_at=ASKED, raised=2)
DONE = replace(TAKEN, state=CaseState.DONE, done_by="Sam", done_at=LATER, outcome="no_reply")
GONE = [None, replace(OPEN, deleted=True), replace(OPEN, state=CaseState.PENDING)]


def press(case: Case | None, verb: DeskVerb, choice: str = "", heir: Person | None = None) -> DeskTurn:
    """Kim presses."""
    return decide_press(DeskPress(verb, 1042, choice), case, KIM, heir, now=LATER, wording=WORDING)


def told(turn: DeskTurn) -> list[str]:
    """What the patient reads."""
    return [reply.text for reply in turn.to_patient]


def labels(case: Case, menu: DeskVerb, *colleagues: Colleague) -> list[list[str]]:
    """The buttons of a menu, row by row."""
    keyboard = menu_buttons(case, menu, WORDING, CLINIC, colleagues)
    rows = keyboard["inline_keyboard"] if keyboard else []
    assert isinstance(rows, list)
    return [[button["text"] for button in row] for row in rows]


def test_given_back() -> None:
    """It waits for the whole team as if it were new, and the patient knows."""
    turn = release(TAKEN, WORDING, LATER)
    assert turn.case == replace(OPEN, waits_since=LATER)
    assert told(turn) == ["Your request B-1042 is with the whole team at {clinic} again. Anyone there can pick it up."]
    assert turn.toast == "B-1042 is open for the whole team again."
    assert release(OPEN, WORDING, LATER).toast == "Nobody has B-1042 at the moment."
    assert release(DONE, WORDING, LATER).toast == "B-1042 was closed already, by Sam."


def test_handed_over() -> None:
    """To a colleague, or to oneself; the group reads it, and the patient hears one name."""
    turn = hand_over(TAKEN, KIM, LATER, WORDING)
    assert turn.case == replace(TAKEN, taken_by="Kim", taken_by_id=12, taken_at=LATER)
    assert told(turn) == ["Kim from the clinic has your request B-1042 now."]
    assert turn.to_group == turn.toast == "Kim has B-1042 now."
    assert hand_over(turn.case, KIM, LATER, WORDING).toast == "Kim has B-1042 already."
    assert hand_over(DONE, KIM, LATER, WORDING).toast == "B-1042 was closed already, by Sam."


def test_handed_to_somebody_who_left() -> None:
    """Nothing changes."""
    turn = hand_over(TAKEN, None, LATER, WORDING)
    assert (turn.case, turn.to_patient, turn.toast) == (TAKEN, (), "This colleague is not in the staff group.")


@pytest.mark.parametrize("outcome", ["booked", "advised", "no_reply", "other"])
def test_closed_with_a_reason(outcome: CloseReason) -> None:
    """Two presses: what is chosen stands on the card and is counted."""
    assert press(TAKEN, DeskVerb.DONE).menu is DeskVerb.DONE
    turn = press(TAKEN, DeskVerb.DONE, outcome)
    assert turn.case == replace(TAKEN, state=CaseState.DONE, done_by="Kim", done_at=LATER, outcome=outcome)
    assert turn.counts == (f"closed-{outcome}",)
    assert turn.to_patient == ()


def test_an_outcome_that_is_not_offered() -> None:
    """Made-up data, or a button of another version: the case stays open."""
    turn = press(TAKEN, DeskVerb.DONE, "burnt")
    assert (turn.case, turn.menu, turn.toast) == (TAKEN, DeskVerb.DONE, "How did it end?")


def test_opened_again() -> None:
    """As new, with what was noted; once, and not beside another open request of the same patient."""
    turn = reopen(replace(DONE, team_note="rang twice"), LATER, WORDING)
    assert turn.case == replace(OPEN, waits_since=LATER, team_note="rang twice")
    assert told(turn) == ["Your request B-1042 has been opened again by {clinic}. You can take it back with /delete."]
    assert reopen(turn.case, LATER, WORDING).toast == "B-1042 is not closed."
    beside = reopen(replace(DONE, newer=1050), LATER, WORDING)
    assert beside.case == replace(DONE, newer=1050)
    assert beside.toast == "The patient has a newer request, B-1050. Please go on with that one."


def test_a_ready_reply_is_signed() -> None:
    """It goes out like the staff's own words, and the card's own buttons come back."""
    turn = press(TAKEN, DeskVerb.REPLIES, "please-ring")
    assert told(turn)[0].startswith("Thank you for your message. Please ring us on {phone}")
    assert told(turn)[0].endswith("\n\nKim, {clinic}")
    assert turn.is_reply
    assert (turn.menu, turn.toast) == (DeskVerb.BACK, "On its way to the patient of B-1042.")
    assert press(TAKEN, DeskVerb.REPLIES, "gone").toast == WORDING.errors.out_of_date
    assert press(replace(TAKEN, unreachable=True), DeskVerb.REPLIES, "please-ring").to_patient == ()


def test_nothing_of_ours_after_urgent_safety_advice() -> None:
    """The case changes hands, and the bot keeps quiet: nobody shall wait for the clinic instead of getting help."""
    held = replace(TAKEN, held=True)
    turns = [
        press(replace(OPEN, held=True), DeskVerb.TAKE),
        press(held, DeskVerb.RELEASE),
        press(held, DeskVerb.HAND_OVER, "me", KIM),
        press(replace(DONE, held=True), DeskVerb.REOPEN),
    ]
    for turn in turns:
        assert turn.case not in {held, None}
        assert turn.to_patient == ()
        assert turn.toast == "B-1042: noted. The patient was given urgent safety advice, so I write nothing to them."
    ready = press(held, DeskVerb.REPLIES, "please-book")
    assert (ready.to_patient, ready.toast) == ((), WORDING.desk.write_yourself)
    assert staff_reply(held, SAM, "Please go to A&E now.", WORDING).to_patient


def test_a_note_of_the_team() -> None:
    """On the card, with name and time; the patient is sent nothing."""
    noted = team_note(TAKEN, SAM, " prefers\n mornings ", LATER, WORDING)
    assert noted.case == replace(TAKEN, team_note="prefers mornings (Sam, 1 Jul, 15:02)")
    assert noted.to_patient == ()
    assert noted.to_group is not None
    assert "/mydata" in noted.to_group
    twice = team_note(noted.case, KIM, "rang, no answer", LATER, WORDING).case
    assert twice is not None
    html, _ = render_card(twice, WORDING, CLINIC)
    assert "Team notes: prefers mornings (Sam, 1 Jul, 15:02)\nrang, no answer (Kim, 1 Jul, 15:02)" in html
    assert team_note(TAKEN, SAM, " ", LATER, WORDING).to_group == WORDING.desk.note_how


def test_many_notes_leave_room_for_the_rest() -> None:
    """The newest are shown."""
    case = replace(TAKEN, note="😀" * 3000, phone="1" * 200, name="n" * 200)
    for number in range(30):
        noted = team_note(case, SAM, f"note {number} " + "x" * 600, LATER, WORDING).case
        assert noted is not None
        case = noted
    html, _ = render_card(case, WORDING, CLINIC)
    assert units(Read(html).text) <= MAX_LENGTH
    assert "(Sam, 1 Jul, 15:02)" in html
    assert "note 3 " not in html


def test_a_mistyped_command_never_reaches_the_patient() -> None:
    """What was meant for the team stays there."""
    turn = staff_reply(TAKEN, SAM, "/noet seems confused", WORDING)
    assert (turn.to_patient, turn.to_group) == ((), WORDING.desk.not_sent)


@pytest.mark.parametrize("case", GONE)
@pytest.mark.parametrize("verb", DeskVerb)
def test_a_case_that_is_gone(case: Case | None, verb: DeskVerb) -> None:
    """Deleted by the patient, or never agreed to: nothing is told, nothing changes."""
    for choice in ("", "booked", "please-ring", "me"):
        turn = press(case, verb, choice, KIM)
        assert (turn.case, turn.to_patient, turn.toast) == (case, (), WORDING.staff.case_gone)
    assert team_note(case, SAM, "hello", LATER, WORDING).to_group == WORDING.staff.case_gone
    assert ready_reply(case, SAM, "please-ring", WORDING).toast == WORDING.staff.case_gone


def test_menus() -> None:
    """How it ended, who takes over, what is answered; each with a way back to the card's own buttons."""
    own = [["Give back", "Hand over"], ["Ready replies", "Done"]]
    assert labels(TAKEN, DeskVerb.BACK) == own
    assert labels(TAKEN, DeskVerb.DONE) == [["Booked", "Advised"], ["No reply", "Other"], ["Back"]]
    kim, lee = Colleague(12, "Kim"), Colleague(13, "Lee" * 40)
    assert labels(TAKEN, DeskVerb.HAND_OVER, kim, lee) == [
        ["I'll take over"],
        ["Kim", ("Lee" * 40)[:39] + "…"],
        ["Back"],
    ]
    assert labels(TAKEN, DeskVerb.HAND_OVER, Colleague(14, "<b>{clinic}** 😀"))[1] == ["<b>{clinic}** 😀"]
    many = [Colleague(number, "Kim") for number in range(50)]
    assert sum(map(len, labels(TAKEN, DeskVerb.HAND_OVER, *many))) == COLLEAGUES_SHOWN + 2
    assert labels(TAKEN, DeskVerb.REPLIES)[-2:] == [["We need more time"], ["Back"]]
    for case, words in ((DONE, "B-1042 was closed already, by Sam."), (None, WORDING.staff.case_gone)):
        turn = press(case, DeskVerb.REPLIES)
        assert (turn.menu, turn.toast) == (None, words)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("/case 1042", 1042),
        ("/case@backchat_bot  B-1042", 1042),
        ("/note b-1042 prefers mornings", 1042),
        ("/case", None),
        ("/case one", None),
        ("/case 10000000000", None),
        (None, None),
    ],
)
def test_a_number_behind_a_command(text: str | None, number: int | None) -> None:
    """As people write it."""
    assert case_number(text) == number

"""The talk between a patient and the clinic, as both see it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faq.wording.facts import Clinic
from handlers.case import Case, DeskTurn
from handlers.desk import booked, done, staff_reply
from handlers.dialogue import PRESSES, advance
from handlers.diary import Diary, RemindOfDiary
from handlers.effects import AddReasons, DeleteEverything, EndTalk, SafetyAdviceGiven, StartTalk
from handlers.events import Attachment, CommandName, Person, Pressed, Said, Verb
from handlers.lifecycle import reopen
from handlers.render import render_turn, without_markup
from handlers.session import CaseState, CaseView, Session, Step, Talk
from handlers.staff_card import render_card
from tests.handlers.chat import ANA, START, Chat
from tests.handlers.small_world import CARDS, CLINIC, wording

WORDS = wording()
SAM = Person(11, "Sam")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CASE = Case(1042, CaseState.TAKEN, 7, "Ana P.", "anap", ("persistent",), 21, None, NOW, taken_by="Sam", taken_by_id=11)
PASSED = "**From the bot:** I've passed that to the clinic, B-1042."
END = "Stop passing on"
YES = "Yes, pass them on"
NO = "No, keep it to the bot"
AGAIN = "Pass my messages on"


def asked() -> Chat:
    """A patient with an open case whom the bot has just asked."""
    chat = Chat(session=Session(case=CaseView(1042, CaseState.TAKEN, Talk.ASKED)))
    turn = staff_reply(CASE, SAM, "How is it today?", WORDS)
    chat.screen += [*turn.to_patient, *turn.then]
    return chat


def talking() -> Chat:
    """A patient who has agreed."""
    chat = asked()
    chat.presses(YES)
    return chat


# --- the question ---


def test_asked_once_behind_the_first_reply() -> None:
    """By the bot, in a message of its own; not behind the second reply."""
    turn = staff_reply(CASE, SAM, "How is it today?", WORDS)
    assert [reply.text for reply in turn.to_patient] == ["How is it today?\n\nSam, {clinic}"]
    [question] = turn.then
    assert "**Shall I pass your messages to the clinic?**" in question.text
    assert "me, **the bot**" in question.text
    assert "B-1042" in question.text
    assert turn.case == replace(CASE, talk=Talk.ASKED)
    assert staff_reply(turn.case, SAM, "And your leg?", WORDS).then == ()


@pytest.mark.parametrize(
    "case",
    [
        replace(CASE, held=True),
        replace(CASE, state=CaseState.DONE),
        replace(CASE, talk=Talk.ON),
        replace(CASE, talk=Talk.OFF),
        replace(CASE, unreachable=True),
    ],
)
def test_not_asked(case: Case) -> None:
    """Below urgent advice, of a closed case, of who was asked, or who can't be reached; asked later where it can be."""
    turn = staff_reply(case, SAM, "How is it today?", WORDS)
    assert turn.then == ()
    assert turn.case == case


def test_yes() -> None:
    """The version is stored, the patient learns what is and is not passed on, and can end it."""
    chat = talking()
    assert chat.did == [StartTalk(1042, WORDS.talk.version)]
    assert "What a person writes has their name under it" in chat.screen[-1].text
    assert chat.labels == [END]
    assert chat.turn.clear_pressed


def test_no() -> None:
    """Nothing is passed on, and the patient can change their mind: then the whole question comes again."""
    chat = asked()
    [told] = chat.presses(NO)
    assert told.startswith("All right. The clinic does not see what you write here.")
    chat.says("it hurts less")
    assert chat.staff_sees == []
    assert chat.presses(AGAIN)[0].startswith("**Shall I pass your messages")
    assert chat.did == []
    chat.presses(YES)
    assert chat.did == [StartTalk(1042, WORDS.talk.version)]


def test_nothing_is_passed_on_before_yes() -> None:
    """An answer in words is no consent."""
    chat = asked()
    chat.says("yes")
    assert chat.staff_sees == []


@pytest.mark.parametrize("verb", [Verb.TALK_YES, Verb.TALK_NO, Verb.TALK_ASK, Verb.TALK_END])
@pytest.mark.parametrize(
    "case", [None, CaseView(1043, CaseState.OPEN), CaseView(1042, CaseState.PENDING, Talk.ON)], ids=str
)
def test_a_button_of_another_case(verb: Verb, case: CaseView | None) -> None:
    """Does nothing: a consent belongs to the case that it named."""
    chat = Chat(session=Session(case=case))
    chat.happens(Pressed(ANA, verb, "1042"))
    assert (chat.did, chat.turn.to_staff, chat.turn.replies) == ([], (), ())
    assert chat.toast


def test_yes_twice() -> None:
    """Is told, and stored once."""
    chat = talking()
    chat.happens(Pressed(ANA, Verb.TALK_YES, "1042"))
    assert chat.did == []
    assert chat.screen[-1].text.startswith("**What you write here is passed to the clinic**")


# --- while it goes on ---


def test_a_message_is_passed_on() -> None:
    """Word for word, with number and first name; the patient is told so, by the bot."""
    chat = talking()
    [told] = chat.says("it hurts less when i walk")
    assert told.startswith(PASSED)
    assert chat.labels == [END]
    assert chat.staff_sees == ["**B-1042** Ana writes:\nit hurts less when i walk"]


def test_a_question_is_answered_too() -> None:
    """Below words that say who answers."""
    chat = talking()
    told, answer = chat.says("heat or ice?")
    assert told.startswith(PASSED)
    assert told.endswith("Here is what I know, as the bot.")
    assert answer.startswith("**Use whichever feels better.**")
    assert len(chat.staff_sees) == 1


@pytest.mark.parametrize(
    "text", ["something like sleep", "tight", "thanks", "back up my phone", "can i talk to someone"]
)
def test_what_is_no_question_is_only_passed_on(text: str) -> None:
    """The bot does not talk in between: no "did you mean", no "you're welcome", no "put it in other words"."""
    chat = talking()
    assert [told.startswith(PASSED) for told in chat.says(text)] == [True]
    assert chat.session.step is Step.OPEN
    assert len(chat.staff_sees) == 1


def test_worse_in_the_middle_of_the_talk() -> None:
    """Goes on the card, and the safety net is named."""
    chat = talking()
    told, net = chat.says("its getting worse")
    assert told.startswith(PASSED)
    assert net == CARDS.safety_net
    assert chat.did == [AddReasons(1042, ("worsening",), None)]


def test_a_gp_sign_gets_its_card() -> None:
    """Beside being passed on."""
    chat = talking()
    assert any("Book a GP appointment" in told for told in chat.says("stiff, heat or ice?"))
    assert len(chat.staff_sees) == 1


def test_an_edited_message() -> None:
    """Is passed on as changed."""
    chat = talking()
    chat.says("it hurts more", edited=True)
    assert chat.staff_sees == ["**B-1042** Ana has changed a message. It now says:\nit hurts more"]


@pytest.mark.parametrize("attachment", Attachment)
def test_what_is_not_words_is_refused(attachment: Attachment) -> None:
    """As before, and the patient reads that it was not passed on either."""
    chat = talking()
    [told] = chat.sends(attachment)
    refusal, emergency = Chat().sends(attachment)[0].split("\n\n")
    not_passed = "**From the bot:** I did not pass that to the clinic. I only pass on what you write."
    assert told == f"{refusal}\n\n{not_passed}\n\n{emergency}"
    assert chat.staff_sees == []


def test_of_a_picture_with_words_the_words_are_passed_on() -> None:
    """Both sides read that it was the words alone."""
    chat = talking()
    passed, alone = chat.says("it looks like this", attached=True)
    assert passed.startswith(PASSED)
    assert alone.startswith("**From the bot:** Only your words went to the clinic. What you sent with them did not:")
    [shown] = chat.staff_sees
    assert shown.startswith("**B-1042** Ana writes:\nit looks like this\n\nThere was something with these words")


def test_below_a_card_nothing_is_said_of_a_picture() -> None:
    """The card alone stands there; staff know all the same."""
    chat = talking()
    assert chat.says("numb when i wipe", attached=True) == talking().says("numb when i wipe")
    assert "There was something with these words" in chat.staff_sees[0]


@pytest.mark.parametrize("name", [CommandName.START, CommandName.HELP])
def test_start_and_help_say_that_it_goes_on(name: CommandName) -> None:
    """With the button that ends it; commands themselves are not passed on."""
    chat = talking()
    assert chat.commands(name)[-1].startswith("**What you write here is passed to the clinic**")
    assert END in chat.labels
    assert chat.staff_sees == []


@pytest.mark.parametrize("talk", [Talk.ASKED, Talk.OFF])
def test_help_leads_to_the_question(talk: Talk) -> None:
    """Once it was asked: also where a safety card took its place, or after No; not before staff have written."""
    chat = Chat(session=Session(case=CaseView(1042, CaseState.OPEN, talk)))
    chat.commands(CommandName.HELP)
    assert chat.presses(AGAIN)[0].startswith("**Shall I pass your messages")
    chat = Chat(session=Session(case=CaseView(1042, CaseState.OPEN)))
    chat.commands(CommandName.HELP)
    assert AGAIN not in chat.labels


def test_a_hostile_message() -> None:
    """Markup, placeholders and invisible characters of a patient or their name are only characters to staff."""
    eve = replace(ANA, first_name="<b>B-9999</b>\u202e **{clinic}**\nSam")
    text = "</b><script>{phone} **bold** \u202eevil & @all B-1001"
    chat = talking()
    chat.happens(Said(eve, text, chat.knowledge.understand(text)))
    [shown] = [out for out in render_turn(chat.turn, 7, CLINIC) if out.under_card]
    assert shown.html.startswith("<b>B-1042</b> &lt;b&gt;B-9999&lt;/b&gt; **{clinic}** Sam writes:\n")
    assert without_markup(shown.html).endswith("</b><script>{phone} **bold** evil & @all B-1001")
    assert (shown.chat_id, shown.under_card, shown.case_number, shown.emergency) == (0, 1042, None, False)


# --- red flags ---


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("numb when i wipe", CARDS.talk.automated),
        ("fever and back pain", CARDS.talk.automated),
        ("i want to die", CARDS.talk.crisis_automated),
    ],
)
def test_a_red_flag_in_the_talk(text: str, line: str) -> None:
    """The card as always, but for the line that would not be true; staff see the message and what was advised."""
    outside = Chat()
    usual = outside.says(text)
    chat = talking()
    told = chat.says(text)
    assert len(told) == len(usual)
    assert line in told[0]
    for fixed in (CARDS.emergency.automated, CARDS.crisis.automated):
        assert fixed not in told[0].split("\n\n")
    assert [part for part in told[0].split("\n\n") if part != line] == [
        part
        for part in usual[0].split("\n\n")
        if part not in {CARDS.emergency.automated, CARDS.urgent.automated, CARDS.crisis.automated}
    ]
    assert SafetyAdviceGiven(1042) in chat.did
    [shown] = chat.staff_sees
    assert shown.startswith("**Red flag.** The bot has sent the patient emergency or urgent advice.")
    assert shown.endswith(f"Ana writes:\n{text}")


def test_while_advice_holds() -> None:
    """The reminder comes as always and nothing below it; staff see the message, and that the advice holds."""
    chat = talking()
    chat.says("numb when i wipe")
    told = chat.says("ok but can i come on tuesday")
    assert told == ["First get seen: numbness between the legs needs A&E.", "Tell me when you have been seen."]
    assert chat.staff_sees[0].startswith("The bot's emergency or urgent advice still holds.")
    assert chat.labels == ["I've been seen"]


def test_the_reminder_of_a_crisis_is_true_too() -> None:
    """It does not say that nobody reads."""
    chat = talking()
    chat.says("i want to die")
    assert chat.says("ok")[0] == CARDS.talk.crisis_reminder
    chat.happens(Pressed(ANA, Verb.TALK_END, "1042"))
    assert chat.did == [EndTalk(1042)]
    assert chat.says("ok")[0] == CARDS.crisis.reminder
    assert chat.staff_sees == []


def test_a_talk_can_be_ended_below_a_card() -> None:
    """And offers nothing else there."""
    chat = talking()
    chat.says("numb when i wipe")
    chat.happens(Pressed(ANA, Verb.TALK_END, "1042"))
    assert chat.did == [EndTalk(1042)]
    assert chat.labels == []


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (Talk.ON, "**What you write here is passed to the clinic**"),
        (Talk.OFF, "Only I, the bot, read what you write here."),
    ],
)
def test_once_seen_the_patient_reads_who_reads(talk: Talk, told: str) -> None:
    """The talk may have ended meanwhile, of which nothing was said below the card."""
    chat = talking()
    chat.says("numb when i wipe")
    chat.session = replace(chat.session, case=CaseView(1042, CaseState.TAKEN, talk))
    [thanks] = chat.presses("I've been seen")
    assert thanks.split("\n\n")[1].startswith(told)
    assert (END in chat.labels) is (talk is Talk.ON)


def test_a_talk_does_not_begin_below_a_card() -> None:
    """Advice first: the button gets the reminder."""
    chat = asked()
    chat.says("numb when i wipe")
    assert chat.happens(Pressed(ANA, Verb.TALK_YES, "1042"))[0].startswith("First get seen")
    assert chat.did == []


@pytest.mark.parametrize("text", ["im 16, heat or ice?", "im 16, hello", "im 15 and sore"])
def test_under_18(text: str) -> None:
    """Nothing of theirs is passed on, from that very message."""
    chat = talking()
    told = chat.says(text)
    assert chat.staff_sees == []
    assert EndTalk(1042) in chat.did
    assert "The clinic no longer sees what you write here" in told[-1]
    chat.happens(Pressed(ANA, Verb.TALK_YES, "1042"))
    assert chat.did == []


# --- how it ends ---


def test_the_patient_ends_it() -> None:
    """By the button under any of the bot's words."""
    chat = talking()
    chat.says("it hurts less")
    [told] = chat.presses(END)
    assert told.startswith("I've stopped. The clinic no longer sees what you write here.")
    assert chat.did == [EndTalk(1042)]
    assert chat.says("it hurts more") != []
    assert chat.staff_sees == []
    chat.happens(Pressed(ANA, Verb.TALK_END, "1042"))
    assert chat.toast == WORDS.errors.out_of_date


def test_stop_and_delete() -> None:
    """End it as well."""
    chat = talking()
    assert "The clinic no longer sees" in chat.commands(CommandName.STOP)[-1]
    assert EndTalk(1042) in chat.did
    chat = talking()
    chat.commands(CommandName.DELETE)
    chat.presses("Yes, delete it")
    assert chat.did == [DeleteEverything()]
    chat.says("it hurts more")
    assert chat.staff_sees == []


@pytest.mark.parametrize("words", ["Stop", "stop please", "Stop passing on."])
def test_stop_as_a_word_ends_it(words: str) -> None:
    """As /stop does, whatever else goes on; the word itself is not passed on."""
    chat = talking()
    said = chat.says(words)
    assert chat.did == [RemindOfDiary(None), EndTalk(1042)]
    assert said[-1].startswith("I've stopped. The clinic no longer sees what you write here.")
    assert chat.staff_sees == []


def test_staff_close_the_case() -> None:
    """The patient is told by the bot; without a talk, or below urgent advice, nothing is said."""
    on = replace(CASE, talk=Talk.ON, talk_since=NOW)
    closed = done(on, SAM, NOW, WORDS, "advised")
    [told] = closed.to_patient
    assert told.text.startswith("**From the bot:** Sam from the clinic has closed B-1042.")
    assert closed.case is not None
    assert closed.case.talk is Talk.NONE
    for quiet in (CASE, replace(on, held=True)):
        assert done(quiet, SAM, NOW, WORDS, "advised").to_patient == ()


def test_a_talk_that_closing_ended_can_be_asked_for_again() -> None:
    """By the first reply of staff after the case was opened again; one that the patient ended can't."""
    for talk, asks in ((Talk.ON, True), (Talk.OFF, False), (Talk.ASKED, False)):
        closed = done(replace(CASE, talk=talk), SAM, NOW, WORDS, "advised").case
        opened = reopen(closed, NOW, WORDS).case
        assert opened is not None
        assert bool(staff_reply(opened, SAM, "Hello again", WORDS).then) is asks


def test_the_booking_system_closes_the_case() -> None:
    """The patient is told as when staff do, in words of its own; a case that is not open stays as it is."""
    on = replace(CASE, talk=Talk.ON, talk_since=NOW)
    closed = booked(on, NOW, WORDS)
    [told] = closed.to_patient
    assert told.text.startswith("**From the bot:** Thank you for booking. B-1042 is now closed.")
    assert closed.case == replace(
        on, state=CaseState.DONE, done_by="the booking system", done_at=NOW, outcome="booked", talk=Talk.NONE
    )
    for quiet in (CASE, replace(on, held=True), replace(on, unreachable=True)):
        assert booked(quiet, NOW, WORDS).to_patient == ()
    for over in (None, closed.case):
        assert booked(over, NOW, WORDS) == DeskTurn(over)


def test_the_card_says_that_it_goes_on() -> None:
    """As long as it does."""
    on = replace(CASE, talk=Talk.ON, talk_since=NOW)
    assert "passed on since 23 Nov, 15:00" in render_card(on, WORDS, CLINIC)[0]
    assert "passed on" not in render_card(replace(on, talk=Talk.OFF), WORDS, CLINIC)[0]


# --- a booking ---

CODED = CLINIC.model_copy(
    update={"booking_url": "https://thames.example/book?from=bot#top", "booking_code_parameter": "ref"}
)


def link_of(session: Session, text: str, clinic: Clinic = CODED, code: str = "r4nd0m") -> list[str | None]:
    """The addresses below the answer to a message."""
    chat = Chat()
    said = Said(ANA, text, chat.knowledge.understand(text))
    turn = advance(session, said, chat.knowledge, clinic, START, new_code=code)
    return [b.url for reply in turn.replies for row in reply.buttons for b in row if b.url]


def test_the_booking_link_leads_back_to_the_case() -> None:
    """From the offer on, by a code that says nothing; without a case, or where links carry none, as it is."""
    plain = CODED.booking_url
    assert link_of(Session(), "been ages") == ["https://thames.example/book?from=bot&ref=r4nd0m#top"]
    for state in (CaseState.PENDING, CaseState.OPEN):
        session = Session(case=CaseView(1042, state, code="earlier"))
        assert link_of(session, "been ages") == ["https://thames.example/book?from=bot&ref=earlier#top"]
        assert link_of(replace(session, case=CaseView(1042, state)), "been ages") == [plain]
        assert link_of(session, "been ages", CLINIC) == [CLINIC.booking_url]
    declined = Session(declined_at=START - timedelta(days=1))
    assert link_of(declined, "been ages") == [plain]
    assert link_of(Session(), "been ages", code="") == [plain]


def test_booked_by_button_and_by_words() -> None:
    """The open case's card says so."""
    chat = Chat(session=Session(case=CaseView(1042, CaseState.OPEN)))
    chat.commands(CommandName.BOOK)
    ways: list[Callable[[], list[str]]] = [lambda: chat.presses("I've booked"), lambda: chat.says("Ive booked!")]
    for way in ways:
        [told] = way()
        assert told == "Thank you. I've added to B-1042 that you have booked."
        assert [type(effect).__name__ for effect in chat.did] == ["SaysBooked"]
    card, _ = render_card(replace(CASE, says_booked_at=NOW), WORDS, CLINIC)
    assert "The patient says they have booked, on 23 Nov, 15:00" in card


def test_booked_without_a_case() -> None:
    """Is a thank you; nothing is stored."""
    chat = Chat()
    assert chat.says("i've booked") == ["Thank you. That's good to know."]
    assert chat.did == []
    chat.commands(CommandName.BOOK)
    assert chat.labels == ["Book an assessment"]


def test_a_red_flag_goes_before_a_booking() -> None:
    """While advice holds the button gets the reminder."""
    chat = Chat(session=Session(case=CaseView(1042, CaseState.OPEN)))
    chat.says("numb when i wipe")
    assert chat.happens(Pressed(ANA, Verb.BOOKED))[0].startswith("First get seen")
    assert chat.says("i've booked")[0].startswith("First get seen")


def test_every_button_has_its_act() -> None:
    """Or a press would fail."""
    assert set(PRESSES) == set(Verb)


def test_what_is_for_the_diary_is_not_passed_on() -> None:
    """It says that nobody reads it."""
    chat = talking()
    chat.diary = Diary(agreed=True)
    chat.commands(CommandName.DIARY)
    chat.presses(wording().diary.add)
    for words in ("4", "walked to work", "was fine"):
        chat.says(words)
        assert chat.staff_sees == []
    assert chat.diary.entries[-1].note == "was fine"
    chat.says("words")
    assert chat.staff_sees

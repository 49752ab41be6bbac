"""Chats that lead to the clinic: reasons, booking, consent, notes and phone numbers."""

from datetime import timedelta

import pytest

from handlers.case import NOTE_LENGTH
from handlers.effects import AddNote, AddPhone, AddReasons, DropOffer, OfferCase, OpenCase
from handlers.events import CommandName, Pressed, Verb
from handlers.replies import Keys
from handlers.session import Step
from tests.handlers.chat import ANA, Chat
from tests.handlers.small_world import CARDS, CLINIC

NET = CARDS.safety_net
FREE = "You can also ask your GP, or in many areas refer yourself to NHS physio, for free."


def told() -> Chat:
    """A chat whose case is with the clinic, before any note."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    chat.presses("Yes, tell them")
    return chat


def test_three_weeks_and_the_socks() -> None:
    """Reason, tone, free option, safety net, link; then consent; then the case."""
    chat = Chat()
    why, consent = chat.says("3 weeks and cant do my socks")
    assert why == (
        "Three weeks, and it's stopping everyday things. That's worth having looked at. A physio can look at "
        f"what's holding it back.\n\n{FREE}\n\n{NET}"
    )
    [[link], [booked], [check_in]] = chat.turn.replies[0].buttons
    assert check_in.label == "Shall I check in with you?"
    assert (link.label, link.url) == ("Book an assessment", CLINIC.booking_url)
    assert booked.label == "I've booked"
    assert '"lasting 3 weeks; stops daily tasks"' in consent
    assert [b.label for b in chat.turn.replies[1].buttons[0]] == ["Yes, tell them", "No thanks"]
    assert chat.did == [OfferCase(("persistent", "limits"), None, 21)]
    [opened] = chat.presses("Yes, tell them")
    assert "**B-1042**" in opened
    assert "{hours}" in opened
    assert chat.did == [OpenCase(1042, ANA, "1")]
    assert chat.turn.replies[0].keys is Keys.ASK_PHONE
    assert chat.turn.replies[0].phone_label == "Share my phone number"
    assert chat.turn.clear_pressed
    assert chat.counts == ["asked", "booked-offer", "case-opened"]


def test_a_second_yes_does_nothing_twice() -> None:
    """A toast with the reference."""
    chat = told()
    assert chat.presses("Yes, tell them") == []
    assert chat.toast == "The clinic has your request: B-1042."
    assert chat.did == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "five days now",
            "Five days, and it isn't settling. A physio at {clinic} can see you if you'd like.",
        ),
        (
            "two months",
            "Eight weeks, and it isn't settling. After this long we would recommend an assessment",
        ),
        ("since the summer", "Three months, and it isn't settling. After this long"),
        ("been ages", "You say that it isn't settling. That's worth having looked at."),
        ("its getting worse", "You say that it's getting worse. A physio at {clinic} can see you"),
        ("i cant use the stairs", "You say that it's stopping everyday things. A physio"),
        ("two years", "Two years now. After this long"),
        ("hmm bad", "Thanks for telling me. A physio"),
    ],
)
def test_the_tone_follows_the_time(text: str, words: str) -> None:
    """Ground truth 3.2; a finer reason uses its family's words, an unknown one none."""
    assert Chat().says(text)[0].startswith(words)


def test_after_twelve_weeks_sleep_mood_and_work_are_named() -> None:
    """And not before."""
    assert "sleep, mood and work" in Chat().says("since the summer")[0]
    assert "sleep, mood and work" not in Chat().says("two months")[0]


def test_their_question_is_answered_too() -> None:
    """After the reason, before the free option, with one safety net at the end; consent names the topic."""
    chat = Chat()
    why, consent = chat.says("3 weeks, heat or ice?")
    assert why.index("Three weeks") < why.index("**Use whichever") < why.index(FREE) < why.index(NET)
    assert why.count(NET) == 1
    assert '"lasting 3 weeks; question about Heat or ice"' in consent
    assert chat.did == [OfferCase(("persistent",), "heat-or-ice", 21)]
    [about_booking, _] = Chat().says("3 weeks, how do i book?")
    assert about_booking.endswith(NET)


def test_the_free_option_is_named_once() -> None:
    """And the question of consent is not asked again while it waits unanswered for the same."""
    chat = Chat()
    chat.says("been ages")
    again = chat.says("been ages")
    assert len(again) == 1
    assert FREE not in again[0]
    assert chat.labels == ["Book an assessment", "I've booked", "Shall I check in with you?"]
    assert len(chat.says("3 weeks and cant do my socks")) == 2


def test_no_means_no_for_a_week() -> None:
    """Unless things get worse; the booking link always comes."""
    chat = Chat()
    chat.says("been ages")
    assert chat.presses("No thanks")[0].startswith("That's fine, I have told nobody.")
    assert chat.did == [DropOffer()]
    assert chat.presses("No thanks") == []
    assert len(chat.says("been ages")) == 1
    assert chat.labels == ["Book an assessment", "Shall I check in with you?"]
    assert len(chat.says("its getting worse")) == 2
    chat.presses("No thanks")
    chat.waits(timedelta(days=7))
    assert len(chat.says("been ages")) == 2


def test_a_yes_after_a_day_is_asked_anew() -> None:
    """The pending row is gone, so nobody was told; the question comes again and works."""
    chat = Chat()
    chat.says("been ages")
    chat.waits(timedelta(hours=25))
    sorry, question = chat.presses("Yes, tell them")
    assert sorry.startswith("That question is no longer open, so I have told nobody.")
    assert "not settling" in question
    assert "**B-1043**" in chat.presses("Yes, tell them")[0]


def test_a_yes_to_an_older_question_is_no_consent_to_more() -> None:
    """It named less than would be shared now."""
    chat = Chat()
    chat.says("been ages")
    older = chat.button("Yes, tell them")
    chat.says("3 weeks and cant do my socks")
    chat.happens(Pressed(ANA, Verb.TELL_YES, older.argument))
    assert not any(isinstance(effect, OpenCase) for effect in chat.effects)
    assert chat.labels == ["Yes, tell them", "No thanks"]


def test_a_yes_out_of_nowhere() -> None:
    """Nothing was said that could be shared."""
    chat = Chat()
    assert chat.happens(Pressed(ANA, Verb.TELL_YES)) == []
    assert chat.toast == chat.knowledge.wording.errors.out_of_date


def test_later_reasons_go_to_the_open_case() -> None:
    """One case a patient; the link still comes."""
    chat = told()
    chat.says("thanks")
    chat.says("i cant make it before noon")
    why, added = chat.says("its getting worse")
    assert why.startswith("You say that it's getting worse.")
    assert added == "I've added that to your request B-1042."
    assert chat.did == [AddReasons(1042, ("worsening",), None)]


def test_a_note_for_the_clinic() -> None:
    """The next ordinary words; only those."""
    chat = told()
    assert chat.says("after 6pm is best") == ["I've added that to your request B-1042, for the clinic to read."]
    assert chat.did == [AddNote(1042, "after 6pm is best")]
    assert chat.says("after 7pm")[0].startswith("Sorry, I don't have an answer")


def test_a_note_with_a_reason_adds_both() -> None:
    """And the booking link is there."""
    chat = told()
    chat.says("its getting worse")
    assert chat.did == [AddNote(1042, "its getting worse"), AddReasons(1042, ("worsening",), None)]
    assert chat.labels == ["Book an assessment", "I've booked"]


def test_a_question_is_no_note() -> None:
    """It is answered; the note is still welcome afterwards."""
    chat = told()
    assert chat.says("heat or ice?")[0].startswith("**Use whichever")
    assert chat.says("thanks") == ["You're welcome."]
    assert chat.says("tight?")[0].startswith("I can help with one of these.")
    other = told()
    assert other.says("3 weeks, heat or ice?")[0].startswith("Three weeks")
    assert other.says("stiff for months")[0].startswith("**Book a GP")
    assert other.says("something like sleep")[0].startswith("I've added that")


def test_no_thanks_is_no_note() -> None:
    """However they put it, also where the words alone would be small talk."""
    for words in ("No thanks.", "no thanks", "that’s all", "NOPE!"):
        chat = told()
        assert chat.says(words) == ["That's fine. The clinic has your request B-1042."]
        assert chat.did == []
        assert chat.session.step is Step.OPEN


def test_blank_and_long_notes() -> None:
    """Blank is nothing; too long is cut, and they are told."""
    chat = told()
    assert chat.says(" ")[0].startswith("Sorry, I don't have an answer")
    other = told()
    assert "first part" in other.says("x" * (NOTE_LENGTH + 1))[0]
    assert other.did == [AddNote(1042, "x" * NOTE_LENGTH)]


def test_a_note_is_not_awaited_for_ever() -> None:
    """After half a day of silence words are a question again."""
    chat = told()
    chat.waits(timedelta(hours=12))
    assert chat.says("after 6pm is best")[0].startswith("Sorry, I don't have an answer")


def test_a_note_needs_an_open_case() -> None:
    """The clinic may have closed it meanwhile."""
    chat = told()
    chat.session = Chat().session.__class__(step=Step.NOTE, touched_at=chat.now)
    assert chat.says("after 6pm is best")[0].startswith("Sorry, I don't have an answer")


def test_a_phone_number() -> None:
    """Their own, for an open case; anything else is explained and not kept."""
    chat = told()
    assert chat.shares("+447700900000") == ["Thank you. I've added your number to your request B-1042."]
    assert chat.did == [AddPhone(1042, "+447700900000")]
    assert chat.turn.replies[0].keys is Keys.REMOVE
    assert chat.shares("+44", own=False)[0].startswith("That looks like someone else's number")
    nobody = Chat()
    assert nobody.shares("+44")[0].startswith("I have not kept that number")
    assert nobody.did == []


def test_asking_for_a_person() -> None:
    """Phone, hours, link, and the hand-over with consent; also right after a No."""
    chat = Chat()
    how, consent = chat.says("can i talk to someone")
    assert "{phone}" in how
    assert "{hours}" in how
    assert '"would like to talk to a person"' in consent
    chat.presses("No thanks")
    assert len(chat.commands(CommandName.HUMAN)) == 2
    chat.presses("Yes, tell them")
    assert chat.effects[-1] == OpenCase(1043, ANA, "1")
    chat.says("no thanks")
    assert chat.says("can i talk to someone")[1] == "I've added that to your request B-1042.".replace("1042", "1043")
    assert Chat().says("i need an invoice")[0].startswith("The office does invoices.\n\n**You can reach a person")


def test_a_gp_sign_with_persistence_gets_both() -> None:
    """The GP card first, then the booking link and the offer."""
    chat = Chat()
    card, why, _ = chat.says("stiff for months")
    assert card.startswith("**Book a GP appointment.**")
    assert why.startswith("Three months")
    assert chat.counts == ["asked", "gp", "booked-offer"]
    assert chat.session.held is None


def test_a_gp_sign_with_a_question() -> None:
    """The card, then the answer."""
    card, answer = Chat().says("stiff, heat or ice?")
    assert card.startswith("**Book a GP")
    assert answer.startswith("**Use whichever")
    assert len(Chat().says("pregnant and sore")) == 1


def test_no_exercises_beside_a_card_that_refuses_them() -> None:
    """What they asked for is not sent; the card says whom to ask."""
    [card] = Chat().says("pregnant, which stretches?")
    assert "**Talk to your midwife.**" in card


UNDER_18 = "I'm made for adults"


def test_under_18_nothing_is_stored() -> None:
    """The fixed words, no offer, and only the flag is remembered."""
    chat = Chat()
    [card] = chat.says("im 15 and sore")
    assert card.startswith("**Book a GP appointment.**")
    why, *rest = chat.says("3 weeks and cant do my socks")
    assert UNDER_18 in why
    assert rest == []
    assert chat.effects == []
    assert chat.session.reasons == ()
    assert chat.session.days is None
    assert chat.session.topic is None
    assert len(chat.commands(CommandName.HUMAN)) == 1
    assert chat.shares("+44")[0].startswith("I have not kept that number")


def test_under_18_gets_no_self_care_alone() -> None:
    """Every clinical answer says so first; a clinic's own doesn't."""
    chat = Chat()
    [answer] = chat.says("im 16, heat or ice?")
    assert answer.startswith(UNDER_18)
    assert chat.presses("More")[0].startswith(UNDER_18)
    assert not chat.says("how do i book")[0].startswith(UNDER_18)
    assert UNDER_18 in chat.says("3 weeks, heat or ice?")[0]
    assert UNDER_18 in chat.says("3 weeks, how do i book?")[0]
    chat.says("heat or ice?")
    assert chat.presses("Not what I meant")[0].startswith("Sorry, I can't find an answer")


def test_under_18_said_beside_something_else() -> None:
    """The fixed words come first, once."""
    chat = Chat()
    fixed, offer = chat.says("im 16, tight")
    assert fixed.startswith(UNDER_18)
    assert offer.startswith("I can help with one of these.")
    assert chat.presses("None of these")[0].startswith("Sorry, I can't find an answer")
    assert Chat().says("im 16, hello")[1] == "You're welcome."


def test_under_18_drops_an_offer_and_adds_nothing() -> None:
    """What waited for a Yes goes; an open case gets no more."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    yes = chat.button("Yes, tell them")
    chat.says("im 15 and sore")
    assert chat.did == [DropOffer()]
    assert chat.happens(Pressed(ANA, Verb.TELL_YES, yes.argument))[0].startswith(UNDER_18)
    other = told()
    other.says("im 15 and sore")
    other.says("its getting worse")
    assert other.did == []

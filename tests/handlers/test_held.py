"""A raised tier holds: chats in which something urgent was said."""

from datetime import timedelta

import pytest

from faq.written.safety import Tier
from handlers.effects import DropOffer, SafetyAdviceGiven
from handlers.events import Attachment, CommandName, Pressed, Verb
from handlers.session import Step
from tests.handlers.chat import ANA, Chat
from tests.handlers.small_world import CARDS, small_world

SEEN = "Tell me when you have been seen."
REMINDER = "First get seen: numbness between the legs needs A&E."


def test_the_reminder_keeps_the_patients_language() -> None:
    """Also when the next messages are in English, until they were seen."""
    chat = Chat()
    assert chat.says("nie czuje krocza")[0].startswith("Zadzwoń pod 999.\n\n**Go to A&E")
    assert chat.says("which stretch?") == [f"Zadzwoń pod 999.\n\n{REMINDER}", SEEN]
    assert chat.says("chest pain and numb")[0].startswith("**Call 999 now.**")
    assert chat.says("which stretch?")[0].startswith("Zadzwoń pod 999.\n\nFirst get seen")
    chat.presses("I've been seen")
    assert not chat.says("which stretch?")[0].startswith("Zadzwoń")


def test_stretches_can_wait() -> None:
    """Card, then nothing but the reminder, until they were seen."""
    chat = Chat()
    card, seen = chat.says("numb when i wipe")
    assert card.startswith("**Go to A&E now, or call 999.**")
    assert seen == SEEN
    assert [reply.emergency for reply in chat.turn.replies] == [True, False]
    assert chat.labels == ["I've been seen"]
    assert chat.says("which stretch?") == [REMINDER, SEEN]
    assert chat.labels == ["I've been seen"]
    assert chat.presses("I've been seen") == ["Thank you.\n\nOnly I, the bot, read what you write here."]
    assert chat.turn.clear_pressed
    assert chat.session.held is None
    assert chat.says("which stretch?")[0].startswith("**Slowly.**")
    assert chat.counts == ["emergency", "reminded", "seen", "asked", "answered"]


def test_a_second_tap_on_seen_does_nothing_twice() -> None:
    """A toast, no message."""
    chat = Chat()
    chat.says("numb when i wipe")
    chat.presses("I've been seen")
    assert chat.presses("I've been seen") == []
    assert chat.toast == "Thank you, that is noted."


def test_an_old_seen_button_does_not_end_a_new_hold() -> None:
    """What was seen then is not what happens now."""
    chat = Chat()
    chat.says("numb when i wipe")
    old = chat.button("I've been seen")
    chat.presses("I've been seen")
    chat.waits(timedelta(days=1))
    chat.says("numb when i wipe")
    assert chat.happens(Pressed(ANA, Verb.SEEN, old.argument)) == [REMINDER, SEEN]
    assert chat.session.held is not None


@pytest.mark.parametrize("name", [CommandName.START, CommandName.HELP, CommandName.BOOK, CommandName.HUMAN])
def test_commands_get_the_reminder(name: CommandName) -> None:
    """No booking link, no topics."""
    chat = Chat()
    chat.says("numb when i wipe")
    assert chat.commands(name) == [REMINDER, SEEN]


def test_so_do_photos_phones_and_old_buttons() -> None:
    """Every kind of event."""
    chat = Chat()
    chat.says("heat or ice?")
    chat.says("numb when i wipe")
    assert chat.sends(Attachment.PHOTO) == [REMINDER, SEEN]
    assert chat.shares("+44") == [REMINDER, SEEN]
    assert chat.presses("Sleep") == [REMINDER, SEEN]
    assert chat.presses("This helped") == [REMINDER, SEEN]


def test_own_data_stays_within_reach() -> None:
    """/privacy, /mydata, /delete and /stop work while a tier is held, and none of them ends it."""
    chat = Chat()
    chat.says("numb when i wipe")
    assert chat.commands(CommandName.PRIVACY)[0].startswith("**Privacy notice**")
    assert chat.commands(CommandName.MYDATA) != [REMINDER, SEEN]
    assert chat.commands(CommandName.STOP)[0].startswith("All right, I've stopped.")
    chat.commands(CommandName.DELETE)
    [deleted] = chat.presses("Yes, delete it")
    assert "14 days" in deleted
    assert chat.says("heat or ice?") == [REMINDER, SEEN]


def test_a_hold_ends_after_two_weeks() -> None:
    """Not a minute earlier."""
    chat = Chat()
    chat.says("numb when i wipe")
    chat.waits(timedelta(days=13, hours=23))
    assert chat.says("heat or ice?") == [REMINDER, SEEN]
    chat.waits(timedelta(hours=1))
    assert chat.says("heat or ice?")[0].startswith("**Use whichever feels better.**")


def test_urgent_holds_too() -> None:
    """Tier U: its card isn't an emergency message, yet holds."""
    chat = Chat()
    card, seen = chat.says("fever and back pain")
    assert card.startswith("**Call 111 today.**")
    assert "If it gets worse, 999." in card
    assert seen == SEEN
    assert not chat.turn.replies[0].emergency
    assert chat.says("heat or ice?") == ["First speak to 111 about a fever.", SEEN]


def test_one_weak_sign_is_put_calmly_and_two_are_not() -> None:
    """Ground truth 1.4."""
    assert "It's usually not serious." in Chat().says("worse at night")[0]
    assert "usually" not in Chat().says("worse at night and a fever")[0]
    assert "You mentioned" not in Chat().says("urgent without a name")[0]


def test_something_more_urgent_gets_its_own_card() -> None:
    """U, then E: the card, and from then on E holds."""
    chat = Chat()
    chat.says("fever and back pain")
    assert chat.says("numb when i wipe")[0].startswith("**Go to A&E now")
    assert chat.says("ok") == [REMINDER, SEEN]
    assert chat.session.held is not None
    assert chat.session.held.tier is Tier.EMERGENCY


def test_something_less_urgent_gets_the_reminder() -> None:
    """E, then U: still E. U, then another U: both are named."""
    chat = Chat()
    chat.says("numb when i wipe")
    assert chat.says("fever and back pain") == [REMINDER, SEEN]
    other = Chat()
    other.says("fever and back pain")
    assert other.says("losing weight") == ["First speak to 111 about a fever and weight loss.", SEEN]


def test_an_emergency_said_again_gets_its_card_again() -> None:
    """Intake has sent it by the message alone: the conversation says the same."""
    chat = Chat()
    chat.says("numb when i wipe")
    again = chat.says("numb when i wipe", edited=True)
    assert again[0].startswith("**Go to A&E now")
    assert chat.turn.replies[0].emergency


def test_a_crisis_has_no_button_under_its_card() -> None:
    """The seen message comes with later events only."""
    chat = Chat()
    assert len(chat.says("i want to die")) == 1
    assert chat.labels == []
    assert chat.says("heat or ice?") == ["Please get help first.", SEEN]
    assert chat.presses("I've been seen") == ["Thank you.\n\nOnly I, the bot, read what you write here."]


def test_a_crisis_after_an_emergency_keeps_both() -> None:
    """The reminder leads with the crisis and names the red flag; E afterwards doesn't lower it."""
    chat = Chat()
    chat.says("numb when i wipe")
    chat.says("i want to die")
    both = "Please get help first.\n\nYou also mentioned numbness between the legs."
    assert chat.says("ok") == [both, SEEN]
    assert chat.says("chest pain and numb")[0].startswith("**Call 999 now.**")
    assert chat.says("ok")[0].startswith("Please get help first.")


def test_an_offer_is_dropped_and_a_case_is_marked() -> None:
    """Nothing pending is left; an open card will say that safety advice was given."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    chat.says("numb when i wipe")
    assert chat.did == [DropOffer()]
    assert chat.session.reasons == ()
    told = Chat()
    told.says("3 weeks and cant do my socks")
    told.presses("Yes, tell them")
    told.says("numb when i wipe")
    assert told.did == [SafetyAdviceGiven(1042)]
    assert told.session.step is Step.OPEN


def test_the_reading_comes_first_in_a_note_and_while_deleting() -> None:
    """In every step."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    chat.presses("Yes, tell them")
    assert chat.says("numb when i wipe")[0].startswith("**Go to A&E")
    other = Chat()
    other.commands(CommandName.DELETE)
    assert other.says("i want to die")[0].startswith("I'm really sorry.")


def test_without_safety_files_the_emergency_line_is_all_there_is() -> None:
    """Content of another subject: nothing is held, nobody is left without a word."""
    chat = Chat(small_world(cards=None))
    assert chat.says("numb when i wipe") == [chat.knowledge.wording.emergency]
    assert chat.session.held is None
    held = Chat()
    held.says("numb when i wipe")
    held.knowledge = chat.knowledge
    assert held.says("heat or ice?")[0].startswith("**Use whichever")
    assert held.presses("I've been seen") == []


def test_the_cards_in_use_have_no_placeholder_left() -> None:
    """{signs} is always filled or its part left out."""
    for text in ("numb when i wipe", "an emergency without a name", "urgent without a name", "i want to die"):
        chat = Chat()
        assert not any("{" in reply for reply in [*chat.says(text), *chat.says("ok")])
    assert "{signs}" in CARDS.emergency.because

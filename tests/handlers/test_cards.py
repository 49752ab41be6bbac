"""Safety cards: the fixed order, and what varies."""

from datetime import timedelta

import pytest

from faq.reading import Understanding
from faq.written.safety import Tier
from handlers.cards import card_gp, card_urgent, emergency_card, join, reminder, seen_message
from handlers.events import Verb
from handlers.replies import Keys, Reply
from handlers.session import Held
from tests.handlers.chat import START
from tests.handlers.small_world import CARDS, READINGS, small_world

WORLD = small_world()


def parts(reply: Reply | None) -> list[str]:
    """The card's paragraphs."""
    assert reply is not None
    return reply.text.split("\n\n")


def read(text: str) -> Understanding:
    """The reading of a message of the script."""
    return READINGS[text]


def test_an_emergency_card_keeps_its_order() -> None:
    """Action, what led here, what to tell, meanwhile, automated, cannot speak; a lesser sign isn't named."""
    card = emergency_card(read("numb when i wipe"), WORLD)
    assert parts(card) == [
        "**Go to A&E now, or call 999.**",
        "Not a minor injuries unit.",
        "You mentioned numbness between the legs.",
        "Tell the staff: numbness between the legs.",
        "No lifting.",
        "I'm automated.",
        "Text 999.",
    ]
    assert card is not None
    assert card.emergency
    assert not card.buttons
    assert card.keys is Keys.REMOVE


def test_a_familys_own_action_comes_first() -> None:
    """Chest pain says 999 alone, also when another sign was found first."""
    card = emergency_card(read("chest pain and numb"), WORLD)
    assert parts(card)[:3] == [
        "**Call 999 now.**",
        "Not a minor injuries unit.",
        "You mentioned numbness between the legs and chest pain.",
    ]


def test_a_sign_without_a_name_still_gets_a_card() -> None:
    """The parts that would name it are left out, the rest stands."""
    assert parts(emergency_card(read("an emergency without a name"), WORLD)) == [
        "**Go to A&E now, or call 999.**",
        "No lifting.",
        "I'm automated.",
        "Text 999.",
    ]


def test_a_crisis_card_names_a_red_flag_second() -> None:
    """One human line first, then help, in the order of ground truth 6."""
    assert parts(emergency_card(read("i want to die"), WORLD)) == [
        "I'm really sorry.",
        "Call 999.",
        "111, option 2.",
        "Samaritans 116 123.",
        "SHOUT to 85258.",
        "Tell someone near you.",
        "Nobody is reading this.",
    ]
    with_sign = parts(emergency_card(read("i want to die and im numb"), WORLD))
    assert with_sign[1] == "You also mentioned numbness between the legs."


@pytest.mark.parametrize("text", ["fever and back pain", "heat or ice?", "stiff for months"])
def test_intake_sends_nothing_else(text: str) -> None:
    """Only crisis and E overtake everything."""
    assert emergency_card(read(text), WORLD) is None


def test_without_safety_files_there_is_no_card() -> None:
    """A content folder of another subject may have none."""
    assert emergency_card(read("i want to die"), small_world(cards=None)) is None


def test_a_gp_card_uses_the_familys_advice() -> None:
    """The midwife, not "a GP appointment"."""
    assert parts(card_gp(read("pregnant and sore"), WORLD, CARDS)) == [
        "**Talk to your midwife.**",
        "You mentioned back pain in pregnancy.",
        "I'm automated.",
    ]
    assert parts(card_gp(read("stiff for months"), WORLD, CARDS))[0] == "**Book a GP appointment.**"


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("nie czuje krocza", "Zadzwoń pod 999.", "**Go to A&E now, or call 999.**"),
        ("chce umrzec", "Zadzwoń pod 999 lub 116 123.", "I'm really sorry."),
    ],
)
def test_one_line_in_the_patients_language_leads(text: str, first: str, then: str) -> None:
    """The rest of the card is as ever."""
    card = parts(emergency_card(read(text), WORLD))
    assert card[:2] == [first, then]
    assert "Zadzwoń" not in "".join(card[1:])


def test_an_urgent_card_has_the_line_as_well() -> None:
    """111, in Polish."""
    card = parts(card_urgent(read("goraczka i plecy"), WORLD, CARDS))
    assert card[:2] == ["Zadzwoń pod 111.", "**Call 111 today.**"]


def held(tier: Tier, *signs: str) -> Held:
    """A hold until in two weeks."""
    return Held(tier, signs, START + timedelta(days=14))


def test_reminders_name_the_signs() -> None:
    """A sign that is no longer in the content leaves the action."""
    assert reminder(held(Tier.EMERGENCY, "saddle", "chest"), WORLD, CARDS).text == (
        "First get seen: numbness between the legs and chest pain needs A&E."
    )
    assert reminder(held(Tier.URGENT, "fever"), WORLD, CARDS).text == "First speak to 111 about a fever."
    assert reminder(held(Tier.EMERGENCY, "gone"), WORLD, CARDS).text == "**Go to A&E now, or call 999.**"
    assert reminder(held(Tier.URGENT), WORLD, CARDS).text == "**Call 111 today.**"
    assert reminder(held(Tier.CRISIS), WORLD, CARDS).text == "Please get help first."
    assert parts(reminder(held(Tier.CRISIS, "saddle"), WORLD, CARDS))[1] == (
        "You also mentioned numbness between the legs."
    )


def test_the_seen_button_belongs_to_its_hold() -> None:
    """Another hold has another button."""
    [[button]] = seen_message(held(Tier.URGENT), CARDS).buttons
    [[later]] = seen_message(Held(Tier.URGENT, (), START), CARDS).buttons
    assert button.verb is later.verb is Verb.SEEN
    assert button.argument != later.argument


def test_lists_read_like_speech() -> None:
    """Commas, and "and" before the last."""
    assert [join(names, " and ") for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]

"""Recovery by stage: the same fixed guidance for everybody who may have exercises, and kind words for the others."""

import pytest

from faq.written.topics import Flag
from handlers.events import CommandName, Pressed, Verb
from handlers.session import Session
from tests.handlers.chat import ANA, Chat
from tests.handlers.small_world import small_world


def test_the_stages_are_buttons() -> None:
    """Each leads to its card; the safety net stands in the list as well."""
    chat = Chat()
    [stages] = chat.commands(CommandName.RECOVERY)
    assert stages.startswith("**What helps at each stage.**")
    assert stages.endswith("Numb between the legs? 999 or A&E.")
    assert chat.labels == ["First days", "Later"]


def test_a_stage_says_what_helps_and_when_to_stop() -> None:
    """Its exercises and the next stage are one press away; the last has no next."""
    chat = Chat()
    chat.commands(CommandName.RECOVERY)
    [card] = chat.presses("First days")
    assert card == (
        "**First days**\n\n**First days.**\n\n• Walk.\n• Rest a little.\n\n**See someone:** After a week.\n\n"
        "**After this:** When it feels easier.\n\nStop if it hurts."
    )
    assert chat.labels == ["Cat-cow", "Next: Later", "All stages"]
    assert "Stop if it hurts." in chat.presses("Cat-cow")[0]
    chat.presses("Next: Later")
    assert chat.labels == ["Cat-cow", "All stages"]
    assert chat.presses("All stages")[0].startswith("**What helps at each stage.**")


@pytest.mark.parametrize("flag", Flag)
def test_one_rule_for_stages_and_exercise_cards(flag: Flag) -> None:
    """Who must have no card gets no stage, in the same words, from the command and from old buttons."""
    chat = Chat(session=Session(flags=frozenset({flag})))
    [refusal] = chat.commands(CommandName.RECOVERY)
    assert refusal == f"Not with {flag}.\n\nNumb between the legs? 999 or A&E."
    for verb, argument in ((Verb.RECOVERY, "first-days"), (Verb.EXERCISE, "cat-cow"), (Verb.EXERCISES, "stretches")):
        assert chat.happens(Pressed(ANA, verb, argument)) == [refusal]


@pytest.mark.parametrize("words", ["numb when i wipe", "fever and back pain", "i want to die"])
def test_nothing_after_an_urgent_card(words: str) -> None:
    """Command and buttons get the reminder, until the patient has been seen."""
    chat = Chat()
    chat.commands(CommandName.RECOVERY)
    chat.says(words)
    reminder = chat.commands(CommandName.RECOVERY)
    assert chat.counts[-1] == "reminded"
    assert chat.happens(Pressed(ANA, Verb.RECOVERY, "first-days")) == reminder


def test_a_message_is_read_for_what_rules_it_out() -> None:
    """The flag comes from the patient's own words."""
    chat = Chat()
    chat.commands(CommandName.RECOVERY)
    chat.says("pregnant and sore")
    assert chat.happens(Pressed(ANA, Verb.RECOVERY, "first-days"))[0].startswith("Not with pregnant.")


def test_content_may_change_or_have_no_stages() -> None:
    """An old button is out of date, and a folder of another subject offers its topics."""
    chat = Chat()
    assert chat.happens(Pressed(ANA, Verb.RECOVERY, "gone")) == []
    assert chat.toast == chat.knowledge.wording.errors.out_of_date
    assert Chat(small_world(exercise_rules=None)).happens(Pressed(ANA, Verb.RECOVERY, "first-days")) == []
    without = Chat(small_world(stages={}))
    assert without.commands(CommandName.RECOVERY)[0].startswith("I have no stages to show.")
    assert without.labels == ["Topics", "Talk to the clinic"]

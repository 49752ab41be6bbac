""" "Suggest this to the clinic": under every "I don't know", once, and only by that button."""

from datetime import timedelta

from handlers.effects import KeepSuggestion
from handlers.events import CommandName, Pressed, Verb
from tests.handlers.chat import ANA, Chat

SUGGEST = "Suggest this to the clinic"


def asked(text: str = "gibberish") -> Chat:
    """A patient who got no answer."""
    chat = Chat()
    chat.says(text)
    return chat


def test_what_is_left_of_the_question_is_kept_and_shown() -> None:
    """The bot's "I don't know" is a reply to the question: there it is found."""
    chat = asked()
    assert [reply.to_question for reply in chat.turn.replies] == [True]
    chat.wrote = "Hello I'm Ana, do you do massage"
    [told] = chat.presses(SUGGEST)
    assert '"Hello I\'m … do you do massage"' in told.translate({0xE000: "{", 0xE001: "}"})
    assert chat.did == [KeepSuggestion("Hello I'm … do you do massage")]
    assert chat.counts[-1] == "suggested-to-clinic"
    assert chat.turn.clear_pressed


def test_nobody_presses() -> None:
    """Then it is counted and nothing else."""
    chat = asked()
    chat.says("gibberish again")
    assert chat.effects == []
    assert "unknown" in chat.counts


def test_pressed_twice() -> None:
    """The second press finds that it was done."""
    chat = asked()
    chat.wrote = "do you do massage"
    chat.presses(SUGGEST)
    assert chat.presses(SUGGEST) == []
    assert "out of date" in str(chat.toast)
    assert len(chat.effects) == 1


def test_the_button_of_a_question_before_the_last() -> None:
    """Each press needs an "I don't know" that is still the last word."""
    chat = asked()
    chat.says("heat or ice?")
    assert chat.happens(Pressed(ANA, Verb.SUGGEST, "do you do massage")) == []
    assert chat.effects == []


def test_the_question_is_gone_from_the_chat() -> None:
    """Deleted by the patient: Telegram shows it to nobody any more."""
    chat = asked()
    chat.wrote = ""
    assert chat.presses(SUGGEST) == []
    assert "out of date" in str(chat.toast)


def test_nothing_but_a_name_and_a_number() -> None:
    """Said so, and nothing kept."""
    chat = asked()
    chat.wrote = "Ana 07700900123"
    [told] = chat.presses(SUGGEST)
    assert "nothing was kept" in told
    assert chat.effects == []


def test_somebody_under_18() -> None:
    """Nothing of theirs is kept, so there is no such button; nor does a made-up press help."""
    chat = Chat()
    chat.says("im 15 and sore")
    chat.says("gibberish")
    assert SUGGEST not in chat.labels
    chat.happens(Pressed(ANA, Verb.SUGGEST, "do you do massage"))
    assert chat.effects == []


def test_a_month_later() -> None:
    """The session is forgotten, and with it that there was a question."""
    chat = asked()
    chat.waits(timedelta(days=31))
    assert chat.presses(SUGGEST) == []


def test_after_delete() -> None:
    """Nothing is left to suggest."""
    chat = asked()
    chat.commands(CommandName.DELETE)
    chat.presses("Yes, delete it")
    assert not chat.session.unanswered

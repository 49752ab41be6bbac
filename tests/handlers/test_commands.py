"""Chats about commands and one's own data."""

from faq.wording.facts import fill
from handlers.diary import RemindOfDiary
from handlers.effects import DeleteEverything, DropOffer
from handlers.events import CommandName, Pressed, Verb
from handlers.replies import Keys
from handlers.session import Session, Step
from tests.handlers.chat import ANA, Chat
from tests.handlers.small_world import CLINIC


def test_first_contact() -> None:
    """Who this is, what it is not, what Telegram holds; and topics to press."""
    chat = Chat()
    [welcome] = chat.commands(CommandName.START)
    for words in (
        "automated",
        "not for emergencies",
        "999",
        "111",
        "Telegram also holds this chat",
        "/privacy",
    ):
        assert words in welcome
    assert chat.labels[0] == "Heat or ice"
    assert chat.labels[-1] == "Next"


def test_help_states_the_purpose() -> None:
    """Ground truth 5.3, word for word."""
    chat = Chat()
    [text] = chat.commands(CommandName.HELP)
    assert (
        "general information and signposting for adults about back pain after exercise, and a link to book; "
        "not for diagnosis, triage, monitoring or treatment decisions" in text
    )
    assert "999" in text
    assert chat.labels == ["Topics", "Talk to the clinic"]


def test_booking_facts() -> None:
    """The link, and what the clinic confirmed."""
    chat = Chat()
    [text] = chat.commands(CommandName.BOOK)
    assert "{prices}" in text
    assert chat.button("Book an assessment").url == CLINIC.booking_url


def test_the_privacy_notice_is_whole() -> None:
    """Ground truth 5.1: everything that a notice must say."""
    [notice] = Chat().commands(CommandName.PRIVACY)
    text = fill(notice, CLINIC)
    for words in (
        "data@thames.example",
        "data protection officer",
        "explicit consent",
        "Who receives it",
        "Netherlands",
        "How long",
        "Your rights",
        "take back your consent",
        "Information Commissioner",
        "You don't have to give any data",
        "Automated decisions",
    ):
        assert words in text


def test_start_forgets_the_question_and_keeps_the_offer() -> None:
    """A Yes after /start still works."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    chat.commands(CommandName.START)
    assert "B-1042" in chat.presses("Yes, tell them")[0]


def test_delete_asks_once() -> None:
    """Then everything goes."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    [ask] = chat.commands(CommandName.DELETE)
    assert "Telegram keeps its own copy" in ask
    [done] = chat.presses("Yes, delete it")
    assert done.startswith("**Deleted.**")
    assert chat.did == [DeleteEverything()]
    assert chat.turn.replies[0].keys is Keys.REMOVE
    assert chat.session == Session(touched_at=chat.now)
    assert chat.presses("Yes, delete it") == []
    assert chat.did == []


def test_delete_can_be_left() -> None:
    """Nothing is deleted, and the buttons are gone."""
    chat = Chat()
    chat.commands(CommandName.DELETE)
    assert chat.presses("No, keep it") == ["All right, nothing was deleted."]
    assert chat.turn.clear_pressed
    assert chat.presses("No, keep it") == []
    assert chat.presses("Yes, delete it") == []
    assert DeleteEverything() not in chat.effects


def test_stop_ends_what_is_going_on() -> None:
    """An offer that waits is dropped, and a reminder taken back; without an offer there is nothing to drop."""
    chat = Chat()
    chat.says("3 weeks and cant do my socks")
    chat.commands(CommandName.STOP)
    assert chat.did == [RemindOfDiary(None), DropOffer()]
    assert chat.session.step is Step.OPEN
    assert chat.session.reasons == ()
    assert chat.happens(Pressed(ANA, Verb.TELL_YES)) == []
    chat.commands(CommandName.STOP)
    assert chat.did == [RemindOfDiary(None)]


def test_ones_own_id() -> None:
    """For whoever sets the clinic up."""
    assert Chat().commands(CommandName.ID) == ["Your Telegram id is 7."]


def test_own_data_begins_here() -> None:
    """The rows come from the storage."""
    assert Chat().commands(CommandName.MYDATA) == ["**Everything that is kept about this chat:**"]

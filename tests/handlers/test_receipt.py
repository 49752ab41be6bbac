"""The answer to /delete proves what it did: how much of what is gone, and what stays."""

from handlers.ports import Removed
from handlers.replies import Reply
from handlers.session import Session
from handlers.talk.receipt import with_receipt
from handlers.turn import Turn
from tests.handlers.small_world import wording

WORDING = wording()


def answer(removed: Removed | None) -> str:
    """What is said after "Deleted."."""
    turn = Turn(Session(), (Reply("Deleted."), Reply("Something else.")))
    first, second = with_receipt(turn, removed, WORDING).replies
    assert second.text == "Something else."
    return first.text


def test_everything_that_went_is_counted() -> None:
    """In the order of what matters most."""
    removed = Removed(requests=1, offers=1, cards=1, from_patient=1, to_patient=2, conversation=1, receipts=1)
    assert answer(removed) == (
        "Deleted.\n\n"
        "Gone for good: 1 request to the clinic, what 1 card in the staff group said, 1 request that was not sent, "
        "1 message of yours that waited, 2 messages that waited to be sent to you and where we were.\n\n"
        "Kept: 1 record, without your name or this chat, that you agreed to something here and took that back."
    )


def test_several_of_each() -> None:
    """Put as people count."""
    said = answer(Removed(requests=3, offers=2, cards=2, from_patient=2, receipts=3))
    assert "3 requests to the clinic, what 2 cards in the staff group said, 2 requests that were not sent" in said
    assert "2 messages of yours that waited." in said
    assert "Kept: 3 records, without your name or this chat" in said


def test_what_was_not_there_is_not_named() -> None:
    """One thing needs no list, and nothing needs no sentence."""
    assert answer(Removed(conversation=1)) == "Deleted.\n\nGone for good: where we were."
    assert answer(Removed()) == "Deleted."


def test_any_other_turn_stays_as_it_is() -> None:
    """Nothing was removed."""
    assert answer(None) == "Deleted."

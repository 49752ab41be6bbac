"""Written while nobody of the clinic is there: answered as always, with when people are back and where to turn."""

from datetime import UTC, datetime

import pytest

from faq.wording.opening_hours import LONDON, OpeningHours
from handlers.events import CommandName
from handlers.talk.out_of_hours import back_in_words
from tests.handlers.chat import Chat
from tests.handlers.small_world import CLINIC, wording

OPENING = OpeningHours.model_validate(
    {
        **dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], "8:00-20:00"),
        "closed": ["2026-12-21 to 2027-01-01"],
    }
)
RIVERSIDE = CLINIC.model_copy(update={"hours": "", "opening": OPENING})
CLOSED = (
    "**At the moment {clinic} is closed.** People are back on Monday at 8am. I'm here all the time, and your message "
    "waits for them. If it can't wait: NHS 111 for urgent advice, 999 in an emergency."
)


def at(text: str) -> datetime:
    """A time by London's clock, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def chat(now: str) -> Chat:
    """Ana writes to a clinic whose hours the bot knows."""
    return Chat(clinic=RIVERSIDE, now=at(now))


def test_a_wish_for_a_person_on_saturday() -> None:
    """When people are back, with 111 and 999; the offer to tell them is made as ever, and the request waits."""
    saturday = chat("2026-11-28 12:00")
    person, _ = saturday.commands(CommandName.HUMAN)
    assert person.endswith(CLOSED)
    [opened] = saturday.presses("Yes, tell them")
    assert CLOSED in opened
    assert "B-1042" in opened
    saturday.says("no thanks")
    *_, added = saturday.says("3 weeks and cant do my socks")
    assert added.endswith(CLOSED)


def test_a_plain_question_at_night_is_only_answered() -> None:
    """Nobody has to be there for it."""
    assert "{clinic} is closed" not in " ".join(chat("2026-11-28 03:00").says("heat or ice?"))


def test_nothing_of_it_while_the_clinic_is_open() -> None:
    """Nor where the bot has only a line of text about the hours."""
    for ana in (chat("2026-11-27 12:00"), Chat(now=at("2026-11-28 12:00"))):
        assert "{clinic} is closed" not in " ".join(ana.commands(CommandName.HUMAN))


def test_a_red_flag_at_night_gets_its_card_alone() -> None:
    """The clinic's hours are no part of it."""
    [*texts] = chat("2026-11-28 03:00").says("numb when i wipe")
    assert texts[0].startswith("**Go to A&E now, or call 999.**")
    assert "{clinic} is closed" not in " ".join(texts)


@pytest.mark.parametrize(
    ("now", "back"),
    [
        ("2026-11-27 07:00", "today at 8am"),
        ("2026-11-26 21:00", "tomorrow at 8am"),
        ("2026-11-27 21:00", "on Monday at 8am"),
        ("2026-12-18 21:00", "on Monday 4 January at 8am"),
    ],
)
def test_when_people_are_back(now: str, back: str) -> None:
    """As people say it."""
    assert back_in_words(OPENING, at(now), wording().hours) == back


def test_a_clinic_that_is_closed_for_good() -> None:
    """No day is made up."""
    shut = Chat(clinic=RIVERSIDE.model_copy(update={"opening": OpeningHours()}))
    person, _ = shut.commands(CommandName.HUMAN)
    assert person.endswith(
        "**At the moment {clinic} is closed.** I'm here all the time, and your message waits. If it can't wait: "
        "NHS 111 for urgent advice, 999 in an emergency."
    )

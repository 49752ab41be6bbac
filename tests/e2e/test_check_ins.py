"""A check-in with the whole program: agreed to, asked at its time of day, answered, ended."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.e2e.clinic import NUMB, THREE_WEEKS, Clinic, only

LONDON = ZoneInfo("Europe/London")
OFFER = "Shall I check in with you?"
ASKED = "How are things?"


def noon_next_day(clinic: Clinic) -> None:
    """By day, whenever the test runs."""
    now = clinic.clock().astimezone(LONDON)
    noon = datetime.combine(now.date() + timedelta(days=1), time(12), LONDON)
    clinic.clock.later(seconds=(noon - now).total_seconds())


async def agrees(clinic: Clinic) -> None:
    """At noon, to all days that there are."""
    noon_next_day(clinic)
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(OFFER)
    await clinic.ana.presses("In 2, 7 and 14 days")


async def is_asked(clinic: Clinic, *, days: int) -> None:
    """So many days later, the schedule's worker finds what is due."""
    before = clinic.ana.screen.count(ASKED)
    clinic.clock.later(days=days)
    await clinic.until(lambda: clinic.ana.screen.count(ASKED) > before, "the check-in")
    await clinic.settles()


async def test_worse_leads_to_booking_and_booked_ends_it(clinic: Clinic) -> None:
    """Two days later, through the outbox; the safety net stands first."""
    await agrees(clinic)
    assert "The check-ins" not in clinic.ana.last.text
    await is_asked(clinic, days=2)
    assert clinic.ana.last.button_texts == ["Better", "About the same", "Worse", "Gone", "Stop check-ins"]
    first, why, consent = await clinic.ana.presses("Worse")
    assert "Numb between the legs" in first.text
    assert "it's getting worse" in why.text
    assert "Shall I tell the clinic" in consent.text
    assert [message.text for message in await clinic.ana.presses("I've booked")] == [
        "Thank you. That's good to know.",
        "The check-ins end here.",
    ]
    assert clinic.rows("due") == []
    [kept] = clinic.rows("check_in_consents")
    assert kept["withdrawn_at"]


async def test_a_red_flag_instead_of_a_button(clinic: Clinic) -> None:
    """Its card, and nothing is planned any more."""
    await agrees(clinic)
    await is_asked(clinic, days=2)
    card, *_ = await clinic.ana.says(NUMB)
    assert "A&E" in card.text
    assert clinic.rows("due") == []


async def test_it_survives_a_stop_of_the_program(clinic: Clinic) -> None:
    """What was due meanwhile is asked once when it is back."""
    await agrees(clinic)
    await clinic.closes()
    clinic.clock.later(days=2, hours=5)
    await clinic.opens()
    await clinic.until(lambda: ASKED in clinic.ana.screen, "the check-in")
    await clinic.settles()
    assert clinic.ana.screen.count(ASKED) == 1
    assert len(clinic.rows("due")) == 2


async def test_stop_ends_it(clinic: Clinic) -> None:
    """As a word; /mydata then shows no plan, only the consent and its end."""
    await agrees(clinic)
    assert "The check-ins have ended." in only(await clinic.ana.says("STOP")).text
    assert clinic.rows("due") == []
    shown = " ".join(message.text for message in await clinic.ana.says("/mydata"))
    assert "Consent to check-ins" in shown
    assert "Planned for you" not in shown

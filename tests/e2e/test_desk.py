"""The clinic's desk in the whole program, at hours that a test sets: handed over, found again, and not forgotten."""

from datetime import UTC, datetime

import pytest

from bot.sandbox import Message
from bot.settings import Desk, Settings
from faq.wording.opening_hours import LONDON, OpeningHours
from tests.e2e.clinic import NUMB, TAKE, THREE_WEEKS, YES, Clinic, data_of, only

OPENING = OpeningHours.model_validate(
    dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], "8:00-20:00")
)


def of_hours(clinic: Clinic) -> Settings:
    """A clinic whose hours the bot knows, and whose next contact is Ben."""
    facts = clinic.settings.clinic.model_copy(update={"hours": "", "opening": OPENING})
    return clinic.settings.model_copy(update={"clinic": facts, "desk": Desk(next_contact_id=clinic.ben.id)})


def set_clock(clinic: Clinic, text: str) -> None:
    """It is this time in London, in a week to come."""
    clinic.clock.skipped = datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC) - datetime.now(UTC)


async def looks(clinic: Clinic) -> None:
    """The desk's worker has its look, and what follows is sent."""
    assert clinic.bot is not None
    await clinic.bot.catch_up()
    await clinic.settles()


async def asks(clinic: Clinic) -> Message:
    """Ana asks for the clinic."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    return clinic.card


@pytest.fixture
async def friday(founded: Clinic) -> Clinic:
    """A Friday evening, half an hour before the clinic closes."""
    set_clock(founded, "2031-11-28 19:30")
    await founded.opens(settings=of_hours(founded))
    await founded.ben.starts()
    return founded


async def test_a_weekend_in_the_life_of_a_request(friday: Clinic) -> None:
    """Asked on Friday, told on Saturday when people are back, raised on Monday, told to Ben, then taken at last."""
    card = await asks(friday)
    assert "At the moment" not in friday.ana.last.text
    set_clock(friday, "2031-11-29 11:00")
    await looks(friday)
    assert friday.notices == []
    [told, *_] = await friday.ana.says("can someone from the clinic ring me")
    assert "People are back on Monday at 8am." in told.text
    assert "NHS 111" in told.text
    assert "999" in told.text
    set_clock(friday, "2031-12-01 08:45")
    await looks(friday)
    morning, raised = sorted(friday.notices, key=lambda text: "waiting" in text)
    assert morning.startswith("Good morning. The numbers of 30 November:")
    assert raised.startswith("Still waiting: B-1001. Nobody has taken it for ")
    reminder = next(m for m in friday.group.messages if m.text == raised)
    assert reminder.reply_to is card
    assert friday.ana.last.text.startswith("Nobody at Riverside Physio has picked up your request B-1001 yet.")
    friday.clock.later(hours=1)
    await looks(friday)
    assert friday.ben.last.text.startswith("Still waiting: B-1001.")
    assert friday.ana.last.text.startswith("I'm sorry, your request B-1001 is still waiting.")
    await friday.sam.presses_on_card(TAKE)
    assert friday.ana.last.text == "Sam from the clinic has your message, B-1001."
    friday.clock.later(hours=5)
    before = len(friday.ana.screen)
    await looks(friday)
    assert len(friday.ana.screen) == before


async def test_after_an_emergency_card_the_clock_says_nothing_to_the_patient(friday: Clinic) -> None:
    """The group is reminded; Ana's last word is to get help, whatever staff press."""
    await asks(friday)
    await friday.ana.says(NUMB)
    said = friday.ana.screen
    set_clock(friday, "2031-12-01 12:00")
    await looks(friday)
    assert any("Still waiting: B-1001" in text for text in friday.notices)
    await friday.sam.presses_on_card(TAKE)
    assert "I write nothing to them" in str(friday.sam.toast)
    for label in ("Hand over", "I'll take over", "Give back"):
        await friday.priya.presses_on_card(label)
    assert friday.ana.screen == said


async def test_handed_to_a_colleague_by_name(clinic: Clinic) -> None:
    """Sam chooses Priya, who took cases before; a name of the menu whose owner left the group is refused."""
    card = await asks(clinic)
    await clinic.ben.says(THREE_WEEKS)
    await clinic.ben.presses(YES)
    second = next(other for other in clinic.cards if other is not card)
    await clinic.priya.presses_on_card(TAKE, second)
    await clinic.sam.presses_on_card(TAKE, card)
    await clinic.sam.presses_on_card("Hand over", card)
    assert card.button_texts == ["I'll take over", "Priya", "Back"]
    forged = data_of("Priya", card)
    await clinic.sam.presses_on_card("Priya", card)
    assert "Taken by Priya" in card.text
    assert clinic.ana.last.text == "Priya from the clinic has your request B-1001 now."
    await clinic.sam.presses_on_card("Hand over", card)
    await clinic.sam.presses_on_card("I'll take over", card)
    await clinic.group.remove(clinic.priya.user, by=clinic.sam.user)
    for data in (forged, "case:over:1001:999999", f"case:over:1001:{clinic.eve.id}", "case:over:1001:x"):
        await clinic.sam.forges(data, card)
        assert clinic.sam.toast == "This colleague is not in the staff group."
    assert "Taken by Sam" in card.text


async def test_a_request_is_found_by_its_number(clinic: Clinic) -> None:
    """As an answer to its card, so that a tap leads there; without the buttons of the card."""
    card = await asks(clinic)
    shown = only(await clinic.sam.tells_group("/case 1001"))
    assert shown.text == card.text
    assert shown.reply_to is card
    assert shown.button_texts == []
    assert "no request B-1002" in only(await clinic.sam.tells_group("/case B-1002")).text
    assert "/case and a number" in only(await clinic.sam.tells_group("/case")).text


async def test_the_desks_commands_are_for_the_group(clinic: Clinic) -> None:
    """A stranger's are messages like any other."""
    card = await asks(clinic)
    before = card.text
    for text in ("/case 1001", "/note 1001 hello"):
        assert all("B-1001" not in m.text for m in await clinic.eve.says(text))
    assert card.text == before


async def test_a_note_by_number(clinic: Clinic) -> None:
    """Where the card is far up; the patient reads nothing of it, and a number that is none is said."""
    card = await asks(clinic)
    said = clinic.ana.screen
    await clinic.sam.tells_group("/note B-1001 rang, no answer")
    assert "Team notes: rang, no answer (Sam, " in card.text
    assert clinic.ana.screen == said
    assert "no longer there" in only(await clinic.sam.tells_group("/note 1002 hello")).text
    for text in ("/note", "/note hello"):
        assert "/note and your words" in only(await clinic.sam.tells_group(text)).text


async def test_taken_by_a_name_of_html(clinic: Clinic) -> None:
    """A colleague's odd name stands on the button as it is."""
    lee = clinic.meets("<b>{clinic}**")
    await clinic.group.add(lee.user, by=clinic.priya.user)
    card = await asks(clinic)
    await lee.presses_on_card(TAKE, card)
    await clinic.ben.says(THREE_WEEKS)
    await clinic.ben.presses(YES)
    second = next(other for other in clinic.cards if other is not card)
    await clinic.sam.presses_on_card(TAKE, second)
    await clinic.sam.presses_on_card("Hand over", second)
    assert second.button_texts[1] == "<b>{clinic}**"


async def test_opened_again_while_the_patient_is_offered_another(clinic: Clinic) -> None:
    """Staff open the old request again, the offer is gone, and Ana's Yes finds what is open."""
    card = await asks(clinic)
    await clinic.sam.presses_on_card("Done")
    await clinic.sam.presses_on_card("Other")
    await clinic.ana.says("my back is getting worse")
    await clinic.sam.presses_on_card("Open again")
    assert card.button_texts == [TAKE, "Done"]
    await clinic.ana.presses(YES)
    assert clinic.ana.toast == "The clinic has your request: B-1001."
    assert [row["state"] for row in clinic.rows("cases")] == ["open"]

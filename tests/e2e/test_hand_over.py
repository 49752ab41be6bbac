"""Tier P: why, the GP, the safety net, the link; then consent, and a card in the staff group."""

import json

from bot.sandbox.state import Media
from tests.e2e.clinic import BOOKING, HOURS, NO, PLAIN, THREE_WEEKS, YES, Clinic, data_of, labels, links, only, texts


async def test_until_yes_there_is_a_row_without_words(clinic: Clinic) -> None:
    """Chat and reason ids; no name, no words, nothing in the staff group."""
    await clinic.ana.says(THREE_WEEKS)
    (row,) = clinic.rows("cases")
    assert row["state"] == "pending"
    assert (row["name"], row["username"], row["note"], row["phone"]) == ("", "", "", "")
    assert "socks" not in clinic.remembered()
    assert clinic.group.messages == []
    assert clinic.rows("consents") == []


async def test_yes_opens_a_case(clinic: Clinic) -> None:
    """Reference, hours, what happens next; consent with its version and time; the card with all that was named."""
    await clinic.ana.says(THREE_WEEKS)
    question = clinic.ana.last
    done = only(await clinic.ana.presses(YES))
    assert done.text.startswith("Done. Your reference is B-1001.")
    assert HOURS in done.text
    assert "may answer you here" in done.text
    assert question.button_texts == []
    (consent,) = clinic.rows("consents")
    assert consent["version"] == "1"
    assert consent["given_at"]
    card = clinic.card
    for words in ("B-1001", "Ana P.", "(@anap)", "lasting 3 weeks", "stops daily tasks", "Asked on"):
        assert words in card.text
    assert f'href="tg://user?id={clinic.ana.id}"' in card.html
    assert card.button_texts == ["I'll take it", "Done"]
    assert "socks" not in clinic.remembered()


async def test_a_question_beside_it_is_answered_and_named_on_the_card(clinic: Clinic) -> None:
    """The topic that they had looked at is part of what is shared, and consent names it."""
    await clinic.ana.says(PLAIN)
    _, question = await clinic.ana.says(THREE_WEEKS)
    assert "Heat or ice" in question.text
    await clinic.ana.presses(YES)
    assert "Heat or ice" in clinic.card.text


async def test_no_leaves_nothing_behind(clinic: Clinic) -> None:
    """The row goes, the clinic hears nothing but a count, and the old Yes leads nowhere."""
    await clinic.ana.says(THREE_WEEKS)
    question = clinic.ana.last
    yes = data_of(YES, question)
    assert only(await clinic.ana.presses(NO)).text.startswith("That's fine, I have told nobody.")
    assert clinic.rows("cases") == []
    assert clinic.group.messages == []
    assert clinic.counted("case-declined") == 1
    await clinic.ana.forges(yes, question)
    assert clinic.rows("cases") == []
    assert clinic.group.messages == []


async def test_a_double_tap_on_yes(clinic: Clinic) -> None:
    """One case, one card, one consent; the second tap says that the clinic has it."""
    await clinic.ana.says(THREE_WEEKS)
    question = clinic.ana.last
    data = data_of(YES, question)
    first = await clinic.ana.forges(data, question)
    second = await clinic.ana.forges(data, question)
    assert len(first) == 1
    assert second == []
    assert "B-1001" in str(clinic.ana.toast)
    assert len(clinic.rows("consents")) == 1
    assert len(clinic.cards) == 1


async def test_an_offer_expires_after_a_day(clinic: Clinic) -> None:
    """Yes to yesterday's question opens nothing: the question is put again as things are now."""
    await clinic.ana.says(THREE_WEEKS)
    question = clinic.ana.last
    clinic.clock.later(hours=25)
    told = await clinic.ana.presses(YES, question)
    assert clinic.cards == []
    assert "no longer open" in told[0].text
    assert YES in labels(told)
    await clinic.ana.presses(YES)
    assert "lasting 3 weeks" in clinic.card.text


async def test_an_expired_offer_is_deleted(clinic: Clinic) -> None:
    """After 24 hours its row is gone for good."""
    await clinic.ana.says(THREE_WEEKS)
    clinic.clock.later(hours=25)
    await clinic.closes()
    await clinic.opens()
    await clinic.until(lambda: clinic.rows("cases") == [], "the purge")


async def test_no_is_respected_for_a_week_and_the_link_always_comes(clinic: Clinic) -> None:
    """Not asked again for seven days; after that it is."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(NO)
    again = await clinic.ana.says(THREE_WEEKS)
    assert [link.split("?")[0] for link in links(again)] == [BOOKING]
    assert YES not in labels(again)
    clinic.clock.later(days=8)
    later = await clinic.ana.says(THREE_WEEKS)
    assert [link.split("?")[0] for link in links(later)] == [BOOKING]
    assert YES in labels(later)


async def test_the_phone_button(clinic: Clinic) -> None:
    """Shared with one tap; the keyboard goes and the number stands on the card."""
    await _opens_case(clinic)
    told = only(await clinic.ana.does(lambda user: user.tap("Share my phone number")))
    assert "B-1001" in told.text
    assert "+447700900123" in clinic.card.text
    assert clinic.ana.user.chat.keyboard is None


async def test_mydata_shows_all_and_delete_takes_it_back(clinic: Clinic) -> None:
    """Export, then nothing but the number and a receipt; the card says so without a name."""
    await _opens_case(clinic)
    await clinic.ana.says("mornings are best, i start work at noon")
    *shown, file = await clinic.ana.says("/mydata")
    for words in ("B-1001", "Ana P. @anap", "mornings are best", "version 1"):
        assert words in "\n".join(texts(shown))
    assert isinstance(file.content, Media)
    (case,) = json.loads(file.content.file.data)["cases"]
    assert (case["number"], case["name"], case["note"]) == (1001, "Ana P.", "mornings are best, i start work at noon")
    await clinic.ana.says("/delete")
    assert texts(await clinic.ana.presses("Yes, delete it"))[-1].startswith("Deleted.")
    card = only(m for m in clinic.group.messages if m.sender.is_bot)
    assert card.text == "B-1001 Deleted by the patient."
    assert card.button_texts == []
    for words in ("Ana", "anap", "mornings", "persistent"):
        assert words not in clinic.remembered()
    (receipt,) = clinic.rows("consents")
    assert receipt["withdrawn_at"]
    assert texts(await clinic.ana.says("/mydata")) == ["Nothing is kept about this chat."]


async def test_staff_pressing_a_deleted_card(clinic: Clinic) -> None:
    """They are told, and nobody is written to."""
    await _opens_case(clinic)
    card = clinic.card
    await clinic.ana.says("/delete")
    await clinic.ana.presses("Yes, delete it")
    before = list(clinic.ana.screen)
    await clinic.sam.forges("case:take:1001", card)
    assert "no longer there" in str(clinic.sam.toast)
    assert clinic.ana.screen == before


async def test_under_18_nothing_goes_to_the_clinic(clinic: Clinic) -> None:
    """The fixed answer, and no question of consent."""
    told = await clinic.ana.says("im 16 and my back has hurt for 3 weeks, cant do my socks up")
    assert "made for adults" in "\n".join(texts(told))
    assert YES not in labels(told)
    assert clinic.rows("cases") == []


async def test_two_patients_keep_apart(clinic: Clinic) -> None:
    """Each has a number and a card of their own."""
    await _opens_case(clinic)
    await clinic.ben.says(THREE_WEEKS)
    assert "B-1002" in only(await clinic.ben.presses(YES)).text
    assert {card.text.split(" ")[0] for card in clinic.cards} == {"B-1001", "B-1002"}


async def _opens_case(clinic: Clinic) -> None:
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)


async def test_the_yes_of_another_patient(clinic: Clinic) -> None:
    """Button data that was copied, or a case number that was guessed, does nothing in another chat."""
    await clinic.ana.says(THREE_WEEKS)
    copied = data_of(YES, clinic.ana.last)
    mine = only(await clinic.eve.says("/help"))
    for data in (copied, "y:1001", "y", "no", "dy"):
        await clinic.eve.forges(data, mine)
    [case] = clinic.rows("cases")
    assert (case["chat_id"], case["state"]) == (clinic.ana.id, "pending")
    assert clinic.cards == []

"""A talk between patient and clinic in the whole program: in a forum, across a restart, and what ends it."""

import pytest

from bot.sandbox import Message
from bot.settings import ClinicSettings
from tests.e2e.clinic import CRISIS, NUMB, TAKE, THREE_WEEKS, YES, Clinic, links, texts

PASS = "Yes, pass them on"


@pytest.fixture
async def forum(founded: Clinic) -> Clinic:
    """A clinic whose staff group has topics, at work."""
    await founded.group.turn_on_topics()
    await founded.opens()
    return founded


async def talk(clinic: Clinic) -> Message:
    """Ana has a case, Sam has answered, and Ana has agreed; the card."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    card = clinic.card
    await clinic.sam.tells_group("How are the mornings?", reply_to=card)
    await clinic.ana.presses(PASS)
    return card


def passed_on(clinic: Clinic) -> list[Message]:
    """The patient's messages in the staff group."""
    return [message for message in clinic.group.messages if "writes:" in message.text]


async def test_a_reply_to_a_message_reaches_the_patient(clinic: Clinic) -> None:
    """Not only one to the card; the message itself stands under the card."""
    card = await talk(clinic)
    await clinic.ana.says("stiff for an hour")
    [message] = passed_on(clinic)
    assert message.text == "B-1001 Ana writes:\nstiff for an hour"
    assert message.reply_to is card
    await clinic.priya.tells_group("Try a warm shower", reply_to=message)
    assert clinic.ana.last.text == "Try a warm shower\n\nPriya, Riverside Physio"
    assert "Replies delivered: 2" in card.text


async def test_asked_once(clinic: Clinic) -> None:
    """However often staff write, and whoever does."""
    await talk(clinic)
    await clinic.priya.tells_group("And the evenings?", reply_to=clinic.card)
    assert sum("Shall I pass your messages" in text for text in clinic.ana.screen) == 1


async def test_nobody_else_is_passed_on(clinic: Clinic) -> None:
    """Ben has no talk; a made-up button gives him none, nor does it end Ana's."""
    await talk(clinic)
    started = await clinic.ben.starts()
    for data in ("ty:1001", "te:1001", "tn:1001"):
        await clinic.ben.forges(data, started[-1])
    await clinic.ben.says("my words are mine")
    await clinic.ana.says("stiff for an hour")
    assert texts(passed_on(clinic)) == ["B-1001 Ana writes:\nstiff for an hour"]


@pytest.mark.parametrize(("words", "said"), [(NUMB, "Please go to A&E now"), (CRISIS, "Samaritans")])
async def test_the_card_that_goes_out_at_intake_is_the_true_one(clinic: Clinic, words: str, said: str) -> None:
    """Also in a process that has just started; after the talk it is the usual one."""
    await talk(clinic)
    await clinic.closes()
    await clinic.opens()
    card = (await clinic.ana.says(words))[0].text
    assert said in card
    assert "Your message goes to the clinic too, but nobody may see it in time." in card
    assert "Nobody is" not in card
    [message] = passed_on(clinic)
    assert message.text.startswith("Red flag.")
    await clinic.ana.says("/stop")
    card = (await clinic.ana.says(words))[0].text
    assert "Nobody is" in card
    assert len(passed_on(clinic)) == 1


async def test_closing_the_case_ends_it(clinic: Clinic) -> None:
    """The patient is told, and what they write then stays with the bot."""
    await talk(clinic)
    await clinic.sam.presses_on_card("Done")
    await clinic.sam.presses_on_card("Advised")
    assert "has closed B-1001. I no longer pass your messages on: from here on only I, the bot," in clinic.ana.last.text
    await clinic.ana.says("stiff for an hour")
    assert passed_on(clinic) == []


async def test_delete_erases_what_was_passed_on(clinic: Clinic) -> None:
    """In the group as in the database."""
    card = await talk(clinic)
    await clinic.ana.says("stiff for an hour")
    [message] = passed_on(clinic)
    await clinic.ana.says("/delete")
    await clinic.ana.presses("Yes, delete it")
    for erased in (card, message):
        assert erased.text == "B-1001 Deleted by the patient."
    assert "stiff" not in clinic.remembered()
    assert str(clinic.ana.id) not in clinic.remembered()


async def test_words_are_not_kept_once_they_have_arrived(clinic: Clinic) -> None:
    """Only the number of the message in the group."""
    await talk(clinic)
    await clinic.ana.says("stiff for an hour")
    assert "stiff" not in clinic.remembered()
    assert len(clinic.rows("under_cards")) >= 1


# --- a forum ---


async def test_each_case_has_a_topic(forum: Clinic) -> None:
    """Named by its number alone, with all that is of this case; closed with the case."""
    card = await talk(forum)
    await forum.ben.says(THREE_WEEKS)
    await forum.ben.presses(YES)
    await forum.ana.says("stiff for an hour")
    first, second = forum.group.topics
    assert (first.name, second.name) == ("B-1001", "B-1002")
    of_first = [message for message in forum.group.messages if message.topic is first and message.text]
    assert card in of_first
    assert passed_on(forum)[0] in of_first
    assert any("On its way to the patient of B-1001" in message.text for message in of_first)
    assert [m.topic for m in forum.cards] == [first, second]
    await forum.sam.presses_on_card("Done", card)
    await forum.sam.presses_on_card("Advised", card)
    assert (first.closed, second.closed) == (True, False)


async def test_talk_in_a_topic_is_not_for_the_patient(forum: Clinic) -> None:
    """Telegram says of all of it that it answers the bot's notice; only a real reply reaches the patient."""
    card = await talk(forum)
    known = len(forum.rows("inbox"))
    before = forum.ana.screen
    [topic] = forum.group.topics
    await forum.sam.user.say("does anybody know her?", chat=forum.group, topic=topic)
    await forum.settles()
    assert forum.ana.screen == before
    assert len(forum.rows("inbox")) == known
    await forum.sam.tells_group("Hello again", reply_to=card)
    assert forum.ana.last.text == "Hello again\n\nSam, Riverside Physio"


async def test_a_command_is_answered_in_its_topic(forum: Clinic) -> None:
    """And in General where it was written there."""
    await talk(forum)
    [topic] = forum.group.topics
    for where in (topic, None):
        for asked, told in (("/cases", "Open requests: 1"), ("/case 1001", "B-1001")):
            await forum.sam.user.say(asked, chat=forum.group, topic=where)
            await forum.settles()
            answer = forum.group.messages[-1]
            assert answer.text.startswith(told)
            assert answer.topic is where


async def test_without_the_right_to_open_topics(forum: Clinic) -> None:
    """The card goes to the plain group, and the talk goes on there."""
    refused = "Bad Request: not enough rights to create a topic"
    forum.sandbox.faults.add("createForumTopic", status=400, description=refused)
    card = await talk(forum)
    await forum.ana.says("stiff for an hour")
    assert forum.group.topics == []
    assert passed_on(forum)[0].reply_to is card
    await forum.sam.presses_on_card(TAKE)
    assert "Taken by Sam" in card.text


async def test_a_topic_that_staff_deleted(forum: Clinic) -> None:
    """What comes then goes to the plain group, with a new card."""
    await talk(forum)
    await forum.group.delete_topic(forum.group.topics[0])
    await forum.ana.says("stiff for an hour")
    [message] = passed_on(forum)
    assert message.topic is None
    await forum.sam.tells_group("Try a warm shower", reply_to=message)
    assert "Try a warm shower" in forum.ana.screen[-1]
    assert forum.card.topic is None


# --- a booking ---


async def test_the_code_in_the_booking_link(founded: Clinic) -> None:
    """Random, stored with the case, the same each time; the link of somebody without a case has none."""
    clinic = ClinicSettings(**{**founded.settings.clinic.model_dump(), "booking_code_parameter": "ref"})
    await founded.opens(settings=founded.settings.model_copy(update={"clinic": clinic}))
    [link] = [link for link in links(await founded.ana.says(THREE_WEEKS)) if "example.com" in link]
    [row] = founded.rows("cases")
    assert link == f"https://example.com/book-here?ref={row['booking_code']}"
    assert len(str(row["booking_code"])) == 16
    await founded.ana.presses(YES)
    assert links(await founded.ana.says("/book")) == [link]
    assert links(await founded.ben.says("/book")) == ["https://example.com/book-here"]
    await founded.ana.presses("I've booked")
    assert "The patient says they have booked" in founded.card.text

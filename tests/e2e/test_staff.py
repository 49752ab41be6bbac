"""The staff group: cards taken, answered and closed, by members alone; everything else there is nobody's business."""

import pytest

from bot.sandbox import Message
from tests.e2e.clinic import TAKE, THREE_WEEKS, YES, Clinic, data_of, only, texts


@pytest.fixture
async def card(clinic: Clinic) -> Message:
    """Ana has asked for the clinic."""
    await clinic.ana.says(THREE_WEEKS)
    await clinic.ana.presses(YES)
    return clinic.card


async def test_the_second_claimer_is_told_who_was_first(clinic: Clinic, card: Message) -> None:
    """Two press at the same moment: one has it, Ana hears one name."""
    data = data_of(TAKE, card)
    await clinic.sam.forges(data, card)
    await clinic.priya.forges(data, card)
    assert clinic.priya.toast == "Sam has B-1001 already."
    await clinic.sam.forges(data, card)
    assert clinic.sam.toast == "You have B-1001 already."
    assert "Taken by Sam" in card.text
    assert sum("has your message" in text for text in clinic.ana.screen) == 1


async def test_an_outsider_is_refused(clinic: Clinic, card: Message) -> None:
    """A forwarded card, or made-up data: whoever is not in the group changes nothing."""
    before = card.text
    mine = only(await clinic.eve.says("/help"))
    for data in ("case:take:1001", "case:done:1001"):
        for outsider, on in ((clinic.eve, mine), (clinic.eve, card), (clinic.ana, clinic.ana.last)):
            await outsider.forges(data, on)
            assert outsider.toast == "Only members of the staff group can do that."
    assert card.text == before
    assert clinic.rows("cases")[0]["state"] == "open"


async def test_who_left_the_group_is_an_outsider(clinic: Clinic, card: Message) -> None:
    """Membership is asked of Telegram."""
    await clinic.group.remove(clinic.sam.user, by=clinic.priya.user)
    await clinic.sam.forges("case:take:1001", card)
    assert clinic.sam.toast == "Only members of the staff group can do that."
    assert clinic.rows("cases")[0]["state"] == "open"


async def test_membership_is_believed_for_a_moment_only(clinic: Clinic, card: Message) -> None:
    """Half a minute at most: several presses ask once, and whoever left is out by then."""
    asked = len(clinic.sent("getChatMember"))
    await clinic.sam.presses_on_card(TAKE)
    await clinic.sam.forges("case:take:1001", card)
    assert len(clinic.sent("getChatMember")) == asked + 1
    await clinic.group.remove(clinic.sam.user, by=clinic.priya.user)
    clinic.clock.later(seconds=30)
    await clinic.sam.forges("case:done:1001", card)
    assert clinic.sam.toast == "Only members of the staff group can do that."
    assert clinic.rows("cases")[0]["state"] == "taken"


async def test_made_up_data_from_a_member(clinic: Clinic, card: Message) -> None:
    """Said kindly, and nothing happens."""
    for data in ("case:take:9999", "case:take:x", "case:", "case:burn:1001", "case:take:1001:1"):
        await clinic.sam.forges(data, card)
        assert clinic.sam.toast, data
    assert clinic.rows("cases")[0]["state"] == "open"


async def test_a_patients_button_pressed_in_the_group(clinic: Clinic, card: Message) -> None:
    """The group is nobody's conversation: nothing is said there and nothing kept of it."""
    for data in ("y:0123456789ab", "t:heat-or-ice", "dy", "s:0"):
        assert await clinic.sam.forges(data, card) == []
        assert "out of date" in str(clinic.sam.toast), data
    assert [row["chat_id"] for row in clinic.rows("sessions")] == [clinic.ana.id]


async def test_done_closes_the_case(clinic: Clinic, card: Message) -> None:
    """Who and when on the card, no button left; a new reason of Ana's gets a new number."""
    await clinic.sam.presses_on_card(TAKE)
    await clinic.priya.presses_on_card("Done")
    assert card.button_texts == ["Booked", "Advised", "No reply", "Other", "Back"]
    await clinic.priya.presses_on_card("Advised")
    assert "Done by Priya on" in card.text
    assert card.text.endswith("Outcome: Advised")
    assert card.button_texts == ["Open again"]
    await clinic.sam.forges("case:done:1001", card)
    assert clinic.sam.toast == "B-1001 was closed already, by Priya."
    await clinic.ana.says("my back is getting worse")
    assert "B-1002" in only(await clinic.ana.presses(YES)).text


async def test_cases_lists_what_is_open_oldest_first(clinic: Clinic, card: Message) -> None:
    """And this week's counts."""
    clinic.clock.later(minutes=5)
    await clinic.ben.says(THREE_WEEKS)
    await clinic.ben.presses(YES)
    await clinic.sam.presses_on_card(TAKE, card)
    told = only(await clinic.sam.tells_group("/cases")).text
    assert told.startswith("Open requests: 2, oldest first")
    assert told.index("B-1001") < told.index("B-1002")
    for words in ("with Sam", "not taken yet", "Since", "Requests to the clinic: 2"):
        assert words in told
    assert "socks" not in told


async def test_cases_when_nothing_is_open(clinic: Clinic) -> None:
    """Said plainly; also when the command carries the bot's name."""
    assert "No open requests." in only(await clinic.sam.tells_group("/cases")).text
    assert "No open requests." in only(await clinic.sam.tells_group("/cases@backchat_sandbox_bot")).text


async def test_cases_is_for_the_group(clinic: Clinic, card: Message) -> None:
    """Nobody else learns who asked."""
    for who in (clinic.eve, clinic.ben):
        assert "B-1001" not in "\n".join(texts(await who.says("/cases")))


async def test_a_reply_arrives_word_for_word(clinic: Clinic, card: Message) -> None:
    """Braces and stars are the writer's own: no placeholder, no markup."""
    await clinic.sam.tells_group("It's {phone} or 5 ** 2, **ok**?", reply_to=card)
    assert clinic.ana.screen[-2] == "It's {phone} or 5 ** 2, **ok**?\n\nSam, Riverside Physio"


async def test_only_text_can_be_sent_on(clinic: Clinic, card: Message) -> None:
    """A photo as a reply is refused with a word."""
    before = clinic.ana.screen
    told = await clinic.sam.clinic.happens(
        lambda: clinic.sam.user.send_photo(chat=clinic.group, reply_to=card), clinic.group.id
    )
    assert only(told).text == "Only text can be sent on to a patient. Please write it out."
    assert clinic.ana.screen == before


async def test_a_reply_on_its_way_to_somebody_who_is_gone(clinic: Clinic, card: Message) -> None:
    """The bot finds out when it writes: the card says so."""
    await clinic.ana.user.delete_account()
    await clinic.sam.tells_group("Hello Ana", reply_to=card)
    assert "can't be reached here" in card.text
    assert "Replies delivered" not in card.text


async def test_other_talk_is_never_stored(clinic: Clinic, card: Message) -> None:
    """Neither words, nor replies among staff, nor commands to somebody else; not even for a moment."""
    known = {(row["bot_id"], row["update_id"]) for row in clinic.rows("inbox")}
    mine = await clinic.sam.user.say("Mrs Miggins in room 2 feels faint", chat=clinic.group)
    await clinic.priya.user.say("give Mrs Miggins water", chat=clinic.group, reply_to=mine)
    await clinic.sam.user.say("/remind me of Mrs Miggins", chat=clinic.group)
    await clinic.sam.user.say("numb between my legs and my back hurts", chat=clinic.group)
    await clinic.sam.user.edit(mine, "Mrs Miggins feels better")
    await clinic.settles()
    assert {(row["bot_id"], row["update_id"]) for row in clinic.rows("inbox")} == known
    assert clinic.notices == []


async def test_a_foreign_group(clinic: Clinic) -> None:
    """It says that it works in private, leaves, and remembers nothing of the group."""
    club = clinic.sandbox.supergroup("Rowing club", members=[clinic.eve.user], bot=None)
    await club.add_bot(by=clinic.eve.user)
    await clinic.settles()
    told = [m.text for m in club.messages if m.sender.is_bot and m.text]
    assert told == ["I only work in a private chat, so I'm leaving this group. Please write to me directly."]
    assert not club.chat.status_of(clinic.sandbox.world.bot).present
    assert str(club.id) not in clinic.remembered()


async def test_the_staff_group_is_not_left(clinic: Clinic) -> None:
    """Demoted and promoted again: it stays."""
    await clinic.group.demote_bot(by=clinic.priya.user)
    await clinic.group.promote_bot(by=clinic.priya.user)
    await clinic.settles()
    assert clinic.group.chat.status_of(clinic.sandbox.world.bot).present


async def test_id(clinic: Clinic) -> None:
    """One's own in private, the group's in the group."""
    assert str(clinic.eve.id) in only(await clinic.eve.says("/id")).text
    assert str(clinic.group.id) in only(await clinic.sam.tells_group("/id")).text


async def test_reload_by_an_admin_and_by_a_stranger(founded: Clinic) -> None:
    """The admin hears how it went; a stranger's is a message like any other, and reloads nothing."""
    clinic = founded
    clinic.has_own_content()
    await clinic.opens()
    assert only(await clinic.priya.says("/reload")).text.startswith("Content updated: nothing changed.")
    assert only(await clinic.priya.tells_group("/reload")).text.startswith("Content updated: nothing changed.")
    assert await clinic.sam.tells_group("/reload") == []
    told = await clinic.eve.says("/reload")
    assert told
    assert "Content" not in told[0].text


async def test_a_deleted_card_comes_again(clinic: Clinic, card: Message) -> None:
    """Somebody deleted it by hand: the next change brings a new one."""
    card.deleted = True
    await clinic.sam.forges("case:take:1001", card)
    assert "Taken by Sam" in clinic.card.text

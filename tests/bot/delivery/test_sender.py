"""Sending over real HTTP, to the sandbox: what the patient and the staff group see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from bot.delivery.sender import TelegramSender
from bot.sandbox import Group, Sandbox, User
from bot.sandbox.state import Media
from bot.storage.cases import Card
from faq.content_files import PACKAGED
from handlers.case import Case
from handlers.ports import Document, Json
from handlers.session import CaseState
from tests.bot.storage.setting import MONDAY

TAKE: Json = {"inline_keyboard": [[{"text": "I'll take it", "callback_data": "take 1001"}]]}
CASE = Case(1001, CaseState.OPEN, 5, "Ana", "", ("persistent",), 21, None, MONDAY)


def render_card(case: Case) -> tuple[str, Json | None]:
    """A small card: buttons until it is done."""
    return f"<b>B-{case.number}</b> {case.state}", None if case.state is CaseState.DONE else TAKE


@dataclass
class Town:
    """A sender, a patient and a staff group."""

    sandbox: Sandbox
    sender: TelegramSender
    ana: User
    staff: Group

    def card(self, message_id: int | None = None, state: CaseState = CaseState.OPEN) -> Card:
        """The card, as it stands in the group."""
        return Card(replace(CASE, state=state), message_id and self.staff.id, message_id)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """Ana has started the bot; the group has it as an administrator."""
    async with Sandbox.start(patience=2) as sandbox:
        bot = Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
        async with bot:
            ana, sam = sandbox.user("Ana"), sandbox.user("Sam")
            await ana.start()
            staff = sandbox.group("Staff", members=[sam], bot="administrator")
            yield Town(sandbox, TelegramSender(bot, render_card), ana, staff)


async def test_a_message_with_buttons(town: Town) -> None:
    """HTML becomes bold, the link shows no preview, the keyboard is there."""
    keyboard: Json = {"inline_keyboard": [[{"text": "Book", "url": "https://example.com/book"}]]}
    message_id = await town.sender.message(town.ana.id, "<b>Yes</b> &amp; no https://example.com", keyboard)
    seen = town.ana.messages[-1]
    assert (seen.id, seen.body.text) == (message_id, "Yes & no https://example.com")
    [call] = town.sandbox.calls_of("sendMessage")
    assert "is_disabled" in str(call.parameters["link_preview_options"])
    assert seen.markup is not None


async def test_keyboards_below_the_text_field(town: Town) -> None:
    """The phone button comes and goes."""
    ask: Json = {
        "keyboard": [[{"text": "Share my number", "request_contact": True}]],
        "one_time_keyboard": True,
    }
    await town.sender.message(town.ana.id, "Your number?", ask)
    assert town.ana.chat.keyboard is not None
    await town.sender.message(town.ana.id, "Thanks", {"remove_keyboard": True})
    assert town.ana.chat.keyboard is None


async def test_html_that_telegram_cannot_read_goes_out_bare(town: Town) -> None:
    """A broken tag must not keep advice from a patient."""
    await town.sender.message(town.ana.id, "<b>Call 999 &amp; say why", None)
    assert town.ana.messages[-1].body.text == "Call 999 & say why"


async def test_a_card_is_sent_and_then_edited(town: Town) -> None:
    """Its buttons go when it is done; sending it again unchanged is no fault."""
    message_id = await town.sender.card(town.staff.id, town.card())
    assert town.staff.messages[-1].markup is not None
    for _ in range(2):
        same = await town.sender.card(town.staff.id, town.card(message_id, CaseState.DONE))
        assert same == message_id
    assert [message.body.text for message in town.staff.messages] == ["B-1001 done"]
    assert town.staff.messages[-1].markup is None


async def test_a_card_deleted_by_hand_comes_back(town: Town) -> None:
    """The clinic must hear of what happens to a case."""
    message_id = await town.sender.card(town.staff.id, town.card())
    town.staff.messages[-1].deleted = True
    again = await town.sender.card(town.staff.id, town.card(message_id, CaseState.TAKEN))
    assert again != message_id
    assert [message.body.text for message in town.staff.messages] == ["B-1001 taken"]


async def test_a_card_of_another_group_is_sent_anew(town: Town) -> None:
    """After the group became a supergroup, or another one was configured."""
    message_id = await town.sender.card(town.staff.id, town.card())
    new = await town.staff.upgrade()
    with pytest.raises(ChatMigrated) as caught:
        await town.sender.card(town.staff.id, town.card(message_id))
    assert caught.value.new_chat_id == new.id
    await town.sender.card(new.id, town.card(message_id))
    assert new.messages[-1].body.text == "B-1001 open"


async def test_a_file(town: Town) -> None:
    """With its name, its bytes and a caption."""
    message_id = await town.sender.document(
        town.ana.id, "The <b>same</b>", Document("my-data.json", '{"note": "łódź"}')
    )
    seen = town.ana.messages[-1]
    assert (seen.id, seen.body.html) == (message_id, "The <b>same</b>")
    assert isinstance(seen.content, Media)
    assert (seen.content.file.name, seen.content.file.mime_type) == ("my-data.json", "application/json")
    assert seen.content.file.data.decode() == '{"note": "łódź"}'


async def test_a_picture(town: Town) -> None:
    """As bytes with a caption and buttons; then by the id that this gave."""
    data = (PACKAGED / "exercises/pictures/plank.png").read_bytes()
    file_id = await town.sender.photo(town.ana.id, "<b>Plank</b>", TAKE, data)
    assert await town.sender.photo(town.ana.id, "Again", None, file_id) == file_id
    for seen, html in zip(town.ana.messages[-2:], ("<b>Plank</b>", "Again"), strict=True):
        assert seen.body.html == html
        assert isinstance(seen.content, Media)
        assert (seen.content.kind, seen.content.file.data) == ("photo", data)
    assert [message.button_texts for message in town.ana.messages[-2:]] == [["I'll take it"], []]
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await town.sender.photo(town.ana.id, "Lost", None, "AgACAgQ")


async def test_refusals_come_through(town: Town) -> None:
    """For the outbox to judge."""
    await town.ana.block()
    with pytest.raises(Forbidden):
        await town.sender.message(town.ana.id, "Hi", None)
    with pytest.raises(BadRequest, match="too long"):
        await town.sender.message(town.staff.id, "x" * 5000, None)
    message_id = await town.sender.card(town.staff.id, town.card())
    town.sandbox.faults.add("editMessageText", status=400, description="message text is empty")
    with pytest.raises(BadRequest, match="empty"):
        await town.sender.card(town.staff.id, town.card(message_id, CaseState.TAKEN))
    town.sandbox.faults.add("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter):
        await town.sender.message(town.staff.id, "Hi", None)

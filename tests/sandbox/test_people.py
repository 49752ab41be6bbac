"""What people can do, what they cannot, and how a test finds out what went wrong."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox import NothingSeenError, Sandbox, SandboxUseError, User
from tests.sandbox.client import Client


async def test_all_kinds_of_messages(api: Client, ana: User) -> None:
    """As the bot receives them."""
    await ana.send_photo("my back")
    await ana.send_voice(seconds=4)
    await ana.send_sticker("🙏")
    await ana.send_document("scan.pdf", caption="see /page")
    await ana.send_location()
    await ana.send_contact()
    await ana.send_contact(own=False, name="Mum")
    photo, voice, sticker, document, place, own, other = (u["message"] for u in await api.updates())
    assert (photo["photo"][0]["width"], photo["caption"]) == (1280, "my back")
    assert voice["voice"]["duration"] == 4
    assert sticker["sticker"]["emoji"] == "🙏"
    assert document["document"]["file_name"] == "scan.pdf"
    assert document["caption_entities"][0]["type"] == "bot_command"
    assert place["location"]["longitude"] < 0
    assert own["contact"]["user_id"] == ana.id
    assert own["contact"]["last_name"] == "P."
    assert "user_id" not in other["contact"]
    for words in ("<photo> my back", "<voice>", "<sticker>", "<location 51.5", "<contact Mum"):
        assert words in ana.transcript()


async def test_a_forwarded_message(api: Client, ana: User) -> None:
    """Its words, and who wrote them; it can't be edited."""
    passed_on = await ana.forward("my back hurts", author="Mum")
    message = (await api.updates())[-1]["message"]
    assert message["text"] == "my back hurts"
    origin = message["forward_origin"]
    assert (origin["type"], origin["sender_user_name"]) == ("hidden_user", "Mum")
    with pytest.raises(SandboxUseError, match="somebody else"):
        await ana.edit(passed_on, "it is fine")


async def test_a_deep_link(api: Client, ana: User) -> None:
    """Start with a payload, also after blocking."""
    await ana.block()
    await ana.start("booking")
    assert (await api.updates())[-1]["message"]["text"] == "/start booking"


async def test_nobody_does_the_impossible(api: Client, sandbox: Sandbox, ana: User) -> None:
    """A test cannot do what an app does not allow."""
    ben = sandbox.user("Ben")
    group = sandbox.supergroup("Staff", members=[ana])
    for deed, reason in (
        (ben.say("hello"), "has not started"),
        (ben.say("hello", chat=group), "is not in Staff"),
        (ana.say(" "), "blanks"),
        (ana.say("x" * 4097), "split"),
        (ana.press("Yes"), 'no button "Yes" is shown; shown: none'),
        (ana.tap("Yes"), "under the input field"),
    ):
        with pytest.raises(SandboxUseError, match=reason):
            await deed
    sent = (await api.call("sendMessage", chat_id=ana.id, text="Hi")).result
    message = ana.chat.find(sent["message_id"])
    assert message is not None
    with pytest.raises(SandboxUseError, match="of their own"):
        await ana.edit(message, "Bye")
    await ana.block()
    with pytest.raises(SandboxUseError, match="has blocked"):
        await ana.say("hello")
    with pytest.raises(SandboxUseError, match="already"):
        sandbox.user("Twin", user_id=ana.id)
    await ana.delete_account()
    with pytest.raises(SandboxUseError, match="has left Telegram"):
        await ana.say("still here", chat=group)


async def test_a_button_must_be_shown_now(api: Client, ana: User) -> None:
    """Not one that an edit took away; the newest message with it otherwise."""
    yes = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    for text in ("one", "two"):
        await api.call("sendMessage", chat_id=ana.id, text=text, reply_markup=yes)
    await ana.press("Yes", wait=False)
    two = ana.messages[-1]
    await api.call("editMessageReplyMarkup", chat_id=ana.id, message_id=two.id)
    await ana.press("Yes", wait=False)
    pressed = [u["callback_query"]["message"]["text"] for u in await api.updates()]
    assert pressed == ["two", "one"]
    with pytest.raises(SandboxUseError, match="shown: none"):
        await ana.press("Yes", message=two)


async def test_waiting_sees_only_what_is_new(api: Client, ana: User) -> None:
    """An old message does not pass for an answer, and each is seen once."""
    await api.call("sendMessage", chat_id=ana.id, text="old")
    await ana.say("hello")
    with pytest.raises(NothingSeenError):
        await ana.wait_for("old", timeout=0.05)
    waiting = asyncio.create_task(ana.wait_for("new"))
    await asyncio.sleep(0.01)
    await api.call("sendMessage", chat_id=ana.id, text="something new")
    message = await waiting
    assert message.text == "something new"
    await api.call("editMessageText", chat_id=ana.id, message_id=message.id, text="edited")
    assert await ana.wait_for(lambda m: m.edit_date > 0) is message


async def test_a_failure_shows_the_chat(api: Client, ana: User) -> None:
    """What was waited for, what was said, what was refused and what nobody fetched."""
    await ana.say("my back hurts")
    await api.call("sendMessage", chat_id=ana.id, text="")
    with pytest.raises(NothingSeenError) as caught:
        await ana.wait_for("Hello", timeout=0.05)
    complaint = str(caught.value)
    for words in ("'Hello' for Ana P.", "my back hurts", "message text is empty", "is the bot running?"):
        assert words in complaint


async def test_idle(api: Client, ana: User) -> None:
    """Quiet once everything was fetched; otherwise it complains."""
    await ana.say("hello")
    with pytest.raises(NothingSeenError, match="quiet"):
        await ana.sandbox.idle(timeout=0.2)
    await api.updates(offset=(await api.updates())[0]["update_id"] + 1)
    await ana.sandbox.idle()


async def test_a_transcript(api: Client, ana: User) -> None:
    """It reads like the chat."""
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "Web", "url": "x.org"}]]}
    await ana.say("my back\nhurts")
    await api.call(
        "sendMessage", chat_id=ana.id, text="Sure?", reply_markup=keyboard, reply_parameters={"message_id": 2}
    )
    await ana.press("Yes", wait=False)
    query = (await api.updates())[-1]["callback_query"]["id"]
    await api.call("answerCallbackQuery", callback_query_id=query, text="Done")
    assert ana.transcript().splitlines() == [
        "--- Ana P. (private) ---",
        "#1 Ana P.: /start",
        "#2 Ana P.: my back",
        "    hurts",
        "#3 Backchat (to #2): Sure?",
        "    [Yes]  [Web -> x.org]",
        '    (Ana P. pressed "Yes" on #3; toast: Done)',
    ]
    assert ana.transcript() in ana.sandbox.transcript()

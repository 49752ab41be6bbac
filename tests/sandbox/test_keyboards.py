"""Keyboards: what Telegram refuses, and what a returned message shows."""

from __future__ import annotations

import pytest

from bot.sandbox import SandboxUseError, User
from tests.sandbox.client import Client

TEXT_ONLY = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


def inline(**button: object) -> dict[str, object]:
    """A keyboard of one button."""
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ({"inline_keyboard": 1}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
        (
            {"inline_keyboard": [1]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (inline(text="Yes"), TEXT_ONLY),
        (inline(callback_data="x"), "can't parse inline keyboard button: Can't find field \"text\""),
        (
            inline(text=1, callback_data="x"),
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (inline(text=" ", callback_data="x"), "inline keyboard button text must be non-empty"),
        (inline(text="Yes", callback_data=""), "BUTTON_DATA_INVALID"),
        (inline(text="Yes", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (
            inline(text="Go", url="nonsense"),
            "inline keyboard button URL 'nonsense' is invalid: Wrong HTTP URL",
        ),
        (inline(text="Pay", pay=True), 'sandbox: field "pay" of a button is not modelled'),
        (
            {"keyboard": [["Yes"]], "resize_keyboard": 1},
            'field "resize_keyboard" of the reply markup must be of the type Boolean',
        ),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
        ({"nonsense": True}, 'sandbox: field "nonsense" of the reply markup is not modelled'),
    ],
)
async def test_refused(api: Client, ana: User, markup: object, reason: str) -> None:
    """One bad button fails the whole message."""
    refusal = await api.refused("sendMessage", chat_id=ana.id, text="Hi", reply_markup=markup)
    assert refusal == f"Bad Request: {reason}"
    assert len(ana.messages) == 1


async def test_inline_buttons_are_shown(api: Client, ana: User) -> None:
    """64 bytes of data fit; a link is tidied."""
    rows = [[{"text": "Yes", "callback_data": "é" * 32}], [{"text": "Book", "url": "clinic.org"}], []]
    sent = await api.call("sendMessage", chat_id=ana.id, text="Hi", reply_markup={"inline_keyboard": rows})
    shown = sent.result["reply_markup"]["inline_keyboard"]
    assert shown == [[rows[0][0]], [{"text": "Book", "url": "http://clinic.org/"}]]
    with pytest.raises(SandboxUseError, match="is a link"):
        await ana.press("Book")


async def test_a_reply_keyboard_is_never_echoed(api: Client, ana: User) -> None:
    """It stays under the input field until it is removed."""
    contact = {"text": "My number", "request_contact": True}
    markup = {"keyboard": [["Yes", contact]], "resize_keyboard": True}
    sent = await api.call("sendMessage", chat_id=ana.id, text="Hi", reply_markup=markup)
    assert "reply_markup" not in sent.result
    said = await ana.tap("Yes")
    assert said.text == "Yes"
    await ana.tap("My number")
    yes, card = await api.updates()
    assert yes["message"]["text"] == "Yes"
    assert card["message"]["contact"]["user_id"] == ana.id
    assert "(under the input field: [Yes]  [My number])" in ana.transcript()
    await api.call("sendMessage", chat_id=ana.id, text="Bye", reply_markup={"remove_keyboard": True})
    with pytest.raises(SandboxUseError, match="shown: none"):
        await ana.tap("Yes")


async def test_one_time_keyboards_and_places(api: Client, ana: User) -> None:
    """Gone after one tap."""
    where = {"text": "Here", "request_location": True}
    markup = {"keyboard": [[where]], "one_time_keyboard": True, "input_field_placeholder": "Where?"}
    await api.call("sendMessage", chat_id=ana.id, text="Hi", reply_markup=markup)
    await ana.tap("Here")
    assert (await api.updates())[0]["message"]["location"]["latitude"] == pytest.approx(51.5)
    assert ana.chat.keyboard is None


async def test_force_reply(api: Client, ana: User) -> None:
    """It opens the reply box and is not shown in the message."""
    sent = await api.call("sendMessage", chat_id=ana.id, text="Hi", reply_markup={"force_reply": True})
    assert "reply_markup" not in sent.result


async def test_contacts_are_asked_for_in_private(api: Client, ana: User) -> None:
    """Not in a group, where everybody would see the number."""
    group = ana.sandbox.supergroup("Staff", members=[ana])
    markup = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
    refusal = await api.refused("sendMessage", chat_id=group.id, text="Hi", reply_markup=markup)
    assert refusal == "Bad Request: phone number can be requested in private chats only"

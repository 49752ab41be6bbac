"""Keyboards: what Telegram refuses, and what a returned message shows."""

from __future__ import annotations

import pytest

from bot.sandbox import SandboxUseError, User
from tests.sandbox.client import Client

UNREADABLE = "can't parse inline keyboard button: "
TEXT_ONLY = f"{UNREADABLE}Text buttons are unallowed in the inline keyboard"


def inline(**button: object) -> dict[str, object]:
    """A keyboard of one button."""
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ({"inline_keyboard": 1}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": [1]}, "expected an Array of InlineKeyboardButton"),
        ({"inline_keyboard": [["Yes"]]}, f"{UNREADABLE}InlineKeyboardButton must be an Object"),
        (inline(text="Yes"), TEXT_ONLY),
        (inline(text="Yes", callback_data=""), TEXT_ONLY),
        (inline(text="Go", url=""), TEXT_ONLY),
        (inline(callback_data="x"), f'{UNREADABLE}Can\'t find field "text"'),
        (inline(text=True, callback_data="x"), f'{UNREADABLE}Field "text" must be of type String'),
        (inline(text=" ", callback_data="x"), "inline keyboard button text must be non-empty"),
        (inline(text="Yes", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (
            inline(text="Go", url="nonsense"),
            "inline keyboard button URL 'nonsense' is invalid: Wrong HTTP URL",
        ),
        (inline(text="Pay", pay=True), 'sandbox: field "pay" of a button is not modelled'),
        ({"keyboard": ["Yes"]}, "expected an Array of KeyboardButton"),
        ({"keyboard": [[1]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        (
            {"keyboard": [[{"text": "Me", "request_contact": "yes"}]]},
            'can\'t parse keyboard button: Field "request_contact" must be of type Boolean',
        ),
        ({"keyboard": [["Yes"]], "resize_keyboard": 1}, 'field "resize_keyboard" must be of type Boolean'),
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


async def test_a_number_is_taken_as_a_text(api: Client, ana: User) -> None:
    """As it is written."""
    markup = inline(text=1, callback_data=2.5)
    sent = await api.call("sendMessage", chat_id=ana.id, text="Which?", reply_markup=markup)
    assert sent.result["reply_markup"] == inline(text="1", callback_data="2.5")


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


@pytest.mark.parametrize(("asked", "what"), [("request_contact", "phone number"), ("request_location", "location")])
async def test_contacts_and_places_are_asked_for_in_private(api: Client, ana: User, asked: str, what: str) -> None:
    """Not in a group, where everybody would see them."""
    group = ana.sandbox.supergroup("Staff", members=[ana])
    markup = {"keyboard": [[{"text": "Mine", asked: True}]]}
    refusal = await api.refused("sendMessage", chat_id=group.id, text="Hi", reply_markup=markup)
    assert refusal == f"Bad Request: {what} can be requested in private chats only"

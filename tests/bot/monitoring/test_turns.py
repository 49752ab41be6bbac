"""The line of a turn: what was done, how urgent it was, and neither a word nor whose it was."""

import json
import logging
from datetime import UTC, datetime

import pytest
from telegram import CallbackQuery, Chat, Contact, Message, Update, User

from bot.logs import JsonLines
from bot.monitoring.turns import TurnSeen, kind_of_update, observed
from faq.written.safety import Tier
from handlers.ports import Delivery

ANA = User(501, "Ana", is_bot=False)
PRIVATE, GROUP = Chat(501, Chat.PRIVATE), Chat(-1001, Chat.SUPERGROUP)


def message(text: str | None = None, chat: Chat = PRIVATE, contact: Contact | None = None) -> Message:
    """Something that Ana wrote."""
    return Message(1, datetime.now(UTC), chat, from_user=ANA, text=text, contact=contact)


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        (Update(1, message=message("my wallaby hurts")), "message"),
        (Update(1, message=message("/start")), "command"),
        (Update(1, edited_message=message("my wallaby hurts")), "edit"),
        (Update(1, message=message(contact=Contact("+447700900123", "Ana"))), "contact"),
        (Update(1, message=message()), "attachment"),
        (Update(1, message=message("/cases", GROUP)), "group"),
        (Update(1, callback_query=CallbackQuery("1", ANA, "x", message=message())), "press"),
        (Update(1), "other"),
    ],
)
def test_what_a_person_did(update: Update, kind: str) -> None:
    assert kind_of_update(update) == kind


async def test_the_line_of_a_turn(caplog: pytest.LogCaptureFixture) -> None:
    """With the tier that the conversation found."""
    caplog.set_level(logging.INFO)
    seen: list[TurnSeen] = []

    async def turn(_: Update, delivery: Delivery) -> None:
        delivery.tier = Tier.EMERGENCY

    await observed(turn, seen.append)(Update(4711, message=message("my wallaby hurts")), Delivery(7, 4711))
    [line] = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert (line["event"], line["turn"], line["kind"], line["tier"], line["failed"]) == (
        "turn",
        4711,
        "message",
        "E",
        False,
    )
    assert line["ms"] == seen[0].ms
    assert "wallaby" not in str(line)
    assert "501" not in str({**line, "ms": 0, "time": ""})


async def test_a_turn_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    """Is seen, and fails all the same."""
    seen: list[TurnSeen] = []

    async def turn(_: Update, __: Delivery) -> None:
        raise ValueError("my wallaby hurts")

    with pytest.raises(ValueError, match="wallaby"):
        await observed(turn, seen.append)(Update(4711, message=message("hello")), Delivery(7, 4711))
    assert [(one.turn, one.failed) for one in seen] == [(4711, True)]
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "wallaby" not in JsonLines().format(record)

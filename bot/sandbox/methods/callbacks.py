"""Answers to pressed buttons: one each, and not for ever."""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Call, method
from bot.sandbox.state import Answer

MAX_ANSWER: Final = 200


def answer_callback_query(call: Call) -> bool:
    """Stop the spinner of a pressed button, with a toast or an alert if there is a text."""
    press = call.world.presses.get(call.text("callback_query_id"))
    too_late = press is None or press.expired or call.world.clock() - press.at > call.world.press_lifetime
    if press is None or too_late or press.answer is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    alert = bool(text) and call.flag("show_alert")
    press.answer = Answer(text, alert, call.integer("cache_time", 0, 0))
    call.world.bell.ring()
    return True


METHODS = (method("answerCallbackQuery", answer_callback_query, "callback_query_id text show_alert cache_time"),)

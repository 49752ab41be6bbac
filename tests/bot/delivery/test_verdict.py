"""What each refusal of Telegram means."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.verdict import Again, Later, Lost, Moved, Refused, Unclear, Verdict, judge


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (ChatMigrated(-1002), Moved(-1002)),
        (Forbidden("Forbidden: bot was blocked by the user"), Lost()),
        (Forbidden("Forbidden: user is deactivated"), Lost()),
        (BadRequest("Bad Request: chat not found"), Lost()),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Lost()),
        (BadRequest("Bad Request: message is too long"), Refused()),
        (TimedOut(), Again()),
        (NetworkError("Bad Gateway"), Again()),
        (InvalidToken(), Again()),
        (Conflict("terminated by other getUpdates request"), Unclear()),
        (TelegramError("Invalid server response"), Unclear()),
        (KeyError("a defect"), Unclear()),
    ],
)
def test_errors_are_sorted(error: Exception, verdict: Verdict) -> None:
    """In one place."""
    assert judge(error) == verdict


def test_telegram_says_how_long_to_wait() -> None:
    """In seconds."""
    assert judge(RetryAfter(17)) == Later(17)

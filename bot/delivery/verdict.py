"""What a refusal of Telegram means for the message: errors sorted in one place."""

from dataclasses import dataclass

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)


@dataclass(frozen=True, slots=True)
class Later:
    """Telegram said when: not before so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Again:
    """It may work next time: the network, Telegram's servers, or a token being replaced."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group goes by another id now."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing can reach this chat: blocked, left, deactivated, or never there."""


@dataclass(frozen=True, slots=True)
class Refused:
    """This very message will never be taken."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """An error that nobody foresaw; worth a few more tries."""


Verdict = Later | Again | Moved | Lost | Refused | Unclear

_NO_SUCH_CHAT = ("chat not found", "peer_id_invalid", "user not found", "chat_write_forbidden")


def judge(error: Exception) -> Verdict:
    """What to do with a message that could not be sent."""
    match error:
        case RetryAfter():
            # the public property warns of a coming change of its type
            return Later(error._retry_after.total_seconds())  # noqa: SLF001
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Lost()
        case BadRequest():
            text = error.message.lower()
            return Lost() if any(words in text for words in _NO_SUCH_CHAT) else Refused()
        case NetworkError() | InvalidToken():
            return Again()
        case _:
            return Unclear()

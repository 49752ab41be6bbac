"""The ways in which the sandbox says no: to the bot as Telegram does, to a test in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

_PREFIXES = {
    HTTPStatus.BAD_REQUEST: "Bad Request",
    HTTPStatus.UNAUTHORIZED: "Unauthorized",
    HTTPStatus.FORBIDDEN: "Forbidden",
    HTTPStatus.NOT_FOUND: "Not Found",
    HTTPStatus.CONFLICT: "Conflict",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Request Entity Too Large",
    HTTPStatus.TOO_MANY_REQUESTS: "Too Many Requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal Server Error",
    HTTPStatus.BAD_GATEWAY: "Bad Gateway",
}


@dataclass
class ApiError(Exception):
    """An answer of Telegram with ``ok: false``."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class SandboxUseError(Exception):
    """A test asked for what no person could do, such as pressing a button that is not shown."""


class NothingSeenError(AssertionError):
    """What a test waited for did not happen in time; the message holds the transcript."""


def failure(code: int, message: str = "", **parameters: int) -> ApiError:
    """Build an error with Telegram's prefix, its first letter made small unless it is a CODE_LIKE_THIS."""
    prefix = _PREFIXES.get(HTTPStatus(code), "Bad Request")
    if not message:
        return ApiError(code, prefix, parameters)
    shouted = len(message) > 1 and (message[1] == "_" or message[1].isupper())
    words = message if shouted else message[0].lower() + message[1:]
    return ApiError(code, f"{prefix}: {words}", parameters)


def bad_request(message: str) -> ApiError:
    """The commonest refusal, 400."""
    return failure(400, message)


def forbidden(message: str) -> ApiError:
    """The person or the group does not want the bot, 403."""
    return failure(403, message)


def too_many_requests(retry_after: int) -> ApiError:
    """A flood, with the seconds to wait in the text and in ``parameters``."""
    return failure(429, f"retry after {retry_after}", retry_after=retry_after)

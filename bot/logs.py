"""What a log line looks like: one JSON object with fixed fields, and nothing of what libraries say in their errors."""

import json
import logging
from datetime import UTC, datetime
from types import TracebackType

from bot.delivery.worker import kind_of

FIELDS = "fields"
"""The attribute of a record that holds its own fields: `log.info("turn", extra={FIELDS: {"ms": 12}})`."""

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None

_NOISY = ("aiosqlite", "alembic", "httpcore", "httpx", "sqlalchemy", "telegram", "watchfiles")


def hush() -> None:
    """Libraries speak of trouble alone: their lines below a warning hold the token, or what patients wrote."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """Time (UTC), level, logger, event and its own fields. Of an error its kind and place alone: its text may quote."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if error := _error_of(record.exc_info):
            line["error"] = kind_of(error)
        return json.dumps(line, ensure_ascii=False)


def _error_of(exc_info: _ExcInfo) -> BaseException | None:
    return exc_info[1] if exc_info else None

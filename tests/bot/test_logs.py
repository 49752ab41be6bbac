"""Log lines: one JSON object each, whatever is logged, and nothing of an error's text."""

import json
import logging
import sys

from bot.logs import FIELDS, JsonLines


def written(record: logging.LogRecord) -> dict[str, object]:
    """The line of a record, read back."""
    line = JsonLines().format(record)
    assert "\n" not in line
    read: dict[str, object] = json.loads(line)
    return read


def record(event: str, *args: object, level: int = logging.INFO) -> logging.LogRecord:
    """What a logger makes of a call."""
    return logging.LogRecord("bot.somewhere", level, __file__, 1, event, args, None)


def test_the_fields_of_every_line() -> None:
    line = written(record("running: %s topics", 35))
    assert list(line) == ["time", "level", "logger", "event"]
    assert str(line["time"]).endswith("+00:00")
    assert (line["level"], line["logger"], line["event"]) == ("info", "bot.somewhere", "running: 35 topics")


def test_an_event_has_fields_of_its_own() -> None:
    turn = record("turn")
    setattr(turn, FIELDS, {"turn": 7, "kind": "message", "tier": "E", "ms": 12})
    line = written(turn)
    assert (line["event"], line["turn"], line["kind"], line["tier"], line["ms"]) == ("turn", 7, "message", "E", 12)


def test_what_would_break_the_line_stays_in_it() -> None:
    assert written(record('two\nlines and a "quote"'))["event"] == 'two\nlines and a "quote"'


def test_of_an_error_its_kind_and_place_alone() -> None:
    """Its text may quote a patient, or hold an address with the token."""
    failing = record("it failed", level=logging.ERROR)
    try:
        int("my wallaby hurts")
    except ValueError:
        failing.exc_info = sys.exc_info()
    line = written(failing)
    assert str(line["error"]).startswith("ValueError at test_logs.py:")
    assert "wallaby" not in JsonLines().format(failing)

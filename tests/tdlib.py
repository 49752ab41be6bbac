"""Telegram's own parser: what TDLib, which the Bot API server runs on, makes of a text and its formatting. Offline.

TDLib ends the whole process where half of a UTF-16 pair stands in a link or a language: don't give it one.
"""

import json
import re
from typing import Any

import pytest

from bot.sandbox.errors import bad_request
from bot.sandbox.text import Entity, FormattedText

tdjson = pytest.importorskip("tdjson", reason="tdjson, which ships Telegram's own parser, is not installed")

_PREFIX = "textEntityType"
_KINDS = {
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
}
_DETAILS = ("url", "language", "user_id", "custom_emoji_id")


def parse_html(source: str) -> FormattedText:
    """Telegram's reading. Raises ApiError with Telegram's words where it refuses the text."""
    answer = _execute({"@type": "parseTextEntities", "text": source, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] == "error":
        raise bad_request(answer["message"])
    return FormattedText(answer["text"], tuple(_entity(entity) for entity in answer["entities"]))


def check_bold(text: str, spans: list[tuple[int, int]]) -> None:
    """Give stretches of a text, as offset and length, as bold. Raises ApiError where Telegram refuses them."""
    bold = {"@type": "textEntityTypeBold"}
    entities = [{"@type": "textEntity", "offset": at, "length": long, "type": bold} for at, long in spans]
    formatted = {"@type": "formattedText", "text": text, "entities": entities}
    answer = _execute({"@type": "parseMarkdown", "text": formatted})
    if answer["@type"] == "error":
        raise bad_request(answer["message"])


def _entity(entity: dict[str, Any]) -> Entity:
    name = entity["type"]["@type"].removeprefix(_PREFIX)
    kind = _KINDS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    details = {detail: entity["type"][detail] for detail in _DETAILS if detail in entity["type"]}
    return Entity(kind, entity["offset"], entity["length"], **details)


def _execute(request: dict[str, object]) -> Any:
    return json.loads(tdjson.td_execute(json.dumps(request).encode()))


_execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

"""What the sandbox accepts exists in the Bot API that python-telegram-bot speaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.methods import all_methods
from bot.sandbox.updates import KINDS

DATA = Path(__file__).parents[3] / "shared" / "bot-api-10.0.min.json"


@pytest.fixture(scope="module")
def bot_api() -> dict[str, Any]:
    """The Bot API as data, where it is at hand."""
    if not DATA.exists():
        pytest.skip(f"there is no {DATA.name} beside the project to compare with")
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


def test_no_made_up_parameter(bot_api: dict[str, Any]) -> None:
    """Or the sandbox would accept what Telegram does not know."""
    for method in all_methods().values():
        known = {field["name"] for field in bot_api["methods"][method.name].get("fields", ())}
        assert method.accepts <= known, method.name


def test_required_parameters_are_modelled(bot_api: dict[str, Any]) -> None:
    """A method without what it cannot do without would be no method."""
    for method in all_methods().values():
        fields = bot_api["methods"][method.name].get("fields", ())
        assert {field["name"] for field in fields if field["required"]} <= method.accepts, method.name


def test_update_kinds(bot_api: dict[str, Any]) -> None:
    """The names that allowed_updates may hold."""
    names = {field["name"] for field in bot_api["types"]["Update"]["fields"]}
    assert names - {"update_id"} == KINDS

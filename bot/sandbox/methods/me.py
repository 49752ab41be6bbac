"""The bot itself and its updates: getMe and getUpdates."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from bot.sandbox.encode import user_to_json
from bot.sandbox.errors import failure
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.params import Call, method

EAGER_SECONDS: Final = 3
"""Who asks for the same updates again within these waits as long, so that no eager loop wears Telegram out."""


def get_me(call: Call) -> JsonObject:
    """The bot with the rights that only it may see."""
    return {
        **user_to_json(call.world.bot),
        "can_join_groups": True,
        "can_read_all_group_messages": call.world.reads_all_groups,
        "supports_guest_queries": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def get_updates(call: Call) -> Awaitable[list[JsonObject]]:
    """Long polling, which a webhook rules out."""
    if call.world.webhook:
        reason = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        raise failure(409, reason)
    if call.has("allowed_updates"):
        wanted = call.json("allowed_updates", "can't parse allowed_updates JSON array")
        call.world.queue.allow(wanted if isinstance(wanted, list) else ())
    return call.world.queue.get(
        call.integer("offset"),
        call.integer("limit", 100, 1, 100),
        call.integer("timeout", 0, 0, 50),
        EAGER_SECONDS * call.world.second,
    )


METHODS = (
    method("getMe", get_me),
    method("getUpdates", get_updates, "offset limit timeout allowed_updates"),
)

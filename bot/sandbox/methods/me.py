"""The bot itself and its updates: getMe, getUpdates and the webhook that is not there."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.sandbox.encode import user_to_json
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.params import Call, method
from bot.sandbox.updates import BY_DEFAULT


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
    """Long polling. The wait of 3 seconds for a repeated offset is left out, as tests would only be slow."""
    if call.has("allowed_updates"):
        wanted = call.json("allowed_updates", "can't parse allowed_updates JSON array")
        call.world.queue.allow(wanted if isinstance(wanted, list) else ())
    return call.world.queue.get(
        call.integer("offset"), call.integer("limit", 100, 1, 100), call.integer("timeout", 0, 0, 50)
    )


def delete_webhook(call: Call) -> bool:
    """There is never a webhook; only waiting updates can be dropped."""
    if call.flag("drop_pending_updates"):
        call.world.queue.drop()
    return True


def get_webhook_info(call: Call) -> JsonObject:
    """No webhook, and how many updates wait."""
    queue = call.world.queue
    info: JsonObject = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending) + len(queue.repeated),
    }
    if queue.allowed != BY_DEFAULT:
        info["allowed_updates"] = sorted(queue.allowed)
    return info


METHODS = (
    method("getMe", get_me),
    method("getUpdates", get_updates, "offset limit timeout allowed_updates"),
    method("deleteWebhook", delete_webhook, "drop_pending_updates"),
    method("getWebhookInfo", get_webhook_info),
)

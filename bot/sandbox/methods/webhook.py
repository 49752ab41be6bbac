"""Setting, deleting and looking at the webhook. Who delivers to it stands in ``bot.sandbox.webhook``."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bot.sandbox.errors import bad_request, failure, too_many_requests
from bot.sandbox.keyboards import JsonObject
from bot.sandbox.params import Call, method
from bot.sandbox.state import Webhook
from bot.sandbox.updates import BY_DEFAULT

PORTS: Final = frozenset({80, 88, 443, 8443})
MAX_SECRET: Final = 256
AT_ONCE: Final = 40
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def set_webhook(call: Call) -> bool:
    """Deliver to an address from now on; without one the webhook is deleted.

    The old webhook goes first, with what waits if that shall be dropped: a refused address leaves none.
    """
    world, url = call.world, call.text("url")
    if not url:
        return delete_webhook(call)
    if world.clock() < world.next_webhook_at:
        raise too_many_requests(1)
    world.next_webhook_at = world.clock() + 1
    world.queue.end_poll(failure(409, "terminated by setWebhook request"))
    delete_webhook(call)
    place = _parse(url)
    secret = call.text("secret_token")
    if len(secret.encode()) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _check_place(place)
    if call.has("allowed_updates"):
        wanted = call.json("allowed_updates", "can't parse allowed_updates JSON array")
        world.queue.allow(wanted if isinstance(wanted, list) else ())
    world.webhook = Webhook(url, secret, call.integer("max_connections", AT_ONCE, 1, 100))
    world.bell.ring()
    return True


def delete_webhook(call: Call) -> bool:
    """Go back to polling; what was not delivered waits there."""
    if call.flag("drop_pending_updates"):
        call.world.queue.drop()
    call.world.webhook = None
    call.world.bell.ring()
    return True


def get_webhook_info(call: Call) -> JsonObject:
    """Where updates go, how many wait, and what went wrong last."""
    queue, webhook = call.world.queue, call.world.webhook
    info: JsonObject = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending) + len(queue.repeated),
    }
    if webhook:
        info["max_connections"] = webhook.connections
        if webhook.last_error:
            info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error}
    if queue.allowed != BY_DEFAULT:
        info["allowed_updates"] = sorted(queue.allowed)
    return info


def _parse(url: str) -> SplitResult:
    try:
        place = urlsplit(url if "://" in url else f"https://{url}")
        sound = place.scheme in {"http", "https"} and place.hostname and place.port != 0
    except ValueError:
        sound = None
    if not sound or re.search(r"\s", url):
        raise bad_request("invalid webhook URL specified")
    return place


def _check_place(place: SplitResult) -> None:
    """Telegram's rules for addresses, and the sandbox's one exception: plain HTTP on this computer."""
    if place.hostname in _LOOPBACK:
        if place.scheme == "https":
            raise bad_request("sandbox: TLS is not modelled; on this computer use a webhook with http://")
        return
    if place.scheme == "http":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (place.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    raise bad_request("sandbox: webhooks of other computers are not modelled; use http://127.0.0.1")


METHODS = (
    method("setWebhook", set_webhook, "url max_connections allowed_updates drop_pending_updates secret_token"),
    method("deleteWebhook", delete_webhook, "drop_pending_updates"),
    method("getWebhookInfo", get_webhook_info),
)

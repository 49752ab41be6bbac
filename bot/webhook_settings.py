"""The settings of webhook mode, and what is wrong with an address before Telegram says so."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

HEALTH = "/healthz"
"""Where the web server says whether the bot is well."""
METRICS = "/metrics"
"""Where it says more, for Prometheus."""
BOOKED = "/booked"
"""Where the booking system says that something was booked."""
CLOUD = "https://api.telegram.org/"
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The ports that Telegram delivers to."""


def _sound_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
        raise ValueError("may hold letters a-z, figures, - and _ only, at most 256 of them")
    return secret


def webhook_problem(url: str, *, cloud: bool) -> str | None:
    """What keeps Telegram from delivering to an address; its cloud takes less than a server of one's own."""
    if not url:
        return "is missing. It is where Telegram delivers, for example https://bot.example.com/telegram"
    try:
        place = urlsplit(url)
        port = place.port or 443
    except ValueError:
        return "is no web address"
    if place.scheme not in {"http", "https"} or not place.hostname:
        return "is no web address; it looks like https://bot.example.com/telegram"
    if cloud and place.scheme != "https":
        return "must begin with https://, since Telegram delivers to nothing else"
    if cloud and port not in WEBHOOK_PORTS:
        return f"names port {port}, but Telegram delivers to ports 443, 80, 88 and 8443 only"
    if place.path in {HEALTH, METRICS, BOOKED}:
        return f"can't end in {place.path}, which the bot needs for something else; choose another path"
    if not re.fullmatch(r"[A-Za-z0-9._~/-]*", place.path):
        return "has a path with other characters than letters a-z, figures and . _ ~ / -"
    return None


class Webhook(BaseModel):
    """Where Telegram delivers in webhook mode, and where the bot listens. Without a secret the bot makes one."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    url: str = ""
    secret: Annotated[SecretStr, AfterValidator(_sound_secret)] = SecretStr("")
    listen: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080

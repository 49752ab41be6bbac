"""Signatures over a time and a body, for webhooks in both directions: HMAC-SHA256, as many services do it."""

import hashlib
import hmac
from datetime import datetime, timedelta

TIMESTAMP = "Backchat-Timestamp"
"""The header with the time of signing, in whole seconds since 1970."""

SIGNATURE = "Backchat-Signature"
"""The header with "sha256=" and the signature in hexadecimal."""

FRESH = timedelta(minutes=5)
"""How far the time of a signature may be from ours: for slow ways and clocks that differ."""


def signed(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that prove who sends `body`, and when."""
    timestamp = str(int(now.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: f"sha256={_digest(secret, timestamp, body)}"}


def is_genuine(secret: str, body: bytes, timestamp: str, signature: str, now: datetime) -> bool:
    """Whether both headers belong to this body and the time is near `now`."""
    expected = f"sha256={_digest(secret, timestamp, body)}"
    if not hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), expected.encode()):
        return False
    return timestamp.isdecimal() and abs(int(timestamp) - now.timestamp()) <= FRESH.total_seconds()


def _digest(secret: str, timestamp: str, body: bytes) -> str:
    message = timestamp.encode("utf-8", "surrogateescape") + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()

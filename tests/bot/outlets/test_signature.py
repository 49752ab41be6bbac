"""Signatures over a time and a body."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outlets.signature import FRESH, SIGNATURE, TIMESTAMP, is_genuine, signed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXPECTED = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
"""`printf '1700000000.{}' | openssl dgst -sha256 -hmac key`"""
SECRET = "a-made-up-secret-of-many-characters"  # of these tests alone


def test_as_documented() -> None:
    """What a receiver computes by docs/operations.md: openssl gives the same."""
    headers = signed("key", b"{}", datetime.fromtimestamp(1_700_000_000, UTC))
    assert headers == {
        TIMESTAMP: "1700000000",
        SIGNATURE: "sha256=" + EXPECTED,
    }


@given(st.binary(max_size=200))
def test_what_we_sign_is_genuine(body: bytes) -> None:
    headers = signed(SECRET, body, NOW)
    assert is_genuine(SECRET, body, headers[TIMESTAMP], headers[SIGNATURE], NOW)
    assert not is_genuine(SECRET, body + b" ", headers[TIMESTAMP], headers[SIGNATURE], NOW)


@pytest.mark.parametrize("off", [FRESH, -FRESH])
def test_old_and_early_ones_are_refused(off: timedelta) -> None:
    headers = signed(SECRET, b"{}", NOW)
    given_then = headers[TIMESTAMP], headers[SIGNATURE]
    assert is_genuine(SECRET, b"{}", *given_then, NOW + off)
    assert not is_genuine(SECRET, b"{}", *given_then, NOW + off * 1.01)


@given(st.text(max_size=20), st.text(max_size=80))
def test_whatever_comes_is_refused_quietly(timestamp: str, signature: str) -> None:
    assert not is_genuine(SECRET, b"{}", timestamp, signature, NOW)

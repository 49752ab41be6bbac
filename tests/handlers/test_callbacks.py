"""Button data: short enough for Telegram, and the same after the way there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.callbacks import MAX_BYTES, DeskPress, decode, decode_desk, encode, encode_desk
from handlers.case import DeskVerb
from handlers.events import Verb

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda text: len(text) <= 40)


@given(st.sampled_from(Verb), st.just("") | IDS)
def test_patients_buttons(verb: Verb, argument: str) -> None:
    """Any id that content may hold fits."""
    data = encode(verb, argument)
    assert len(data.encode()) <= MAX_BYTES
    assert decode(data) == (verb, argument)
    assert decode_desk(data) is None


@given(st.sampled_from(DeskVerb), st.integers(0, 10**18 - 1))
def test_staff_buttons(verb: DeskVerb, number: int) -> None:
    """A staff button is no patient's button."""
    data = encode_desk(verb, number)
    assert decode_desk(data) == DeskPress(verb, number)
    assert decode(data) is None


CHOOSING = [DeskVerb.DONE, DeskVerb.HAND_OVER, DeskVerb.REPLIES]


@given(st.sampled_from(CHOOSING), st.integers(0, 10**18 - 1), IDS.filter(lambda text: len(text) <= 24))
def test_choices_from_a_menu(verb: DeskVerb, number: int, choice: str) -> None:
    """An outcome, a colleague's id or a reply's; other buttons have no choice."""
    data = encode_desk(verb, number, choice)
    assert len(data.encode()) <= MAX_BYTES
    assert decode_desk(data) == DeskPress(verb, number, choice)
    assert decode_desk(encode_desk(DeskVerb.TAKE, number, choice)) is None


@given(st.text(max_size=MAX_BYTES))
def test_made_up_data_is_refused_quietly(data: str) -> None:
    """Anybody can send anything."""
    decoded, desk = decode(data), decode_desk(data)
    assert decoded is None or encode(*decoded) in {data, data.rstrip(":")}
    assert desk is None or data.startswith("case:")


def test_data_of_another_version() -> None:
    """Unknown verbs lead nowhere."""
    assert decode("zz:heat") is None
    assert decode_desk("case:burn:1042") is None
    assert decode_desk("case:take:²") is None


def test_too_long_is_an_error_at_home() -> None:
    """Telegram would refuse the whole message."""
    with pytest.raises(ValueError, match="64 is the most"):
        encode(Verb.TOPIC, "x" * 63)

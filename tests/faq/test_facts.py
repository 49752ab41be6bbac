"""The clinic's facts: what is not confirmed is never claimed."""

from datetime import date

import pytest
from pydantic import ValidationError

from faq.wording.facts import PLACEHOLDERS, Clinic, Fact, fill, unknown_placeholders

CONFIRMED = date(2026, 11, 1)


def test_a_confirmed_fact_is_told() -> None:
    """In the clinic's own words."""
    clinic = Clinic(name="Bankside Physio", prices=Fact(text="£60 a visit.", confirmed_on=CONFIRMED))
    assert fill("At {clinic}: {prices}", clinic) == "At Bankside Physio: £60 a visit."


def test_an_unconfirmed_fact_is_not_told() -> None:
    """Written down is not enough: somebody must have confirmed it."""
    clinic = Clinic(insurers=Fact(text="We take every insurer."))
    assert fill("{insurers}", clinic) == "Please ask the clinic about the insurers it works with."
    assert fill("{free_assessment}", Clinic()) == "Please ask the clinic about a first assessment and what it costs."


def test_what_a_clinic_left_out_still_makes_a_sentence() -> None:
    """No placeholder stands for nothing."""
    assert all(Clinic().values().values())
    assert fill("Ring us: {phone}", Clinic()) == "Ring us: the number on the clinic's website"
    assert fill("Ring us: {phone}", Clinic(phone="020 7946 0000")) == "Ring us: 020 7946 0000"


def test_a_placeholder_is_a_name_and_nothing_more() -> None:
    """No attributes, no indexes, no formats; other text stays as it is."""
    for trick in ("{clinic.name}", "{clinic[0]}", "{clinic!r}", "{clinic:>99999}", "{}", "{ clinic }"):
        assert unknown_placeholders(trick) == [trick[1:-1]]
        assert fill(trick, Clinic()) == trick


def test_known_and_unknown_placeholders() -> None:
    """In the order of the text."""
    assert unknown_placeholders(" ".join(f"{{{name}}}" for name in PLACEHOLDERS)) == []
    assert unknown_placeholders("{fone} or {phone} or {fax}") == ["fone", "fax"]
    assert unknown_placeholders("no braces at all") == []


@pytest.mark.parametrize("text", ["{phone", "phone}", "}{", "{{phone}}", "{a{phone}"])
def test_braces_without_partner(text: str) -> None:
    """Not quietly shown to a patient."""
    with pytest.raises(ValueError, match="unbalanced"):
        unknown_placeholders(text)


@pytest.mark.parametrize("url", ["http://clinic.example/book", "javascript:alert(1)", "https://two words", ""])
def test_a_booking_link_is_a_secure_link(url: str) -> None:
    """It becomes a button that patients press."""
    with pytest.raises(ValidationError):
        Clinic(booking_url=url)


def test_a_fact_has_words() -> None:
    """An empty one is a mistake in the config."""
    with pytest.raises(ValidationError):
        Fact(text="  ")

"""The clinic's own facts, which answers name by placeholders; what is not confirmed is never claimed."""

import re
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from faq.wording.opening_hours import LONDON, OpeningHours

_BRACED = re.compile(r"\{([^{}]*)\}")
_ASK = "Please ask the clinic about {}."


class Fact(BaseModel):
    """A sentence about prices, insurers and so on, with the day the clinic confirmed it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
    confirmed_on: date | None = None


DAYS_APART = 3
"""One that downtime and a night put off comes within two days: never together with the next."""


class CheckIns(BaseModel):
    """On which days after the request the bot may ask how things are, and at which hours of whose day."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    days: Annotated[tuple[Annotated[int, Field(ge=2, le=28)], ...], Field(min_length=1, max_length=5)] = (2, 7, 14)
    start: time = time(9)
    end: time = time(20)
    zone: ZoneInfo = LONDON

    @model_validator(mode="after")
    def _in_order(self) -> "CheckIns":
        """Hours lie within one day; no two check-ins can come together."""
        if self.start >= self.end:
            raise ValueError("start must be before end")
        if any(later - sooner < DAYS_APART for sooner, later in pairwise(self.days)):
            raise ValueError(f"days must rise, each at least {DAYS_APART} after the one before")
        return self


class Clinic(BaseModel):
    """Who the clinic is. A fact without `confirmed_on` is answered with "Please ask the clinic"."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str = "the clinic"
    booking_url: str = Field(default="https://example.com/book", pattern=r"^https://\S+$")
    booking_code_parameter: str = Field(default="", pattern=r"^[A-Za-z0-9_.-]{0,40}$")
    """The name in the booking link under which a case's random code stands; "" for links without one."""
    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""
    opening: OpeningHours | None = None
    """The hours as the bot reckons with them; {hours} then says these."""
    prices: Fact | None = None
    free_assessment: Fact | None = None
    insurers: Fact | None = None
    treatments: Fact | None = None
    languages: Fact | None = None
    privacy_contact: str = ""
    check_ins: CheckIns = CheckIns()

    @model_validator(mode="after")
    def _one_set_of_hours(self) -> Self:
        """Two would come apart one day."""
        if self.hours and self.opening:
            raise ValueError("hours and opening both say when the clinic is open; leave hours empty and keep opening")
        return self

    def values(self) -> dict[str, str]:
        """What each placeholder stands for."""
        return {
            "clinic": self.name,
            "booking_url": self.booking_url,
            "phone": self.phone or "the number on the clinic's website",
            "email": self.email or "the e-mail address on the clinic's website",
            "address": self.address or "the address on the clinic's website",
            "hours": self.hours or (self.opening and self.opening.in_words()) or "see the clinic's website",
            "privacy_contact": self.privacy_contact or "the clinic",
            "prices": _sentence(self.prices, "prices"),
            "free_assessment": _sentence(self.free_assessment, "a first assessment and what it costs"),
            "insurers": _sentence(self.insurers, "the insurers it works with"),
            "treatments": _sentence(self.treatments, "what it treats"),
            "languages": _sentence(self.languages, "the languages its team speaks"),
        }


def _sentence(fact: Fact | None, what: str) -> str:
    return fact.text if fact and fact.confirmed_on else _ASK.format(what)


PLACEHOLDERS = frozenset(Clinic().values())
"""What content may write in braces."""


def unknown_placeholders(text: str) -> list[str]:
    """Placeholders of a text that no fact stands for. Raises ValueError for unbalanced braces."""
    if any(brace in _BRACED.sub("", text) for brace in "{}"):
        raise ValueError("unbalanced braces")
    return [name for name in _BRACED.findall(text) if name not in PLACEHOLDERS]


def fill(text: str, clinic: Clinic) -> str:
    """The text with the clinic's facts in it; names only, no attributes or indexing."""
    for name, value in clinic.values().items():
        text = text.replace("{" + name + "}", value)
    return text

"""What one turn changes in storage."""

from dataclasses import dataclass
from datetime import datetime

from handlers.diary import AgreeToDiary, EndDiary, KeepEntry, RemindOfDiary, RemoveEntry
from handlers.events import Person


@dataclass(frozen=True, slots=True)
class OfferCase:
    """Keep a pending case (chat, reasons, topic; no words) for OFFER_LASTS, in place of an earlier one.

    `code` is for its booking links; an earlier one's stays.
    """

    reasons: tuple[str, ...]
    topic: str | None
    days: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class DropOffer:
    """Delete the chat's pending case."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The patient said Yes: the pending case opens, with the consent that allows it."""

    number: int
    person: Person
    consent_version: str


@dataclass(frozen=True, slots=True)
class AddReasons:
    """Later reasons for an open case: its card is edited."""

    number: int
    reasons: tuple[str, ...]
    days: int | None = None


@dataclass(frozen=True, slots=True)
class AddNote:
    """The patient's own words for the card, given with consent."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class AddPhone:
    """The patient's phone number for the card, given with consent."""

    number: int
    phone: str


@dataclass(frozen=True, slots=True)
class SafetyAdviceGiven:
    """An open card then says so, without words."""

    number: int


@dataclass(frozen=True, slots=True)
class StartTalk:
    """The patient agreed that their messages are passed to the clinic."""

    number: int
    consent_version: str


@dataclass(frozen=True, slots=True)
class EndTalk:
    """Nothing is passed on any more; a consent to it is withdrawn."""

    number: int


@dataclass(frozen=True, slots=True)
class SaysBooked:
    """An open case's card then says that the patient says so."""

    number: int


@dataclass(frozen=True, slots=True)
class KeepSuggestion:
    """A question for admins to read, as faq.anonymous left it; with the day, and without the chat."""

    text: str


@dataclass(frozen=True, slots=True)
class StartCheckIns:
    """The patient asked to be asked, at these times, with the consent that allows it."""

    times: tuple[datetime, ...]
    consent_version: str


@dataclass(frozen=True, slots=True)
class EndCheckIns:
    """None comes any more, and the consent is over."""


@dataclass(frozen=True, slots=True)
class DeleteEverything:
    """All that is held of this chat goes, but for a held emergency tier until it expires."""


Effect = (
    OfferCase
    | DropOffer
    | OpenCase
    | AddReasons
    | AddNote
    | AddPhone
    | SafetyAdviceGiven
    | StartTalk
    | EndTalk
    | SaysBooked
    | KeepSuggestion
    | AgreeToDiary
    | EndDiary
    | KeepEntry
    | RemoveEntry
    | RemindOfDiary
    | StartCheckIns
    | EndCheckIns
    | DeleteEverything
)

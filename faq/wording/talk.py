"""The words of the talk between a patient and the clinic, and of a booking that was made."""

from typing import Annotated

from pydantic import Field, StringConstraints

from faq.wording.placeholders import ButtonText, Numbered, Sentence, Toast, uses
from faq.written.base import Text, Written


class TalkButtons(Written):
    """What stands on the buttons of the talk."""

    yes: ButtonText
    no: ButtonText
    end: ButtonText
    again: ButtonText


class TalkWords(Written):
    """Messages passed on to the clinic. Change `version` whenever `question` changes."""

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,20}$")]
    from_a_person: Sentence
    question: Numbered
    buttons: TalkButtons
    started: Numbered
    declined: Numbered
    passed: Numbered
    passed_and_answer: Numbered
    not_passed: Sentence
    only_words_passed: Sentence
    on_now: Numbered
    only_bot: Sentence
    ended: Numbered
    closed: Annotated[Text, uses("first_name", "number")]
    closed_by_booking: Numbered
    not_open: Toast
    card_on: Annotated[Text, uses("time")]
    relayed: Annotated[Text, uses("number", "first_name", "text")]
    relayed_edited: Annotated[Text, uses("number", "first_name", "text")]
    relayed_words_only: Sentence
    advice: Sentence
    still_held: Sentence


class BookedWords(Written):
    """A patient says that they have booked. `says` are their words for it, in small letters."""

    button: ButtonText
    says: Annotated[tuple[Text, ...], Field(min_length=1)]
    noted: Numbered
    thanks: Sentence
    card: Annotated[Text, uses("time")]

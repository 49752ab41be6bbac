"""The words of the clinic's desk: what staff do with a case beside taking it, opening hours, reminders and numbers."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from faq.wording.placeholders import ButtonText, Numbered, NumberedToast, Sentence, Signed, Toast, uses
from faq.written.base import Id, Text, Written

ReplyId = Annotated[Id, StringConstraints(max_length=24)]
"""Short: it travels in a button."""

CloseReason = Literal["booked", "advised", "no_reply", "other"]
"""Why a case is closed."""


class DeskButtons(Written):
    """What stands on a card's buttons, beside "I'll take it" and "Done"."""

    release: ButtonText
    hand_over: ButtonText
    to_me: ButtonText
    replies: ButtonText
    reopen: ButtonText
    back: ButtonText


class ReadyReply(Written):
    """A reply that staff send with one press: its button, and the words, which are signed like any other reply."""

    label: ButtonText
    text: Sentence


class HoursWords(Written):
    """Out of hours: when people are back. `days` are Monday to Sunday."""

    closed: Annotated[Text, uses("when")]
    closed_for_now: Sentence
    today: Annotated[Text, uses("time")]
    tomorrow: Annotated[Text, uses("time")]
    on_day: Annotated[Text, uses("day", "time")]
    on_date: Annotated[Text, uses("day", "date", "time")]
    days: Annotated[tuple[Text, ...], Field(min_length=7, max_length=7)]


class Waiting(Written):
    """A case that nobody took: what the group, the next contact and the patient are told."""

    raised: Annotated[Text, uses("number", "time")]
    raised_next: Annotated[Text, uses("number", "time")]
    told: Numbered
    told_next: Numbered
    minutes: Annotated[Text, uses("n")]
    hours: Annotated[Text, uses("n")]


class DigestWords(Written):
    """The morning's and the week's numbers."""

    morning: Annotated[Text, uses("days")]
    week: Annotated[Text, uses("days")]
    asked: Annotated[Text, uses("n")]
    answered: Annotated[Text, uses("n")]
    offered: Annotated[Text, uses("n")]
    unknown: Annotated[Text, uses("n")]
    urgent: Annotated[Text, uses("n")]
    requests: Annotated[Text, uses("n")]
    because: Annotated[Text, uses("reason", "n")]
    taken_within: Annotated[Text, uses("hour", "day", "later", "waiting")]
    booked: Annotated[Text, uses("n")]
    open_now: Annotated[Text, uses("n", "waiting")]
    chart: Sentence
    chart_asked: ButtonText
    chart_answered: ButtonText
    chart_requests: ButtonText


class DeskWords(Written):
    """What the staff group reads of a case's life, and what its patient is told of it."""

    buttons: DeskButtons
    outcomes: dict[CloseReason, ButtonText]
    outcome: Annotated[Text, uses("outcome")]
    team_note: Annotated[Text, uses("team_note")]
    team_note_entry: Annotated[Text, uses("text", "first_name", "time")]
    note_kept: Numbered
    note_how: Sentence
    not_sent: Sentence
    released: NumberedToast
    released_told: Numbered
    handed: NumberedToast
    handed_told: Signed
    reopened: NumberedToast
    reopened_told: Numbered
    nobody_has_it: NumberedToast
    still_open: NumberedToast
    newer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150), uses("number")]
    left_the_group: Toast
    held: NumberedToast
    choose_colleague: Toast
    choose_reply: Toast
    choose_outcome: Toast
    replies: dict[ReplyId, ReadyReply]
    reply_sent: NumberedToast
    write_yourself: Toast
    case_how: Sentence
    case_none: Numbered
    waiting: Waiting
    digest: DigestWords

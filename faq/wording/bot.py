"""Every sentence that the bot itself speaks, as a model."""

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from faq.wording.check_in import CheckInWords
from faq.wording.desk import DeskWords, HoursWords
from faq.wording.placeholders import ButtonText, Numbered, NumberedToast, Sentence, Signed, Toast, fill, uses
from faq.wording.talk import BookedWords, TalkWords
from faq.written.base import Id, Label, Text, Written

__all__ = ["Wording", "fill", "uses"]

REASON_IDS = frozenset({"persistent", "recurrent", "worsening", "limits", "wants-person"})
"""Reasons that must have words; a finer one ("limits-sleep") without its own uses those of its first part."""


MenuText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), uses()]


class Menu(Written):
    """Telegram's command menu: what stands beside each command."""

    start: MenuText
    topics: MenuText
    book: MenuText
    human: MenuText
    recovery: MenuText
    diary: MenuText
    privacy: MenuText
    mydata: MenuText
    delete: MenuText
    help: MenuText


class Buttons(Written):
    """What stands on buttons that belong to no topic."""

    helped: ButtonText
    not_meant: ButtonText
    more: ButtonText
    exercises: ButtonText
    none_of_these: ButtonText
    topics: ButtonText
    next: ButtonText
    back: ButtonText
    human: ButtonText
    book: ButtonText
    tell_yes: ButtonText
    tell_no: ButtonText
    delete_yes: ButtonText
    delete_no: ButtonText
    share_phone: ButtonText
    suggest_question: ButtonText
    take: ButtonText
    done: ButtonText


class Answers(Written):
    """Around answers, and where there is none."""

    sources: Annotated[Text, uses("sources")]
    suggest: Sentence
    suggest_next: Sentence
    rephrase: Sentence
    clinic_instead: Sentence
    unknown: Sentence
    not_ours: Sentence
    smalltalk: Sentence
    helped: Toast
    topics: Annotated[Text, uses("page", "pages")]
    under_18: Sentence
    suggested: Annotated[Text, uses("question")]
    nothing_to_suggest: Sentence


class ExerciseWords(Written):
    """The parts of an exercise card, and the list of cards."""

    choose: Sentence
    dose: Annotated[Text, uses("dose")]
    cue: Annotated[Text, uses("cue")]
    easier: Annotated[Text, uses("easier")]
    picture: Annotated[Text, uses("title", "shows")]


class RecoveryWords(Written):
    """Recovery by stage: the list, the parts of a stage's card, and what is said where the content has no stages."""

    choose: Sentence
    ask_someone: Annotated[Text, uses("when")]
    go_on: Annotated[Text, uses("how")]
    next_button: Annotated[Label, uses("title")]
    all_stages: ButtonText
    see: ButtonText
    none: Sentence


class DiaryWords(Written):
    """The diary. Change `version` whenever `question` changes. `done` are the things to choose from, by their ids."""

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,20}$")]
    question: Sentence
    agree: ButtonText
    decline: ButtonText
    declined: Sentence
    empty: Sentence
    ask_pain: Sentence
    keep_pain: Annotated[Label, uses("pain")]
    ask_done: Sentence
    done: Annotated[dict[Id, ButtonText], Field(min_length=1, max_length=10)]
    rest: ButtonText
    skip: ButtonText
    ask_note: Sentence
    no_note: ButtonText
    saved: Sentence
    remind: ButtonText
    remind_question: Sentence
    remind_tomorrow: ButtonText
    remind_days: Annotated[Label, uses("days")]
    remind_no: ButtonText
    reminds: Annotated[Text, uses("when")]
    reminds_not: Sentence
    reminder: Sentence
    cut: Sentence
    see: ButtonText
    add: ButtonText
    choose: ButtonText
    choose_one: Sentence
    entry_button: Annotated[Label, uses("when", "pain")]
    again: ButtonText
    remove: ButtonText
    back: ButtonText
    removed: Sentence
    caption: Annotated[Text, Field(max_length=700), uses("when", "entries", "least", "most", "latest", "active")]
    span: Annotated[Text, uses("first", "last")]
    rows: Sentence
    row: Annotated[Text, uses("when", "pain")]
    older: Sentence
    end: ButtonText
    end_question: Sentence
    end_yes: ButtonText
    end_no: ButtonText
    ended: Sentence
    chart_title: ButtonText
    chart_pain: ButtonText
    chart_active: ButtonText
    as_table: Annotated[Text, Field(max_length=500), uses()]


class Time(Written):
    """Spans of time in words. `numbers` are zero to as far as the list goes; beyond it figures are used."""

    day: Annotated[Text, uses("n")]
    days: Annotated[Text, uses("n")]
    week: Annotated[Text, uses("n")]
    weeks: Annotated[Text, uses("n")]
    month: Annotated[Text, uses("n")]
    months: Annotated[Text, uses("n")]
    year: Annotated[Text, uses("n")]
    years: Annotated[Text, uses("n")]
    numbers: tuple[Text, ...]


class Reason(Written):
    """One reason of tier P: as said to the patient, and as it stands on the staff card."""

    said: Sentence
    card: Sentence


class Booking(Written):
    """Tier P: why, in plain words, then how it is put by time (ground truth 3.2)."""

    time_and_reasons: Annotated[Text, uses("time", "reasons")]
    time_only: Annotated[Text, uses("time")]
    reasons_only: Annotated[Text, uses("reasons")]
    no_reason: Sentence
    tone_days: Sentence
    tone_2_weeks: Sentence
    tone_6_weeks: Sentence
    tone_12_weeks: Sentence
    free_option: Sentence
    card_time: Annotated[Text, uses("time")]
    reasons: dict[Id, Reason]

    @field_validator("reasons")
    @classmethod
    def _every_reason(cls, reasons: dict[str, Reason]) -> dict[str, Reason]:
        missing = sorted(REASON_IDS - reasons.keys())
        if missing:
            raise ValueError(f"words are missing for {', '.join(missing)}")
        return reasons


class Consent(Written):
    """Asking before anything goes to the clinic. Change `version` whenever `question` changes."""

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,20}$")]
    question: Annotated[Text, uses("shared")]
    about_topic: Annotated[Text, uses("topic")]
    opened: Numbered
    declined: Sentence
    asked_again: Sentence
    already_open: NumberedToast
    added: Numbered


class Notes(Written):
    """A note or phone number for an open case. `declines` are short refusals that are no note."""

    invite: Sentence
    added: Numbered
    cut: Numbered
    declines: tuple[Text, ...]
    declined: Numbered
    phone_added: Numbered
    phone_not_own: Sentence
    phone_no_case: Sentence


class Privacy(Written):
    """The notice: `short` at first contact, `full` behind /privacy (one paragraph an item)."""

    short: Sentence
    full: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Counted(Written):
    """What is said of one thing, and of several."""

    one: Annotated[Text, uses("n")]
    many: Annotated[Text, uses("n")]


class Removed(Written):
    """What /delete took away, each as a part of one sentence."""

    requests: Counted
    cards: Counted
    offers: Counted
    from_patient: Counted
    to_patient: Counted
    diary: Counted
    conversation: Sentence


class OwnData(Written):
    """/mydata, /delete, /stop and /id."""

    mydata: Sentence
    mydata_row: Annotated[Text, uses("what", "value")]
    mydata_nothing: Sentence
    mydata_file: Annotated[Text, Field(max_length=500), uses()]
    delete_ask: Sentence
    delete_done: Sentence
    delete_done_held: Sentence
    delete_removed: Annotated[Text, uses("removed")]
    delete_receipts: Counted
    removed: Removed
    delete_kept: Sentence
    stopped: Sentence
    id: Annotated[Text, uses("id")]


class Media(Written):
    """Refusals of what is not words, and of what came with words; the emergency line follows each."""

    photo: Sentence
    voice: Sentence
    video: Sentence
    sticker: Sentence
    document: Sentence
    location: Sentence
    other: Sentence
    only_words: Sentence


class Staff(Written):
    """What the staff group reads, and what a patient reads of the staff."""

    asked_at: Annotated[Text, uses("time")]
    about: Annotated[Text, uses("topic")]
    note: Annotated[Text, uses("note")]
    phone_number: Annotated[Text, uses("patient_phone")]
    safety_advice: Annotated[Text, uses("time")]
    taken: Annotated[Text, uses("first_name", "time")]
    done: Annotated[Text, uses("first_name", "time")]
    replied: Annotated[Text, uses("count", "time")]
    unreachable: Sentence
    deleted: Numbered
    booking_system: Sentence
    no_name: Sentence
    patient_told: Signed
    took: NumberedToast
    yours_already: NumberedToast
    taken_already: NumberedToast
    closed: NumberedToast
    closed_already: NumberedToast
    case_gone: Toast
    not_staff: Toast
    reply: Annotated[Text, uses("text", "first_name")]
    reply_text_only: Sentence
    reply_queued: Numbered
    cases_none: Sentence
    cases_title: Annotated[Text, uses("count")]
    cases_row: Annotated[Text, uses("number", "name", "reasons", "time", "state")]
    cases_more: Annotated[Text, uses("count")]
    state_open: Sentence
    state_taken: Annotated[Text, uses("first_name")]
    week: Annotated[Text, uses("date")]
    content_updated: Annotated[Text, uses("changes")]
    content_refused: Annotated[Text, uses("problem")]


class ByEmail(Written):
    """E-mails to the clinic: they say that there is something to read, and never what."""

    subject: Numbered
    opened: Numbered
    changed: Numbered
    where: Sentence


class Errors(Written):
    """When something is wrong on our side, or in the wrong place."""

    wrong: Sentence
    groups: Sentence
    out_of_date: Toast
    seen_already: Toast


class Wording(Written):
    """All sentences of the bot; a clinic's own version is wording.yaml in its content folder."""

    and_word: Annotated[str, Field(min_length=1, max_length=20)]
    reference: Annotated[Label, uses("number")]
    menu: Menu
    start: Sentence
    help: Sentence
    emergency: Sentence
    book: Sentence
    person: Sentence
    buttons: Buttons
    answers: Answers
    exercises: ExerciseWords
    recovery: RecoveryWords
    diary: DiaryWords
    time: Time
    booking: Booking
    consent: Consent
    notes: Notes
    check_ins: CheckInWords
    privacy: Privacy
    own_data: OwnData
    media: Media
    staff: Staff
    desk: DeskWords
    hours: HoursWords
    talk: TalkWords
    booked: BookedWords
    by_email: ByEmail
    errors: Errors

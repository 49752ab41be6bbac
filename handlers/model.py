"""The conversation's values: what happened, what is remembered, what is said and what is to be stored."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from faq.desk_wording import CloseReason
from faq.reading import Understanding
from faq.schema import Flag, Tier
from handlers.diary import AgreeToDiary, EndDiary, KeepEntry, RemindOfDiary, RemoveEntry

HELD_FOR = timedelta(days=14)
"""How long E, U and crisis hold (design.md section 5; the 14 days of the GIRFT pathway)."""

OFFER_LASTS = timedelta(hours=24)
"""A pending case without consent is deleted after this (design.md section 6)."""

OFFER_AGAIN_AFTER = timedelta(days=7)
"""A declined offer is not repeated sooner, unless things get worse."""

SESSION_EXPIRES = timedelta(days=30)
"""A session untouched for this long is forgotten."""

NOTE_WAITS = timedelta(hours=12)
"""A note is awaited no longer than this without any message."""

NOTE_LENGTH = 3000
"""Characters of a patient's note: what fits on a card beside the rest."""


# --- what happened ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote, as Telegram shows them. Stored only with consent."""

    user_id: int
    first_name: str
    last_name: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Text, a caption, or an edited one, already understood."""

    person: Person
    text: str
    understanding: Understanding
    edited: bool = False
    attached: bool = False
    """Something that is not looked at came with the words: they are its caption."""


class Verb(StrEnum):
    """What a button does; its argument follows in `Pressed.argument` (a topic or exercise id, or "").

    That of SUGGEST is what the patient wrote, as Telegram shows it under the button.
    """

    TOPIC = "t"
    MORE = "m"
    HELPED = "h"
    NOT_MEANT = "n"
    NONE_OF_THESE = "0"
    EXERCISES = "xs"
    EXERCISE = "x"
    TOPICS = "ts"
    TELL_YES = "y"
    TELL_NO = "no"
    SEEN = "s"
    HUMAN = "hu"
    DELETE_YES = "dy"
    DELETE_NO = "dn"
    SUGGEST = "sg"
    RECOVERY = "r"
    DIARY = "d"
    TALK_YES = "ty"
    TALK_NO = "tn"
    TALK_END = "te"
    TALK_ASK = "ta"
    CHECK_IN = "ci"
    CHECK_IN_DAYS = "cd"
    CHECK_IN_ZONE = "cz"
    CHECK_IN_ANSWER = "ca"
    CHECK_IN_SCORE = "cs"
    CHECK_IN_STOP = "cx"
    BOOKED = "bk"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. Old messages keep their buttons, so any press may be out of date."""

    person: Person
    verb: Verb
    argument: str = ""


class CommandName(StrEnum):
    """A patient's commands in a private chat."""

    START = "start"
    HELP = "help"
    TOPICS = "topics"
    BOOK = "book"
    HUMAN = "human"
    RECOVERY = "recovery"
    DIARY = "diary"
    PRIVACY = "privacy"
    MYDATA = "mydata"
    DELETE = "delete"
    STOP = "stop"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command in a private chat."""

    person: Person
    name: CommandName


class Attachment(StrEnum):
    """What came instead of words."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    DOCUMENT = "document"
    LOCATION = "location"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attached:
    """Something without words; it is never opened or stored."""

    person: Person
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """A contact; `own` is False for somebody else's card."""

    person: Person
    phone: str
    own: bool


Event = Said | Pressed | Commanded | Attached | SharedPhone


# --- what is remembered -------------------------------------------------------------------------------------


class Step(StrEnum):
    """Where the conversation stands."""

    OPEN = "open"
    SUGGESTED = "suggested"
    REPHRASE = "rephrase"
    OFFERED_CASE = "offered_case"
    NOTE = "note"
    CONFIRM_DELETE = "confirm_delete"
    DIARY_PAIN = "diary_pain"
    DIARY_DONE = "diary_done"
    DIARY_NOTE = "diary_note"


@dataclass(frozen=True, slots=True)
class Held:
    """A raised tier: until `until`, or until "I've been seen". `language`: see Signal."""

    tier: Tier
    signs: tuple[str, ...]
    until: datetime
    language: str = ""


class CaseState(StrEnum):
    """The life of a case: PENDING is an offer without consent (no words, no name)."""

    PENDING = "pending"
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"

    @property
    def is_open(self) -> bool:
        """Whether the clinic still has to deal with it: the patient agreed, and nobody has closed it."""
        return self in OPEN_STATES


OPEN_STATES = (CaseState.OPEN, CaseState.TAKEN)


class Talk(StrEnum):
    """Whether a patient's messages are passed to the clinic: asked once, only with consent, until it ends."""

    NONE = ""
    ASKED = "asked"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the conversation may know of the patient's pending or open case."""

    number: int
    state: CaseState
    talk: Talk = Talk.NONE
    code: str = field(default="", compare=False)
    """What its booking link carries; random, and "" for none."""

    @property
    def talks(self) -> bool:
        """Whether the patient's messages are passed to the clinic."""
        return self.state.is_open and self.talk is Talk.ON


class Feeling(StrEnum):
    """The answer to "How are things?"."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class CheckIns:
    """A patient's check-ins: when they are, and what was answered last. `since` is when the trouble began."""

    times: tuple[datetime, ...]
    since: datetime
    zone: str
    asked_at: datetime | None = None
    """The check-in that waits for an answer."""
    unanswered: int = 0
    """How many in a row nobody answered."""
    feeling: Feeling | None = None
    score: int | None = None
    scoring: bool = False
    """The last answer may still get its number."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is remembered of a chat: ids and times, never words."""

    step: Step = Step.OPEN
    topic: str | None = None
    shown: tuple[str, ...] = ()
    """Topics already offered or answered for the present question."""
    next_topics: tuple[str, ...] = ()
    """Candidates left for "Not what I meant"."""
    reasons: tuple[str, ...] = ()
    """Reason ids of tier P given in this conversation, for the card (e.g. "persistent", "limits-work")."""
    days: int | None = None
    held: Held | None = None
    flags: frozenset[Flag] = frozenset()
    rephrased: bool = False
    """The present question was already put in other words at our request; it is not asked for twice."""
    told_free: bool = False
    """The GP and NHS physio were named as free options in this conversation."""
    unanswered: bool = False
    """The last question had no answer; it may be suggested to the clinic, once."""
    offer: str = ""
    """A short key of what the last consent question named: a Yes to another question doesn't count."""
    entry: datetime | None = None
    """The entry of the diary that is being written."""
    declined_at: datetime | None = None
    check_ins: CheckIns | None = None
    no_check_ins_at: datetime | None = None
    zone: str = ""
    """The patient's time zone, where they named one."""
    touched_at: datetime | None = None
    """When the last event came; a session older than SESSION_EXPIRES is forgotten."""
    case: CaseView | None = None
    """Loaded with the session from the cases table, not stored in it."""


# --- what is said -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """Under a message: an action of ours (`verb`), or a link (`url`)."""

    label: str
    verb: Verb | None = None
    argument: str = ""
    url: str | None = None


class Keys(StrEnum):
    """What happens to the keyboard below the text field."""

    KEEP = "keep"
    ASK_PHONE = "ask_phone"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the content, by the digest of its bytes, and the words that stand for it and below it.

    An empty digest stands for the chart of the diary, which is drawn for this turn alone.
    """

    digest: str
    caption: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the patient. `text` uses only **bold**; `buttons` are rows. A `photo` goes before the text.

    `emergency` marks crisis and tier E cards: they overtake everything and are not said twice
    when they went out at intake already.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    emergency: bool = False
    keys: Keys = Keys.KEEP
    phone_label: str = ""
    to_question: bool = False
    """Sent as a reply to the patient's message, whose words a button can then find without our keeping them."""
    photo: Photo | None = None

    @property
    def words(self) -> str:
        """All that is to be read."""
        return f"{self.photo.caption}\n\n{self.text}" if self.photo else self.text


# --- what is to be stored -----------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Relayed:
    """What is shown to staff under the card of an open case, with the patient's consent; as `Reply.text`."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One event's outcome. `counts` are anonymous daily counters; `toast` answers a button press."""

    session: Session
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    toast: str | None = None
    clear_pressed: bool = False
    """Take the buttons off the message that was pressed."""
    counts: tuple[str, ...] = ()
    to_staff: tuple[Relayed, ...] = ()


# --- the clinic's side --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A consented case as the staff group sees it. Times are UTC."""

    number: int
    state: CaseState
    chat_id: int
    name: str
    username: str
    reasons: tuple[str, ...]
    days: int | None
    topic: str | None
    opened_at: datetime
    note: str = ""
    phone: str = ""
    safety_advice_at: datetime | None = None
    taken_by: str = ""
    taken_by_id: int | None = None
    taken_at: datetime | None = None
    done_by: str = ""
    done_at: datetime | None = None
    unreachable: bool = False
    deleted: bool = False
    replies_sent: int = 0
    last_reply_at: datetime | None = None
    outcome: CloseReason | None = None
    """Why it is closed."""
    team_note: str = ""
    """What staff wrote for each other."""
    waits_since: datetime | None = None
    """Since when nobody has it: opened, given back or opened again."""
    raised: int = 0
    """How often the bot reminded of it since then."""
    held: bool = False
    """The patient was given urgent safety advice that holds: the bot itself tells them nothing of this case."""
    newer: int | None = None
    """Another request of the same patient that is open, so that this one can't be opened again."""
    talk: Talk = Talk.NONE
    talk_since: datetime | None = None
    says_booked_at: datetime | None = None


class DeskVerb(StrEnum):
    """The buttons on a card. DONE, HAND_OVER and REPLIES open a menu; chosen from it, they have an argument."""

    TAKE = "take"
    DONE = "done"
    RELEASE = "release"
    HAND_OVER = "over"
    REPLIES = "say"
    REOPEN = "reopen"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff who can take over a case."""

    user_id: int
    first_name: str


@dataclass(frozen=True, slots=True)
class DeskTurn:
    """What a staff member's action does: the case as it is now, and what each side is told."""

    case: Case | None
    to_patient: tuple[Reply, ...] = ()
    to_group: str | None = None
    toast: str | None = None
    is_reply: bool = False
    """`to_patient` holds the staff's own words: their arrival is shown on the card."""
    menu: DeskVerb | None = None
    """The buttons that the pressed message shows from now on: a menu's, or with BACK the card's own."""
    counts: tuple[str, ...] = ()
    """Anonymous daily counters, as in Turn."""
    then: tuple[Reply, ...] = ()
    """What the bot itself says to the patient after that."""

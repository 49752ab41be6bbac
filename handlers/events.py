"""What happened: a message, a button, a command, an attachment or a shared number."""

from dataclasses import dataclass
from enum import StrEnum

from faq.reading import Understanding


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

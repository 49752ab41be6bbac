"""What is said: messages with their buttons and pictures."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.events import Verb


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

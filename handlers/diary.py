"""A patient's diary: their own record, and nothing made of it. Kept only after a consent of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SHOWN_FOR = timedelta(weeks=6)
"""How far back the chart and the text go; older entries are in /mydata."""

DONE_LENGTH = 200
NOTE_LENGTH = 1000
"""Characters that are kept of one's own words for what was done, and of a note."""

REST = "rest"
"""What was done on a day without training."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: pain from 0 to 10, what was done (an id of the wording, REST, own words, or nothing) and a note.

    `at` is UTC, in whole seconds, and names the entry among those of its chat.
    """

    at: datetime
    pain: int
    done: str = ""
    words: str = ""
    note: str = ""

    @property
    def active(self) -> bool:
        """Whether something was done: chosen from the list, or told in words."""
        return bool(self.words or (self.done and self.done != REST))


@dataclass(frozen=True, slots=True)
class Diary:
    """What is stored of a diary: whether the patient agreed to one, and the entries of SHOWN_FOR, oldest first."""

    agreed: bool = False
    entries: tuple[Entry, ...] = ()


NO_DIARY = Diary()


@dataclass(frozen=True, slots=True)
class AgreeToDiary:
    """The patient said Yes to a diary, to this version of the question."""

    version: str


@dataclass(frozen=True, slots=True)
class EndDiary:
    """The consent is taken back: all entries go."""


@dataclass(frozen=True, slots=True)
class KeepEntry:
    """Write the entry of this moment, or change it; None leaves a part as it is. Without consent nothing is stored."""

    at: datetime
    pain: int | None = None
    done: str | None = None
    words: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Delete one entry."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RemindOfDiary:
    """A reminder at this moment (UTC), in place of an earlier one; None takes that back."""

    at: datetime | None


DiaryEffect = AgreeToDiary | EndDiary | KeepEntry | RemoveEntry | RemindOfDiary

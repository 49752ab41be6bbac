"""What makes tier P."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from faq.written.base import GroupName, Id, Phrase, Text, Written

_NO_LEAP_YEAR = 2023


class SignalRules(Written):
    """What makes tier P: lasting, coming back, getting worse, and what it stops (ground truth 3.2).

    `persistent_after_days` is enough by itself, `unimproved_after_days` when nothing has changed. `events`
    date what people count from ("since christmas"): "MM-DD", or "YYYY-MM-DD" for what happened once.
    """

    class Rule(Written):
        """One reason: how a reply names it, and the lines (as for signs) of which any one is enough.

        The parts of a `when` line stand in one clause, with at most `within` words between; those of
        `anywhere` need not. A `steady` line counts only where no P-SITUATION follows ("worse when I sit"). A
        line beside an `unless` phrase never counts. `complaint`: not in messages about bookings alone.
        """

        name: Text
        when: tuple[str, ...] = ()
        within: Annotated[int, Field(ge=0, le=10)] = 3
        anywhere: tuple[str, ...] = ()
        steady: tuple[str, ...] = ()
        unless: tuple[str, ...] = ()
        complaint: bool = False
        reads: tuple[Phrase, ...] = ()
        ignores: tuple[Phrase, ...] = ()

    persistent_after_days: Annotated[int, Field(ge=1, le=60)]
    unimproved_after_days: Annotated[int, Field(ge=1, le=60)]
    events: dict[Phrase, Annotated[str, StringConstraints(pattern=r"^(\d{4}-)?\d{2}-\d{2}$")]] = Field(
        default_factory=dict
    )
    groups: dict[GroupName, tuple[Phrase, ...]]
    signals: dict[Id, Rule]

    @model_validator(mode="after")
    def _complete(self) -> "SignalRules":
        missing = sorted({"persistent", "recurrent", "worsening"} - self.signals.keys())
        if missing:
            raise ValueError(f"words are missing for {', '.join(missing)}")
        for event, when in self.events.items():
            *year, month, day = (int(part) for part in when.split("-"))
            try:
                date(year[0] if year else _NO_LEAP_YEAR, month, day)
            except ValueError:
                raise ValueError(f'"{when}" for {event} is no day that comes every year; write month-day') from None
        return self

"""How the bot is at one moment, and what of it is wrong."""

from dataclasses import dataclass
from datetime import timedelta

from bot.storage.backlog import Backlog

SILENT = timedelta(minutes=3)
"""Polling hears of Telegram every ten seconds, and whoever watches asks when nobody did for a minute."""

STUCK = timedelta(minutes=1)
"""A loop that works looks at its table every second, and every five while the database is away."""

OLD = timedelta(minutes=5)
"""How long a message may wait to be sent. Telegram's longest waits, of a flooded chat, are shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """All that health, metrics and alarms are made of. Sentences are "" where nothing is wrong."""

    content: str
    """The version in force."""
    refusal: str
    """Why the content's files as they are now were refused."""
    purge_failure: str
    database: str
    """What is wrong with the database; its backlog is then not known."""
    backlog: Backlog | None
    unsent_seconds: float
    """The age of the oldest unsent message."""
    silent_seconds: float
    """Since Telegram last answered."""
    idle_seconds: dict[str, float]
    """Since each loop last looked for work, by its name."""


def problems(vitals: Vitals) -> dict[str, str]:
    """What keeps the bot from serving patients, in sentences; empty when it is well.

    Refused content and a failed purge do not: the last good content answers, and the purge is tried again.
    """
    found = {"database": vitals.database}
    if vitals.silent_seconds > SILENT.total_seconds():
        found["telegram"] = f"Telegram has not answered for {vitals.silent_seconds:.0f} s."
    if vitals.unsent_seconds > OLD.total_seconds():
        found["outbox"] = f"The oldest unsent message has waited for {vitals.unsent_seconds:.0f} s."
    stuck = [name for name, seconds in vitals.idle_seconds.items() if seconds > STUCK.total_seconds()]
    if stuck:
        found["loop"] = f"No work is done for: {', '.join(stuck)}. Restart the bot if that does not mend itself."
    return {name: sentence for name, sentence in found.items() if sentence}

"""What admins are told of, decided from the vitals: each alarm once, and once more when it is over."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.monitoring.vitals import OLD, Vitals

CALM = timedelta(minutes=1)
"""The outbox's alarm is over below this age, so that one at its limit is not told of again and again."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that an admin must see to. `key` names the occurrence, `over` is said when it has passed."""

    key: str
    text: str
    over: str


def alarms(vitals: Vitals, unclaimed_for: timedelta, now: datetime, ringing: Container[str]) -> Iterator[Alarm]:
    """All that is to be told of now; `ringing` are the keys of those that were told of and are not over."""
    if vitals.refusal:
        yield Alarm("content", vitals.refusal, "The content's files are in order again.")
    if vitals.purge_failure:
        yield Alarm(
            "purge",
            f"What is due to be deleted could not be deleted: {vitals.purge_failure} It is tried again every hour.",
            "What was due to be deleted is deleted.",
        )
    limit = CALM if "outbox" in ringing else OLD
    if vitals.backlog and vitals.unsent_seconds > limit.total_seconds():
        yield Alarm(
            "outbox",
            f"Messages wait to be sent: {vitals.backlog.unsent}, the oldest for {_minutes(vitals.unsent_seconds)}. "
            "`backchat doctor` and the log say why.",
            "Messages go out again without a wait.",
        )
    noticed = vitals.backlog.notice_since if vitals.backlog else None
    if noticed and (waited := now - noticed) > (CALM if "notices" in ringing else OLD):
        yield Alarm(
            "notices",
            f"Word of cases by e-mail or webhook has waited for {_minutes(waited.total_seconds())}. The cards in the "
            "staff group are not touched by that. `backchat doctor` and the log say why.",
            "Word of cases by e-mail or webhook goes out again.",
        )
    for number, since in vitals.backlog.unclaimed.items() if vitals.backlog else ():
        waited = now - since
        if waited > unclaimed_for:
            yield Alarm(
                f"case {number}",
                f"B-{number} has waited for {_minutes(waited.total_seconds())} and nobody has taken it. "
                "Its card is in the staff group.",
                f"B-{number} waits for nobody any more.",
            )


def still_unknown(key: str, vitals: Vitals) -> bool:
    """Whether nothing can be said of an alarm now, as only the database could tell."""
    return vitals.backlog is None and (key in {"outbox", "notices"} or key.startswith("case "))


def news(ringing: Mapping[str, str], now: Mapping[str, Alarm]) -> list[str]:
    """What changed, as sentences: what began, then what is over."""
    began = [alarm.text for key, alarm in now.items() if key not in ringing]
    ended = [f"Over: {over}" for key, over in ringing.items() if key not in now]
    return [*began, *ended]


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"

"""A chat's rows as a patient reads them: (what, value)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.storage.codec import session_from_json
from bot.storage.tables import Kind, Work
from bot.storage.talks import PURPOSE
from faq.wording.opening_hours import LONDON
from handlers.render import without_markup
from handlers.session import CaseState, CheckIns, Session, Step, Talk

_WAITING = {
    Work.NEW: "Message from you, not answered yet",
    Work.PARKED: "Message from you, set aside because something went wrong on our side",
}

_ON_ITS_WAY = {
    Kind.MESSAGE: "Message to you, not sent yet",
    Kind.UNDER_CARD: "Shown to the clinic under your request, not sent yet",
}
_PURPOSES = {"case": "for ", PURPOSE: "to pass your messages on, for "}

Row = tuple[str, str]


def in_words(stored: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Row]:
    """The rows of each table in plain words; what is empty is left out."""
    found: list[Row] = []
    for row in stored.get("sessions", ()):
        found += _of_session(session_from_json(row["session"]))
    for case in stored.get("cases", ()):
        found += _of_case(case)
    found += [
        (
            f"Consent {_PURPOSES[row['purpose']]}B-{row['case_number']}",
            _consent(row["version"], row["given_at"], row["withdrawn_at"]),
        )
        for row in stored.get("consents", ())
    ]
    found += [
        ("Consent to a diary", f"version {row['version']}, given {_time(row['given_at'])}")
        for row in stored.get("diary_consents", ())
    ]
    found += [(f"Diary, {_time(row['at'])}", _of_diary(row["entry"])) for row in stored.get("diary", ())]
    found += [(_WAITING[row["state"]], _said(row["payload"])) for row in stored.get("inbox", ())]
    found += [(_ON_ITS_WAY[row["kind"]], without_markup(row["html"] or "")) for row in stored.get("outbox", ())]
    found += [
        ("Consent to check-ins", _consent(row["version"], row["given_at"], row["withdrawn_at"]))
        for row in stored.get("check_in_consents", ())
    ]
    found += [("Planned for you", _time(row["due_at"])) for row in stored.get("due", ())]
    found += [("You blocked the bot", _time(row["since"])) for row in stored.get("unreachable", ())]
    return [(what, value) for what, value in found if value]


def _of_session(session: Session) -> list[Row]:
    held = session.held
    return [
        ("Where our chat stands", "" if session.step is Step.OPEN else session.step.value),
        ("Topic", session.topic or ""),
        ("Topics shown", _list(session.shown)),
        ("Topics that may fit, too", _list(session.next_topics)),
        ("Reasons to see someone", _list(session.reasons)),
        ("Days you mentioned", _number(session.days)),
        ("Safety advice held", f"{held.tier.name.lower()}: {_list(held.signs)}" if held else ""),
        ("Safety advice held until", _time(held.until) if held else ""),
        ("Language of the safety advice", held.language if held else ""),
        ("About you", _list(sorted(session.flags))),
        ("Asked to put it in other words", "yes" if session.rephrased else ""),
        ("May suggest the last question to the clinic", "yes" if session.unanswered else ""),
        ("Told of free options", "yes" if session.told_free else ""),
        ("Key of the last question about sharing", session.offer),
        ("Entry of the diary being written", _time(session.entry)),
        ("Offer declined", _time(session.declined_at)),
        *_of_check_ins(session.check_ins),
        ("Check-ins declined", _time(session.no_check_ins_at)),
        ("Your time zone", session.zone),
        ("Last message from you", _time(session.touched_at)),
    ]


def _of_check_ins(series: CheckIns | None) -> list[Row]:
    if series is None:
        return []
    return [
        ("Check-ins on", ", ".join(_time(time) for time in series.times)),
        ("Check-ins by the clock of", series.zone),
        ("Trouble began", _time(series.since)),
        ("Check-in that waits for an answer", _time(series.asked_at)),
        ("Check-ins without an answer", str(series.unanswered or "")),
        ("Last answer to a check-in", series.feeling or ""),
        ("Last number you gave", _number(series.score)),
        ("Waits for a number", "yes" if series.scoring else ""),
    ]


def _of_case(case: Mapping[str, Any]) -> Iterator[Row]:
    about = [("reasons", _list(case["reasons"])), ("days", _number(case["days"])), ("topic", case["topic"] or "")]
    if case["state"] == CaseState.PENDING:
        name = f"Offer B-{case['number']}, not shared"
        yield name, f"since {_time(case['offered_at'])}"
    else:
        name = f"Case B-{case['number']}"
        yield name, f"{case['state']}, opened {_time(case['opened_at'])}"
        replies = case["replies_sent"]
        about += [
            ("name", f"{case['name']} {case['username'] and '@' + case['username']}".strip()),
            ("note", case["note"]),
            ("phone", case["phone"]),
            ("safety advice given", _time(case["safety_advice_at"])),
            ("taken", f"{case['taken_by']} {_time(case['taken_at'])}".strip()),
            ("done", f"{case['done_by']} {_time(case['done_at'])}".strip()),
            ("replies from the clinic", f"{replies}, the last {_time(case['last_reply_at'])}" if replies else ""),
            ("how it ended", case["outcome"] or ""),
            ("notes of the clinic's team", case["team_note"] or ""),
            ("waited for the clinic since", _time(case["waits_since"])),
            ("your messages are passed on", f"since {_time(case['talk_since'])}" if case["talk"] == Talk.ON else ""),
            ("you say you have booked", _time(case["says_booked_at"])),
            ("you can't be reached here", "yes" if case["unreachable"] else ""),
        ]
    for what, value in about:
        yield f"{name}, {what}", value


def _of_diary(entry: Mapping[str, Any]) -> str:
    said = [entry.get(part) for part in ("done", "words", "note")]
    return "; ".join([f"pain {entry['pain']} of 10", *(str(part) for part in said if part)])


def _consent(version: str, given: datetime, over: datetime | None) -> str:
    ended = f", ended {_time(over)}" if over else ""
    return f"version {version}, given {_time(given)}{ended}"


def _said(payload: Mapping[str, Any] | None) -> str:
    """The words of an update as it came."""
    update = payload or {}
    message = update.get("message") or update.get("edited_message") or {}
    return str(message.get("text") or message.get("caption") or "something without words, such as a button")


def _list(values: object) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, list | tuple) else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(LONDON):%d %B %Y %H:%M}"

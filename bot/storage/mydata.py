"""What /mydata shows: every row of a chat in plain words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import sessions
from bot.storage.tables import cases, consents, outbox, unreachable
from handlers.model import CaseState, Session

_LONDON = ZoneInfo("Europe/London")

Row = tuple[str, str]


async def rows(connection: AsyncConnection, chat_id: int, now: datetime) -> tuple[Row, ...]:
    """All that is stored of a chat, as (what, value)."""
    found = _of_session(await sessions.load(connection, chat_id, now))
    stored = await connection.execute(select(cases).where(cases.c.chat_id == chat_id).order_by(cases.c.number))
    for case in stored.mappings().all():
        number = f"B-{case['number']}"
        if case["state"] == CaseState.PENDING:
            found.append((f"Offer {number}, not shared", _list(case["reasons"])))
            continue
        found += [
            (f"Case {number}", f"{case['state']}, opened {_time(case['opened_at'])}"),
            (f"Case {number}, name", f"{case['name']} {case['username'] and '@' + case['username']}".strip()),
            (f"Case {number}, reasons", _list(case["reasons"])),
            (f"Case {number}, days", str(case["days"] or "")),
            (f"Case {number}, topic", case["topic"] or ""),
            (f"Case {number}, note", case["note"]),
            (f"Case {number}, phone", case["phone"]),
            (f"Case {number}, safety advice given", _time(case["safety_advice_at"])),
            (f"Case {number}, taken", f"{case['taken_by']} {_time(case['taken_at'])}".strip()),
            (f"Case {number}, done", f"{case['done_by']} {_time(case['done_at'])}".strip()),
        ]
        given = await connection.execute(select(consents).where(consents.c.case_number == case["number"]))
        found += [
            (f"Consent for {number}", f"version {row['version']}, given {_time(row['given_at'])}")
            for row in given.mappings()
        ]
    unsent = await connection.scalar(select(func.count()).where(outbox.c.chat_id == chat_id))
    since = await connection.scalar(select(unreachable.c.since).where(unreachable.c.chat_id == chat_id))
    found += [
        ("Messages to you, not sent yet", str(unsent or "")),
        ("You blocked the bot", _time(since)),
    ]
    return tuple((what, value) for what, value in found if value)


def _of_session(session: Session) -> list[Row]:
    held = session.held
    return [
        ("Where our chat stands", session.step.value if session.topic or session.reasons else ""),
        ("Topic", session.topic or ""),
        ("Topics shown", _list(session.shown)),
        ("Reasons to see someone", _list(session.reasons)),
        ("Days you mentioned", str(session.days or "")),
        ("Safety advice held", f"{_list(held.signs)} until {_time(held.until)}" if held else ""),
        ("About you", _list(sorted(session.flags))),
        ("Offer declined", _time(session.declined_at)),
    ]


def _list(values: object) -> str:
    return ", ".join(str(value) for value in values) if isinstance(values, list | tuple) else ""


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(_LONDON):%d %B %Y %H:%M}"

"""Sessions and cases as rows, and back."""

from dataclasses import replace
from functools import cache
from typing import cast

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from handlers.case import Case
from handlers.ports import Json
from handlers.session import CaseState, Session, Talk


@cache
def _sessions() -> TypeAdapter[Session]:
    return TypeAdapter(Session)


def session_to_json(session: Session) -> Json:
    """What differs from a new session; the case is stored in its own table."""
    dumped = _sessions().dump_python(session, mode="json", exclude={"case"}, exclude_defaults=True)
    return cast("Json", dumped)


def session_from_json(data: Json) -> Session:
    """The session as it was stored, without its case."""
    return _sessions().validate_python(data)


def worth_keeping(session: Session) -> bool:
    """Whether a session remembers anything but when it was touched."""
    return replace(session, case=None, touched_at=None) != Session()


def case_from_row(row: RowMapping) -> Case:
    """A consented case. What is left of a deleted one has no chat (0)."""
    return Case(
        number=row["number"],
        state=CaseState(row["state"]),
        chat_id=row["chat_id"] or 0,
        name=row["name"],
        username=row["username"],
        reasons=tuple(row["reasons"]),
        days=row["days"],
        topic=row["topic"],
        opened_at=row["opened_at"] or row["offered_at"],
        note=row["note"],
        phone=row["phone"],
        safety_advice_at=row["safety_advice_at"],
        taken_by=row["taken_by"],
        taken_by_id=row["taken_by_id"],
        taken_at=row["taken_at"],
        done_by=row["done_by"],
        done_at=row["done_at"],
        unreachable=row["unreachable"],
        deleted=row["deleted"],
        replies_sent=row["replies_sent"],
        last_reply_at=row["last_reply_at"],
        outcome=row["outcome"] or None,
        team_note=row["team_note"] or "",
        waits_since=row["waits_since"],
        raised=row["raised"],
        talk=Talk(row["talk"]),
        talk_since=row["talk_since"],
        says_booked_at=row["says_booked_at"],
    )


def case_to_row(case: Case) -> dict[str, object]:
    """What an action of staff may have changed."""
    return {
        "state": case.state.value,
        "reasons": list(case.reasons),
        "note": case.note,
        "phone": case.phone,
        "safety_advice_at": case.safety_advice_at,
        "taken_by": case.taken_by,
        "taken_by_id": case.taken_by_id,
        "taken_at": case.taken_at,
        "done_by": case.done_by,
        "done_at": case.done_at,
        "unreachable": case.unreachable,
        "replies_sent": case.replies_sent,
        "last_reply_at": case.last_reply_at,
        "outcome": case.outcome,
        "team_note": case.team_note,
        "waits_since": case.waits_since,
        "raised": case.raised,
        "talk": case.talk.value,
    }

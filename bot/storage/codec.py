"""Sessions and cases as rows, and back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from faq.schema import Flag, Tier
from handlers.model import Case, CaseState, Held, Session, Step
from handlers.ports import Json


def session_to_json(session: Session) -> Json:
    """Ids and times only; the case is stored in its own table."""
    held = session.held
    return {
        "step": session.step.value,
        "topic": session.topic,
        "shown": list(session.shown),
        "next_topics": list(session.next_topics),
        "reasons": list(session.reasons),
        "days": session.days,
        "held": held
        and {
            "tier": held.tier.value,
            "signs": list(held.signs),
            "until": held.until.astimezone(UTC).isoformat(),
        },
        "flags": sorted(flag.value for flag in session.flags),
        "declined_at": session.declined_at and session.declined_at.astimezone(UTC).isoformat(),
    }


def session_from_json(data: dict[str, Any]) -> Session:
    """The session as it was stored, without its case."""
    held = data["held"]
    declined = data["declined_at"]
    return Session(
        step=Step(data["step"]),
        topic=data["topic"],
        shown=tuple(data["shown"]),
        next_topics=tuple(data["next_topics"]),
        reasons=tuple(data["reasons"]),
        days=data["days"],
        held=held and Held(Tier(held["tier"]), tuple(held["signs"]), datetime.fromisoformat(held["until"])),
        flags=frozenset(Flag(flag) for flag in data["flags"]),
        declined_at=declined and datetime.fromisoformat(declined),
    )


def worth_keeping(session: Session) -> bool:
    """Whether a session remembers anything at all."""
    return replace(session, case=None) != Session()


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
    }

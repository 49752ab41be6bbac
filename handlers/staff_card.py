"""A case as a card in the staff group: what the patient agreed to share, and what became of it."""

import html
from collections.abc import Mapping
from datetime import datetime

from faq.wording.bot import Wording, fill
from faq.wording.facts import Clinic
from faq.wording.facts import fill as fill_facts
from faq.wording.opening_hours import LONDON
from faq.written.topics import Topic
from handlers.card_buttons import card_buttons
from handlers.case import NOTE_LENGTH, Case
from handlers.ports import Json
from handlers.render import shorten, shorten_front, tidy, to_html
from handlers.session import Talk
from handlers.talk.scene import reason_words, time_words

NAME_LENGTH = 64
TEAM_NOTES_SHOWN = 500
"""Characters of the team's notes on a card: the newest."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def render_card(
    case: Case, wording: Wording, clinic: Clinic, topics: Mapping[str, Topic] | None = None
) -> tuple[str, Json | None]:
    """The card's HTML and its buttons. `topics` give the topic its title; without them its id is shown."""
    words = wording.staff
    number = fill(wording.reference, number=case.number)
    if case.deleted:
        return _line(fill(words.deleted, number=number), clinic), None
    topic = (topics or {}).get(case.topic or "")
    lines = [
        f"<b>{html.escape(number)}</b> · {_who(case, wording)}",
        _line(case_reasons(case, wording), clinic),
        _line(fill(words.about, topic=topic.label if topic else case.topic), clinic) if case.topic else "",
        _line(fill(words.asked_at, time=london(case.opened_at)), clinic),
        _given(words.note, "note", shorten(tidy(case.note), NOTE_LENGTH), clinic),
        _given(words.phone_number, "patient_phone", shorten(tidy(case.phone), NAME_LENGTH), clinic),
        _given(wording.desk.team_note, "team_note", shorten_front(case.team_note, TEAM_NOTES_SHOWN), clinic),
        _at(words.safety_advice, case.safety_advice_at, clinic),
        _at(words.taken, case.taken_at, clinic, first_name=case.taken_by),
        _at(words.done, case.done_at, clinic, first_name=case.done_by),
        _outcome(case, wording, clinic),
        _at(words.replied, case.last_reply_at, clinic, count=str(case.replies_sent)) if case.replies_sent else "",
        _at(wording.talk.card_on, case.talk_since, clinic) if case.talk is Talk.ON else "",
        _at(wording.booked.card, case.says_booked_at, clinic),
        _line(words.unreachable, clinic) if case.unreachable else "",
    ]
    return "\n".join(line for line in lines if line), card_buttons(case, wording, clinic)


def case_reasons(case: Case, wording: Wording) -> str:
    """Why, in short: "lasting 3 weeks, stops daily tasks"."""
    lasting = time_words(case.days, wording, figures=True) if case.days is not None else ""
    time = [fill(wording.booking.card_time, time=lasting)] if lasting else []
    return ", ".join([*time, *reason_words(case.reasons, case.days, wording, card=True)])


def shown_name(name: str, wording: Wording) -> str:
    """A name from Telegram on one line, cut to a sensible length, that can't turn the text around it."""
    clean = shorten(" ".join(tidy(name.replace("\n", " ")).split()), NAME_LENGTH)
    return f"{_FIRST_STRONG_ISOLATE}{clean}{_POP_ISOLATE}" if clean else wording.staff.no_name


def london(moment: datetime) -> str:
    """A time as the clinic's clock shows it: "23 Nov, 14:02"."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%b, %H:%M}"


def _who(case: Case, wording: Wording) -> str:
    name = html.escape(shown_name(case.name, wording))
    username = f" (@{html.escape(tidy(case.username))})" if case.username else ""
    return f'<a href="tg://user?id={case.chat_id}">{name}</a>{username}'


def _line(text: str, clinic: Clinic) -> str:
    return to_html(fill_facts(text, clinic))


def _given(sentence: str, name: str, value: str, clinic: Clinic) -> str:
    """A sentence around a value from outside, which is escaped and never read as markup or placeholder."""
    return fill(_line(sentence, clinic), **{name: html.escape(value, quote=False)}) if value.strip() else ""


def _at(sentence: str, moment: datetime | None, clinic: Clinic, **values: str) -> str:
    escaped = {name: html.escape(tidy(value), quote=False) for name, value in values.items()}
    return fill(_line(sentence, clinic), time=london(moment), **escaped) if moment else ""


def _outcome(case: Case, wording: Wording, clinic: Clinic) -> str:
    label = wording.desk.outcomes.get(case.outcome, case.outcome) if case.outcome else None
    return _line(fill(wording.desk.outcome, outcome=label), clinic) if label else ""

"""All that is sent, as Telegram's own parser reads it: accepted, within the limits, and shown as it is meant."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatch
from itertools import chain, count, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.build import Library
from faq.content_files import default_wording
from faq.source import texts
from faq.wording.bot import Wording, fill
from faq.wording.facts import PLACEHOLDERS, Clinic
from handlers.case import NOTE_LENGTH
from handlers.desk import first_name
from handlers.events import Person
from handlers.render import MAX_FLASH, flash, literal, render_note, render_reply, shorten, unmarked
from handlers.staff_card import NAME_LENGTH, shown_name
from tests.handlers import staff_side
from tests.handlers.as_seen import HOSTILE, Seen, check_plain, meant, seen, typed
from tests.handlers.everything import Spoken, everything
from tests.handlers.small_world import CLINIC, wording

SETS = {"content": wording(), "defaults": default_wording()}
CLINICS = [
    CLINIC,
    Clinic(booking_url="https://example.com/book?from=bot&for=<you>"),
    CLINIC.model_copy(update={"name": 'Bones & <b>Backs</b> "Ltd" 🦴', "hours": "8 < 20", "phone": "&amp;"}),
]
VALUES = (st.sampled_from(HOSTILE) | st.text(max_size=80)).map(typed)
ORDINARY = staff_side.Written("Ana", "after six", "+447700900123", "Sam", "Hello Ana")
NAMELESS = staff_side.Written("", "", "", "", "")
MARK = 0xF0000
"""The first of many private characters, which no sentence holds."""

BY_THEMSELVES = {
    "menu.*": "bot/telegram_start.py",
    "time.week": "less than two weeks is said in days",
    "time.month": "less than three months is said in weeks",
    "time.year": "less than two years is said in months",
    "consent.version": "is stored, not said",
    "notes.declines": "is what patients say",
    "diary.version": "is stored, not said",
    "diary.chart_*": "bot/diary/chart.py",
    "talk.version": "is stored, not said",
    "booked.says": "is what patients say",
    "by_email.*": "bot/outlets/building.py",
    "check_ins.version": "is stored, not said",
    "check_ins.*_topic": "is the id of a topic",
    "check_ins.says_*": "is what patients say",
    "errors.wrong": "bot/app.py",
    "errors.groups": "handlers/groups.py",
    "staff.content_*": "bot/live_content.py",
    "desk.digest.chart_*": "bot/desk/chart.py",
    "staff.not_staff": "handlers/staff.py",
}
"""Sentences that neither patients nor staff come across in these tests, and why, or what sends them.

`test_each_sentence` reads them, like all others.
"""


def sentences(words: Wording) -> Iterator[tuple[str, str]]:
    """Every sentence and its name; the parts of a list share theirs."""
    for path, text in texts(words.model_dump()):
        yield ".".join(str(part) for part in path if isinstance(part, str)), text


@pytest.fixture(scope="module", params=SETS)
def said(request: pytest.FixtureRequest, library: Library) -> Spoken:
    """All that patients are told, in the words of the shipped content and in the neutral ones."""
    return everything(in_words(library, SETS[request.param]))


def in_words(library: Library, words: Wording) -> Library:
    """The shipped content with other sentences around it."""
    return replace(library, knowledge=replace(library.knowledge, wording=words))


def test_all_that_patients_are_told(said: Spoken) -> None:
    """Every answer, card, question and refusal, whatever the clinic is called."""
    for reply, clinic in product(said.replies, CLINICS):
        assert seen(render_reply(reply, 7, clinic)) == meant(reply.words, clinic)


def test_all_that_staff_see_of_messages(said: Spoken) -> None:
    """With what the bot says of it."""
    assert said.to_staff
    for relayed in said.to_staff:
        assert seen(render_note(relayed.text, -5, CLINIC)) == meant(relayed.text, CLINIC)


def test_all_that_flashes_over_the_chat(said: Spoken) -> None:
    """Plain words, none of them cut off."""
    for text, clinic in product(said.flashes, CLINICS):
        check_plain(flash(text, clinic))
        assert len(unmarked(text, clinic)) <= MAX_FLASH


@pytest.mark.parametrize("words", SETS.values(), ids=SETS)
@pytest.mark.parametrize("value", HOSTILE)
def test_each_sentence(words: Wording, value: str) -> None:
    """Whatever is put into it is shown as it was typed."""
    for _, text in sentences(words):
        own = {name for name in re.findall(r"\{(\w+)\}", text) if name not in PLACEHOLDERS}
        filled = fill(text, **dict.fromkeys(own, literal(typed(value))))
        expected = meant(fill(text, **dict.fromkeys(own, "Ⓐ")), CLINIC).put({"Ⓐ": typed(value)})
        assert seen(render_note(filled, 7, CLINIC)) == expected
        check_plain(unmarked(fill(text, **dict.fromkeys(own, "Ana")), CLINIC))


def staff_seen(words: Wording, written: staff_side.Written) -> list[Seen]:
    """All that is said around a case, and what flashes over the staff group."""
    flashes = [Seen(flash(turn.toast, CLINIC)) for turn in staff_side.turns(words, written) if turn.toast]
    return [*flashes, *map(seen, staff_side.messages(words, written))]


@settings(max_examples=60)
@given(st.builds(staff_side.Written, VALUES, VALUES, VALUES, VALUES, VALUES))
def test_whatever_people_are_called(written: staff_side.Written) -> None:
    """On cards and in answers, a name, note or reply stands as it was typed where any other would stand."""
    for words in SETS.values():
        values = {
            "Ⓐ": shown_name(written.name, words).strip("\u2068\u2069"),
            "Ⓑ": shorten(written.note, NOTE_LENGTH),
            "Ⓒ": shorten(written.phone, NAME_LENGTH),
            "Ⓓ": first_name(Person(11, written.staff), words),
            "Ⓔ": written.reply,
        }
        expected = staff_seen(words, staff_side.Written(*values))
        assert staff_seen(words, written) == [each.put(values) for each in expected]


def test_no_sentence_is_left_out(library: Library) -> None:
    """Each comes up in what patients or staff are told, or stands in BY_THEMSELVES: a new one needs its place."""
    words = marked(wording())
    marks = {ord(character) - MARK for text in all_texts(in_words(library, words)) for character in text}
    names = [name for name, _ in sentences(words)]
    unheard = set(names) - {name for place, name in enumerate(names) if place in marks}
    assert unheard == {name for name in names for pattern in BY_THEMSELVES if fnmatch(name, pattern)}


def all_texts(library: Library) -> Iterator[str]:
    """All that patients and staff come across, on buttons as well."""
    spoken = everything(library)
    yield from spoken.flashes
    yield from (relayed.text for relayed in spoken.to_staff)
    for reply in spoken.replies:
        yield from (reply.words, reply.phone_label, *(button.label for row in reply.buttons for button in row))
    words = library.knowledge.wording
    for written in (ORDINARY, NAMELESS):
        yield from (turn.toast or "" for turn in staff_side.turns(words, written))
        for message in chain.from_iterable(staff_side.messages(words, written)):
            yield from (message.html, json.dumps(message.keyboard, ensure_ascii=False))


def marked(words: Wording) -> Wording:
    """The same with a private character of its own behind each sentence."""
    places = count(MARK)

    def mark(value: object, name: str = "") -> object:
        if isinstance(value, dict):
            return {key: mark(inner, key) for key, inner in value.items()}
        if isinstance(value, tuple):
            return [mark(inner, name) for inner in value]
        place = chr(next(places))
        unsaid = name in {"version", "declines", "says", "better_topic", "gone_topic"} or name.startswith("says_")
        return value if unsaid or value is None else f"{value}{place}"

    return Wording.model_validate(mark(words.model_dump()))

"""The diary: consent first, then pain, what was done and a note; shown as a chart and as text, changed and removed.

It says back what the patient wrote and nothing about it. A note is read like any message: this module never sees one
with a red flag in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from faq.language.text import bare
from faq.reading import Kind
from faq.wording.bot import DiaryWords, fill
from faq.wording.opening_hours import LONDON
from faq.written.topics import Flag
from handlers.diary import (
    DONE_LENGTH,
    NOTE_LENGTH,
    REST,
    AgreeToDiary,
    Diary,
    DiaryEffect,
    EndDiary,
    Entry,
    KeepEntry,
    RemindOfDiary,
    RemoveEntry,
)
from handlers.events import Commanded, CommandName, Event, Pressed, Said, Verb
from handlers.render import literal, tidy
from handlers.replies import Button, Photo, Reply
from handlers.session import Session, Step
from handlers.talk.checkins import hours_of
from handlers.talk.scene import Scene, paragraphs
from handlers.turn import Turn

STEPS = frozenset({Step.DIARY_PAIN, Step.DIARY_DONE, Step.DIARY_NOTE})
"""Where the next words may belong to an entry."""

WORST = 10
SHOWN = 14
"""How many entries are shown in words, the newest first."""

REMIND_DAYS = (1, 2, 7)
"""In how many days a reminder can be had."""

LISTED = 8
"""How many can be chosen by a button."""

_A_ROW = 6


def is_about(event: Event) -> bool:
    """Whether the turn has to know what is in the diary."""
    return _is_command(event) or (isinstance(event, Pressed) and event.verb is Verb.DIARY)


def shows(event: Event) -> bool:
    """Whether the answer holds the chart."""
    return _is_command(event) or (isinstance(event, Pressed) and (event.verb, event.argument) == (Verb.DIARY, "show"))


def left(session: Session, event: Event) -> Session:
    """The session, without an entry under way where something else is done."""
    if session.step not in STEPS or isinstance(event, Said) or is_about(event):
        return session
    return replace(session, step=Step.OPEN, entry=None)


def show(scene: Scene) -> Turn:
    """The diary as it is; the question of consent where there is none yet."""
    words, entries = scene.wording.diary, scene.diary.entries
    if scene.minor:
        return scene.says(scene.wording.answers.under_18)
    scene = scene.changed(_done_with(scene.session))
    if not scene.diary.agreed:
        ask = _button(words.agree, f"agree:{words.version}"), _button(words.decline, "no")
        return scene.says(words.question, ask)
    end = (_button(words.end, "end"),)
    if not entries:
        return scene.says(words.empty, (_button(words.add, "add"),), end)
    rows = [shown(entry, words) for entry in reversed(entries[-SHOWN:])]
    text = paragraphs(words.rows, *rows, words.older if len(entries) > SHOWN else None, scene.safety_net)
    buttons = (_button(words.add, "add"), _button(words.choose, "list")), end
    return Turn(scene.session, (Reply(text, buttons, photo=Photo("", _caption(entries, words))),), counts=("diary",))


def shown(entry: Entry, words: DiaryWords) -> str:
    """One entry in words: nothing but what the patient gave."""
    done = words.rest if entry.done == REST else words.done.get(entry.done, "")
    said = [done or literal(tidy(entry.words)), literal(tidy(entry.note))]
    row = fill(words.row, when=_when(entry.at), pain=entry.pain)
    return " · ".join([row, *(part for part in said if part)])


def press(scene: Scene, argument: str) -> Turn:
    """A button of the diary."""
    action, _, value = argument.partition(":")
    if scene.minor or (action not in {"agree", "no"} and not scene.diary.agreed):
        return show(scene)
    act = _ACTIONS.get(action)
    return act(scene, value) if act else scene.out_of_date()


def took(before: Session, turn: Turn) -> bool:
    """Whether a message was one for the diary, which nobody else reads."""
    kept = any(isinstance(effect, KeepEntry) for effect in turn.effects)
    return before.step in STEPS and (kept or turn.session.step in STEPS)


def written(scene: Scene, said: Said) -> Turn | None:
    """Words while an entry is written; None where they are plainly something else, or not wanted in it."""
    step, words, entry = scene.session.step, scene.wording.diary, scene.session.entry
    text = said.text.strip()
    if step is Step.DIARY_PAIN:
        number = text.removesuffix("/10").strip()
        return _rate(scene, number) if number.isascii() and number.isdigit() and int(number[:3]) <= WORST else None
    if entry is None or not text or _is_something_else(said):
        return None
    notes = scene.knowledge.notes
    before = [Reply(notes[note]) for note in said.understanding.notes if note in notes]
    if bare(text) in scene.wording.notes.declines:
        turn = _note_question(scene) if step is Step.DIARY_DONE else _saved(scene)
    elif step is Step.DIARY_DONE:
        turn = _with(_note_question(scene), KeepEntry(entry, done="", words=text[:DONE_LENGTH]))
        turn = _told_if_cut(turn, words, cut=len(text) > DONE_LENGTH)
    else:
        turn = _with(_saved(scene), KeepEntry(entry, note=text[:NOTE_LENGTH]))
        turn = _told_if_cut(turn, words, cut=len(text) > NOTE_LENGTH)
    return replace(turn, replies=(*before, *turn.replies), clear_pressed=False)


def _agree(scene: Scene, version: str) -> Turn:
    if version != scene.wording.diary.version:
        return show(scene)
    agreed = replace(scene, diary=replace(scene.diary, agreed=True))
    turn = _with(_pain_question(agreed, None), AgreeToDiary(version))
    return replace(turn, clear_pressed=True, counts=("diary-begun",))


def _decline(scene: Scene, _: str) -> Turn:
    return replace(scene.says(scene.wording.diary.declined), clear_pressed=True)


def _rate(scene: Scene, value: str) -> Turn:
    """Pain was given, or is left as it is in an entry that is written again."""
    session = scene.session
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 2 else None
    if session.step is not Step.DIARY_PAIN or (number is None and session.entry is None) or (number or 0) > WORST:
        return scene.out_of_date()
    at = session.entry or scene.now.replace(microsecond=0)
    words = scene.wording.diary
    labels = [_button(label, f"done:{name}") for name, label in (*words.done.items(), (REST, words.rest))]
    rows = [tuple(labels[place : place + 2]) for place in range(0, len(labels), 2)]
    reply = Reply(words.ask_done, (*rows, (_button(words.skip, "done:"),)))
    effects = () if number is None else (KeepEntry(at, pain=number),)
    session = replace(session, step=Step.DIARY_DONE, entry=at)
    return Turn(session, (reply,), effects, clear_pressed=True)


def _did(scene: Scene, value: str) -> Turn:
    words, entry = scene.wording.diary, scene.session.entry
    if scene.session.step is not Step.DIARY_DONE or entry is None or value not in {"", REST, *words.done}:
        return scene.out_of_date()
    turn = _note_question(scene)
    return _with(turn, KeepEntry(entry, done=value, words="")) if value else turn


def _without_note(scene: Scene, _: str) -> Turn:
    return _saved(scene) if scene.session.step is Step.DIARY_NOTE else scene.out_of_date()


def _list(scene: Scene, _: str) -> Turn:
    """The newest entries, to choose one."""
    words = scene.wording.diary
    newest = list(reversed(scene.diary.entries[-LISTED:]))
    if not newest:
        return show(scene)
    labels = [fill(words.entry_button, when=_when(entry.at), pain=entry.pain) for entry in newest]
    rows = [(_button(label, f"entry:{_key(entry.at)}"),) for label, entry in zip(labels, newest, strict=True)]
    return Turn(_done_with(scene.session), (Reply(words.choose_one, tuple(rows)),))


def _one(scene: Scene, key: str) -> Turn:
    """One entry, to write it again or to remove it."""
    words, entry = scene.wording.diary, _found(scene.diary, key)
    if entry is None:
        return scene.out_of_date()
    buttons = _button(words.again, f"again:{key}"), _button(words.remove, f"remove:{key}")
    return scene.says(shown(entry, words), buttons, (_button(words.back, "show"),))


def _again(scene: Scene, key: str) -> Turn:
    entry = _found(scene.diary, key)
    return scene.out_of_date() if entry is None else _pain_question(scene, entry)


def _remove(scene: Scene, key: str) -> Turn:
    words, entry = scene.wording.diary, _found(scene.diary, key)
    if entry is None:
        return scene.out_of_date()
    reply = Reply(words.removed, ((_button(words.back, "show"),),))
    return Turn(_done_with(scene.session), (reply,), (RemoveEntry(entry.at),), clear_pressed=True)


def _end(scene: Scene, value: str) -> Turn:
    """Taking the consent back, after one question, since all entries go with it."""
    words = scene.wording.diary
    session = _done_with(scene.session)
    if value != "yes":
        buttons = _button(words.end_yes, "end:yes"), _button(words.end_no, "show")
        return Turn(session, (Reply(words.end_question, (buttons,)),))
    return Turn(session, (Reply(words.ended),), (EndDiary(),), clear_pressed=True, counts=("diary-ended",))


def remind(words: DiaryWords) -> Reply:
    """The reminder, when its time has come: a note for a lock screen, without a word about health."""
    return Reply(words.reminder, ((_button(words.add, "add"), _button(words.remind, "remind")),))


def may_remind(session: Session, kept: Diary, now: datetime) -> bool:
    """Not while urgent advice holds, nor after a stated age under 18, nor without a diary."""
    held = session.held is not None and session.held.until > now
    return kept.agreed and not held and Flag.UNDER_18 not in session.flags


def _remind(scene: Scene, days: str) -> Turn:
    """When to remind, and what is kept for it; to choose a day is the consent."""
    words = scene.wording.diary
    if not days:
        labels = [(fill(words.remind_days, days=day) if day > 1 else words.remind_tomorrow, day) for day in REMIND_DAYS]
        rows = [(_button(label, f"remind:{day}"),) for label, day in labels]
        return scene.says(words.remind_question, *rows, (_button(words.remind_no, "remind:no"),))
    if days == "no":
        return replace(_with(scene.says(words.reminds_not), RemindOfDiary(None)), clear_pressed=True)
    if days not in {str(day) for day in REMIND_DAYS}:
        return scene.out_of_date()
    hours = hours_of(scene.session.zone, scene.clinic)
    at = hours.after_days(scene.now, int(days))
    when = f"{at.astimezone(hours.zone):%A %-d %B}"
    turn = _with(scene.says(fill(words.reminds, when=when)), RemindOfDiary(at))
    return replace(turn, clear_pressed=True, counts=("diary-reminder",))


_ACTIONS: Mapping[str, Callable[[Scene, str], Turn]] = {
    "agree": _agree,
    "no": _decline,
    "show": lambda scene, _: show(scene),
    "add": lambda scene, _: _pain_question(scene, None),
    "pain": _rate,
    "done": _did,
    "note": _without_note,
    "list": _list,
    "entry": _one,
    "again": _again,
    "remove": _remove,
    "end": _end,
    "remind": _remind,
}


def _pain_question(scene: Scene, entry: Entry | None) -> Turn:
    words = scene.wording.diary
    numbers = [_button(str(number), f"pain:{number}") for number in range(WORST + 1)]
    rows = [tuple(numbers[place : place + _A_ROW]) for place in range(0, len(numbers), _A_ROW)]
    if entry is not None:
        rows.append((_button(fill(words.keep_pain, pain=entry.pain), "pain:"),))
    session = replace(scene.session, step=Step.DIARY_PAIN, entry=entry.at if entry else None)
    return Turn(session, (Reply(words.ask_pain, tuple(rows)),))


def _note_question(scene: Scene) -> Turn:
    words = scene.wording.diary
    session = replace(scene.session, step=Step.DIARY_NOTE)
    reply = Reply(words.ask_note, ((_button(words.no_note, "note:"),),))
    return Turn(session, (reply,), clear_pressed=True)


def _saved(scene: Scene) -> Turn:
    words = scene.wording.diary
    rows = (_button(words.see, "show"), _button(words.choose, "list")), (_button(words.remind, "remind"),)
    text = paragraphs(words.saved, scene.safety_net)
    return Turn(_done_with(scene.session), (Reply(text, rows),), clear_pressed=True, counts=("diary-entry",))


def _with(turn: Turn, effect: DiaryEffect) -> Turn:
    return replace(turn, effects=(*turn.effects, effect))


def _told_if_cut(turn: Turn, words: DiaryWords, *, cut: bool) -> Turn:
    return replace(turn, replies=(Reply(words.cut), *turn.replies)) if cut else turn


def _done_with(session: Session) -> Session:
    """No entry under way."""
    return replace(session, step=Step.OPEN, entry=None) if session.step in STEPS else session


def _is_something_else(said: Said) -> bool:
    """A question, a wish for a person, a sign for the GP, or an older message mended: answered, and not kept."""
    return said.edited or said.text.rstrip().endswith("?") or said.understanding.kind in {Kind.GP, Kind.PERSON}


def _is_command(event: Event) -> bool:
    return isinstance(event, Commanded) and event.name is CommandName.DIARY


def _caption(entries: tuple[Entry, ...], words: DiaryWords) -> str:
    """What the chart shows, for those who can't see it."""
    pains = [entry.pain for entry in entries]
    first, last = _day(entries[0].at), _day(entries[-1].at)
    return fill(
        words.caption,
        when=first if first == last else fill(words.span, first=first, last=last),
        entries=len(entries),
        least=min(pains),
        most=max(pains),
        latest=pains[-1],
        active=len({entry.at.astimezone(LONDON).date() for entry in entries if entry.active}),
    )


def _found(diary: Diary, key: str) -> Entry | None:
    return next((entry for entry in diary.entries if _key(entry.at) == key), None)


def _key(at: datetime) -> str:
    return format(int(at.astimezone(UTC).timestamp()), "x")


def _when(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%b %H:%M}"


def _day(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B}"


def _button(label: str, argument: str) -> Button:
    return Button(label, Verb.DIARY, argument)

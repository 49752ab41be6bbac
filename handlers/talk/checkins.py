"""Check-ins: the offer, consent by choosing days, the question at its time, and the end."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from faq.reading import Understanding
from faq.wording.bot import Wording, fill
from faq.wording.facts import Clinic
from faq.written.topics import Flag
from handlers.cards import join
from handlers.effects import EndCheckIns, StartCheckIns
from handlers.events import Verb
from handlers.hours import Hours
from handlers.replies import Button, Reply
from handlers.session import OFFER_AGAIN_AFTER, CheckIns, Feeling, Session
from handlers.talk.scene import Scene
from handlers.turn import Turn

UNANSWERED_ENDS = 2
"""So many check-ins in a row without an answer end the series."""

_LONGEST = 3650

Rows = tuple[tuple[Button, ...], ...]


def offer_rows(scene: Scene, understanding: Understanding) -> Rows:
    """The offer below an answer about a complaint that the patient has now; empty where it would be unwelcome."""
    refused = scene.session.no_check_ins_at
    rests = refused is not None and scene.now - refused < OFFER_AGAIN_AFTER
    if scene.minor or rests or running(scene):
        return ()
    lasted = "" if understanding.days is None else str(min(understanding.days, _LONGEST))
    return ((Button(scene.wording.check_ins.offer, Verb.CHECK_IN, lasted),),)


def running(scene: Scene) -> bool:
    """Whether a check-in is still to come."""
    series = scene.session.check_ins
    return series is not None and any(time > scene.now for time in series.times)


def question(scene: Scene, lasted: str) -> Turn:
    """What is asked, kept and not done; to choose days is the consent."""
    words = scene.wording.check_ins
    if scene.minor:
        return scene.says(scene.wording.answers.under_18)
    if running(scene):
        return Turn(scene.session, toast=words.running, clear_pressed=True)
    days = [str(day) for day in scene.clinic.check_ins.days]
    all_days = fill(words.days, days=join(days, scene.wording.and_word))
    choices = [(all_days, "-".join(days)), *((fill(words.days, days=day), day) for day in days if len(days) > 1)]
    hours = hours_of(scene.session.zone, scene.clinic)
    text = fill(words.question, start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}")
    rows = [(Button(label, Verb.CHECK_IN_DAYS, f"{argument}.{lasted}"),) for label, argument in choices]
    no = Button(words.decline, Verb.CHECK_IN_DAYS, "no")
    return scene.says(text, *rows, (Button(words.another_zone, Verb.CHECK_IN_ZONE, f".{lasted}"), no))


def choose_zone(scene: Scene, argument: str) -> Turn:
    """The list of zones, or the one that was chosen and the question again."""
    words = scene.wording.check_ins
    place, _, lasted = argument.partition(".")
    zones = list(words.zones)
    if not place:
        rows = [(Button(words.zones[name], Verb.CHECK_IN_ZONE, f"{i}.{lasted}"),) for i, name in enumerate(zones)]
        return scene.says(words.which_zone, *rows)
    index = _number(place)
    if index is None or index >= len(zones):
        return scene.out_of_date()
    chosen = scene if scene.minor else scene.changed(replace(scene.session, zone=zones[index]))
    return replace(question(chosen, lasted), clear_pressed=True)


def choose_days(scene: Scene, argument: str) -> Turn:
    """Consent, or No."""
    words, session = scene.wording.check_ins, scene.session
    if scene.minor:
        return replace(scene.says(scene.wording.answers.under_18), clear_pressed=True)
    if argument == "no":
        session = replace(session, no_check_ins_at=scene.now)
        return Turn(session, (Reply(words.declined),), clear_pressed=True, counts=("check-ins-declined",))
    if running(scene):
        return Turn(session, toast=words.running, clear_pressed=True)
    chosen, _, lasted = argument.partition(".")
    days = [_number(each) or 0 for each in chosen.split("-")]
    if not set(days) <= set(scene.clinic.check_ins.days):
        return scene.out_of_date()
    hours = hours_of(session.zone, scene.clinic)
    times = tuple(hours.after_days(scene.now, day) for day in days)
    since = scene.now - timedelta(days=_number(lasted) or 0)
    session = replace(session, check_ins=CheckIns(times, since, str(hours.zone)), no_check_ins_at=None)
    when = join([f"{time.astimezone(hours.zone):%A %-d %B}" for time in times], scene.wording.and_word)
    return Turn(
        session,
        (Reply(fill(words.started, when=when)),),
        (StartCheckIns(times, words.version),),
        clear_pressed=True,
        counts=("check-ins-started",),
    )


def ask(session: Session, wording: Wording, now: datetime) -> tuple[Session, Reply | None]:
    """A check-in whose time has come: the session after it, and what is asked.

    Nothing where the series has ended; after UNANSWERED_ENDS without an answer it ends now (`check_ins` is None).
    """
    series, words = session.check_ins, wording.check_ins
    if series is None or session.held is not None or Flag.UNDER_18 in session.flags:
        return replace(session, check_ins=None), None
    if series.unanswered >= UNANSWERED_ENDS:
        return replace(session, check_ins=None), None
    series = replace(series, asked_at=now, unanswered=series.unanswered + 1, scoring=False)
    answers = {
        Feeling.BETTER: words.better,
        Feeling.SAME: words.same,
        Feeling.WORSE: words.worse,
        Feeling.GONE: words.gone,
    }
    first, second, third, last = (Button(label, Verb.CHECK_IN_ANSWER, feeling) for feeling, label in answers.items())
    rows = ((first, second), (third, last), (Button(words.stop, Verb.CHECK_IN_STOP),))
    asked = words.ask_in_talk if session.case and session.case.talks else words.ask
    return replace(session, check_ins=series), Reply(asked, rows)


def heard(session: Session) -> Session:
    """Whatever a patient writes or presses counts as an answer."""
    series = session.check_ins
    return replace(session, check_ins=replace(series, unanswered=0)) if series and series.unanswered else session


def ended(turn: Turn) -> Turn:
    """The turn with the check-ins ended, where there are any."""
    if turn.session.check_ins is None:
        return turn
    session = replace(turn.session, check_ins=None)
    return replace(turn, session=session, effects=(*turn.effects, EndCheckIns()))


def stop(scene: Scene) -> Turn:
    """STOP, as a word or a button."""
    if scene.session.check_ins is None:
        return scene.out_of_date()
    turn = ended(scene.says(scene.wording.check_ins.ended, counts=("check-ins-stopped",)))
    return replace(turn, clear_pressed=True)


def booked(scene: Scene, turn: Turn) -> Turn:
    """The turn of "I've booked", after which nothing more is asked."""
    if turn.session.check_ins is None:
        return turn
    return ended(replace(turn, replies=(*turn.replies, Reply(scene.wording.check_ins.if_booked))))


def hours_of(zone: str, clinic: Clinic) -> Hours:
    """The allowed hours by the clock of the patient's zone; that of the clinic's patients where they named none."""
    times = clinic.check_ins
    return Hours(times.start, times.end, ZoneInfo(zone) if zone else times.zone)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None

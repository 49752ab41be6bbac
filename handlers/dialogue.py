"""The conversation as a pure function: what was remembered and what happened, to what is said and stored.

Safety comes first, in every step: a message is read for signs before anything else has its turn, and while
a tier is held nothing but one's own data and "I've been seen" gets past the reminder. The parts are in
handlers/talk/.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from faq.knowledge import Knowledge
from faq.reading import Kind
from faq.wording.facts import Clinic
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.cards import card_gp
from handlers.diary import NO_DIARY, Diary
from handlers.effects import DropOffer
from handlers.events import Attached, Commanded, Event, Pressed, Said, SharedPhone, Verb
from handlers.replies import Reply
from handlers.session import NOTE_WAITS, SESSION_EXPIRES, Session, Step
from handlers.talk import (
    answers,
    booked,
    cases,
    checkins,
    commands,
    diary,
    exercises,
    feelings,
    recovery,
    safety,
    suggesting,
    two_way,
)
from handlers.talk.scene import Scene
from handlers.turn import Turn

PRESSES: Mapping[Verb, Callable[[Scene, str], Turn]] = {
    Verb.TOPIC: answers.show_topic,
    Verb.MORE: answers.more,
    Verb.HELPED: answers.helped,
    Verb.NOT_MEANT: answers.not_meant,
    Verb.NONE_OF_THESE: answers.none_of_these,
    Verb.EXERCISES: exercises.exercise_list,
    Verb.EXERCISE: exercises.exercise_card,
    Verb.TOPICS: answers.topic_page,
    Verb.TELL_YES: cases.tell_yes,
    Verb.TELL_NO: lambda scene, _: cases.tell_no(scene),
    Verb.SEEN: lambda scene, argument: two_way.after_advice(scene, safety.seen(scene, argument)),
    Verb.HUMAN: lambda scene, _: cases.person(scene),
    Verb.DELETE_YES: lambda scene, _: commands.delete_yes(scene),
    Verb.DELETE_NO: lambda scene, _: commands.delete_no(scene),
    Verb.SUGGEST: suggesting.suggest,
    Verb.RECOVERY: recovery.stage,
    Verb.DIARY: diary.press,
    Verb.TALK_YES: two_way.yes,
    Verb.TALK_NO: two_way.no,
    Verb.TALK_END: two_way.end,
    Verb.TALK_ASK: two_way.ask_again,
    Verb.BOOKED: lambda scene, _: checkins.booked(scene, booked.booked(scene)),
    Verb.CHECK_IN: checkins.question,
    Verb.CHECK_IN_DAYS: checkins.choose_days,
    Verb.CHECK_IN_ZONE: checkins.choose_zone,
    Verb.CHECK_IN_ANSWER: feelings.answer,
    Verb.CHECK_IN_SCORE: feelings.score,
    Verb.CHECK_IN_STOP: lambda scene, _: checkins.stop(scene),
}
"""What each button does, given its argument."""


def advance(
    session: Session,
    event: Event,
    knowledge: Knowledge,
    clinic: Clinic,
    now: datetime,
    *,
    kept: Diary = NO_DIARY,
    new_code: str = "",
) -> Turn:
    """One event's outcome. `now` is in UTC. Never raises for any event, and never is silent to a patient.

    `kept` is the diary where the event is about it, `new_code` a fresh random one for the booking links of a new case.
    """
    scene = Scene(checkins.heard(_current(session, now)), event.person, knowledge, clinic, now, kept, new_code)
    turn = commands.caption(scene, event, two_way.passed_on(scene, event, _decide(scene, event)))
    turn = booked.with_code(scene, turn)
    return replace(turn, session=_kept(turn.session, now))


def _decide(scene: Scene, event: Event) -> Turn:
    if isinstance(event, Said):
        flags = scene.session.flags | event.understanding.flags
        scene = scene.changed(replace(scene.session, flags=flags))
        raised = safety.raised(scene, event.understanding)
        if raised:
            return checkins.ended(raised)
    held, cards = scene.session.held, scene.knowledge.cards
    if held and cards and not safety.goes_on(event):
        return safety.remind(scene, held, cards)
    scene = scene.changed(diary.left(scene.session, event))
    match event:
        case Said() if booked.meant(scene, event):
            return checkins.booked(scene, booked.booked(scene))
        case Said():
            return (
                commands.stop_in_words(scene, event)
                or feelings.in_words(scene, event)
                or two_way.for_the_clinic(scene, event)
                or _said(scene, event)
            )
        case Pressed(verb=verb, argument=argument):
            return PRESSES[verb](scene, argument)
        case Commanded(name=name):
            return commands.command(scene, name)
        case Attached():
            return commands.attached(scene, event)
        case SharedPhone():
            return cases.phone(scene, event)
    assert_never(event)


def _said(scene: Scene, said: Said) -> Turn:
    """Text without an urgent sign."""
    understanding, session = said.understanding, scene.session
    if session.step is Step.NOTE and not scene.minor:
        noted = cases.note(scene, said)
        if noted:
            return noted
    if session.step in diary.STEPS and not scene.minor:
        written = diary.written(scene, said)
        if written:
            return written
    session = replace(session, unanswered=False, entry=None)
    if session.step is not Step.NOTE:
        session = replace(session, step=Step.OPEN, rephrased=session.step is Step.REPHRASE)
    scene = scene.changed(session)
    turn = _understood(scene, said)
    notes = scene.knowledge.notes
    before = [Reply(notes[note]) for note in understanding.notes if note in notes]
    if Flag.UNDER_18 in understanding.flags and understanding.kind is not Kind.GP:
        before = [*_under_18(scene, turn), *before]
    effects = turn.effects
    if scene.minor and scene.pending_case is not None:
        effects = (*effects, DropOffer())
    turn = replace(turn, replies=(*before, *turn.replies), effects=effects, counts=("asked", *turn.counts))
    return checkins.ended(turn) if scene.minor else turn


def _under_18(scene: Scene, turn: Turn) -> list[Reply]:
    """The fixed words for a stated age, unless the answer itself has them."""
    words = scene.wording.answers.under_18
    return [] if any(words in reply.text for reply in turn.replies) else [Reply(words)]


def _understood(scene: Scene, said: Said) -> Turn:
    understanding = said.understanding
    match understanding.kind:
        case Kind.CRISIS | Kind.EMERGENCY | Kind.URGENT:
            return scene.says(scene.emergency_line)
        case Kind.GP:
            return _gp(scene, said)
        case Kind.BOOK:
            return cases.booking(scene, understanding)
        case Kind.ANSWER:
            return answers.answer(scene, understanding)
        case Kind.SUGGEST:
            return answers.suggest(scene, understanding)
        case Kind.PERSON:
            intent = scene.knowledge.intents.get(understanding.intent or "")
            return cases.person(scene, intent.reply if intent else "")
        case Kind.SMALLTALK:
            return answers.smalltalk(scene, understanding)
        case Kind.UNKNOWN:
            return answers.unknown(scene, understanding)
    assert_never(understanding.kind)


def _gp(scene: Scene, said: Said) -> Turn:
    """Tier G: its card, then what the message also asks for; an exercise plan only if they may have one."""
    understanding, cards = said.understanding, scene.knowledge.cards
    lead = card_gp(understanding, scene.knowledge, cards) if cards else Reply(scene.emergency_line)
    topic = scene.knowledge.topics.get(understanding.topic or "")
    if topic and topic.exercises and scene.session.flags:
        understanding = replace(understanding, topic=None, second=None)
    turn = Turn(scene.session)
    if any(signal.tier is Tier.BOOK for signal in understanding.signals):
        turn = cases.booking(scene, understanding)
    elif understanding.topic in scene.knowledge.topics:
        turn = answers.answer(scene, understanding)
    return replace(turn, replies=(lead, *turn.replies), counts=("gp", *turn.counts))


def _current(session: Session, now: datetime) -> Session:
    """The session without what has expired; a case is kept elsewhere and stays."""
    idle = now - session.touched_at if session.touched_at else timedelta()
    if idle >= SESSION_EXPIRES:
        session = Session(case=session.case)
    if session.held and session.held.until <= now:
        session = replace(session, held=None)
    if session.step in {Step.NOTE, *diary.STEPS} and idle >= NOTE_WAITS:
        session = replace(session, step=Step.OPEN, entry=None)
    return session


def _kept(session: Session, now: datetime) -> Session:
    """What is remembered; of somebody under 18 only the flag, a held tier and the step (ground truth 5.1)."""
    if Flag.UNDER_18 in session.flags:
        session = replace(session, topic=None, shown=(), next_topics=(), reasons=(), days=None, offer="")
    return replace(session, touched_at=now)

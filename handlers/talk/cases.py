"""Tier P and the hand-over: reasons, booking, consent, and what the patient adds to an open case."""

import hashlib
from dataclasses import replace

from faq.language.text import bare
from faq.reading import Kind, Understanding
from faq.wording.bot import fill
from faq.written.safety import Tier
from handlers.case import NOTE_LENGTH
from handlers.effects import AddNote, AddPhone, AddReasons, DropOffer, Effect, OfferCase, OpenCase
from handlers.events import Said, SharedPhone, Verb
from handlers.replies import Button, Keys, Reply
from handlers.session import OFFER_AGAIN_AFTER, Step
from handlers.talk.answers import answer_body
from handlers.talk.checkins import offer_rows
from handlers.talk.out_of_hours import out_of_hours
from handlers.talk.scene import Scene, book_button, paragraphs, said_reasons, shared_words
from handlers.turn import Turn

WANTS_PERSON = "wants-person"
"""The reason of a case that began with "I want to talk to someone"."""

_SURE_QUESTION = 0.7
_TWO_WEEKS, _SIX_WEEKS, _TWELVE_WEEKS = 14, 42, 84


def booking(scene: Scene, understanding: Understanding) -> Turn:
    """Tier P: why, how it is put by time, their question's answer, the free option, the safety net, the link.

    Then the question of consent, unless the clinic knows already or they said no not long ago.
    """
    reasons = tuple(signal.id for signal in understanding.signals if signal.tier is Tier.BOOK)
    topic, days = scene.knowledge.topics.get(understanding.topic or ""), understanding.days
    text = paragraphs(
        f"{said_reasons(reasons, days, scene.wording)} {_tone(scene, reasons, days)}",
        scene.wording.answers.under_18 if scene.minor and not (topic and topic.clinical) else None,
        answer_body(scene, topic) if topic else None,
        None if scene.session.told_free else scene.wording.booking.free_option,
        scene.safety_net,
    )
    session = replace(
        scene.session,
        step=Step.NOTE if scene.session.step is Step.NOTE else Step.OPEN,
        topic=topic.id if topic else scene.session.topic,
        shown=(),
        next_topics=(),
        reasons=tuple(dict.fromkeys((*scene.session.reasons, *reasons))),
        days=days if days is not None else scene.session.days,
        told_free=True,
    )
    rows = ((book_button(scene),), *offer_rows(scene, understanding))
    first = Turn(session, (Reply(text, rows),), counts=("booked-offer",))
    worse = understanding.worsening or "worsening" in reasons
    return _hand_over(scene.changed(session), first, reasons, days, again=worse)


def person(scene: Scene, lead: str = "") -> Turn:
    """How to reach somebody, and the same hand-over: whoever asks for a person is always offered it."""
    text = paragraphs(lead, scene.wording.person, out_of_hours(scene))
    reasons = tuple(dict.fromkeys((*scene.session.reasons, WANTS_PERSON)))
    session = replace(scene.session, step=Step.OPEN, reasons=reasons)
    first = Turn(session, (Reply(text, ((book_button(scene),),)),), counts=("person",))
    return _hand_over(scene.changed(session), first, (WANTS_PERSON,), None, again=True)


def tell_yes(scene: Scene, key: str) -> Turn:
    """Consent: the case opens, if this is the question that was asked last and it still waits."""
    session, words = scene.session, scene.wording.consent
    if scene.open_case is not None:
        return Turn(session, toast=_already(scene, scene.open_case), clear_pressed=True)
    if scene.minor:
        return replace(scene.says(scene.wording.answers.under_18), clear_pressed=True)
    if scene.pending_case is None or key != session.offer:
        if not session.reasons:
            return scene.out_of_date()
        again = _ask(scene, scene.says(words.asked_again))
        return replace(again, clear_pressed=True)
    reference = scene.reference(scene.pending_case)
    opened = Reply(
        paragraphs(fill(words.opened, number=reference), out_of_hours(scene), scene.wording.notes.invite),
        keys=Keys.ASK_PHONE,
        phone_label=scene.wording.buttons.share_phone,
    )
    return Turn(
        replace(session, step=Step.NOTE, offer="", declined_at=None),
        (opened,),
        (OpenCase(scene.pending_case, scene.person, words.version),),
        clear_pressed=True,
        counts=("case-opened",),
    )


def tell_no(scene: Scene) -> Turn:
    """No, to whichever question: the pending case goes, and the question rests for a week."""
    if scene.pending_case is None:
        return scene.out_of_date()
    session = replace(scene.session, step=Step.OPEN, reasons=(), days=None, offer="", declined_at=scene.now)
    reply = Reply(scene.wording.consent.declined)
    return Turn(session, (reply,), (DropOffer(),), clear_pressed=True, counts=("case-declined",))


def note(scene: Scene, said: Said) -> Turn | None:
    """An ordinary message while a note is awaited: added to the case, unless it is plainly something else."""
    number, words = scene.open_case, scene.wording.notes
    if number is None:
        return None
    reference = scene.reference(number)
    session = replace(scene.session, step=Step.OPEN)
    if bare(said.text) in words.declines:
        return Turn(session, (Reply(fill(words.declined, number=reference), keys=Keys.REMOVE),))
    if not said.text.strip() or _is_something_else(said):
        return None
    reasons = tuple(signal.id for signal in said.understanding.signals if signal.tier is Tier.BOOK)
    text = fill(words.cut if len(said.text) > NOTE_LENGTH else words.added, number=reference)
    reply = Reply(text, ((book_button(scene),),) if reasons else ())
    effects: list[Effect] = [AddNote(number, said.text[:NOTE_LENGTH])]
    if reasons:
        effects.append(AddReasons(number, reasons, said.understanding.days))
    return Turn(session, (reply,), tuple(effects), counts=("note",))


def phone(scene: Scene, shared: SharedPhone) -> Turn:
    """A shared contact: kept only if it is their own, and for an open case."""
    words = scene.wording.notes
    if not shared.own:
        return scene.says(words.phone_not_own)
    if scene.open_case is None or scene.minor:
        return Turn(scene.session, (Reply(words.phone_no_case, keys=Keys.REMOVE),))
    reply = Reply(fill(words.phone_added, number=scene.reference(scene.open_case)), keys=Keys.REMOVE)
    return Turn(scene.session, (reply,), (AddPhone(scene.open_case, shared.phone),), counts=("phone",))


def _is_something_else(said: Said) -> bool:
    """Small talk, a G sign, or plainly a new question."""
    understanding = said.understanding
    match understanding.kind:
        case Kind.SMALLTALK:
            return True
        case Kind.GP:
            return True
        case Kind.ANSWER:
            return understanding.score >= _SURE_QUESTION
        case Kind.BOOK:
            return understanding.topic is not None and understanding.score >= _SURE_QUESTION
        case Kind.SUGGEST:
            return said.text.rstrip().endswith("?")
    return False


def _tone(scene: Scene, reasons: tuple[str, ...], days: int | None) -> str:
    """How booking is put, by how long it has lasted (ground truth 3.2); "for ages" counts as two weeks."""
    words = scene.wording.booking
    lasted = days if days is not None else _TWO_WEEKS if "persistent" in reasons else 0
    if lasted >= _TWELVE_WEEKS:
        return words.tone_12_weeks
    if lasted >= _SIX_WEEKS:
        return words.tone_6_weeks
    return words.tone_2_weeks if lasted >= _TWO_WEEKS else words.tone_days


def _hand_over(scene: Scene, first: Turn, reasons: tuple[str, ...], days: int | None, *, again: bool) -> Turn:
    """What follows a reason to contact the clinic: added to the open case, or offered, or left."""
    session = scene.session
    if scene.minor:
        return first
    if scene.open_case is not None:
        text = fill(scene.wording.consent.added, number=scene.reference(scene.open_case))
        added = Reply(paragraphs(text, out_of_hours(scene)))
        effect = AddReasons(scene.open_case, reasons, days)
        return replace(first, replies=(*first.replies, added), effects=(effect,))
    declined = session.declined_at
    if declined is not None and scene.now - declined < OFFER_AGAIN_AFTER and not again:
        return first
    asked = scene.pending_case is not None and _key(scene) == session.offer
    return first if asked and not again else _ask(scene, first)


def _ask(scene: Scene, first: Turn) -> Turn:
    """The question of consent, naming what would be shared; nothing but a pending row exists until Yes."""
    session, words = scene.session, scene.wording
    topic = scene.knowledge.topics.get(session.topic or "")
    key = _key(scene)
    shared = shared_words(session.reasons, session.days, topic.label if topic else None, words)
    yes = Button(words.buttons.tell_yes, Verb.TELL_YES, key)
    no = Button(words.buttons.tell_no, Verb.TELL_NO, key)
    question = Reply(fill(words.consent.question, shared=shared), ((yes, no),))
    return replace(
        first,
        session=replace(session, step=Step.OFFERED_CASE, offer=key),
        replies=(*first.replies, question),
        effects=(OfferCase(session.reasons, topic.id if topic else None, session.days),),
    )


def _key(scene: Scene) -> str:
    """A short mark of what would be shared now, so that a Yes belongs to the question that named it."""
    session = scene.session
    shared = "\n".join([*session.reasons, str(session.days), str(session.topic)])
    return hashlib.blake2s(shared.encode(), digest_size=6).hexdigest()


def _already(scene: Scene, number: int) -> str:
    return fill(scene.wording.consent.already_open, number=scene.reference(number))

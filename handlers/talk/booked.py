"""The booking link's code, and the patient's word that they have booked."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from faq.language.text import bare
from faq.wording.bot import fill
from faq.wording.facts import Clinic
from handlers.effects import DropOffer, OfferCase, SaysBooked
from handlers.events import Said, Verb
from handlers.replies import Button, Reply
from handlers.talk.scene import Scene
from handlers.turn import Turn


def link(clinic: Clinic, code: str) -> str:
    """The booking address with a case's code in it, where the clinic's booking system takes one."""
    if not code or not clinic.booking_code_parameter:
        return clinic.booking_url
    parts = urlsplit(clinic.booking_url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    return urlunsplit(parts._replace(query=urlencode([*given, (clinic.booking_code_parameter, code)])))


def with_code(scene: Scene, turn: Turn) -> Turn:
    """The turn with its booking links leading back to the case, and below each the button that says "I've booked".

    Both only where there is a case, or the offer of one.
    """
    offered = next((effect for effect in turn.effects if isinstance(effect, OfferCase)), None)
    case = turn.session.case
    dropped = any(isinstance(effect, DropOffer) for effect in turn.effects)
    if dropped or (offered is None and case is None):
        return turn
    if offered is not None and case is None:
        code = scene.new_code
        coded = tuple(replace(each, code=code) if each is offered else each for each in turn.effects)
        turn = replace(turn, effects=coded)
    else:
        code = case.code if case else ""
    address = link(scene.clinic, code)
    return replace(turn, replies=tuple(_linked(scene, reply, address) for reply in turn.replies))


def meant(scene: Scene, said: Said) -> bool:
    """Whether these are words for "I've booked", and nothing else."""
    return bare(said.text) in scene.wording.booked.says


def booked(scene: Scene) -> Turn:
    """ "I've booked", by button or words: an open case's card says so."""
    words, number = scene.wording.booked, scene.open_case
    if number is None or scene.minor:
        return Turn(scene.session, (Reply(words.thanks),), clear_pressed=True)
    reply = Reply(fill(words.noted, number=scene.reference(number)))
    return Turn(scene.session, (reply,), (SaysBooked(number),), counts=("says-booked",))


def _linked(scene: Scene, reply: Reply, address: str) -> Reply:
    rows: list[tuple[Button, ...]] = []
    for row in reply.buttons:
        linked = tuple(replace(b, url=address) if b.url == scene.clinic.booking_url else b for b in row)
        rows.append(linked)
        if any(b.url == address for b in linked):
            rows.append((Button(scene.wording.booked.button, Verb.BOOKED),))
    return replace(reply, buttons=tuple(rows))

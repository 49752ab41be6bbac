"""Raising a tier, holding it, and letting it go (design.md section 5)."""

from dataclasses import replace

from faq.reading import KIND_OF_TIER, Understanding
from faq.written.cards import Cards
from faq.written.safety import Tier
from handlers.cards import card_urgent, emergency_card, hold_key, of_tier, red_flags, reminder, seen_message
from handlers.effects import DropOffer, Effect, SafetyAdviceGiven
from handlers.events import Commanded, CommandName, Event, Pressed, Verb
from handlers.replies import Reply
from handlers.session import HELD_FOR, Held, Session, Step
from handlers.talk.scene import Scene
from handlers.turn import Turn

_OWN_DATA = {CommandName.PRIVACY, CommandName.MYDATA, CommandName.DELETE, CommandName.STOP}
_OWN_BUTTONS = {Verb.SEEN, Verb.DELETE_YES, Verb.DELETE_NO, Verb.TALK_END}
_TIER_OF_KIND = {kind: tier for tier, kind in KIND_OF_TIER.items() if tier.holds}
_COUNTS = {Tier.CRISIS: "crisis", Tier.EMERGENCY: "emergency", Tier.URGENT: "urgent"}


def goes_on(event: Event) -> bool:
    """Whether an event has its ordinary effect while a tier is held: one's own data, and "I've been seen"."""
    match event:
        case Commanded(name=name):
            return name in _OWN_DATA
        case Pressed(verb=verb):
            return verb in _OWN_BUTTONS
    return False


def raised(scene: Scene, understanding: Understanding) -> Turn | None:
    """The turn for a message with crisis words or an E or U sign; None for others, or without cards.

    Crisis and E always get their card, as intake has sent it by the message alone. A U sign gets its card
    unless something as urgent is held already: then the reminder.
    """
    tier, cards = _TIER_OF_KIND.get(understanding.kind), scene.knowledge.cards
    if tier is None or cards is None:
        return None
    before = scene.session.held
    held = _merged(scene, tier, understanding)
    card = emergency_card(understanding, scene.knowledge, talking=scene.talking)
    if card is None:
        if before and before.tier.rank >= tier.rank:
            return remind(scene.changed(replace(scene.session, held=held)), held, cards)
        card = card_urgent(understanding, scene.knowledge, cards, talking=scene.talking)
    seen = () if tier is Tier.CRISIS else (seen_message(held, cards),)
    effects: list[Effect] = []
    if scene.pending_case is not None:
        effects.append(DropOffer())
    if scene.open_case is not None:
        effects.append(SafetyAdviceGiven(scene.open_case))
    session = _put_aside(scene.session, held)
    return Turn(session, (card, *seen), tuple(effects), counts=(_COUNTS[tier],))


def remind(scene: Scene, held: Held, cards: Cards) -> Turn:
    """What an event gets while a tier is held, whatever it was."""
    reminded = reminder(held, scene.knowledge, cards, talking=scene.talking)
    replies: tuple[Reply, ...] = (reminded, seen_message(held, cards))
    return Turn(scene.session, replies, counts=("reminded",))


def seen(scene: Scene, argument: str) -> Turn:
    """ "I've been seen": the hold ends, if the button belongs to it."""
    cards, held = scene.knowledge.cards, scene.session.held
    if cards is None or held is None:
        return Turn(scene.session, toast=scene.wording.errors.seen_already, clear_pressed=True)
    if argument != hold_key(held):
        return remind(scene, held, cards)
    session = replace(scene.session, held=None)
    return Turn(session, (Reply(cards.seen.thanks),), clear_pressed=True, counts=("seen",))


def _merged(scene: Scene, tier: Tier, understanding: Understanding) -> Held:
    """The more urgent of the old and the new hold, from now on; equal ones join their signs.

    A crisis keeps only the red flags beside it: its reminder names those and nothing else.
    """
    before = scene.session.held
    language = _language(understanding) or (before.language if before else "")
    found = red_flags(understanding) if tier is Tier.CRISIS else of_tier(understanding, tier)
    signs = tuple(signal.id for signal in found)
    until = scene.now + HELD_FOR
    if before is None:
        return Held(tier, signs, until, language)
    both = tuple(dict.fromkeys((*before.signs, *signs)))
    if before.tier is tier or Tier.CRISIS in {before.tier, tier}:
        return Held(max(before.tier, tier, key=lambda each: each.rank), both, until, language)
    if before.tier.rank > tier.rank:
        return Held(before.tier, before.signs, until, language)
    return Held(tier, signs, until, language)


def _language(understanding: Understanding) -> str:
    return next((signal.language for signal in understanding.signals if signal.language), "")


def _put_aside(session: Session, held: Held) -> Session:
    """The session with the tier held, and nothing else going on."""
    return replace(
        session,
        step=Step.OPEN,
        topic=None,
        shown=(),
        next_topics=(),
        reasons=(),
        days=None,
        rephrased=False,
        offer="",
        entry=None,
        held=held,
    )

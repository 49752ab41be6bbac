"""Safety cards as replies: fixed parts in a fixed order (ground truth 1.6 and 6), naming the signs."""

from collections.abc import Iterable, Sequence

from faq.knowledge import Knowledge
from faq.reading import Kind, Signal, Understanding
from faq.wording.bot import fill
from faq.written.cards import Cards
from faq.written.safety import Tier
from handlers.events import Verb
from handlers.replies import Button, Keys, Reply
from handlers.session import Held


def emergency_card(understanding: Understanding, knowledge: Knowledge, *, talking: bool = False) -> Reply | None:
    """The crisis or tier E card, from the message's reading alone; None for anything less urgent.

    Intake sends it before the conversation runs, so it needs no session, clinic or clock. `talking`: the patient's
    messages are passed to the clinic, so the card doesn't say that nobody sees them.
    """
    cards = knowledge.cards
    if cards is None:
        return None
    if understanding.kind is Kind.CRISIS:
        return card_crisis(understanding, knowledge, cards, talking=talking)
    if understanding.kind is Kind.EMERGENCY:
        return card_emergency(understanding, knowledge, cards, talking=talking)
    return None


def card_emergency(understanding: Understanding, knowledge: Knowledge, cards: Cards, *, talking: bool = False) -> Reply:
    """Tier E: 999 or A&E first."""
    signals = of_tier(understanding, Tier.EMERGENCY)
    card = cards.emergency
    parts = [
        *_first_line(signals, knowledge),
        *_first_steps(signals, knowledge, card.action),
        card.because,
        card.tell_staff,
        card.meanwhile,
        cards.talk.automated if talking else card.automated,
        card.cannot_speak,
    ]
    return _fixed(parts, _names(signals), knowledge, emergency=True)


def card_urgent(understanding: Understanding, knowledge: Knowledge, cards: Cards, *, talking: bool = False) -> Reply:
    """Tier U: 111 or an urgent GP appointment; one weak sign alone is put calmly (ground truth 1.4)."""
    signals = of_tier(understanding, Tier.URGENT)
    card = cards.urgent
    calm = len(signals) == 1 and signals[0].weak
    parts = [
        *_first_line(signals, knowledge),
        *_first_steps(signals, knowledge, card.action),
        cards.weak_sign if calm else card.because,
        card.tell_staff,
        card.meanwhile,
        card.worse,
        cards.talk.automated if talking else card.automated,
        card.cannot_speak,
    ]
    return _fixed(parts, _names(signals), knowledge)


def card_gp(understanding: Understanding, knowledge: Knowledge, cards: Cards) -> Reply:
    """Tier G: a family's own advice (midwife, what to tell the GP) replaces the general first part."""
    signals = of_tier(understanding, Tier.GP)
    actions, adds = _of_families(signals, knowledge)
    parts = [*(actions or [cards.gp.action]), *adds, cards.gp.because, cards.gp.automated]
    return _fixed(parts, _names(signals), knowledge)


def card_crisis(understanding: Understanding, knowledge: Knowledge, cards: Cards, *, talking: bool = False) -> Reply:
    """A crisis: one human line, then help; a red flag of the same message is named second."""
    card = cards.crisis
    names = _names(red_flags(understanding))
    parts = [
        *_first_line(of_tier(understanding, Tier.CRISIS), knowledge),
        card.opening,
        *([card.with_sign] if names else []),
        card.danger,
        card.urgent_help,
        card.samaritans,
        card.text_line,
        card.near_you,
        cards.talk.crisis_automated if talking else card.automated,
    ]
    return _fixed(parts, names, knowledge, emergency=True)


def reminder(held: Held, knowledge: Knowledge, cards: Cards, *, talking: bool = False) -> Reply:
    """What every later event gets while a tier is held, naming the signs that raised it."""
    names = [knowledge.sign_names[sign] for sign in held.signs if sign in knowledge.sign_names]
    match held.tier:
        case Tier.CRISIS:
            parts = [cards.talk.crisis_reminder if talking else cards.crisis.reminder, cards.crisis.with_sign]
        case Tier.EMERGENCY:
            parts = [cards.emergency.reminder if names else cards.emergency.action]
        case _:
            parts = [cards.urgent.reminder if names else cards.urgent.action]
    first = knowledge.firsts.get((held.language, held.tier))
    return _fixed([first, *parts] if first else parts, names, knowledge)


def seen_message(held: Held, cards: Cards) -> Reply:
    """The message of its own that ends the held tier; its button belongs to this very hold."""
    return Reply(cards.seen.text, ((Button(cards.seen.button, Verb.SEEN, hold_key(held)),),))


def hold_key(held: Held) -> str:
    """What marks a hold, so that "I've been seen" under an older card can't end a newer one."""
    return format(int(held.until.timestamp()), "x")


def of_tier(understanding: Understanding, tier: Tier) -> tuple[Signal, ...]:
    """The message's signs of one tier."""
    return tuple(signal for signal in understanding.signals if signal.tier is tier)


def red_flags(understanding: Understanding) -> tuple[Signal, ...]:
    """The message's signs that hold, beside crisis words."""
    return tuple(s for s in understanding.signals if s.tier in {Tier.EMERGENCY, Tier.URGENT})


def join(parts: Sequence[str], and_word: str) -> str:
    """A list as people say it: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + and_word + parts[-1]


def _first_line(signals: Sequence[Signal], knowledge: Knowledge) -> list[str]:
    """One line in the language that the patient writes, where that is one of safety/languages."""
    lines = _distinct(knowledge.firsts.get((signal.language, signal.tier)) for signal in signals)
    return lines[:1]


def _first_steps(signals: Sequence[Signal], knowledge: Knowledge, action: str) -> list[str]:
    """The one action of a card, and what the families add to it."""
    actions, adds = _of_families(signals, knowledge)
    return [actions[0] if actions else action, *adds]


def _of_families(signals: Sequence[Signal], knowledge: Knowledge) -> tuple[list[str], list[str]]:
    pairs = [knowledge.sign_cards.get(signal.family, (None, None)) for signal in signals]
    return _distinct(action for action, _ in pairs), _distinct(add for _, add in pairs)


def _distinct(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _names(signals: Sequence[Signal]) -> list[str]:
    return _distinct(signal.name for signal in signals)


def _fixed(parts: Sequence[str], names: Sequence[str], knowledge: Knowledge, *, emergency: bool = False) -> Reply:
    """The parts as one message without buttons; a part that names signs is left out where there is no name.

    The keyboard below the text field goes as well: no "Share my phone number" beside a card.
    """
    signs = join(names, knowledge.wording.and_word)
    spoken = [fill(part, signs=signs) for part in parts if names or "{signs}" not in part]
    return Reply("\n\n".join(spoken), emergency=emergency, keys=Keys.REMOVE)

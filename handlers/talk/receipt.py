"""What a deletion took away, counted, and what is left of it: said in its answer."""

from dataclasses import replace

from faq.wording.bot import Counted, Wording, fill
from handlers.cards import join
from handlers.ports import Removed
from handlers.talk.scene import paragraphs
from handlers.turn import Turn


def with_receipt(turn: Turn, removed: Removed | None, wording: Wording) -> Turn:
    """The turn with what the store removed in its first reply; unchanged where it removed nothing (None)."""
    if removed is None:
        return turn
    words = wording.own_data
    parts = [
        _counted(removed.requests, words.removed.requests),
        _counted(removed.cards, words.removed.cards),
        _counted(removed.offers, words.removed.offers),
        _counted(removed.from_patient, words.removed.from_patient),
        _counted(removed.to_patient, words.removed.to_patient),
        _counted(removed.diary, words.removed.diary),
        words.removed.conversation if removed.conversation else "",
    ]
    gone = join([part for part in parts if part], wording.and_word)
    reply, *others = turn.replies
    text = paragraphs(
        reply.text,
        fill(words.delete_removed, removed=gone) if gone else None,
        _counted(removed.receipts, words.delete_receipts),
    )
    return replace(turn, replies=(replace(reply, text=text), *others))


def _counted(number: int, words: Counted) -> str:
    return fill(words.one if number == 1 else words.many, n=number) if number else ""

"""The buttons under a case's card, and the menus that some of them open in their place."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import assert_never

from faq.wording.bot import Wording
from faq.wording.facts import Clinic
from handlers.callbacks import encode_desk
from handlers.case import Case, Colleague, DeskVerb
from handlers.ports import Json
from handlers.render import inline_keyboard, literal, shorten, tidy, unmarked
from handlers.session import CaseState

LABEL_LENGTH = 40
COLLEAGUES_SHOWN = 8

_Choice = tuple[str, DeskVerb, str]
"""Label, verb and what is chosen."""


def card_buttons(case: Case, wording: Wording, clinic: Clinic) -> Json | None:
    """What can be done with a case as it is; None where nothing can."""
    if case.deleted:
        return None
    words, desk = wording.buttons, wording.desk.buttons
    take, done = (words.take, DeskVerb.TAKE, ""), (words.done, DeskVerb.DONE, "")
    rows: list[list[_Choice]]
    match case.state:
        case CaseState.OPEN:
            rows = [[take, done]]
        case CaseState.TAKEN:
            rows = [
                [(desk.release, DeskVerb.RELEASE, ""), (desk.hand_over, DeskVerb.HAND_OVER, "")],
                [(desk.replies, DeskVerb.REPLIES, ""), done],
            ]
        case CaseState.DONE:
            rows = [[(desk.reopen, DeskVerb.REOPEN, "")]]
        case CaseState.PENDING:
            return None
        case _:
            assert_never(case.state)
    return _keyboard(rows, case.number, clinic)


def menu_buttons(
    case: Case, menu: DeskVerb, wording: Wording, clinic: Clinic, colleagues: Sequence[Colleague]
) -> Json | None:
    """The choices behind a button of the card, and the way back to it."""
    words = wording.desk
    choices: list[_Choice]
    match menu:
        case DeskVerb.DONE:
            choices = [(label, menu, reason) for reason, label in words.outcomes.items()]
            rows = _by(2, choices)
        case DeskVerb.HAND_OVER:
            named = [(_name(colleague), menu, str(colleague.user_id)) for colleague in colleagues[:COLLEAGUES_SHOWN]]
            rows = [[(words.buttons.to_me, menu, "me")], *_by(2, named)]
        case DeskVerb.REPLIES:
            rows = [[(reply.label, menu, name)] for name, reply in words.replies.items()]
        case _:
            return card_buttons(case, wording, clinic)
    return _keyboard([*rows, [(words.buttons.back, DeskVerb.BACK, "")]], case.number, clinic)


def _by(width: int, choices: Iterable[_Choice]) -> list[list[_Choice]]:
    """Rows of at most `width`."""
    left = iter(choices)
    return list(iter(lambda: list(islice(left, width)), []))


def _name(colleague: Colleague) -> str:
    return literal(shorten(tidy(colleague.first_name), LABEL_LENGTH))


def _keyboard(rows: Iterable[Iterable[_Choice]], number: int, clinic: Clinic) -> Json:
    return inline_keyboard(
        [
            {"text": unmarked(label, clinic), "callback_data": encode_desk(verb, number, choice)}
            for label, verb, choice in row
        ]
        for row in rows
    )

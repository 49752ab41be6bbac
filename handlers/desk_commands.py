"""Which action of staff a press or a command stands for, as pure functions."""

import re
from datetime import datetime
from typing import assert_never

from faq.wording.bot import Wording
from handlers import desk, lifecycle
from handlers.callbacks import DeskPress
from handlers.case import Case, DeskTurn, DeskVerb
from handlers.events import Person

_NUMBERED = re.compile(r"/\w+(?:@\w+)?\s+(?:[A-Za-z]-)?(\d{1,9})\b")


def case_number(text: str | None) -> int | None:
    """The number behind a command: "/case 1042", "/case B-1042"; None where there is none."""
    found = _NUMBERED.match(text or "")
    return int(found[1]) if found else None


def decide_press(
    pressed: DeskPress, case: Case | None, staff: Person, heir: Person | None, *, now: datetime, wording: Wording
) -> DeskTurn:
    """A button on a card or in one of its menus. `heir` is who was chosen to take over."""
    match pressed.verb:
        case DeskVerb.TAKE:
            return desk.claim(case, staff, now, wording)
        case DeskVerb.RELEASE:
            return lifecycle.release(case, wording, now)
        case DeskVerb.REOPEN:
            return lifecycle.reopen(case, now, wording)
        case DeskVerb.BACK:
            return lifecycle.menu(case, DeskVerb.BACK, wording)
        case DeskVerb.DONE | DeskVerb.HAND_OVER | DeskVerb.REPLIES if not pressed.choice:
            return lifecycle.menu(case, pressed.verb, wording)
        case DeskVerb.DONE:
            outcome = next((outcome for outcome in wording.desk.outcomes if outcome == pressed.choice), None)
            if outcome is None:
                return lifecycle.menu(case, DeskVerb.DONE, wording)
            return desk.done(case, staff, now, wording, outcome)
        case DeskVerb.HAND_OVER:
            return lifecycle.hand_over(case, heir, now, wording)
        case DeskVerb.REPLIES:
            return lifecycle.ready_reply(case, staff, pressed.choice, wording)
    assert_never(pressed.verb)

"""A patient's chat: what they do, and what is on their screen. Cases live in a small fake of the storage."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from faq.knowledge import Knowledge
from faq.wording.facts import Clinic
from handlers.dialogue import advance
from handlers.diary import NO_DIARY, AgreeToDiary, Diary, EndDiary, Entry, KeepEntry, RemoveEntry
from handlers.effects import DeleteEverything, DropOffer, Effect, EndTalk, OfferCase, OpenCase, StartTalk
from handlers.events import (
    Attached,
    Attachment,
    Commanded,
    CommandName,
    Event,
    Person,
    Pressed,
    Said,
    SharedPhone,
    Verb,
)
from handlers.replies import Button, Reply
from handlers.session import CaseState, CaseView, Session, Talk
from handlers.talk import diary
from handlers.turn import Turn
from tests.handlers.small_world import CLINIC, small_world

ANA = Person(7, "Ana", "P.", "anap")
START = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)


@dataclass
class Chat:
    """One patient; `screen` is every message so far, `turn` the last outcome."""

    knowledge: Knowledge = field(default_factory=small_world)
    session: Session = field(default_factory=Session)
    now: datetime = START
    screen: list[Reply] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    turn: Turn = field(default_factory=lambda: Turn(Session()))
    offered_at: datetime = START
    next_number: int = 1042
    clinic: Clinic = CLINIC
    diary: Diary = NO_DIARY
    wrote: str = ""
    """The newest words of the patient, to which the bot's newest message is a reply."""

    def says(self, text: str, *, edited: bool = False, attached: bool = False) -> list[str]:
        """The patient writes, or sends a picture with these words."""
        return self.happens(Said(ANA, text, self.knowledge.understand(text), edited, attached))

    def commands(self, name: CommandName) -> list[str]:
        """The patient sends a command."""
        return self.happens(Commanded(ANA, name))

    def sends(self, attachment: Attachment) -> list[str]:
        """The patient sends something without words."""
        return self.happens(Attached(ANA, attachment))

    def shares(self, phone: str, *, own: bool = True) -> list[str]:
        """The patient shares a contact."""
        return self.happens(SharedPhone(ANA, phone, own))

    def presses(self, label: str) -> list[str]:
        """The patient presses the newest button with this label."""
        button = self.button(label)
        assert button.verb is not None, f"[{label}] is a link"
        return self.happens(Pressed(ANA, button.verb, self.wrote if button.verb is Verb.SUGGEST else button.argument))

    def button(self, label: str) -> Button:
        """The newest button with this label, still there to press."""
        every = [b for reply in reversed(self.screen) for row in reply.buttons for b in row]
        return next(b for b in every if b.label == label)

    def waits(self, span: timedelta) -> None:
        """Time passes; the storage drops an offer that nobody answered for a day."""
        self.now += span
        case = self.session.case
        if case and case.state is CaseState.PENDING and self.now - self.offered_at >= timedelta(hours=24):
            self.session = replace(self.session, case=None)

    @property
    def toast(self) -> str | None:
        """What the last press showed over the chat."""
        return self.turn.toast

    @property
    def did(self) -> list[Effect]:
        """What the last turn had stored."""
        return list(self.turn.effects)

    @property
    def labels(self) -> list[str]:
        """All buttons of the last turn."""
        return [b.label for reply in self.turn.replies for row in reply.buttons for b in row]

    @property
    def staff_sees(self) -> list[str]:
        """What the last turn shows under the card."""
        return [relayed.text for relayed in self.turn.to_staff]

    def happens(self, event: Event) -> list[str]:
        """One event, stored as the storage would; the texts of the replies."""
        kept = self.diary if diary.is_about(event) else NO_DIARY
        self.turn = advance(self.session, event, self.knowledge, self.clinic, self.now, kept=kept)
        self.session = self.turn.session
        if isinstance(event, Said):
            self.wrote = event.text
        for effect in self.turn.effects:
            self._apply(effect)
        self.screen += self.turn.replies
        self.effects += self.turn.effects
        self.counts += self.turn.counts
        return [reply.words for reply in self.turn.replies]

    def _apply(self, effect: Effect) -> None:
        case: CaseView | None
        match effect:
            case OfferCase(code=code):
                case = CaseView(self.next_number, CaseState.PENDING, code=code)
                self.offered_at = self.now
                self.next_number += 1
            case DropOffer() | DeleteEverything():
                case = None
            case OpenCase(number=number):
                case = CaseView(number, CaseState.OPEN, code=self.session.case.code if self.session.case else "")
            case AgreeToDiary() | EndDiary():
                self.diary = Diary(agreed=isinstance(effect, AgreeToDiary))
                return
            case KeepEntry():
                self._keep(effect)
                return
            case RemoveEntry(at=at):
                self.diary = replace(self.diary, entries=tuple(e for e in self.diary.entries if e.at != at))
                return
            case StartTalk() | EndTalk() if self.session.case:
                case = replace(self.session.case, talk=Talk.ON if isinstance(effect, StartTalk) else Talk.OFF)
            case _:
                return
        self.session = replace(self.session, case=case)

    def _keep(self, effect: KeepEntry) -> None:
        """As the storage does, with the consent that this chat has given."""
        assert self.diary.agreed
        entries = {entry.at: entry for entry in self.diary.entries}
        before = entries.get(effect.at) or Entry(effect.at, effect.pain or 0)
        changes = {part: v for part in ("pain", "done", "words", "note") if (v := getattr(effect, part)) is not None}
        entries[effect.at] = replace(before, **changes)
        self.diary = replace(self.diary, entries=tuple(entries.values()))

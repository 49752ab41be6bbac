"""What every part of the conversation looks at, and the words that several of them share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from faq.knowledge import Knowledge
from faq.wording.bot import Wording, fill
from faq.wording.facts import Clinic
from faq.written.topics import Flag
from handlers.cards import join
from handlers.diary import NO_DIARY, Diary
from handlers.events import Person, Verb
from handlers.replies import Button, Reply
from handlers.session import CaseState, Session
from handlers.turn import Turn

_WEEKS_FROM_DAYS = 14
_MONTHS_FROM_DAYS = 85
_YEARS_FROM_DAYS = 730


@dataclass(frozen=True, slots=True)
class Scene:
    """One event's surroundings; `session` is already freed of what has expired."""

    session: Session
    person: Person
    knowledge: Knowledge
    clinic: Clinic
    now: datetime
    diary: Diary = NO_DIARY
    new_code: str = ""
    """For a booking link that has no code yet; "" where links carry none."""

    @property
    def wording(self) -> Wording:
        """The bot's sentences."""
        return self.knowledge.wording

    @property
    def minor(self) -> bool:
        """Whether the patient said that they are under 18: then nothing of theirs is stored."""
        return Flag.UNDER_18 in self.session.flags

    @property
    def open_case(self) -> int | None:
        """The number of the case that the clinic has, if any."""
        case = self.session.case
        return case.number if case and case.state.is_open else None

    @property
    def pending_case(self) -> int | None:
        """The number of the case that waits for a Yes, if any."""
        case = self.session.case
        return case.number if case and case.state is CaseState.PENDING else None

    @property
    def talking(self) -> bool:
        """Whether the patient's messages are passed to the clinic."""
        case = self.session.case
        return case is not None and case.talks and not self.minor

    @property
    def emergency_line(self) -> str:
        """What to do in an emergency, in one line."""
        cards = self.knowledge.cards
        return cards.emergency_line if cards else self.wording.emergency

    @property
    def safety_net(self) -> str | None:
        """The line that ends every clinical message (ground truth rule 9)."""
        return self.knowledge.cards.safety_net if self.knowledge.cards else None

    def reference(self, number: int) -> str:
        """A case number as people read it out."""
        return fill(self.wording.reference, number=number)

    def changed(self, session: Session) -> "Scene":
        """The same with another session."""
        return replace(self, session=session)

    def says(self, text: str, *rows: tuple[Button, ...], counts: tuple[str, ...] = ()) -> Turn:
        """A turn of one message that changes nothing."""
        return Turn(self.session, (Reply(text, rows),), counts=counts)

    def out_of_date(self) -> Turn:
        """A button that leads nowhere any more."""
        return Turn(self.session, toast=self.wording.errors.out_of_date, clear_pressed=True)


def paragraphs(*parts: str | None) -> str:
    """The parts that are there, with a blank line between them."""
    return "\n\n".join(part for part in parts if part)


def book_button(scene: Scene) -> Button:
    """The booking link."""
    return Button(scene.wording.buttons.book, url=scene.clinic.booking_url)


def help_rows(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """Where to go when there is no answer: the topics, or a person."""
    buttons = scene.wording.buttons
    return ((Button(buttons.topics, Verb.TOPICS), Button(buttons.human, Verb.HUMAN)),)


def time_words(days: int, wording: Wording, *, figures: bool = False) -> str:
    """A span of time as people say it: "ten days", "three weeks", "18 months"."""
    words = wording.time
    if days < _WEEKS_FROM_DAYS:
        count, one, many = days, words.day, words.days
    elif days < _MONTHS_FROM_DAYS:
        count, one, many = days // 7, words.week, words.weeks
    elif days < _YEARS_FROM_DAYS:
        count, one, many = round(days / 30.4), words.month, words.months
    else:
        count, one, many = round(days / 365), words.year, words.years
    spoken = str(count) if figures or count >= len(words.numbers) else words.numbers[count]
    return fill(one if count == 1 else many, n=spoken)


def reason_words(reasons: Iterable[str], days: int | None, wording: Wording, *, card: bool = False) -> tuple[str, ...]:
    """The words of each reason, once; "persistent" adds nothing to a span of time and another reason."""
    known = [found for reason in reasons if (found := _known(reason, wording))]
    if days is not None and (card or len(known) > 1):
        known = [reason for reason in known if reason != "persistent"]
    table = wording.booking.reasons
    return tuple(dict.fromkeys(table[reason].card if card else table[reason].said for reason in known))


def shared_words(reasons: Sequence[str], days: int | None, topic: str | None, wording: Wording) -> str:
    """What a case says in short: on the staff card, and in the question that asks for consent to it."""
    time = [fill(wording.booking.card_time, time=time_words(days, wording, figures=True))] if days is not None else []
    about = [fill(wording.consent.about_topic, topic=topic)] if topic else []
    return "; ".join([*time, *reason_words(reasons, days, wording, card=True), *about])


def said_reasons(reasons: Sequence[str], days: int | None, wording: Wording) -> str:
    """Why booking is offered, in plain words: "Three weeks, and it's stopping everyday things."."""
    booking = wording.booking
    said = join(reason_words(reasons, days, wording), wording.and_word)
    time = time_words(days, wording) if days is not None else ""
    time = time[:1].upper() + time[1:]
    if time and said:
        return fill(booking.time_and_reasons, time=time, reasons=said)
    if time:
        return fill(booking.time_only, time=time)
    if said:
        return fill(booking.reasons_only, reasons=said)
    return booking.no_reason


def _known(reason: str, wording: Wording) -> str | None:
    """The reason under which words stand: itself, or its first part ("limits-stairs" as "limits")."""
    return next((known for known in (reason, reason.partition("-")[0]) if known in wording.booking.reasons), None)

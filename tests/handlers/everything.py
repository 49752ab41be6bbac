"""All that patients can be told: whatever they send, wherever the talk stands, and every button of the replies."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from itertools import product

from faq.build import Library
from faq.knowledge import Knowledge
from faq.reading import KIND_OF_TIER, Kind, Signal, Understanding
from faq.wording.facts import Clinic
from faq.wording.opening_hours import OpeningHours
from faq.written.examples import IntentKind
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.case import NOTE_LENGTH
from handlers.diary import NOTE_LENGTH as DIARY_NOTE_LENGTH
from handlers.diary import REST, Diary, Entry
from handlers.events import Attached, Attachment, Commanded, CommandName, Event, Pressed, Said, SharedPhone, Verb
from handlers.ports import Removed
from handlers.replies import Reply
from handlers.session import CaseState, CaseView, CheckIns, Feeling, Held, Session, Step, Talk
from handlers.talk.checkins import ask
from handlers.talk.diary import remind
from handlers.talk.receipt import with_receipt
from handlers.turn import Relayed, Turn
from tests.handlers.chat import ANA, START, Chat
from tests.handlers.small_world import CLINIC

DAYS = (None, 1, 2, 7, 14, 21, 30, 45, 90, 365, 800)
OPEN = CaseView(1042, CaseState.OPEN)
LATER = START + timedelta(days=14)


@dataclass
class Spoken:
    """What was said, each thing once."""

    replies: dict[Reply, None] = field(default_factory=dict)
    to_staff: dict[Relayed, None] = field(default_factory=dict)
    """What is shown to staff of the patient's messages."""
    flashes: dict[str, None] = field(default_factory=dict)

    def hear(self, turn: Turn) -> None:
        """Take down what a turn says."""
        self.replies |= dict.fromkeys(turn.replies)
        self.to_staff |= dict.fromkeys(turn.to_staff)
        if turn.toast:
            self.flashes[turn.toast] = None


def everything(library: Library) -> Spoken:
    """All of it, with the safety files and, as for content of another subject, without."""
    spoken = Spoken()
    happenings = list(events(library))
    without_cards = replace(library.knowledge, cards=None, stages={})
    for knowledge, session in product((library.knowledge, without_cards), situations(library.knowledge)):
        pressed: set[str] = set()
        for event in happenings:
            chat = Chat(knowledge, session)
            chat.happens(event)
            spoken.hear(chat.turn)
            for label in chat.labels:
                if label not in pressed and chat.button(label).verb is not None:
                    pressed.add(label)
                    after = replace(chat, screen=list(chat.screen))
                    after.presses(label)
                    spoken.hear(after.turn)
    for removed in removals():
        chat = Chat(library.knowledge, Session(step=Step.CONFIRM_DELETE))
        chat.happens(Pressed(ANA, Verb.DELETE_YES))
        spoken.hear(with_receipt(chat.turn, removed, library.knowledge.wording))
    for chat in diaries(library.knowledge):
        spoken.replies |= dict.fromkeys(chat.screen)
    spoken.hear(Turn(Session(), (remind(library.knowledge.wording.diary),)))
    for session in checked_in():
        asked, question = ask(session, library.knowledge.wording, LATER)
        spoken.hear(Turn(asked, (question,) if question else ()))
    for chat in (*held_back(library), *out_of_hours(library.knowledge)):
        spoken.hear(chat.turn)
    return spoken


def held_back(library: Library) -> Iterator[Chat]:
    """What holds, after a command and after words, with a talk that goes on and without."""
    for held in holds(library):
        chat = Chat(library.knowledge, Session(held=held))
        chat.commands(CommandName.START)
        yield chat
        for case in (None, replace(OPEN, talk=Talk.ON)):
            chat = Chat(library.knowledge, Session(held=held, case=case))
            chat.says("words")
            yield chat


def out_of_hours(knowledge: Knowledge) -> Iterator[Chat]:
    """The wish for a person while the clinic is closed."""
    for clinic, now in closed():
        chat = Chat(knowledge, now=now, clinic=clinic)
        chat.commands(CommandName.HUMAN)
        yield chat


def closed() -> Iterator[tuple[Clinic, datetime]]:
    """Clinics out of hours: back on the same day, on the next, within a week, later and never."""
    monday = OpeningHours.model_validate({"monday": "8:00-20:00"})
    after_new_year = monday.model_copy(update={"closed": ((START.date(), START.date() + timedelta(days=30)),)})
    for opening, at in (
        (monday, 6),
        (monday, -20),
        (monday, -70),
        (monday, 21),
        (after_new_year, 6),
        (OpeningHours(), 6),
    ):
        midnight = START.replace(hour=0, minute=0)
        yield CLINIC.model_copy(update={"hours": "", "opening": opening}), midnight + timedelta(hours=at)


def situations(knowledge: Knowledge) -> Iterator[Session]:
    """Where a conversation can stand, but for what is held."""
    first, second, third, *_ = knowledge.topics
    yield Session()
    yield Session(rephrased=True)
    yield Session(unanswered=True)
    yield Session(topic=first, shown=(first,), next_topics=(second, third))
    yield Session(step=Step.SUGGESTED, shown=(first, second), next_topics=(third,))
    yield Session(step=Step.CONFIRM_DELETE)
    yield Session(step=Step.CONFIRM_DELETE, held=Held(Tier.URGENT, (), LATER))
    yield Session(case=CaseView(1042, CaseState.PENDING), reasons=("persistent",), offer="of another question")
    yield Session(step=Step.NOTE, case=OPEN)
    yield Session(case=OPEN)
    yield Session(case=replace(OPEN, talk=Talk.ON))
    yield from checked_in()
    for flag in Flag:
        yield Session(flags=frozenset({flag}))


def diaries(knowledge: Knowledge) -> Iterator[Chat]:
    """A diary from its first question to its end, with every button on the way, and words that are too long."""
    words = knowledge.wording.diary
    begun = Chat(knowledge)
    begun.commands(CommandName.DIARY)
    begun.presses(words.agree)
    begun.commands(CommandName.DIARY)
    yield begun
    rated = Chat(knowledge, Session(step=Step.DIARY_PAIN), diary=Diary(agreed=True))
    rated.happens(Pressed(ANA, Verb.DIARY, "pain:4"))
    yield rated
    refused = Chat(knowledge)
    refused.commands(CommandName.DIARY)
    refused.presses(words.decline)
    yield refused
    for step in (Step.DIARY_PAIN, Step.DIARY_DONE, Step.DIARY_NOTE):
        chat = Chat(knowledge, Session(step=step, entry=START), diary=Diary(agreed=True, entries=(Entry(START, 4),)))
        chat.says("a walk " * DIARY_NOTE_LENGTH)
        yield chat
    done = [*words.done, REST, ""]
    entries = tuple(Entry(START + timedelta(hours=n), n % 11, done[n % len(done)], "", "a note") for n in range(20))
    entries = (*entries, Entry(LATER, 3, words="my own words"))
    for label in (words.add, words.choose, words.end):
        chat = Chat(knowledge, diary=Diary(agreed=True, entries=entries))
        chat.commands(CommandName.DIARY)
        chat.presses(label)
        yield chat
    for key in ("entry", "again", "remove"):
        chat = Chat(knowledge, diary=Diary(agreed=True, entries=entries))
        chat.happens(Pressed(ANA, Verb.DIARY, f"{key}:{int(LATER.timestamp()):x}"))
        yield chat
    for action in ("remind", "remind:1", "remind:no"):
        chat = Chat(knowledge, diary=Diary(agreed=True))
        chat.happens(Pressed(ANA, Verb.DIARY, action))
        yield chat
    over = Chat(knowledge, diary=Diary(agreed=True, entries=entries))
    over.happens(Pressed(ANA, Verb.DIARY, "end:yes"))
    yield over


def checked_in() -> Iterator[Session]:
    """Where a series of check-ins can stand."""
    waiting = CheckIns((LATER,), START, "Europe/London", asked_at=START, score=2)
    yield Session(check_ins=waiting)
    yield Session(check_ins=waiting, case=replace(OPEN, talk=Talk.ON))
    yield Session(check_ins=replace(waiting, feeling=Feeling.SAME))
    yield Session(check_ins=replace(waiting, asked_at=None, feeling=Feeling.BETTER, scoring=True))
    yield Session(check_ins=replace(waiting, asked_at=None, feeling=Feeling.BETTER, scoring=True, score=None))


def removals() -> Iterator[Removed]:
    """What a deletion can find: nothing, one of each, several of each."""
    for number in range(3):
        yield Removed(*[number] * len(fields(Removed)))


def holds(library: Library) -> Iterator[Held]:
    """What can be held: each sign, none, all of a tier, and each language."""
    signs = signals(library)
    for tier in (tier for tier in Tier if tier.holds):
        ids = tuple(sign.id for sign in signs if sign.tier is tier)
        for held in ((), ids, *((sign,) for sign in ids)):
            yield Held(tier, held, LATER)
        for language in library.content.languages:
            yield Held(tier, ids[:1], LATER, language.language)
    yield Held(Tier.CRISIS, tuple(sign.id for sign in signs if sign.tier is Tier.EMERGENCY)[:2], LATER)


def events(library: Library) -> Iterator[Event]:
    """What can happen in a private chat."""
    for understanding in understandings(library):
        yield Said(ANA, "words", understanding)
    for text in ("no thanks", "stop", "i've booked", "w" * (NOTE_LENGTH + 1)):
        yield Said(ANA, text, Understanding(Kind.UNKNOWN))
    yield Said(ANA, "I've booked", Understanding(Kind.UNKNOWN))
    yield Said(ANA, "words", Understanding(Kind.UNKNOWN), edited=True)
    yield Said(ANA, "words", Understanding(Kind.UNKNOWN), attached=True)
    for name in CommandName:
        yield Commanded(ANA, name)
    for attachment in Attachment:
        yield Attached(ANA, attachment)
    for own in (True, False):
        yield SharedPhone(ANA, "+447700900123", own)
    yield from presses(library.knowledge)


def presses(knowledge: Knowledge) -> Iterator[Pressed]:
    """Every button that can stand somewhere, and some that lead nowhere."""
    for verb in Verb:
        yield Pressed(ANA, verb, "gone")
        yield Pressed(ANA, verb)
    for verb in (Verb.TALK_YES, Verb.TALK_NO, Verb.TALK_END, Verb.TALK_ASK):
        yield Pressed(ANA, verb, str(OPEN.number))
    for question in ("do you do massage", "anap"):
        yield Pressed(ANA, Verb.SUGGEST, question)
    yield from check_in_presses()
    for topic in knowledge.topics:
        for verb in (Verb.TOPIC, Verb.MORE, Verb.EXERCISES, Verb.HELPED, Verb.NOT_MEANT, Verb.NONE_OF_THESE):
            yield Pressed(ANA, verb, topic)
    for exercise in knowledge.exercises:
        yield Pressed(ANA, Verb.EXERCISE, exercise)
    for stage in knowledge.stages:
        yield Pressed(ANA, Verb.RECOVERY, stage)
    for page in range(len(knowledge.topics)):
        yield Pressed(ANA, Verb.TOPICS, str(page))


def check_in_presses() -> Iterator[Pressed]:
    """Answers, numbers, days and zones, some of them made up."""
    for feeling in Feeling:
        yield Pressed(ANA, Verb.CHECK_IN_ANSWER, feeling)
    for score in ("2", "4", "11"):
        yield Pressed(ANA, Verb.CHECK_IN_SCORE, score)
    for days in ("no", "2-7-14.", "7.3", "3."):
        yield Pressed(ANA, Verb.CHECK_IN_DAYS, days)
    for zone in (".", "1.3", "99."):
        yield Pressed(ANA, Verb.CHECK_IN_ZONE, zone)


def understandings(library: Library) -> Iterator[Understanding]:
    """What can be read from a message: each topic, intent, note and flag, each sign and reason, alone and together."""
    knowledge = library.knowledge
    first, second, *_ = knowledge.topics
    for topic in knowledge.topics:
        yield Understanding(Kind.ANSWER, topic=topic, score=0.9)
        yield Understanding(Kind.SUGGEST, offered=(topic,))
        yield _booking(list(knowledge.wording.booking.reasons), 21, topic)
    yield Understanding(Kind.ANSWER, topic=first, second=second, score=0.9)
    for about_health in (True, False):
        yield Understanding(Kind.UNKNOWN, about_health=about_health)
        yield Understanding(Kind.SUGGEST, offered=(first, second), about_health=about_health)
    yield Understanding(Kind.SMALLTALK)
    yield Understanding(Kind.PERSON)
    for intent in knowledge.intents.values():
        kind = Kind.SMALLTALK if intent.kind is IntentKind.SMALLTALK else Kind.PERSON
        yield Understanding(kind, intent=intent.id)
    for note in knowledge.notes:
        yield Understanding(Kind.ANSWER, topic=first, notes=(note,))
    for flag in Flag:
        yield Understanding(Kind.ANSWER, topic=first, flags=frozenset({flag}))
    for days in DAYS:
        yield _booking([], days)
        yield _booking(["worsening"], days)
        for reason in knowledge.wording.booking.reasons:
            yield _booking([reason], days)
    yield from _urgent(library)


def _urgent(library: Library) -> Iterator[Understanding]:
    """Signs: each alone, in each language, all of a tier at once, and beside a crisis, a reason and a question."""
    signs = signals(library)
    for tier, kind in KIND_OF_TIER.items():
        of_tier = tuple(sign for sign in signs if sign.tier is tier)
        for sign in of_tier:
            yield Understanding(kind, signals=(sign,))
            yield Understanding(kind, signals=(replace(sign, weak=not sign.weak),))
        for language in library.content.languages:
            yield Understanding(kind, signals=tuple(replace(sign, language=language.language) for sign in of_tier[:1]))
        yield Understanding(kind, signals=of_tier)
        yield Understanding(kind)
    crisis, emergency, gp = (
        next(sign for sign in signs if sign.tier is tier) for tier in (Tier.CRISIS, Tier.EMERGENCY, Tier.GP)
    )
    yield Understanding(Kind.CRISIS, signals=(crisis, emergency))
    yield Understanding(Kind.GP, topic=next(iter(library.knowledge.topics)), signals=(gp,))
    yield replace(_booking(["persistent"], 100), kind=Kind.GP)


def signals(library: Library) -> list[Signal]:
    """Every sign of the content, as found in a message."""
    return [
        Signal(sign.id, sign.tier, "words", sign.name, family.family, sign.weak)
        for family in library.content.families
        for sign in family.signs
    ]


def _booking(reasons: list[str], days: int | None, topic: str | None = None) -> Understanding:
    found = tuple(Signal(reason, Tier.BOOK, "words", reason) for reason in reasons)
    return Understanding(Kind.BOOK, topic=topic, score=0.9, signals=found, days=days, worsening="worsening" in reasons)

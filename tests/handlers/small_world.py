"""A small set of content made by hand, and readings of the messages that the chats use."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

import faq
from faq.knowledge import Knowledge
from faq.reading import Candidate, Kind, Signal, Understanding
from faq.recovery import Stage
from faq.wording.bot import Wording
from faq.wording.facts import Clinic
from faq.written.base import Reference
from faq.written.cards import Cards
from faq.written.examples import Intent, IntentKind
from faq.written.safety import Tier
from faq.written.topics import Exercise, ExerciseRules, Flag, Topic

CLINIC = Clinic(
    name="Thames Physio",
    booking_url="https://thames.example/book",
    phone="020 7946 0000",
    hours="Monday to Friday 8-8",
    privacy_contact="data@thames.example",
)

_CONTENT = Path(faq.__file__).parent


@cache  # nobody changes a Wording, and each chat of a test needs one
def wording(folder: str = "content") -> Wording:
    """The sentences that ship with the program."""
    text = (_CONTENT / folder / "wording.yaml").read_text(encoding="utf-8")
    return Wording.model_validate(yaml.safe_load(text))


CARDS = Cards.model_validate(
    {
        "safety_net": "Numb between the legs? 999 or A&E.",
        "emergency_line": "In an emergency call 999.",
        "emergency": {
            "action": "**Go to A&E now, or call 999.**",
            "because": "You mentioned {signs}.",
            "tell_staff": "Tell the staff: {signs}.",
            "meanwhile": "No lifting.",
            "automated": "I'm automated.",
            "cannot_speak": "Text 999.",
            "reminder": "First get seen: {signs} needs A&E.",
        },
        "urgent": {
            "action": "**Call 111 today.**",
            "because": "You mentioned {signs}.",
            "tell_staff": "Tell them: {signs}.",
            "meanwhile": "Rest a little.",
            "worse": "If it gets worse, 999.",
            "automated": "I'm automated.",
            "cannot_speak": "Use 111.nhs.uk.",
            "reminder": "First speak to 111 about {signs}.",
        },
        "weak_sign": "You mentioned {signs}. It's usually not serious.",
        "gp": {
            "action": "**Book a GP appointment.**",
            "because": "You mentioned {signs}.",
            "automated": "I'm automated.",
        },
        "crisis": {
            "opening": "I'm really sorry.",
            "danger": "Call 999.",
            "urgent_help": "111, option 2.",
            "samaritans": "Samaritans 116 123.",
            "text_line": "SHOUT to 85258.",
            "near_you": "Tell someone near you.",
            "automated": "Nobody is reading this.",
            "with_sign": "You also mentioned {signs}.",
            "reminder": "Please get help first.",
        },
        "seen": {
            "text": "Tell me when you have been seen.",
            "button": "I've been seen",
            "thanks": "Thank you.",
        },
        "talk": {
            "automated": "I'm automated. The clinic may not see this.",
            "crisis_automated": "The clinic may not see this in time.",
            "crisis_reminder": "Please get help first, don't wait for the clinic.",
        },
    }
)


def topic(id_: str, title: str, **more: object) -> Topic:
    """A topic with what the chats need of it."""
    answer = more.pop("answer", f"**{title}** is answered here.")
    return Topic.model_validate({"id": id_, "title": title, "asks": [title], "answer": answer, **more})


NHS = Reference(name="NHS", page="Back pain")

TOPICS = [
    topic(
        "heat-or-ice",
        "Heat or ice",
        answer="**Use whichever feels better.**",
        more="Ten minutes at a time.",
        related=["sleep", "gone", "stretches", "book"],
        sources=[NHS, NHS, Reference(name="Cochrane", page="Heat")],
    ),
    topic("sleep", "Sleep", answer="**On your side.**"),
    topic("stretches", "Stretches", answer="**Slowly.**", exercises=["cat-cow", "gone"]),
    topic("book", "How to book", answer="**Here: {booking_url}.**", clinical=False),
    *(topic(f"topic-{n}", f"Topic {n}") for n in range(1, 15)),
]

EXERCISES = [
    Exercise(
        id="cat-cow",
        title="Cat-cow",
        steps=("Kneel.", "Round your back."),
        dose="5 times",
        cue="small and slow",
        easier="sitting",
    )
]

STAGES = [
    Stage(
        id=id_,
        place=place,
        title=title,
        opening=f"**{title}.**",
        advice=("Walk.", "Rest a little."),
        ask_someone="After a week.",
        go_on="When it feels easier.",
        exercises=("cat-cow", "gone"),
    )
    for place, (id_, title) in enumerate({"first-days": "First days", "later": "Later"}.items(), 1)
]

RULES = ExerciseRules(
    stop_rule="Stop if it hurts.",
    start="Start with five.",
    refused={flag: f"Not with {flag}." for flag in Flag},
)

INTENTS = [
    Intent(id="thanks", kind=IntentKind.SMALLTALK, asks=("thanks",), reply="You're welcome."),
    Intent(id="laughter", kind=IntentKind.SMALLTALK, asks=("haha",)),
    Intent(id="invoice", kind=IntentKind.PERSON, asks=("invoice",), reply="The office does invoices."),
]

SIGN_CARDS: dict[str, tuple[str | None, str | None]] = {
    "cauda-equina": (None, "Not a minor injuries unit."),
    "chest": ("**Call 999 now.**", None),
    "pregnancy": ("**Talk to your midwife.**", None),
}

SIGN_NAMES = {
    "saddle": "numbness between the legs",
    "chest": "chest pain",
    "fever": "a fever",
    "weight": "weight loss",
    "night": "pain at night",
}


def sign(id_: str, tier: Tier, family: str = "", *, weak: bool = False) -> Signal:
    """A sign as the safety reading finds it."""
    return Signal(id_, tier, words=id_, name=SIGN_NAMES.get(id_, id_), family=family, weak=weak)


def reason(id_: str) -> Signal:
    """A reason of tier P."""
    return Signal(id_, Tier.BOOK, words=id_, name=id_)


SADDLE = sign("saddle", Tier.EMERGENCY, "cauda-equina")
CHEST = sign("chest", Tier.EMERGENCY, "chest")
FEVER = sign("fever", Tier.URGENT, "infection")
WEIGHT = sign("weight", Tier.URGENT, "cancer")
NIGHT = sign("night", Tier.URGENT, "spine", weak=True)
CRISIS = sign("wants-to-die", Tier.CRISIS, "crisis")
STIFF = sign("stiff mornings", Tier.GP, "inflammatory")
PREGNANT = sign("back pain in pregnancy", Tier.GP, "pregnancy")
YOUNG = sign("back pain under 18", Tier.GP, "under-18")


def _ranked(*topics: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(topic_id, 0.5 / place) for place, topic_id in enumerate(topics, 1))


FIRSTS = {
    ("polish", Tier.CRISIS): "Zadzwoń pod 999 lub 116 123.",
    ("polish", Tier.EMERGENCY): "Zadzwoń pod 999.",
    ("polish", Tier.URGENT): "Zadzwoń pod 111.",
}

READINGS: dict[str, Understanding] = {
    "heat or ice?": Understanding(
        Kind.ANSWER,
        topic="heat-or-ice",
        score=0.9,
        candidates=_ranked("heat-or-ice", "sleep", "stretches", "topic-1", "topic-2"),
    ),
    "heat or ice and how do i sleep?": Understanding(Kind.ANSWER, topic="heat-or-ice", second="sleep", score=0.9),
    "which stretch?": Understanding(Kind.ANSWER, topic="stretches", score=0.9),
    "how do i book": Understanding(Kind.ANSWER, topic="book", score=0.9),
    "something like sleep": Understanding(Kind.ANSWER, topic="sleep", score=0.55),
    "a lost topic": Understanding(Kind.ANSWER, topic="gone", score=0.9),
    "tight": Understanding(
        Kind.SUGGEST,
        offered=("stretches", "sleep"),
        candidates=_ranked("stretches", "sleep", "topic-1", "topic-2", "topic-3", "topic-4"),
    ),
    "tight?": Understanding(Kind.SUGGEST, offered=("stretches",)),
    "lost suggestions": Understanding(Kind.SUGGEST, offered=("gone",)),
    "back up my phone": Understanding(Kind.UNKNOWN, about_health=False),
    "thanks": Understanding(Kind.SMALLTALK, intent="thanks", about_health=False),
    "no thanks": Understanding(Kind.SMALLTALK, intent="thanks", about_health=False),
    "haha": Understanding(Kind.SMALLTALK, intent="laughter", about_health=False),
    "can i talk to someone": Understanding(Kind.PERSON, intent="talk"),
    "i need an invoice": Understanding(Kind.PERSON, intent="invoice"),
    "3 weeks and cant do my socks": Understanding(Kind.BOOK, signals=(reason("persistent"), reason("limits")), days=21),
    "3 weeks, heat or ice?": Understanding(
        Kind.BOOK, topic="heat-or-ice", score=0.9, signals=(reason("persistent"),), days=21
    ),
    "3 weeks, how do i book?": Understanding(
        Kind.BOOK, topic="book", score=0.9, signals=(reason("persistent"),), days=21
    ),
    "its getting worse": Understanding(Kind.BOOK, signals=(reason("worsening"),), worsening=True),
    "since the summer": Understanding(Kind.BOOK, signals=(reason("persistent"),), days=100),
    "two months": Understanding(Kind.BOOK, signals=(reason("persistent"),), days=61),
    "five days now": Understanding(Kind.BOOK, signals=(reason("persistent"),), days=5),
    "been ages": Understanding(Kind.BOOK, signals=(reason("persistent"),)),
    "i cant use the stairs": Understanding(Kind.BOOK, signals=(reason("limits-stairs"), reason("odd"))),
    "hmm bad": Understanding(Kind.BOOK),
    "two years": Understanding(Kind.BOOK, days=740),
    "numb when i wipe": Understanding(Kind.EMERGENCY, signals=(SADDLE, FEVER)),
    "chest pain and numb": Understanding(Kind.EMERGENCY, signals=(SADDLE, CHEST)),
    "an emergency without a name": Understanding(Kind.EMERGENCY),
    "fever and back pain": Understanding(Kind.URGENT, signals=(FEVER,)),
    "losing weight": Understanding(Kind.URGENT, signals=(WEIGHT,)),
    "worse at night": Understanding(Kind.URGENT, signals=(NIGHT,)),
    "worse at night and a fever": Understanding(Kind.URGENT, signals=(NIGHT, FEVER)),
    "urgent without a name": Understanding(Kind.URGENT),
    "nie czuje krocza": Understanding(Kind.EMERGENCY, signals=(replace(SADDLE, language="polish"),)),
    "goraczka i plecy": Understanding(Kind.URGENT, signals=(replace(FEVER, language="polish"),)),
    "chce umrzec": Understanding(Kind.CRISIS, signals=(replace(CRISIS, language="polish"),)),
    "i want to die": Understanding(Kind.CRISIS, signals=(CRISIS,)),
    "i want to die and im numb": Understanding(Kind.CRISIS, signals=(CRISIS, SADDLE)),
    "stiff for months": Understanding(Kind.GP, signals=(STIFF, reason("persistent")), days=90),
    "stiff, heat or ice?": Understanding(Kind.GP, topic="heat-or-ice", score=0.9, signals=(STIFF,)),
    "pregnant and sore": Understanding(Kind.GP, signals=(PREGNANT,), flags=frozenset({Flag.PREGNANT})),
    "pregnant, which stretches?": Understanding(
        Kind.GP, topic="stretches", score=0.9, signals=(PREGNANT,), flags=frozenset({Flag.PREGNANT})
    ),
    "im 15 and sore": Understanding(Kind.GP, signals=(YOUNG,), flags=frozenset({Flag.UNDER_18})),
    "im 16, heat or ice?": Understanding(Kind.ANSWER, topic="heat-or-ice", score=0.9, flags=frozenset({Flag.UNDER_18})),
    "im 16, tight": Understanding(Kind.SUGGEST, offered=("stretches",), flags=frozenset({Flag.UNDER_18})),
    "im 16, hello": Understanding(Kind.SMALLTALK, intent="thanks", flags=frozenset({Flag.UNDER_18})),
    "feeling low, heat or ice?": Understanding(Kind.ANSWER, topic="heat-or-ice", score=0.9, notes=("low-mood", "gone")),
}


class ScriptedReader:
    """Understands the messages of READINGS; anything else is unknown."""

    def understand(self, text: str) -> Understanding:
        """What the script says."""
        return READINGS.get(text, Understanding(Kind.UNKNOWN))

    def urgent(self, text: str) -> Understanding | None:
        """The same, for messages with an urgent sign."""
        reading = self.understand(text)
        return reading if reading.kind in {Kind.CRISIS, Kind.EMERGENCY} else None


def small_world(**changes: object) -> Knowledge:
    """The small set; `changes` replace whole parts."""
    parts: dict[str, object] = {
        "topics": {t.id: t for t in TOPICS},
        "exercises": {e.id: e for e in EXERCISES},
        "exercise_rules": RULES,
        "pictures": {},
        "stages": {stage.id: stage for stage in STAGES},
        "cards": CARDS,
        "sign_cards": SIGN_CARDS,
        "sign_names": SIGN_NAMES,
        "firsts": FIRSTS,
        "notes": {"low-mood": "That sounds hard. Your GP can help."},
        "intents": {i.id: i for i in INTENTS},
        "persistent_after_days": 5,
        "wording": wording(),
        "reader": ScriptedReader(),
        "version": "test",
        **changes,
    }
    return Knowledge(**parts)  # type: ignore[arg-type]  # parts are named, and each test changes few of them

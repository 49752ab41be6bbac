"""The files that people write, as models: what each may hold, and what makes it wrong."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
GroupName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$")]


class Written(BaseModel):
    """Base of all content: no unknown fields, never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Reference(Written):
    """Where a fact comes from: who says it, on which page."""

    name: Text
    page: Text


class Topic(Written):
    """One answer, and how people ask for it. `asks`, `pointers` and `related` steer the matching."""

    id: Id
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    button: Label | None = None
    asks: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    pointers: tuple[Phrase, ...] = ()
    answer: Text
    more: Text | None = None
    related: tuple[Id, ...] = ()
    exercises: tuple[Id, ...] = ()
    clinical: bool = True
    sources: tuple[Reference, ...] = ()
    reviewer: Text = "awaiting review"
    review_by: date | None = None

    @property
    def label(self) -> str:
        """What stands on a button that leads here."""
        return self.button or self.title


class Order(RootModel[tuple[Id, ...]]):
    """Topic ids in the order in which buttons show them; topics not named follow by name."""


class TopicTests(Written):
    """Phrases that must find their topic; kept apart from its `asks`."""

    topic: Id
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]


class Exercise(Written):
    """An exercise card."""

    id: Id
    title: Label
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    dose: Text
    cue: Text
    easier: Text
    picture: Phrase | None = None
    """A PNG file of exercises/pictures, by its name alone."""
    shows: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)] | None = None
    """What the picture shows, for those who can't see it."""
    sources: tuple[Reference, ...] = ()
    reviewer: Text = "awaiting review"
    review_by: date | None = None

    @model_validator(mode="after")
    def _said_in_words(self) -> "Exercise":
        if (self.picture is None) != (self.shows is None):
            message = (
                "picture and shows go together: the file, and what it shows in a sentence for people who can't see it"
            )
            raise ValueError(message)
        return self


class Flag(StrEnum):
    """What somebody said of themselves that rules exercise cards out (ground truth 4)."""

    UNDER_18 = "under_18"
    PREGNANT = "pregnant"
    RECENT_SURGERY = "recent_surgery"
    FRACTURE = "fracture"
    OSTEOPOROSIS = "osteoporosis"


class ExerciseRules(Written):
    """What every exercise card carries, and what those get who must not have one."""

    stop_rule: Text
    start: Text
    refused: dict[Flag, Text]

    @model_validator(mode="after")
    def _every_flag(self) -> "ExerciseRules":
        missing = [flag.value for flag in Flag if flag not in self.refused]
        if missing:
            raise ValueError(f"words are missing for {', '.join(missing)}")
        return self


class IntentKind(StrEnum):
    """What is met kindly but is not a question."""

    SMALLTALK = "smalltalk"
    PERSON = "person"


class Intent(Written):
    """Messages that are no question: thanks, greetings, or asking for a person."""

    id: Id
    kind: IntentKind
    asks: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    reply: str = ""


class OutOfScope(Written):
    """Examples of messages that are not ours to answer."""

    group: Id
    health: bool = False
    """Somebody may be ill: a reply then carries the emergency line."""
    examples: Annotated[tuple[Phrase, ...], Field(min_length=1)]


class Language(Written):
    """Spelling and slang, and words that carry no meaning here."""

    spelling: dict[str, str] = Field(default_factory=dict)
    slang: dict[str, str] = Field(default_factory=dict)
    fillers: tuple[str, ...] = ()


class Tier(StrEnum):
    """How urgent (ground truth 1.1, 6); `S` raises nothing by itself."""

    CRISIS = "crisis"
    EMERGENCY = "E"
    URGENT = "U"
    GP = "G"
    BOOK = "P"
    SELF_CARE = "S"

    @property
    def rank(self) -> int:
        """Higher is more urgent."""
        return list(reversed(Tier)).index(self)

    @property
    def holds(self) -> bool:
        """Whether the tier stays raised until the patient has been seen."""
        return self in {Tier.CRISIS, Tier.EMERGENCY, Tier.URGENT}


class Sign(Written):
    """A red flag in patients' words; see docs/safety.md for the language of `when`."""

    id: Id
    tier: Tier
    name: Text
    when: tuple[str, ...] = ()
    with_: tuple[str, ...] = Field(default=(), alias="with")
    unless: tuple[str, ...] = ()
    """What explains the words away where it stands near them ("in yoga")."""
    unless_anywhere: tuple[str, ...] = ()
    """What explains them away wherever it stands ("no back pain")."""
    about_sign: bool = False
    weak: bool = False
    history: bool = False
    """Counts also when long past: "had cancer ten years ago"."""
    flag: Flag | None = None
    note: Text | None = None
    reads: tuple[Phrase, ...] = ()
    ignores: tuple[Phrase, ...] = ()


class SignFamily(Written):
    """The signs of one row of ground truth 1.2, and what their card adds or says first."""

    family: Id
    add: Text | None = None
    action: Text | None = None
    source: Text | None = None
    signs: Annotated[tuple[Sign, ...], Field(min_length=1)]


class ForeignSign(Written):
    """A sign of safety/signs, named by its id, in another language; `when`, `with` and `unless` as there."""

    sign: Id
    when: Annotated[tuple[str, ...], Field(min_length=1)]
    with_: tuple[str, ...] = Field(default=(), alias="with")
    unless: tuple[str, ...] = ()
    reads: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    ignores: tuple[Phrase, ...] = ()


class ForeignLanguage(Written):
    """The most urgent signs in a language other than the bot's own. Accents and capitals never matter here.

    `first` is the line that a card starts with, by tier; it must state the action. `negation` words deny what follows
    in their clause, up to one of `negation_ends`; `asking` words before a sign make it a question about signs.
    """

    language: Id
    first: dict[Tier, Text]
    negation: tuple[str, ...] = ()
    negation_ends: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    groups: dict[GroupName, tuple[Phrase, ...]]
    signs: Annotated[tuple[ForeignSign, ...], Field(min_length=1)]


class SafetyExamples(Written):
    """Whole messages by tier, which the second safety reader learns from; `calm` ones must not raise an alarm."""

    crisis: tuple[Phrase, ...] = ()
    E: tuple[Phrase, ...] = ()
    U: tuple[Phrase, ...] = ()
    calm: tuple[Phrase, ...] = ()


class BookingExamples(Written):
    """Whole messages: `book` ones give a reason to offer an appointment, `calm` ones look alike and do not."""

    book: tuple[Phrase, ...] = ()
    calm: tuple[Phrase, ...] = ()


class Story(Written):
    """A whole message as people write it, and what it calls for; every reader learns from it.

    `topics`: the question in it, best first; one that the folder does not have is passed over. `tier` goes with
    urgent, `health` (somebody may be ill or hurt) with none.
    """

    text: Phrase
    expect: Literal["answer", "escalate", "none", "urgent"]
    topics: tuple[str, ...] = ()
    tier: Literal[Tier.CRISIS, Tier.EMERGENCY, Tier.URGENT] | None = None
    health: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "Story":
        if (self.tier is not None) != (self.expect == "urgent"):
            message = "tier (crisis, E or U) goes with expect: urgent, and only with that."
            raise ValueError(message)
        if self.expect == "answer" and not self.topics:
            message = "expect: answer needs topics, the one that answers best first."
            raise ValueError(message)
        return self


class Stories(RootModel[tuple[Story, ...]]):
    """A file of them."""


class Scope(Written):
    """Words that change what a sign beside them means: negation, the past, hypotheticals."""

    negation: tuple[str, ...] = ()
    negation_ends: tuple[str, ...] = ()
    negated_after: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    hypothetical: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    """Words that are left out before signs and cues are looked for."""


class EmergencyCard(Written):
    """Tier E, parts in the fixed order of ground truth 1.6; `{signs}` stands for what was said."""

    action: Text
    because: Text
    tell_staff: Text
    meanwhile: Text
    automated: Text
    cannot_speak: Text
    reminder: Text


class UrgentCard(EmergencyCard):
    """Tier U: the same order, with when to call 999."""

    worse: Text


class GpCard(Written):
    """Tier G; a family's own `action` usually replaces the first part."""

    action: Text
    because: Text
    automated: Text


class CrisisCard(Written):
    """Ground truth section 6, in its order; `with_sign` names a red flag of the same message."""

    opening: Text
    danger: Text
    urgent_help: Text
    samaritans: Text
    text_line: Text
    near_you: Text
    automated: Text
    with_sign: Text
    reminder: Text


class SeenCard(Written):
    """The message of its own that ends a held tier."""

    text: Text
    button: Label
    thanks: Text


class TalkCard(Written):
    """What stands in the cards in place of "nobody is watching this chat" while messages are passed to the clinic."""

    automated: Text
    crisis_automated: Text
    crisis_reminder: Text


class Cards(Written):
    """The fixed safety words."""

    safety_net: Text
    unsure_name: Text = "a possible warning sign"
    """Stands for the sign where a message as a whole reads as urgent, but no single sign was found."""
    emergency_line: Text
    emergency: EmergencyCard
    urgent: UrgentCard
    weak_sign: Text
    gp: GpCard
    crisis: CrisisCard
    seen: SeenCard
    talk: TalkCard
    about_signs: Id | None = None
    """The topic, where there is one, that answers questions about signs in general ("what is cauda equina?")."""


class Groups(RootModel[dict[GroupName, tuple[Phrase, ...]]]):
    """Word groups by name."""


_NO_LEAP_YEAR = 2023


class SignalRules(Written):
    """What makes tier P: lasting, coming back, getting worse, and what it stops (ground truth 3.2).

    `persistent_after_days` is enough by itself, `unimproved_after_days` when nothing has changed. `events`
    date what people count from ("since christmas"): "MM-DD", or "YYYY-MM-DD" for what happened once.
    """

    class Rule(Written):
        """One reason: how a reply names it, and the lines (as for signs) of which any one is enough.

        The parts of a `when` line stand in one clause, with at most `within` words between; those of
        `anywhere` need not. A `steady` line counts only where no P-SITUATION follows ("worse when I sit"). A
        line beside an `unless` phrase never counts. `complaint`: not in messages about bookings alone.
        """

        name: Text
        when: tuple[str, ...] = ()
        within: Annotated[int, Field(ge=0, le=10)] = 3
        anywhere: tuple[str, ...] = ()
        steady: tuple[str, ...] = ()
        unless: tuple[str, ...] = ()
        complaint: bool = False
        reads: tuple[Phrase, ...] = ()
        ignores: tuple[Phrase, ...] = ()

    persistent_after_days: Annotated[int, Field(ge=1, le=60)]
    unimproved_after_days: Annotated[int, Field(ge=1, le=60)]
    events: dict[Phrase, Annotated[str, StringConstraints(pattern=r"^(\d{4}-)?\d{2}-\d{2}$")]] = Field(
        default_factory=dict
    )
    groups: dict[GroupName, tuple[Phrase, ...]]
    signals: dict[Id, Rule]

    @model_validator(mode="after")
    def _complete(self) -> "SignalRules":
        missing = sorted({"persistent", "recurrent", "worsening"} - self.signals.keys())
        if missing:
            raise ValueError(f"words are missing for {', '.join(missing)}")
        for event, when in self.events.items():
            *year, month, day = (int(part) for part in when.split("-"))
            try:
                date(year[0] if year else _NO_LEAP_YEAR, month, day)
            except ValueError:
                raise ValueError(f'"{when}" for {event} is no day that comes every year; write month-day') from None
        return self


Chance = Annotated[float, Field(ge=0, le=1)]
Distance = Annotated[float, Field(ge=-2, le=2)]
"""How far a message as a whole is from calm, or from not needing an appointment: 0 is the middle."""


class Matching(Written):
    """When the readers are sure enough. Chances are 0 to 1, distances about -1 to 1; `backchat tune` chooses them."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    answer_above: Chance = 0.22
    """Chance that the best topic must have to be answered directly."""
    margin: Chance = 0.05
    """How much likelier than the next topic it must be."""
    offer_above: Chance = 0.05
    """Chance that a topic must have to be offered in a "did you mean"."""
    ours_to_answer: Chance = 0.5
    """Chance that a message must have to be ours at all, to be answered directly; less, where the topic is plain."""
    ours_to_offer: Annotated[float, Field(gt=0, le=1)] = 0.3
    """The same, to be offered topics."""
    intent_above: Chance = 0.3
    """Chance that a message is small talk, or that somebody wants a person."""
    urgent_above: Distance = 0.1
    """How far from calm a message must be to get an urgent card where no rule found a sign; lower alarms more."""
    urgent_above_long: Distance = 0.1
    """The same for messages of more than 60 words, in which more sounds like something."""
    book_above: Distance = -0.1
    """How near to needing an appointment it must be to be offered one where no rule found a reason."""
    book_not_below: Distance = -0.6
    """A message further from needing an appointment is not offered one, whatever a rule found."""
    book_not_below_long: Distance = -0.3
    """The same for messages of more than 30 words, in which more is said beside the point."""
    doubt_of_few_words: Distance = 0.5
    """How much surer the reading of the whole must be where there are 5 words or fewer."""
    doubt_not_ours: Distance = 0.5
    """How much surer an offer to book must be where the message is not ours at all; in between, in between."""
    doubt_beside_a_sign: Distance = 0.5
    """How much surer the reading of the whole must be to raise the tier of a sign that a rule found (pregnancy)."""

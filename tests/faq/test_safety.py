"""The safety reading with a few signs of our own: what raises which tier, and what lowers it."""

import pytest

from faq.language.phrases import PhraseBook, UnknownGroupError
from faq.language.text import tokenise
from faq.reading import Standing
from faq.rules import scope
from faq.rules.safety import SafetyReader, SafetyReading
from faq.written.safety import Sign, SignFamily, Tier
from faq.written.topics import Flag
from faq.written.words import Scope

CUES = Scope(
    negation=("no", "not", "dont", "never", "its not like"),
    negated_after=("fine", "is fine"),
    past=("years ago",),
    resolved=("fine now",),
    hypothetical=("what is", "if i get"),
    fillers=("my", "the"),
)
GROUPS = {
    "NUMB": ["numb*", "no feeling"],
    "SADDLE": ["saddle", "down there", "between the legs"],
    "BACK": ["back", "spine"],
    "BIKE": ["bike", "saddle sore"],
}


def sign(name: str, tier: Tier, *when: str, **more: object) -> Sign:
    """A sign in as few words as possible."""
    return Sign.model_validate({"id": name, "tier": tier, "name": f"the {name}", "when": when, **more})


FAMILIES = [
    SignFamily(
        family="nerves",
        signs=(
            sign(
                "saddle",
                Tier.EMERGENCY,
                "NUMB + SADDLE",
                "wet myself",
                unless=["wet myself laughing"],
                unless_beside=["BIKE"],
            ),
            sign("fever", Tier.URGENT, "fever", **{"with": ["BACK"]}),
            sign("night-pain", Tier.URGENT, "wakes me", weak=True),
            sign("stiff", Tier.GP, "stiff every morning"),
            sign("cancer", Tier.URGENT, "cancer", history=True),
        ),
    ),
    SignFamily(
        family="mind",
        signs=(
            sign("crisis", Tier.CRISIS, "want to die", "end it"),
            sign("low-mood", Tier.SELF_CARE, "feel low", note="That sounds hard."),
            sign("pregnant", Tier.SELF_CARE, "pregnant", flag=Flag.PREGNANT),
            sign("asking", Tier.EMERGENCY, "cauda equina", about_sign=True),
        ),
    ),
]


class Clinic:
    """The signs above, compiled."""

    def __init__(self) -> None:
        self.book = PhraseBook({**GROUPS, **scope.groups(CUES)}, CUES.fillers)
        self.reader = SafetyReader(FAMILIES, self.book)

    def read(self, text: str) -> SafetyReading:
        """One message."""
        return self.reader.read(self.book.search(tokenise(text)))


@pytest.fixture(scope="module")
def reader() -> Clinic:
    """A clinic with these signs."""
    return Clinic()


def ids(reading: SafetyReading) -> list[str]:
    """The signs that count, most urgent first."""
    return [signal.id for signal in reading.present]


RAISED: dict[str, tuple[str, Tier | None]] = {
    "an emergency": ("numb down there", Tier.EMERGENCY),
    "its other line": ("I wet myself", Tier.EMERGENCY),
    "a sign whose own no is part of it": ("no feeling between the legs", Tier.EMERGENCY),
    "one half alone": ("my foot is numb", None),
    "both halves, too far apart": ("numb hand. At the gym I put my bag and my shoes. Sat down there", None),
    "both halves, one denied": ("no numbness down there", None),
    "asked about": ("what is numbness down there", None),
    "long ago": ("numb down there years ago", None),
    "over, but an emergency": ("numb down there, fine now", Tier.EMERGENCY),
    "unless": ("I wet myself laughing", None),
    "unless, and the sign beside it": ("I wet myself laughing, then numb down there", Tier.EMERGENCY),
    "unless, and the same sign again": ("I wet myself laughing, then wet myself", Tier.EMERGENCY),
    "unless beside": ("numb down there from the bike", None),
    "unless beside, but that is denied": ("numb down there, not from the bike", Tier.EMERGENCY),
    "unless beside, too far from it": ("I ride a bike. It is blue. Now numb down there", Tier.EMERGENCY),
    "with": ("fever and my back hurts", Tier.URGENT),
    "with, missing": ("fever and a cough", None),
    "with, denied": ("fever but my back is fine", None),
    "with, in another sentence": ("My back hurts. I also have a fever.", Tier.URGENT),
    "with, long ago": ("fever today, bad back years ago", Tier.URGENT),
    "urgent and over": ("fever and back pain, fine now", None),
    "a GP's matter": ("stiff every morning", Tier.GP),
    "a history counts": ("I had cancer years ago", Tier.URGENT),
    "a history denied": ("I never had cancer", None),
    "a crisis": ("I want to die", Tier.CRISIS),
    "a crisis over": ("I want to die, fine now", Tier.CRISIS),
    "a crisis long ago": ("years ago I did want to die", Tier.CRISIS),
    "a crisis as a question": ("what is it to want to die", Tier.CRISIS),
    "a crisis denied": ("I don't want to die", None),
    "a crisis denied at length": ("it's not like I want to die", None),
    "not to be read as a sign": ("what about cauda equina", None),
    "self-care": ("I feel low", None),
    "nothing": ("my back hurts", None),
    "an empty message": ("", None),
}


@pytest.mark.parametrize(("text", "tier"), RAISED.values(), ids=RAISED.keys())
def test_the_tier_of_a_message(reader: Clinic, text: str, tier: Tier | None) -> None:
    """The most urgent sign that is present decides."""
    assert reader.read(text).tier is tier


def test_the_most_urgent_comes_first(reader: Clinic) -> None:
    """All signs of the message are named, whatever their order in it."""
    reading = reader.read("stiff every morning, fever, bad back, numb down there. I want to die")
    assert ids(reading) == ["crisis", "saddle", "fever", "stiff"]
    assert reading.tier is Tier.CRISIS


def test_a_sign_is_told_in_the_patients_words_and_in_ours(reader: Clinic) -> None:
    """The card uses the approved name; the words and the rule are for those who ask why."""
    [signal] = reader.read("Since Monday I'm NUMB, down there!").present
    assert (signal.words, signal.name, signal.rule) == ("NUMB, down there", "the saddle", "NUMB + SADDLE")
    assert (signal.family, signal.tier, signal.weak) == ("nerves", Tier.EMERGENCY, False)


def test_a_weak_sign_says_so(reader: Clinic) -> None:
    """Its card is worded more calmly."""
    [signal] = reader.read("it wakes me").present
    assert signal.weak


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("no numbness down there", Standing.NEGATED),
        ("numb down there years ago", Standing.PAST),
        ("what is numb down there", Standing.HYPOTHETICAL),
    ],
)
def test_what_does_not_count_is_kept_for_those_who_ask_why(reader: Clinic, text: str, standing: Standing) -> None:
    """Found, but not raised."""
    reading = reader.read(text)
    assert reading.present == ()
    assert [(signal.id, signal.standing) for signal in reading.others] == [("saddle", standing)]


def test_the_more_urgent_reading_of_two_wins(reader: Clinic) -> None:
    """Denied in one place and present in another is present."""
    reading = reader.read("No numbness down there last week. Today numb down there.")
    assert ids(reading) == ["saddle"]
    assert reading.present[0].words == "numb down there"


def test_flags_and_notes(reader: Clinic) -> None:
    """They raise nothing by themselves, and stand beside what does."""
    reading = reader.read("I'm pregnant, feel low and have a fever and a bad back")
    assert reading.flags == {Flag.PREGNANT}
    assert reading.notes == ("low-mood",)
    assert ids(reading) == ["fever"]


def test_a_flag_denied_is_none(reader: Clinic) -> None:
    """Nor is a note."""
    reading = reader.read("not pregnant. I don't feel low")
    assert (reading.flags, reading.notes) == (frozenset(), ())


def test_nothing_found_has_no_tier() -> None:
    """An empty reading."""
    assert SafetyReading().tier is None


def test_an_unknown_group_in_any_part_of_a_rule() -> None:
    """`when`, `with` and `unless` are all compiled at once."""
    book = PhraseBook({**GROUPS, **scope.groups(CUES)}, ())
    for part in ("when", "with", "unless"):
        family = SignFamily(family="f", signs=(sign("s", Tier.URGENT, **{part: ["NOWHERE"]}),))
        with pytest.raises(UnknownGroupError, match="NOWHERE"):
            SafetyReader([family], book)

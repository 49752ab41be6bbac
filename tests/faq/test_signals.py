"""When booking is offered: what lasts, comes back, gets worse or stops life, and what only sounds like it."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from faq import source
from faq.content_files import PACKAGED
from faq.language.durations import vocabulary
from faq.language.phrases import PhraseBook, UnknownGroupError
from faq.language.spelling import Speller
from faq.language.text import tokenise
from faq.reading import Standing
from faq.rules.sentence import CUES
from faq.rules.signals import SignalReader, SignalReading
from faq.written.safety import Tier
from faq.written.signals import SignalRules
from faq.written.words import Groups, Language, Scope

TODAY = date(2026, 11, 23)

LANGUAGE = source.validate(source.read(PACKAGED / "language.yaml", "language.yaml"), Language)
SCOPE = source.validate(source.read(PACKAGED / "safety" / "scope.yaml", "scope.yaml"), Scope)
SAFETY_GROUPS = source.validate(source.read(PACKAGED / "safety" / "groups.yaml", "groups.yaml"), Groups).root
RULES = source.validate(source.read(PACKAGED / "signals.yaml", "signals.yaml"), SignalRules)


class Clinic:
    """The packaged rules, read as a patient's message is: spelling mended first."""

    def __init__(self, rules: SignalRules = RULES, today: date = TODAY) -> None:
        book = PhraseBook({**SAFETY_GROUPS, **rules.groups}, SCOPE.fillers)
        self.book, self.today = book, today
        self.reader = SignalReader(rules, book)
        weights = dict.fromkeys([*book.vocabulary(), *vocabulary()], 5)
        self.speller = Speller(LANGUAGE.spelling, weights)

    def read(self, text: str) -> SignalReading:
        return self.reader.read(self.book.search(self.speller.read(text)), self.today)

    def ids(self, text: str) -> list[str]:
        return [signal.id for signal in self.read(text).signals]


@pytest.fixture(scope="module")
def clinic() -> Clinic:
    return Clinic()


def _examples(part: str) -> Sequence[tuple[str, str]]:
    return [(id_, text) for id_, rule in RULES.signals.items() for text in getattr(rule, part)]


@pytest.mark.parametrize(("id_", "text"), _examples("reads"))
def test_every_example_is_read_as_its_reason(clinic: Clinic, id_: str, text: str) -> None:
    assert id_ in clinic.ids(text)


@pytest.mark.parametrize(("id_", "text"), _examples("ignores"))
def test_every_counter_example_raises_nothing(clinic: Clinic, id_: str, text: str) -> None:
    assert clinic.ids(text) == [], id_


@pytest.mark.parametrize(
    ("text", "names", "days"),
    [
        ("three weeks now and still cant do my socks up", ["three weeks", "it stops everyday things"], 21),
        ("since march and it keeps coming back", ["since March", "it keeps coming back"], 267),
        ("lifting 6 yrs, never injured, now 6 weeks into a back thing", ["six weeks"], 42),
        ("nothing helps", ["it is not settling"], None),
        (
            "cant sleep, cant work, cant train",
            [RULES.signals[f"limits-{x}"].name for x in ("sleep", "work", "training")],
            None,
        ),
        ("sore since christmas", ["since Christmas"], 333),
        ("been bad since lockdown", ["since lockdown"], 2436),
        ("2 weeks of ache, 5 weeks of stiffness", ["five weeks"], 35),
        ("had it ever since school", ["it is not settling"], None),
        ("my back goes every 3 months", ["it keeps coming back"], None),
    ],
)
def test_reasons_have_names_that_a_reply_can_say(clinic: Clinic, text: str, names: list[str], days: int | None) -> None:
    found = clinic.read(text)
    assert ([signal.name for signal in found.signals], found.days) == (names, days)


def test_a_reason_keeps_the_patients_own_words(clinic: Clinic) -> None:
    [signal] = clinic.read("Back sore, going on 5 MONTHS, help").signals
    assert (signal.id, signal.words, signal.tier, signal.standing) == (
        "persistent",
        "5 MONTHS",
        Tier.BOOK,
        Standing.PRESENT,
    )


@pytest.mark.parametrize(
    "text",
    [
        "it was a 3 on monday now its an 8",
        "used to be 2/10, its a good 6/10 now",
        "twinge -> ache -> constant",
        "started as a niggle, now its constant",
        "getting worse by the day",
        "worse each week",
    ],
)
def test_getting_worse_is_read_from_words_numbers_and_arrows(clinic: Clinic, text: str) -> None:
    found = clinic.read(text)
    assert found.worsening
    assert "worsening" in [signal.id for signal in found.signals]


@pytest.mark.parametrize(
    "text",
    [
        "was a 7 now a 2, 10 days in",
        "2 weeks in and much better now",
        "agony > sore > fine, took 8 days",
        "8 days in and nearly gone",
        "was 8/10 two weeks ago, 2/10 today",
    ],
)
def test_getting_better_ends_persistence(clinic: Clinic, text: str) -> None:
    assert clinic.ids(text) == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("getting better but still hurts after 6 weeks", ["persistent"]),
        ("6 weeks of back pain, i only notice it if i run", ["persistent"]),
        ("cant sit at my desk all day, not any more", ["limits-work", "limits-daily"]),
        ("6 weeks and the pain is still going strong", ["persistent"]),
        ("back pain hasn't gone since june", ["persistent"]),
        ("what back stretches should i do, sore for six weeks", ["persistent"]),
        ("back pain 5 weeks, tablets did the trick for an hour", ["persistent"]),
        ("how do i get rid of it, back sore for 6 weeks", ["persistent"]),
        ("want to be back running, back pain for 6 weeks", ["persistent"]),
        ("it was getting better but now its getting worse", ["worsening"]),
        ("better than it was but i cant put my socks on", ["limits-daily"]),
        ("fine now after 3 weeks but it keeps coming back", ["recurrent"]),
    ],
)
def test_a_turn_for_the_worse_outweighs_better_news(clinic: Clinic, text: str, ids: list[str]) -> None:
    assert set(ids) <= set(clinic.ids(text))


def test_what_could_not_be_done_before_it_got_better_is_past(clinic: Clinic) -> None:
    found = clinic.read("i couldnt walk on friday, much better now")
    assert found.signals == ()
    assert ("limits-daily", Standing.PAST) in {(other.id, other.standing) for other in found.others}


@pytest.mark.parametrize(
    ("text", "id_", "standing", "why"),
    [
        ("its not getting worse", "worsening", Standing.NEGATED, "denied"),
        ("will it keep coming back", "recurrent", Standing.HYPOTHETICAL, "asked about"),
        (
            "exercises to avoid another flare up",
            "recurrent",
            Standing.HYPOTHETICAL,
            "to be avoided",
        ),
        (
            "nurses with bad backs, are people off work a lot",
            "limits-work",
            Standing.HYPOTHETICAL,
            "people in general",
        ),
        ("been lifting for 6 years, sore today", "persistent", Standing.PAST, "training time"),
        ("pain free for 6 months", "persistent", Standing.PAST, "without trouble"),
        ("had a baby 6 weeks ago, can i do core", "persistent", Standing.PAST, "not when this trouble began"),
        (
            "slipped disc 10 years ago, can i squat",
            "persistent",
            Standing.PAST,
            "not when this trouble began",
        ),
        ("hamstrings tight for years", "persistent", Standing.PAST, "another part"),
        ("my squat has plateaued for 2 months", "persistent", Standing.PAST, "something else"),
        ("if it keeps coming back in 3 weeks", "recurrent", Standing.HYPOTHETICAL, "asked about"),
        ("my squat has plateaued", "persistent", Standing.PAST, "lifting numbers"),
        ("still sore since yesterday", "persistent", Standing.PAST, "too fresh"),
        ("was off work for weeks with it, fine now", "limits-work", Standing.PAST, "over"),
        ("3 weeks in, much better now", "persistent", Standing.PAST, "improving"),
        ("my netflix has been broken for 3 weeks", "persistent", Standing.PAST, "something else"),
    ],
)
def test_what_does_not_count_says_why(clinic: Clinic, text: str, id_: str, standing: Standing, why: str) -> None:
    others = [other for other in clinic.read(text).others if other.id == id_]
    assert (standing, True) in {(other.standing, why in other.rule) for other in others}, others


@pytest.mark.parametrize(
    "text",
    [
        "pulled my back yesterday, should i rest",
        "2 days since i tweaked it",
        "if it still hurts next week can i come in",
        "how many weeks until i can deadlift",
        "going on holiday in 10 days, back is tight since yesterday",
        "cant make my appointment tomorrow",
        "does back pain come and go",
        "i emailed 2 weeks ago about my invoice",
        "10k in 3 weeks",
        "takes ages to warm up",
        "doesnt stop me working",
        "was a 2 yesterday and its a 2 now",
        "new trainers every 6 months",
        "can i come back to training",
        "",
        "???",
        "the my a",
    ],
)
def test_plain_questions_and_fresh_injuries_stay_answers(clinic: Clinic, text: str) -> None:
    assert clinic.ids(text) == []


def test_a_time_made_of_filler_words_alone_is_still_placed() -> None:
    book = PhraseBook(RULES.groups, [*SCOPE.fillers, "3", "weeks"])
    found = SignalReader(RULES, book).read(book.search(tokenise("sore 3 weeks")), TODAY)
    assert [signal.id for signal in found.signals] == ["persistent"]


@pytest.mark.parametrize("word", ["sore agony ", "if it is not better ", "3 weeks still sore ", "again getting worse "])
def test_the_longest_message_is_read(clinic: Clinic, word: str) -> None:
    assert len(clinic.read(word * 400).signals) <= len(RULES.signals)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("not sure what i did at the gym but its getting worse", "worsening"),
        ("no heavy lifting or anything silly for once and its still getting worse", "worsening"),
        ("no idea why its getting worse", "worsening"),
        ("not long after my back pain started it got worse", "worsening"),
        ("what can i do about back pain that keeps coming back", "recurrent"),
        ("should i worry, its getting worse", "worsening"),
        ("what if i have had it for 6 weeks", "persistent"),
        ("do i need a scan because it keeps coming back", "recurrent"),
    ],
)
def test_words_beside_a_statement_do_not_undo_it(clinic: Clinic, text: str, id_: str) -> None:
    assert id_ in clinic.ids(text)


def test_the_same_words_count_or_not_by_the_day() -> None:
    assert Clinic(today=date(2026, 12, 27)).ids("back sore since christmas") == []
    assert Clinic(today=date(2027, 1, 20)).ids("back sore since christmas") == ["persistent"]


def test_four_days_are_enough_only_when_nothing_has_changed(clinic: Clinic) -> None:
    assert clinic.ids("back sore for 4 days") == []
    assert clinic.ids("back sore for 4 days and no better") == ["persistent"]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = ANY.read(text)
    assert all(signal.tier is Tier.BOOK for signal in (*found.signals, *found.others))


@given(
    st.lists(
        st.sampled_from(sorted({word for group in sorted(CUES) for word in RULES.groups[group][:6]})),
        max_size=25,
    )
)
def test_cue_words_in_any_order_can_be_read(phrases: list[str]) -> None:
    found = ANY.read(" ".join(phrases))
    assert len({signal.id for signal in found.signals}) == len(found.signals)


ANY = Clinic()


def test_every_cue_that_the_program_names_is_in_the_content() -> None:
    assert set(RULES.groups) >= CUES


def test_no_group_is_named_as_a_safety_group_is() -> None:
    assert not RULES.groups.keys() & SAFETY_GROUPS.keys()


@pytest.mark.parametrize("group", sorted(RULES.groups))
def test_no_phrase_is_so_short_that_only_filler_words_were_left_out(group: str) -> None:
    """A phrase that loses its sense with the fillers ("so long" is "long") would match far too much."""
    book = PhraseBook({}, SCOPE.fillers)
    lost = [phrase for phrase in RULES.groups[group] if " " in phrase and len(book.tokens(phrase)) == 1]
    assert lost == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"signals": {}}, "words are missing for persistent, recurrent, worsening"),
        ({"events": {"leap day": "02-29"}}, "leap day is no day that comes every year"),
        ({"events": {"never": "13-01"}}, "never is no day"),
        ({"events": {"christmas": "25 december"}}, "should match pattern"),
        ({"persistent_after_days": 0}, "greater than or equal to 1"),
    ],
)
def test_rules_that_cannot_work_are_refused(change: Mapping[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        SignalRules.model_validate({**RULES.model_dump(), **change})


def test_a_line_with_an_unknown_group_is_refused() -> None:
    rules = RULES.model_dump()
    rules["signals"]["recurrent"]["when"] = ["P-NOWHERE"]
    with pytest.raises(UnknownGroupError):
        Clinic(SignalRules.model_validate(rules))

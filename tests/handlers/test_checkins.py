"""Check-ins as a chat: offered, agreed to, asked, answered, ended."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from faq.reading import Kind, Understanding
from faq.wording.facts import CheckIns as Times
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.diary import RemindOfDiary
from handlers.effects import EndCheckIns, OfferCase, StartCheckIns
from handlers.events import CommandName, Pressed, Said, Verb
from handlers.replies import Reply
from handlers.session import CaseState, CaseView, Feeling, Held, Session, Talk
from handlers.talk.checkins import ask
from tests.handlers.chat import ANA, START, Chat
from tests.handlers.small_world import CLINIC

OFFER = "Shall I check in with you?"
NET = "Numb between the legs? 999 or A&E."
HEALTH_WORDS = ("pain", "back", "physio", "clinic", "hurt", "sore", "better", "health")
AT_TWO = timedelta(hours=14, minutes=2)


@dataclass
class Patient(Chat):
    """A chat whose check-ins come when their time has come, as the schedule has them."""

    def hurts(self, days: int = 1) -> list[str]:
        """A question about something that began so many days ago."""
        reading = Understanding(Kind.ANSWER, topic="heat-or-ice", score=0.9, days=days)
        return self.happens(Said(ANA, "pulled it, heat or ice?", reading))

    def agrees(self, label: str = "In 2, 7 and 14 days", days: int = 1) -> None:
        """To check-ins."""
        self.hurts(days)
        self.presses(OFFER)
        self.presses(label)

    def is_asked(self, after: float = 0) -> Reply | None:
        """So many days later a check-in is due: what is asked."""
        self.waits(timedelta(days=after))
        self.session, question = ask(self.session, self.knowledge.wording, self.now)
        self.screen += [question] if question else []
        return question


def test_the_offer_stands_below_an_answer_about_a_present_complaint() -> None:
    """And below tier P; a question in general has none."""
    patient = Patient()
    patient.hurts()
    assert OFFER in patient.labels
    patient.says("3 weeks and cant do my socks")
    assert OFFER in patient.labels
    patient.says("heat or ice?")
    assert OFFER not in patient.labels


def test_choosing_days_is_the_consent() -> None:
    """It names what is kept and how to end it; nothing is kept before."""
    patient = Patient()
    patient.hurts()
    [question] = patient.presses(OFFER)
    assert "you agree that I keep" in question
    assert "between 09:00 and 20:00" in question
    assert "NHS 111" in question
    assert patient.labels == [
        "In 2, 7 and 14 days",
        "In 2 days",
        "In 7 days",
        "In 14 days",
        "I'm not on UK time",
        "No thanks",
    ]
    assert patient.effects == []
    assert patient.session.check_ins is None
    [started] = patient.presses("In 2, 7 and 14 days")
    assert "Wednesday 25 November, Monday 30 November and Monday 7 December" in started
    assert "STOP or /stop" in started
    times = tuple(START + timedelta(days=days) for days in (2, 7, 14))
    assert patient.did == [StartCheckIns(times, "1")]


def test_one_day_alone_can_be_chosen() -> None:
    """And no second series beside it."""
    patient = Patient()
    patient.agrees("In 7 days")
    assert patient.did == [StartCheckIns((START + timedelta(days=7),), "1")]
    assert patient.presses("In 2 days") == []
    assert patient.presses(OFFER) == []
    assert patient.toast == "Check-ins are on already. STOP ends them."
    patient.hurts()
    assert OFFER not in patient.labels


def test_no_is_respected_for_a_week() -> None:
    """Then the offer comes again."""
    patient = Patient()
    patient.hurts()
    patient.presses(OFFER)
    assert patient.presses("No thanks") == ["All right, no check-ins. Ask me whenever you like."]
    patient.hurts()
    assert OFFER not in patient.labels
    patient.waits(timedelta(days=7))
    patient.hurts()
    assert OFFER in patient.labels


def test_the_patients_own_zone() -> None:
    """Ten at night in London is the next morning in Sydney, and the day counts there."""
    patient = Patient(now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    patient.hurts()
    patient.presses(OFFER)
    patient.presses("I'm not on UK time")
    patient.presses("Australia, east")
    [started] = patient.presses("In 2 days")
    assert "Thursday 26 November" in started
    assert patient.did == [StartCheckIns((datetime(2026, 11, 25, 23, 30, tzinfo=UTC),), "1")]


def test_the_message_shows_no_health_word_on_a_lock_screen() -> None:
    """Whoever looks at the phone learns nothing."""
    patient = Patient()
    patient.agrees()
    question = patient.is_asked(2)
    assert question is not None
    assert question.text == "How are things?"
    assert not any(word in question.text.lower() for word in HEALTH_WORDS)
    labels = [button.label for row in question.buttons for button in row]
    assert labels == ["Better", "About the same", "Worse", "Gone", "Stop check-ins"]


def test_in_a_talk_with_the_clinic_it_says_that_it_is_the_bot() -> None:
    """So that nobody takes it for a question of the clinic's."""
    patient = Patient(session=Session(case=CaseView(1042, CaseState.TAKEN, Talk.ON)))
    patient.agrees()
    question = patient.is_asked(2)
    assert question is not None
    assert question.text == "**From the bot:** How are things?"
    assert not any(word in question.text.lower() for word in HEALTH_WORDS)


def test_worse_after_a_longer_time_was_named() -> None:
    """The check-in counts from the day it was agreed to; what the patient said of longer trouble stands."""
    patient = Patient()
    patient.agrees()
    patient.says("3 weeks and cant do my socks")
    patient.is_asked(2)
    patient.presses("Worse")
    assert patient.did == [OfferCase(("persistent", "limits", "worsening"), "heat-or-ice", 21)]


def test_better() -> None:
    """Encouragement, what comes next by the topic that content names, the safety net; then a number, if they like."""
    topic = "sleep"
    patient = Patient()
    words = patient.knowledge.wording
    check_ins = words.check_ins.model_copy(update={"better_topic": topic})
    patient.knowledge = replace(patient.knowledge, wording=words.model_copy(update={"check_ins": check_ins}))
    patient.agrees()
    patient.is_asked(2)
    [reply] = patient.presses("Better")
    assert reply.startswith("**Good to hear.**")
    assert "**On your side.**" in reply
    assert NET in reply
    assert patient.did == []
    assert patient.labels == [*(str(number) for number in range(11)), words.recovery.see]
    assert patient.presses("4") == ["Thank you, I've noted 4."]
    patient.is_asked(5)
    patient.presses("Better")
    assert patient.presses("2") == ["Thank you, I've noted 2. Last time you said 4."]
    assert patient.presses("7") == []


def test_better_leads_to_the_stages_of_recovery() -> None:
    """All of them, for the patient to choose from; not for whoever may have no exercises."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    patient.presses("Better")
    words = patient.knowledge.wording.recovery
    assert patient.presses(words.see)[0].startswith(words.choose)
    patient = Patient(session=Session(flags=frozenset({Flag.PREGNANT})))
    patient.agrees()
    patient.is_asked(2)
    patient.presses("Better")
    assert words.see not in patient.labels


def test_gone_ends_them() -> None:
    """With thanks, and how to keep it away."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    [reply] = patient.presses("Gone")
    assert "The check-ins end here." in reply
    assert NET in reply
    assert patient.did == [EndCheckIns()]
    assert patient.is_asked(5) is None


def test_worse_has_the_safety_net_first_and_then_booking() -> None:
    """And the question whether the clinic should hear of it."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    first, why, consent = patient.presses("Worse")
    assert NET in first
    assert "it's getting worse" in why
    assert consent.startswith("Shall I tell the clinic")
    assert patient.did == [OfferCase(("worsening",), "heat-or-ice", 3)]
    assert "Book an assessment" in patient.labels
    assert "I've booked" in patient.labels


@pytest.mark.parametrize("first", ["Better", "About the same"])
def test_worse_by_an_old_button(first: str) -> None:
    """After another answer, or when the check-ins are over: the safety net and booking all the same, once."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    worse = patient.button("Worse")
    assert worse.verb is not None
    late = Pressed(ANA, worse.verb, worse.argument)
    patient.presses(first)
    safety, *others = patient.happens(late)
    assert NET in safety
    assert any("getting worse" in text for text in others)
    assert patient.happens(late) == []
    over = Chat()
    assert NET in over.happens(late)[0]


@pytest.mark.parametrize("typed", ["4", "4/10", " 4."])
def test_a_number_that_is_typed(typed: str) -> None:
    """As good as a tap, where one was asked for; what is no such number is a message like any other."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    patient.presses("Better")
    assert "noted" not in patient.says("40")[0]
    assert patient.says(typed) == ["Thank you, I've noted 4."]


def test_the_same_once_is_no_reason_yet() -> None:
    """Before the days that content calls persistent."""
    patient = Patient()
    patient.agrees(days=1)
    patient.is_asked(2)
    [reply] = patient.presses("About the same")
    assert NET in reply
    assert "Book an assessment" not in patient.labels


@pytest.mark.parametrize(("days_before", "answers"), [(1, 2), (3, 1)])
def test_the_same_twice_or_for_long_is_tier_p(days_before: int, answers: int) -> None:
    """Five days in all are persistent here."""
    patient = Patient(knowledge=replace(Chat().knowledge, persistent_after_days=None if answers == 2 else 5))
    patient.agrees(days=days_before)
    for _ in range(answers):
        patient.is_asked(2)
        replies = patient.presses("About the same")
    assert NET in replies[0]
    assert "it isn't settling" in replies[1] or "days now" in replies[1]
    assert isinstance(patient.did[0], OfferCase)
    assert patient.did[0].reasons == ("persistent",)


@pytest.mark.parametrize(("before", "now", "offered"), [(3, 4, False), (3, 5, True), (5, 3, False)])
def test_a_rise_of_two_is_tier_p(before: int, now: int, *, offered: bool) -> None:
    """Their own numbers are said, and no more about them."""
    patient = Patient()
    patient.agrees()
    for after, number in ((2, before), (5, now)):
        patient.is_asked(after)
        patient.presses("Better")
        replies = patient.presses(str(number))
    assert replies[0].startswith(f"Thank you, I've noted {now}. Last time you said {before}.")
    assert ("Book an assessment" in patient.labels) is offered
    assert (NET in replies[0]) is offered


def test_free_text_is_read_like_any_message_red_flags_first() -> None:
    """An emergency gets its card and ends the check-ins; nothing is asked later."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    card, _ = patient.says("numb when i wipe")
    assert card.startswith("**Go to A&E now, or call 999.**")
    assert EndCheckIns() in patient.did
    assert patient.is_asked(5) is None


@pytest.mark.parametrize("words", ["fever and back pain", "i want to die"])
def test_an_urgent_or_crisis_card_ends_them(words: str) -> None:
    """As much as tier E."""
    patient = Patient()
    patient.agrees()
    patient.says(words)
    assert EndCheckIns() in patient.did
    assert patient.is_asked(2) is None


def test_the_answer_in_words() -> None:
    """Without a button; other words are a message like any other."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    assert patient.says("Better.")[0].startswith("**Good to hear.**")
    patient.is_asked(5)
    assert patient.says("heat or ice?")[0].startswith("**Use whichever feels better.**")


@pytest.mark.parametrize("stops", ["STOP", "/stop", "button"])
def test_stop_ends_them_at_once(stops: str) -> None:
    """By word, command or button."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    if stops == "STOP":
        patient.says("STOP")
    elif stops == "/stop":
        patient.commands(CommandName.STOP)
    else:
        patient.presses("Stop check-ins")
    taken_back = [RemindOfDiary(None)] if stops == "/stop" else []
    assert patient.did == [*taken_back, EndCheckIns()]
    assert patient.is_asked(5) is None
    assert patient.presses("Better") == []


def test_ive_booked_ends_them() -> None:
    """By word or by the button below the booking link."""
    patient = Patient()
    patient.agrees()
    patient.is_asked(2)
    patient.presses("Worse")
    assert patient.presses("I've booked") == ["Thank you. That's good to know.", "The check-ins end here."]
    assert patient.did == [EndCheckIns()]
    patient.agrees()
    patient.says("I've booked")
    assert patient.did == [EndCheckIns()]


def test_two_without_an_answer_end_them() -> None:
    """None is repeated; a word in between counts as an answer."""
    patient = Patient()
    patient.agrees()
    assert patient.is_asked(2)
    assert patient.is_asked(5)
    assert patient.is_asked(7) is None
    assert patient.session.check_ins is None
    patient.agrees()
    assert patient.is_asked(2)
    patient.says("heat or ice?")
    assert patient.is_asked(5)
    assert patient.is_asked(7)


def test_nobody_under_18_is_asked() -> None:
    """Not offered, not begun by an old button, and ended when the age comes out."""
    patient = Patient()
    patient.hurts()
    patient.presses(OFFER)
    patient.says("im 16, heat or ice?")
    patient.presses("In 2 days")
    patient.presses(OFFER)
    patient.presses("I'm not on UK time")
    patient.presses("Gulf")
    assert patient.effects == []
    assert patient.session.zone == ""
    patient.hurts()
    assert OFFER not in patient.labels
    other = Patient()
    other.agrees()
    other.says("im 16, heat or ice?")
    assert other.did == [EndCheckIns()]


@pytest.mark.parametrize(
    ("verb", "argument"),
    [
        (Verb.CHECK_IN_DAYS, "3."),
        (Verb.CHECK_IN_DAYS, ""),
        (Verb.CHECK_IN_DAYS, "2-x."),
        (Verb.CHECK_IN_ZONE, "99."),
        (Verb.CHECK_IN_ANSWER, "dreadful"),
        (Verb.CHECK_IN_ANSWER, Feeling.BETTER),
        (Verb.CHECK_IN_SCORE, "3"),
        (Verb.CHECK_IN_STOP, ""),
    ],
)
def test_buttons_that_lead_nowhere(verb: Verb, argument: str) -> None:
    """Made up, or of a series that is over."""
    chat = Chat()
    assert chat.happens(Pressed(ANA, verb, argument)) == []
    assert chat.did == []


@pytest.mark.parametrize(
    "session",
    [
        Session(),
        Session(held=Held(Tier.URGENT, (), START + timedelta(days=9))),
        Session(flags=frozenset({Flag.UNDER_18})),
    ],
)
def test_nothing_is_asked_where_there_is_no_series_any_more(session: Session) -> None:
    """Whatever the schedule holds."""
    assert ask(session, Chat().knowledge.wording, START)[1] is None


def test_days_and_hours_are_the_clinics() -> None:
    """And wrong ones are refused."""
    assert CLINIC.check_ins == Times()
    refused: list[dict[str, object]] = [{"start": "20:00", "end": "09:00"}]
    refused += [{"days": days} for days in ([7, 2], [2, 4], [1], [])]
    for wrong in refused:
        with pytest.raises(ValueError, match=r"days|start"):
            Times.model_validate(wrong)

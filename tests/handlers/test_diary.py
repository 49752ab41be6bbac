"""The diary in chats: nothing before Yes, red flags first, and nothing said beyond the patient's own words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from faq.reading import Kind, Understanding
from faq.written.topics import Flag
from handlers.diary import NOTE_LENGTH, AgreeToDiary, Diary, EndDiary, Entry, KeepEntry, RemindOfDiary, RemoveEntry
from handlers.events import Commanded, CommandName, Event, Pressed, Said, Verb
from handlers.session import Session, Step
from handlers.talk.diary import is_about, shows
from tests.handlers.chat import ANA, START, Chat
from tests.handlers.small_world import wording

WORDS = wording().diary
ENTRIES = tuple(Entry(START + timedelta(days=day), pain) for day, pain in enumerate((6, 4, 3)))


def agreed(*entries: Entry, session: Session | None = None) -> Chat:
    """A chat with a diary."""
    return Chat(diary=Diary(agreed=True, entries=entries), session=session or Session())


def at_the_note() -> Chat:
    """A chat in which a note is asked for."""
    chat = agreed()
    chat.commands(CommandName.DIARY)
    chat.presses(WORDS.add)
    chat.presses("4")
    chat.presses("Walk")
    return chat


def keyed(action: str, entry: Entry) -> Pressed:
    """A button that names an entry."""
    return Pressed(ANA, Verb.DIARY, f"{action}:{int(entry.at.timestamp()):x}")


def test_nothing_is_kept_before_yes() -> None:
    """The question says what, for how long and who sees it; no button of an old message gets round it."""
    chat = Chat()
    [question] = chat.commands(CommandName.DIARY)
    for said in ("health data", "12 months", "not the clinic", "stop at any time"):
        assert said in question
    for action in ("add", "pain:4", "done:walk", "note:", "list", "end:yes"):
        assert chat.happens(Pressed(ANA, Verb.DIARY, action)) == [question]
    assert chat.presses(WORDS.decline) == [WORDS.declined]
    assert chat.effects == []


def test_a_yes_to_older_words_is_no_yes() -> None:
    """The question is asked anew."""
    chat = Chat()
    [question] = chat.commands(CommandName.DIARY)
    assert chat.happens(Pressed(ANA, Verb.DIARY, "agree:0")) == [question]
    assert chat.effects == []


def test_three_taps_make_an_entry() -> None:
    """Pain, what was done, no note."""
    chat = Chat()
    chat.commands(CommandName.DIARY)
    assert chat.presses(WORDS.agree) == [WORDS.ask_pain]
    assert chat.did == [AgreeToDiary(WORDS.version)]
    assert chat.labels == [str(number) for number in range(11)]
    assert chat.presses("4") == [WORDS.ask_done]
    assert chat.did == [KeepEntry(START, pain=4)]
    assert chat.presses("Walk") == [WORDS.ask_note]
    assert chat.did == [KeepEntry(START, done="walk", words="")]
    [saved] = chat.presses(WORDS.no_note)
    assert saved == f"{WORDS.saved}\n\nNumb between the legs? 999 or A&E."
    assert (chat.did, chat.session.step, chat.session.entry) == ([], Step.OPEN, None)
    assert chat.diary.entries == (Entry(START, 4, done="walk"),)


def test_an_entry_in_words() -> None:
    """A number is pain, then what was done, then a note; nothing of it stays in the session."""
    chat = agreed()
    chat.commands(CommandName.DIARY)
    chat.presses(WORDS.add)
    assert chat.says("4/10") == [WORDS.ask_done]
    assert chat.says("carried the shopping") == [WORDS.ask_note]
    chat.says("slept badly")
    assert chat.diary.entries == (Entry(START, 4, words="carried the shopping", note="slept badly"),)
    assert "shopping" not in repr(chat.session)


@pytest.mark.parametrize("text", ["11", "-1", "four", "4.5", "²", "99999"])
def test_what_is_no_number_from_0_to_10_is_a_message(text: str) -> None:
    """It is answered, and the entry is not begun."""
    chat = agreed()
    chat.commands(CommandName.DIARY)
    chat.presses(WORDS.add)
    assert chat.says(text)[0].startswith("Sorry, I don't have an answer")
    assert (chat.effects, chat.session.step) == ([], Step.REPHRASE)


@pytest.mark.parametrize("words", ["numb when i wipe", "i want to die", "fever and back pain"])
@pytest.mark.parametrize("step", [Step.DIARY_DONE, Step.DIARY_NOTE])
def test_red_flags_in_a_note_come_first(words: str, step: Step) -> None:
    """The card, and nothing of the note is stored; the diary rests until the patient has been seen."""
    chat = agreed(Entry(START, 4), session=Session(step=step, entry=START))
    ordinary = Chat().says(words)
    assert chat.says(words) == ordinary
    assert chat.effects == []
    assert (chat.session.step, chat.session.entry) == (Step.OPEN, None)
    for answer in (
        chat.commands(CommandName.DIARY),
        chat.says("slept badly"),
        chat.happens(keyed("again", ENTRIES[0])),
    ):
        assert chat.counts[-1] == "reminded", answer
    assert chat.effects == []


def test_after_being_seen_the_patient_can_go_on() -> None:
    """The entry is as it was, without the note."""
    chat = at_the_note()
    chat.says("fever and back pain")
    chat.presses("I've been seen")
    chat.commands(CommandName.DIARY)
    assert chat.diary.entries == (Entry(START, 4, done="walk"),)
    assert WORDS.add in chat.labels


@pytest.mark.parametrize("words", ["heat or ice?", "stiff for months", "human please"])
def test_questions_and_signs_for_the_gp_are_answered_and_not_kept(words: str) -> None:
    """A note that is plainly none."""
    chat = at_the_note()
    if words == "human please":
        chat.happens(Said(ANA, words, Understanding(Kind.PERSON)))
    else:
        chat.says(words)
    assert not [effect for effect in chat.did if isinstance(effect, KeepEntry)]
    assert chat.session.step is not Step.DIARY_NOTE


def test_an_older_message_mended_is_no_note() -> None:
    """It may be any."""
    chat = at_the_note()
    chat.says("carried the shopping", edited=True)
    assert chat.did == []


def test_a_note_about_lasting_pain_is_only_kept() -> None:
    """A record: no offer is made of it."""
    chat = at_the_note()
    [saved] = chat.says("its getting worse")
    assert saved.startswith(WORDS.saved)
    assert chat.did == [KeepEntry(START, note="its getting worse")]


def test_a_sad_note_gets_its_kind_words() -> None:
    """Before it is kept."""
    chat = at_the_note()
    reading = Understanding(Kind.UNKNOWN, notes=("low-mood",))
    assert chat.happens(Said(ANA, "fed up with it", reading))[0] == "That sounds hard. Your GP can help."
    assert chat.did == [KeepEntry(START, note="fed up with it")]


def test_no_thanks_is_no_note() -> None:
    """In words, as by the button."""
    chat = at_the_note()
    assert chat.says("No thanks!")[0].startswith(WORDS.saved)
    assert chat.did == []


def test_too_long_a_note_is_cut_and_says_so() -> None:
    """The first part is kept."""
    chat = at_the_note()
    cut, saved = chat.says("x" * (NOTE_LENGTH + 1))
    assert (cut, saved.startswith(WORDS.saved)) == (WORDS.cut, True)
    assert chat.did == [KeepEntry(START, note="x" * NOTE_LENGTH)]


def test_somebody_under_18_keeps_no_diary() -> None:
    """Not in the middle of an entry either."""
    chat = agreed(*ENTRIES, session=Session(flags=frozenset({Flag.UNDER_18})))
    [refusal] = chat.commands(CommandName.DIARY)
    assert refusal == wording().answers.under_18
    assert chat.happens(Pressed(ANA, Verb.DIARY, "add")) == [refusal]
    young = at_the_note()
    young.says("im 16, tight")
    assert young.did == []


def test_the_diary_is_shown_as_a_chart_and_in_words() -> None:
    """The caption says what the chart shows; the words are the patient's own, literally."""
    last = replace(ENTRIES[2], words="**bend** {clinic}", note="two\nlines", done="")
    chat = agreed(ENTRIES[0], replace(ENTRIES[1], done="rest"), last)
    [shown] = chat.commands(CommandName.DIARY)
    photo = chat.turn.replies[0].photo
    assert photo is not None
    assert photo.digest == ""
    assert photo.caption == (
        "**Your diary, 23 November to 25 November.** The chart shows your pain over that time. Entries: 3. "
        "Lowest 3, highest 6, latest 3 of 10. Triangles at the bottom mark the days on which you were active: 1."
    )
    assert "**25 Nov 14:02** pain 3 of 10 · " in shown
    assert "**24 Nov 14:02** pain 4 of 10 · Rest day" in shown
    assert [found[:2] for found in shown.split("**")[5::2]] == ["25", "24", "23"]
    assert "{clinic}" not in shown  # stands in as letters of no meaning to Telegram, until it is rendered
    assert shown.endswith("Numb between the legs? 999 or A&E.")


def test_a_diary_of_one_day_names_it_once() -> None:
    """As the first one does."""
    assert agreed(ENTRIES[0]).commands(CommandName.DIARY)[0].startswith("**Your diary, 23 November.**")


def test_old_entries_are_counted_to_mydata() -> None:
    """Fourteen are shown in words."""
    many = [Entry(START + timedelta(hours=hour), 5) for hour in range(15)]
    [shown] = agreed(*many).commands(CommandName.DIARY)
    assert shown.count("pain 5 of 10") == 14
    assert WORDS.older in shown


def test_an_entry_is_written_again_at_its_own_time() -> None:
    """Each part may be left as it is."""
    chat = agreed(*ENTRIES)
    chat.commands(CommandName.DIARY)
    assert chat.presses(WORDS.choose) == [WORDS.choose_one]
    assert chat.labels == ["25 Nov 14:02, pain 3", "24 Nov 14:02, pain 4", "23 Nov 14:02, pain 6"]
    assert chat.presses("24 Nov 14:02, pain 4") == ["**24 Nov 14:02** pain 4 of 10"]
    chat.presses(WORDS.again)
    assert chat.presses("Leave it at 4") == [WORDS.ask_done]
    assert chat.did == []
    chat.presses("Gym or weights")
    chat.says("felt strong")
    assert chat.diary.entries[1] == Entry(ENTRIES[1].at, 4, done="gym", note="felt strong")
    assert len(chat.diary.entries) == 3


def test_an_entry_is_removed() -> None:
    """At once; its buttons then lead nowhere."""
    chat = agreed(*ENTRIES)
    chat.happens(keyed("entry", ENTRIES[0]))
    assert chat.presses(WORDS.remove) == [WORDS.removed]
    assert chat.did == [RemoveEntry(START)]
    for action in ("entry", "again", "remove"):
        assert chat.happens(keyed(action, ENTRIES[0])) == []
        assert chat.toast == wording().errors.out_of_date


def test_a_reminder_is_had_by_two_taps() -> None:
    """By day of the patient's own calendar, moved into the hours in which the bot may write first."""
    chat = at_the_note()
    chat.presses(WORDS.no_note)
    assert chat.presses(WORDS.remind) == [WORDS.remind_question]
    assert chat.labels == ["Tomorrow", "In 2 days", "In 7 days", WORDS.remind_no]
    [answer] = chat.presses("In 2 days")
    [effect] = chat.did
    assert isinstance(effect, RemindOfDiary)
    assert effect.at is not None
    assert answer == f"I'll remind you on {effect.at:%A %-d %B}, once."
    assert (effect.at - START).days in {1, 2}


def test_no_reminder_takes_back_the_one_before() -> None:
    """As /stop does."""
    chat = agreed()
    chat.happens(Pressed(ANA, Verb.DIARY, "remind"))
    assert chat.presses(WORDS.remind_no) == [WORDS.reminds_not]
    assert chat.did == [RemindOfDiary(None)]
    chat.commands(CommandName.STOP)
    assert RemindOfDiary(None) in chat.did


@pytest.mark.parametrize("days", ["0", "3", "x", "-1", "7000"])
def test_a_reminder_only_when_it_is_offered(days: str) -> None:
    """Button data proves nothing."""
    chat = agreed()
    assert chat.happens(Pressed(ANA, Verb.DIARY, f"remind:{days}")) == []
    assert chat.effects == []


def test_the_consent_is_taken_back() -> None:
    """After one question, since everything goes; then a diary begins with its consent."""
    chat = agreed(*ENTRIES)
    chat.commands(CommandName.DIARY)
    assert chat.presses(WORDS.end) == [WORDS.end_question]
    assert chat.did == []
    assert chat.presses(WORDS.end_yes) == [WORDS.ended]
    assert chat.did == [EndDiary()]
    assert chat.commands(CommandName.DIARY) == [WORDS.question]


@pytest.mark.parametrize("argument", ["pain:4", "pain:", "pain:x", "done:walk", "note:", "gone", "", "done:gone"])
def test_buttons_of_an_entry_that_is_over(argument: str) -> None:
    """Pressed twice, or from an old message: nothing is written twice."""
    chat = agreed()
    assert chat.happens(Pressed(ANA, Verb.DIARY, argument)) == []
    assert (chat.toast, chat.effects) == (wording().errors.out_of_date, [])


@pytest.mark.parametrize("argument", ["pain:11", "pain:-1", "pain:", "pain:²", "pain:999999"])
def test_pain_is_0_to_10_whatever_a_button_says(argument: str) -> None:
    """Button data proves nothing."""
    chat = agreed(session=Session(step=Step.DIARY_PAIN))
    assert chat.happens(Pressed(ANA, Verb.DIARY, argument)) == []
    assert chat.effects == []


def test_another_command_leaves_the_entry() -> None:
    """What is written next is a message, and no note."""
    for leave in (CommandName.TOPICS, CommandName.START, CommandName.HELP):
        chat = at_the_note()
        chat.commands(leave)
        chat.says("slept badly")
        assert not [effect for effect in chat.did if isinstance(effect, KeepEntry)]


def test_an_entry_is_awaited_for_half_a_day() -> None:
    """Then words are a message again."""
    chat = at_the_note()
    chat.waits(timedelta(hours=12))
    chat.says("slept badly")
    assert chat.did == []


def test_an_empty_diary_says_so() -> None:
    """And can be ended, too."""
    chat = agreed()
    assert chat.commands(CommandName.DIARY) == [WORDS.empty]
    assert chat.labels == [WORDS.add, WORDS.end]
    assert chat.happens(Pressed(ANA, Verb.DIARY, "list")) == [WORDS.empty]


@pytest.mark.parametrize(
    ("event", "about", "chart"),
    [
        (Commanded(ANA, CommandName.DIARY), True, True),
        (Pressed(ANA, Verb.DIARY, "show"), True, True),
        (Pressed(ANA, Verb.DIARY, "add"), True, False),
        (Pressed(ANA, Verb.TOPICS), False, False),
        (Commanded(ANA, CommandName.TOPICS), False, False),
        (Said(ANA, "diary", Understanding(Kind.UNKNOWN)), False, False),
    ],
)
def test_the_diary_is_read_and_drawn_only_where_it_is_wanted(event: Event, about: bool, chart: bool) -> None:
    """A chart takes a second, and nobody else waits for it."""
    assert (is_about(event), shows(event)) == (about, chart)

"""Chats about questions: answers, choices, and what comes when neither is right."""

from datetime import timedelta

from faq.pictures import Picture
from handlers.events import Attachment, CommandName, Pressed, Verb
from handlers.replies import Photo
from handlers.session import Step
from tests.handlers.chat import ANA, Chat
from tests.handlers.small_world import CARDS, EXERCISES, TOPICS, small_world

NET = CARDS.safety_net
LINE = CARDS.emergency_line


def test_a_plain_question() -> None:
    """The answer, where it comes from, the safety net; then where to go on."""
    chat = Chat()
    assert chat.says("heat or ice?") == [
        f"**Use whichever feels better.**\n\nBased on: NHS, Cochrane\n\n{NET}",
    ]
    assert chat.labels == ["This helped", "Not what I meant", "More", "Sleep", "Stretches"]
    assert chat.presses("More") == [f"Ten minutes at a time.\n\n{NET}"]
    assert chat.presses("This helped") == []
    assert chat.toast == "Thank you. Good to know."
    assert chat.counts == ["asked", "answered", "more", "helped"]


def test_helped_counts_once() -> None:
    """A second tap is thanked as well, and changes nothing."""
    chat = Chat()
    chat.says("heat or ice?")
    chat.presses("This helped")
    chat.presses("This helped")
    assert chat.counts.count("helped") == 1


def test_a_question_about_the_clinic_has_no_safety_net() -> None:
    """It is no clinical answer."""
    [answer] = Chat().says("how do i book")
    assert NET not in answer


def test_two_questions_get_two_answers() -> None:
    """Buttons under the last only."""
    chat = Chat()
    first, second = chat.says("heat or ice and how do i sleep?")
    assert first.startswith("**Use whichever")
    assert second.startswith("**On your side.**")
    assert not chat.turn.replies[0].buttons
    assert chat.labels[:2] == ["This helped", "Not what I meant"]


def test_low_mood_is_met_before_the_answer() -> None:
    """Fixed words, then what they asked."""
    mood, answer = Chat().says("feeling low, heat or ice?")
    assert mood == "That sounds hard. Your GP can help."
    assert answer.startswith("**Use whichever")


def test_not_what_i_meant_leads_somewhere() -> None:
    """The next candidates, then other words once, then the clinic; and never round in a circle."""
    chat = Chat()
    chat.says("heat or ice?")
    assert chat.presses("Not what I meant") == ["Sorry about that. Is it one of these?"]
    assert chat.labels == ["Sleep", "Stretches", "Topic 1", "None of these"]
    [rephrase] = chat.presses("None of these")
    assert rephrase.startswith("Could you put it in other words?")
    assert chat.session.step is Step.REPHRASE
    chat.says("heat or ice?")
    chat.presses("Not what I meant")
    [clinic] = chat.presses("None of these")
    assert clinic.startswith("Sorry, I can't find an answer to that.")
    assert LINE in clinic
    assert chat.labels == ["Topics", "Talk to the clinic", "Book an assessment"]


def test_a_new_question_starts_afresh() -> None:
    """Other words may be asked for again when it is about something else."""
    chat = Chat()
    chat.says("heat or ice and how do i sleep?")
    chat.presses("Not what I meant")
    chat.says("how do i book")
    chat.says("heat or ice and how do i sleep?")
    assert chat.presses("Not what I meant")[0].startswith("Could you put it in other words?")


def test_a_double_tap_on_not_meant_moves_on_once() -> None:
    """The second is told that the button is out of date."""
    chat = Chat()
    chat.says("heat or ice?")
    chat.presses("Not what I meant")
    assert chat.presses("Not what I meant") == []
    assert chat.toast == chat.knowledge.wording.errors.out_of_date
    assert chat.turn.clear_pressed
    chat.presses("None of these")
    assert chat.presses("None of these") == []


def test_a_close_call_is_offered() -> None:
    """Up to three topics, and the emergency line since it may be about a body."""
    chat = Chat()
    [offer] = chat.says("tight")
    assert offer == f"I can help with one of these. Which is closest?\n\n{LINE}"
    assert chat.labels == ["Stretches", "Sleep", "None of these"]
    assert chat.presses("Stretches")[0].startswith("**Slowly.**")
    assert "Gentle exercises" in chat.labels
    assert chat.presses("Not what I meant") == ["Sorry about that. Is it one of these?"]
    assert chat.labels == ["Sleep", "Topic 1", "Topic 2", "None of these"]


def test_none_of_these_shows_the_next() -> None:
    """Then asks for other words."""
    chat = Chat()
    chat.says("tight")
    assert chat.presses("None of these") == ["Sorry about that. Is it one of these?"]
    assert chat.labels == ["Topic 1", "Topic 2", "Topic 3", "None of these"]
    assert chat.presses("None of these")[0].startswith("Could you put it in other words?")


def test_unknown_says_so_and_what_there_is() -> None:
    """Then the clinic, if other words don't help."""
    chat = Chat()
    [unknown] = chat.says("gibberish")
    assert unknown.startswith("Sorry, I don't have an answer to that.")
    assert unknown.endswith(LINE)
    assert chat.labels == ["Topics", "Talk to the clinic", "Suggest this to the clinic"]
    assert chat.says("more gibberish")[0].startswith("Sorry, I can't find an answer to that.")
    assert chat.says("still gibberish")[0].startswith("Sorry, I don't have an answer to that.")


def test_not_ours_has_no_emergency_line() -> None:
    """A phone is no body."""
    chat = Chat()
    [not_ours] = chat.says("back up my phone")
    assert not_ours.startswith("I only know about lower back pain")
    assert LINE not in not_ours


def test_topics_that_are_gone_are_never_shown() -> None:
    """Content may change between two messages."""
    assert Chat().says("a lost topic")[0].startswith("Sorry, I don't have an answer")
    assert Chat().says("lost suggestions")[0].startswith("Sorry, I don't have an answer")
    chat = Chat()
    assert chat.happens(Pressed(ANA, Verb.TOPIC, "gone")) == []
    assert chat.toast == chat.knowledge.wording.errors.out_of_date
    assert chat.happens(Pressed(ANA, Verb.MORE, "gone")) == []
    assert chat.happens(Pressed(ANA, Verb.MORE, "sleep")) == []


def test_small_talk() -> None:
    """Its own reply, or a general one."""
    assert Chat().says("thanks") == ["You're welcome."]
    assert Chat().says("haha") == ["Thank you. Ask me about your back or your training whenever you like."]


def test_everything_can_be_browsed_by_buttons() -> None:
    """Eight a page, next and back; every topic is reached."""
    chat = Chat()
    assert chat.commands(CommandName.TOPICS) == ["What would you like to know about? (Page 1 of 3)"]
    seen = chat.labels
    assert seen[-1] == "Next"
    chat.presses("Next")
    seen += chat.labels
    assert chat.labels[-2:] == ["Back", "Next"]
    chat.presses("Next")
    seen += chat.labels
    assert chat.labels[-1] == "Back"
    assert {topic.label for topic in TOPICS} <= set(seen)
    assert chat.presses("Topic 14")[0].startswith("**Topic 14**")
    for odd in ("99", "-1", "²", "9999999", ""):
        assert chat.happens(Pressed(ANA, Verb.TOPICS, odd))[0].endswith("(Page 1 of 3)")


def test_few_topics_need_no_pages() -> None:
    """No next, no back."""
    chat = Chat(small_world(topics={t.id: t for t in TOPICS[:2]}))
    chat.commands(CommandName.TOPICS)
    assert chat.labels == ["Heat or ice", "Sleep"]


def test_an_exercise_card() -> None:
    """Chosen from the topic's list: steps, dose, cue, easier, start, stop."""
    chat = Chat()
    chat.says("which stretch?")
    chat.presses("Gentle exercises")
    assert chat.labels == ["Cat-cow"]
    [card] = chat.presses("Cat-cow")
    assert card.split("\n\n") == [
        "**Cat-cow**",
        "1. Kneel.\n2. Round your back.",
        "**How much:** 5 times",
        "**Tip:** small and slow",
        "**Easier:** sitting",
        "Start with five.",
        "Stop if it hurts.",
    ]


def test_an_exercise_card_with_a_picture() -> None:
    """The picture goes first, with the title and what it shows in words."""
    exercise = EXERCISES[0].model_copy(update={"picture": "cat-cow.png", "shows": "somebody rounding their back."})
    chat = Chat(small_world(exercises={"cat-cow": exercise}, pictures={"cat-cow": Picture(b"png", "d1")}))
    [card] = chat.happens(Pressed(ANA, Verb.EXERCISE, "cat-cow"))
    assert card.split("\n\n")[:2] == [
        "**Cat-cow.** The picture shows: somebody rounding their back.",
        "1. Kneel.\n2. Round your back.",
    ]
    [reply] = chat.turn.replies
    assert reply.photo == Photo("d1", card.split("\n\n")[0])


def test_exercises_are_refused_to_whom_they_could_harm() -> None:
    """Pregnant: no button, and an old button gets the fixed words."""
    chat = Chat()
    chat.says("which stretch?")
    chat.says("pregnant and sore")
    assert chat.presses("Gentle exercises") == [f"Not with pregnant.\n\n{NET}"]
    assert chat.happens(Pressed(ANA, Verb.EXERCISE, "cat-cow")) == [f"Not with pregnant.\n\n{NET}"]
    chat.says("which stretch?")
    assert "Gentle exercises" not in chat.labels
    chat.knowledge = small_world(cards=None)
    assert chat.presses("Gentle exercises") == ["Not with pregnant."]


def test_exercises_that_are_gone() -> None:
    """Old buttons of a content without cards."""
    chat = Chat()
    for verb, argument in (
        (Verb.EXERCISES, "sleep"),
        (Verb.EXERCISES, "gone"),
        (Verb.EXERCISE, "gone"),
    ):
        assert chat.happens(Pressed(ANA, verb, argument)) == []
    chat.knowledge = small_world(exercise_rules=None)
    for verb, argument in ((Verb.EXERCISES, "stretches"), (Verb.EXERCISE, "cat-cow")):
        assert chat.happens(Pressed(ANA, verb, argument)) == []
    chat.says("pregnant and sore")
    assert chat.happens(Pressed(ANA, Verb.EXERCISE, "cat-cow")) == []
    assert chat.toast == chat.knowledge.wording.errors.out_of_date


def test_photos_and_voice_get_a_useful_refusal() -> None:
    """Each with the emergency line: a red flag may be inside."""
    for attachment in Attachment:
        chat = Chat()
        [refusal] = chat.sends(attachment)
        assert "in words" in refusal
        assert refusal.endswith(LINE)
        assert chat.did == []


def test_a_picture_with_words_is_answered_by_its_words() -> None:
    """And the patient reads that only they were read, with the emergency line."""
    answer = Chat().says("heat or ice")
    *said, alone = Chat().says("heat or ice", attached=True)
    assert said == answer
    assert alone.startswith("I read only your words.")
    assert alone.endswith(LINE)


def test_an_edited_message_is_read_anew() -> None:
    """Like new text."""
    chat = Chat()
    chat.says("gibberish")
    assert chat.says("heat or ice?", edited=True)[0].startswith("**Use whichever")


def test_a_session_of_long_ago_is_forgotten() -> None:
    """After 30 days nothing but a case, which lives elsewhere, is left."""
    chat = Chat()
    chat.says("heat or ice?")
    chat.waits(timedelta(days=30))
    assert chat.presses("Not what I meant") == []
    assert chat.session.topic is None


def test_content_of_another_subject_needs_no_safety_files() -> None:
    """No cards: no safety net, and the wording's own emergency line."""
    chat = Chat(small_world(cards=None))
    assert chat.says("heat or ice?") == ["**Use whichever feels better.**\n\nBased on: NHS, Cochrane"]
    assert chat.says("tight")[0].endswith(chat.knowledge.wording.emergency)
    assert chat.says("pregnant and sore") == [chat.knowledge.wording.emergency]
    assert chat.says("3 weeks and cant do my socks")[0].endswith("for free.")

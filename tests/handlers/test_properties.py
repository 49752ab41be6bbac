"""What holds for every conversation, whatever is said, pressed and sent, in whatever order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from faq.reading import Kind
from handlers.dialogue import PRESSES
from handlers.events import Attached, Attachment, Commanded, CommandName, Event, Pressed, Said, SharedPhone, Verb
from handlers.render import MAX_LENGTH, render_turn, units
from handlers.talk.safety import goes_on
from tests.handlers.chat import ANA, Chat
from tests.handlers.small_world import CLINIC, READINGS, TOPICS, small_world
from tests.handlers.test_render import Read

WORLD = small_world()
URGENT = {Kind.CRISIS, Kind.EMERGENCY, Kind.URGENT}
FORBIDDEN = ("http", "{booking_url}", "{prices}", "£", "Cat-cow", "Book an assessment")

ARGUMENTS = st.sampled_from(["", "0", "1", "2", "gone", "cat-cow", *(topic.id for topic in TOPICS[:4])])
TEXTS = st.sampled_from([*READINGS, "gibberish", "", "no thanks"])


@st.composite
def events(draw: st.DrawFn) -> Event | str | timedelta:
    """Something that happens: words, a button on the screen (its label), a made-up button, time passing..."""
    kind = draw(st.integers(0, 9))
    if kind < 4:
        text = draw(TEXTS)
        return Said(ANA, text, WORLD.understand(text), edited=draw(st.booleans()), attached=draw(st.booleans()))
    if kind < 6:
        return draw(st.sampled_from(["Yes, tell them", "No thanks", "None of these", "I've been seen", "Next"]))
    if kind == 6:
        return Pressed(ANA, draw(st.sampled_from(list(Verb))), draw(ARGUMENTS))
    if kind == 7:
        return Commanded(ANA, draw(st.sampled_from(list(CommandName))))
    if kind == 8:
        if draw(st.booleans()):
            return SharedPhone(ANA, "+44", own=draw(st.booleans()))
        return Attached(ANA, draw(st.sampled_from(list(Attachment))))
    return draw(st.sampled_from([timedelta(minutes=1), timedelta(hours=13), timedelta(days=8), timedelta(days=31)]))


def play(chat: Chat, step: Event | str | timedelta) -> Event | None:
    """Let it happen; the event, or None if nothing came of it."""
    if isinstance(step, timedelta):
        chat.waits(step)
        return None
    if isinstance(step, str):
        buttons = [b for reply in reversed(chat.screen) for row in reply.buttons for b in row if b.label == step]
        if not buttons or buttons[0].verb is None:
            return None
        step = Pressed(ANA, buttons[0].verb, buttons[0].argument)
    chat.happens(step)
    return step


def is_urgent(event: Event) -> bool:
    """Whether the message itself has an urgent sign."""
    return isinstance(event, Said) and event.understanding.kind in URGENT


def check(chat: Chat, event: Event) -> None:
    """What must hold after every event."""
    turn = chat.turn
    if isinstance(event, Said | Commanded | Attached | SharedPhone):
        assert turn.replies, "silence"
    if isinstance(event, Pressed):
        assert turn.replies or turn.toast, "a button did nothing"
    assert turn.toast is None or len(turn.toast) <= 200
    if chat.session.held and (is_urgent(event) or not goes_on(event)):
        assert set(chat.labels) <= {"I've been seen"}
        text = "\n".join(reply.text for reply in turn.replies)
        assert not any(word in text for word in FORBIDDEN)
    for reply in turn.replies:
        if reply.emergency:
            assert not reply.buttons
    for message in render_turn(turn, 7, CLINIC):
        assert 0 < units(Read(message.html).text) <= MAX_LENGTH
        assert "{" not in message.html


@settings(max_examples=150)
@given(st.lists(events(), max_size=25))
def test_any_conversation(steps: list[Event | str | timedelta]) -> None:
    """Never raises, never is silent, and shows nothing but help while a tier is held."""
    chat = Chat(WORLD)
    for step in steps:
        event = play(chat, step)
        if event is not None:
            check(chat, event)


@settings(max_examples=60)
@given(st.lists(events(), max_size=15), st.sampled_from([t for t, u in READINGS.items() if u.kind in URGENT]))
def test_a_sign_is_read_in_every_state(steps: list[Event | str | timedelta], text: str) -> None:
    """Wherever the conversation stands, an urgent message gets its card or a reminder, and holds."""
    chat = Chat(WORLD)
    for step in steps:
        play(chat, step)
    chat.says(text)
    assert chat.session.held is not None
    assert set(chat.labels) <= {"I've been seen"}
    if READINGS[text].kind in {Kind.CRISIS, Kind.EMERGENCY}:
        assert chat.turn.replies[0].emergency


def test_every_button_does_something() -> None:
    """A new verb needs its place in the table."""
    assert set(PRESSES) == set(Verb)

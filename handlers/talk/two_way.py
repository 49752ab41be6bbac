"""The talk between a patient and the clinic: asked once, with a consent of its own, ended at any time.

While it goes on, every message is read for signs first, shown to staff word for word, and answered by the bot where it
is a question. What the bot says then always says that it is the bot.
"""

from dataclasses import replace

from faq.reading import KIND_OF_TIER, Kind
from faq.wording.bot import Wording, fill
from faq.written.safety import Tier
from faq.written.topics import Flag
from handlers.case import Case, DeskTurn
from handlers.effects import AddReasons, EndTalk, StartTalk
from handlers.events import Commanded, CommandName, Event, Said, Verb
from handlers.render import literal, tidy
from handlers.replies import Button, Reply
from handlers.session import Step, Talk
from handlers.talk import diary
from handlers.talk.scene import Scene, paragraphs
from handlers.turn import Relayed, Turn

SURE_QUESTION = 0.7
"""From this score on, a message without "?" is answered beside being passed on."""

_URGENT = {kind for tier, kind in KIND_OF_TIER.items() if tier.holds}
_SHOWS_THE_TALK = {CommandName.START, CommandName.HELP}


def asked_after(turn: DeskTurn, case: Case, wording: Wording) -> DeskTurn:
    """A reply of staff, and behind it the question: once a case, and never below urgent advice."""
    if case.talk is not Talk.NONE or not case.state.is_open or case.held:
        return turn
    asked = question(case.number, wording)
    asked = replace(asked, text=paragraphs(wording.talk.from_a_person, asked.text))
    return replace(turn, case=replace(case, talk=Talk.ASKED), then=(asked,))


def closed(case: Case, told: str) -> tuple[Reply, ...]:
    """What a patient who can be reached is told of a case closed in mid-talk; nothing below urgent advice."""
    return (Reply(told),) if case.talk is Talk.ON and not (case.held or case.unreachable) else ()


def after_advice(scene: Scene, turn: Turn) -> Turn:
    """The turn of "I've been seen", with who reads from here on: below the advice nobody said that a talk ended."""
    if scene.session.held is None or turn.session.held is not None:
        return turn
    [thanks] = turn.replies
    if scene.talking and scene.open_case is not None:
        goes_on = _on_now(scene, scene.open_case)
        reply = replace(goes_on, text=paragraphs(thanks.text, goes_on.text))
    else:
        reply = replace(thanks, text=paragraphs(thanks.text, scene.wording.talk.only_bot))
    return replace(turn, replies=(reply,))


def question(number: int, wording: Wording) -> Reply:
    """The question of consent; its buttons belong to this case alone."""
    words = wording.talk
    yes = Button(words.buttons.yes, Verb.TALK_YES, str(number))
    no = Button(words.buttons.no, Verb.TALK_NO, str(number))
    return Reply(_numbered(words.question, number, wording), ((yes,), (no,)))


def yes(scene: Scene, argument: str) -> Turn:
    """Consent: from now on what the patient writes is passed on, if this is the case that is open."""
    number = _of_open_case(scene, argument)
    if number is None or scene.minor:
        return Turn(scene.session, toast=scene.wording.talk.not_open, clear_pressed=True)
    if scene.talking:
        return Turn(scene.session, (_on_now(scene, number),), clear_pressed=True)
    words = scene.wording.talk
    started = Reply(_numbered(words.started, number, scene.wording), (_end_row(scene, number),))
    session = replace(scene.session, step=Step.OPEN)
    return Turn(session, (started,), (StartTalk(number, words.version),), clear_pressed=True, counts=("talk-started",))


def no(scene: Scene, argument: str) -> Turn:
    """No: nothing is passed on; asked again only when the patient wants it."""
    number = _of_open_case(scene, argument)
    if number is None:
        return Turn(scene.session, toast=scene.wording.talk.not_open, clear_pressed=True)
    return _stops(scene, number, scene.wording.talk.ended if scene.talking else scene.wording.talk.declined)


def end(scene: Scene, argument: str) -> Turn:
    """The patient ends it."""
    number = _of_open_case(scene, argument)
    if number is None or not scene.talking:
        return scene.out_of_date()
    return _stops(scene, number, scene.wording.talk.ended)


def ask_again(scene: Scene, argument: str) -> Turn:
    """The patient wants it after all: the same question, with all that it says."""
    number = _of_open_case(scene, argument)
    if number is None or scene.minor:
        return Turn(scene.session, toast=scene.wording.talk.not_open, clear_pressed=True)
    return Turn(scene.session, (question(number, scene.wording),), clear_pressed=True)


def stopped(scene: Scene, turn: Turn) -> Turn:
    """/stop ends the talk as well, and says so."""
    if scene.open_case is None or not scene.talking:
        return turn
    said = Reply(_numbered(scene.wording.talk.ended, scene.open_case, scene.wording))
    return replace(turn, replies=(*turn.replies, said), effects=(*turn.effects, EndTalk(scene.open_case)))


def for_the_clinic(scene: Scene, said: Said) -> Turn | None:
    """A message of the talk that the bot has no answer to: it is only passed on. None for what the bot answers."""
    if scene.open_case is None or not scene.talking or _is_question(said) or scene.session.step in diary.STEPS:
        return None
    reasons = tuple(signal.id for signal in said.understanding.signals if signal.tier is Tier.BOOK)
    session = replace(scene.session, unanswered=False)
    if not reasons:
        return Turn(session)
    replies = (Reply(scene.safety_net),) if scene.safety_net else ()
    return Turn(session, replies, (AddReasons(scene.open_case, reasons, said.understanding.days),))


def passed_on(scene: Scene, event: Event, turn: Turn) -> Turn:
    """The turn, with the message shown to staff while the talk goes on, and the patient told so.

    Below a safety card or its reminder the patient is told nothing more: the card itself says it.
    """
    number = scene.open_case
    if number is None:
        return turn
    if isinstance(event, Commanded) and event.name in _SHOWS_THE_TALK and not turn.session.held:
        return _shown(scene, turn, number)
    if not scene.talking or not isinstance(event, Said) or diary.took(scene.session, turn):
        return turn
    if EndTalk(number) in turn.effects:  # "stop" was for the bot
        return turn
    if Flag.UNDER_18 in turn.session.flags:
        return _without_minors(scene, turn, number)
    shown = replace(turn, to_staff=(_relayed(scene, event, turn, number),), counts=(*turn.counts, "passed-on"))
    if turn.session.held:
        return shown
    words = scene.wording.talk
    text = _numbered(words.passed_and_answer if turn.replies else words.passed, number, scene.wording)
    return replace(shown, replies=(Reply(text, (_end_row(scene, number),)), *turn.replies))


def _shown(scene: Scene, turn: Turn, number: int) -> Turn:
    """/start and /help: that it goes on, or once it was asked for, the button to begin it."""
    case = scene.session.case
    if scene.talking:
        return replace(turn, replies=(*turn.replies, _on_now(scene, number)))
    if scene.minor or case is None or case.talk is Talk.NONE:
        return turn
    first, *others = turn.replies
    return replace(turn, replies=(replace(first, buttons=(*first.buttons, (_again(scene, number),))), *others))


def _without_minors(scene: Scene, turn: Turn, number: int) -> Turn:
    """Somebody turns out to be under 18: nothing of theirs is passed on, from this very message."""
    said = () if turn.session.held else (Reply(_numbered(scene.wording.talk.ended, number, scene.wording)),)
    return replace(turn, replies=(*turn.replies, *said), effects=(*turn.effects, EndTalk(number)))


def _relayed(scene: Scene, said: Said, turn: Turn, number: int) -> Relayed:
    words = scene.wording.talk
    text = fill(
        words.relayed_edited if said.edited else words.relayed,
        number=scene.reference(number),
        first_name=literal(_first_name(scene)),
        text=literal(tidy(said.text).strip()),
    )
    urgent = said.understanding.kind in _URGENT
    advice = words.advice if urgent else words.still_held if turn.session.held else None
    return Relayed(number, paragraphs(advice, text, words.relayed_words_only if said.attached else None))


def _first_name(scene: Scene) -> str:
    name = " ".join(tidy(scene.person.first_name.replace("\n", " ")).split())[:40]
    return name or scene.wording.staff.no_name


def _is_question(said: Said) -> bool:
    """Whether the bot answers beside the clinic: plainly a question, or a sign for the GP, which gets its card."""
    understanding, asked = said.understanding, said.text.rstrip().endswith("?")
    match understanding.kind:
        case Kind.GP:
            return True
        case Kind.ANSWER:
            return asked or understanding.score >= SURE_QUESTION
        case Kind.BOOK:
            return understanding.topic is not None and (asked or understanding.score >= SURE_QUESTION)
        case Kind.SUGGEST:
            return asked
    return Flag.UNDER_18 in understanding.flags


def _stops(scene: Scene, number: int, text: str) -> Turn:
    rows = () if scene.session.held else ((_again(scene, number),),)
    reply = Reply(_numbered(text, number, scene.wording), rows)
    return Turn(scene.session, (reply,), (EndTalk(number),), clear_pressed=True, counts=("talk-ended",))


def _on_now(scene: Scene, number: int) -> Reply:
    return Reply(_numbered(scene.wording.talk.on_now, number, scene.wording), (_end_row(scene, number),))


def _end_row(scene: Scene, number: int) -> tuple[Button, ...]:
    return (Button(scene.wording.talk.buttons.end, Verb.TALK_END, str(number)),)


def _again(scene: Scene, number: int) -> Button:
    return Button(scene.wording.talk.buttons.again, Verb.TALK_ASK, str(number))


def _of_open_case(scene: Scene, argument: str) -> int | None:
    """The open case, if the pressed button belongs to it."""
    return scene.open_case if str(scene.open_case) == argument else None


def _numbered(text: str, number: int, wording: Wording) -> str:
    return fill(text, number=fill(wording.reference, number=number))

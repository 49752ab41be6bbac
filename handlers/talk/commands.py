"""Commands, own data, and what came without words."""

from dataclasses import replace
from typing import Literal, assert_never

from faq.language.text import bare
from faq.wording.bot import fill
from handlers.diary import RemindOfDiary
from handlers.effects import DeleteEverything, DropOffer, Effect
from handlers.events import Attached, CommandName, Event, Said, Verb
from handlers.replies import Button, Keys, Reply
from handlers.session import Session, Step
from handlers.talk import diary, two_way
from handlers.talk.answers import topic_page
from handlers.talk.cases import person
from handlers.talk.checkins import ended, stop
from handlers.talk.recovery import stages
from handlers.talk.scene import Scene, book_button, help_rows, paragraphs
from handlers.turn import Turn


def command(scene: Scene, name: CommandName) -> Turn:
    """Any command in a private chat."""
    words = scene.wording
    match name:
        case CommandName.START:
            return start(scene)
        case CommandName.HELP:
            return scene.says(words.help, *help_rows(scene), counts=("help",))
        case CommandName.TOPICS:
            return topic_page(scene, "")
        case CommandName.BOOK:
            return scene.says(words.book, (book_button(scene),), counts=("book",))
        case CommandName.HUMAN:
            return person(scene)
        case CommandName.RECOVERY | CommandName.DIARY:
            return stages(scene) if name is CommandName.RECOVERY else diary.show(scene)
        case CommandName.STOP:
            return two_way.stopped(scene, _stop(scene))
        case CommandName.PRIVACY:
            return scene.says("\n\n".join(words.privacy.full), counts=("privacy",))
        case CommandName.MYDATA | CommandName.DELETE | CommandName.ID:
            return _own_data(scene, name)
    assert_never(name)


def start(scene: Scene) -> Turn:
    """Who this is and what it is not, with the first topics; no earlier question stays under way."""
    page = topic_page(scene.changed(_fresh(scene.session)), "")
    text = paragraphs(scene.wording.start, scene.wording.privacy.short)
    return replace(page, replies=(Reply(text, page.replies[0].buttons),), counts=("start",))


def delete_yes(scene: Scene) -> Turn:
    """Confirmed: everything goes but a held tier, which protects the patient and expires by itself."""
    if scene.session.step is not Step.CONFIRM_DELETE:
        return scene.out_of_date()
    held, words = scene.session.held, scene.wording.own_data
    text = paragraphs(words.delete_done, words.delete_done_held if held else None)
    reply = Reply(text, keys=Keys.REMOVE)
    return Turn(Session(held=held), (reply,), (DeleteEverything(),), clear_pressed=True, counts=("deleted",))


def delete_no(scene: Scene) -> Turn:
    """Not confirmed."""
    if scene.session.step is not Step.CONFIRM_DELETE:
        return scene.out_of_date()
    session = replace(scene.session, step=Step.OPEN)
    return Turn(session, (Reply(scene.wording.own_data.delete_kept),), clear_pressed=True)


def attached(scene: Scene, event: Attached) -> Turn:
    """Something without words: not looked at, not kept, and an emergency may be in it."""
    refusal: str = getattr(scene.wording.media, event.attachment)
    not_passed = scene.wording.talk.not_passed if scene.talking else None
    return scene.says(paragraphs(refusal, not_passed, scene.emergency_line), counts=("media",))


def caption(scene: Scene, event: Event, turn: Turn) -> Turn:
    """The turn on words that came with a picture or a file: last, what became of that; nothing below urgent advice."""
    if not isinstance(event, Said) or not event.attached or turn.session.held:
        return turn
    words = scene.wording
    said = words.talk.only_words_passed if turn.to_staff else words.media.only_words
    return replace(turn, replies=(*turn.replies, Reply(paragraphs(said, scene.emergency_line))))


def stop_in_words(scene: Scene, said: Said) -> Turn | None:
    """STOP as a whole message: the end of the check-ins where only they go on, else /stop; None for other words."""
    words = scene.wording
    if bare(said.text) not in {*words.check_ins.says_stop, bare(words.talk.buttons.end)}:
        return None
    if scene.session.check_ins is None or scene.talking:
        return command(scene, CommandName.STOP)
    return replace(stop(scene), clear_pressed=False)


def _own_data(scene: Scene, name: Literal[CommandName.MYDATA, CommandName.DELETE, CommandName.ID]) -> Turn:
    """The rows of /mydata are the storage's to give: here stands only what introduces them."""
    words = scene.wording.own_data
    match name:
        case CommandName.MYDATA:
            return scene.says(words.mydata, counts=("mydata",))
        case CommandName.DELETE:
            return _ask_to_delete(scene)
        case CommandName.ID:
            return scene.says(fill(words.id, id=scene.person.user_id))
    assert_never(name)


def _ask_to_delete(scene: Scene) -> Turn:
    buttons = scene.wording.buttons
    row = (Button(buttons.delete_yes, Verb.DELETE_YES), Button(buttons.delete_no, Verb.DELETE_NO))
    session = replace(scene.session, step=Step.CONFIRM_DELETE)
    return Turn(session, (Reply(scene.wording.own_data.delete_ask, (row,)),))


def _stop(scene: Scene) -> Turn:
    """Whatever is under way or planned ends; an offer that waits for an answer is dropped."""
    effects: tuple[Effect, ...] = (RemindOfDiary(None),)
    if scene.pending_case is not None:
        effects = (*effects, DropOffer())
    session = replace(_fresh(scene.session), reasons=(), days=None, offer="")
    turn = Turn(session, (Reply(scene.wording.own_data.stopped, keys=Keys.REMOVE),), effects, counts=("stopped",))
    return ended(turn)


def _fresh(session: Session) -> Session:
    return replace(session, step=Step.OPEN, topic=None, shown=(), next_topics=(), rephrased=False, entry=None)

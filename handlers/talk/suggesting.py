"""A question without an answer can be suggested to the clinic: by a button alone, and without whose it was."""

from dataclasses import replace

from faq.language.anonymous import anonymous
from faq.language.text import tokenise
from faq.wording.bot import fill
from handlers.effects import KeepSuggestion
from handlers.events import Verb
from handlers.render import literal
from handlers.replies import Button, Reply
from handlers.talk.scene import Scene, help_rows
from handlers.turn import Turn


def offered(scene: Scene, turn: Turn) -> Turn:
    """The same "I don't know" with the button under it; of somebody under 18 nothing is kept, so they get none."""
    if scene.minor:
        return turn
    *before, last = turn.replies
    button = Button(scene.wording.buttons.suggest_question, Verb.SUGGEST)
    asked = replace(last, buttons=(*last.buttons, (button,)), to_question=True)
    return replace(turn, session=replace(turn.session, unanswered=True), replies=(*before, asked))


def suggest(scene: Scene, question: str) -> Turn:
    """The button was pressed: what is left of the question without names and numbers is kept, and shown."""
    if scene.minor or not scene.session.unanswered or not question:
        return scene.out_of_date()
    words, person = scene.wording.answers, scene.person
    session = replace(scene.session, unanswered=False)
    left = anonymous(question, (person.first_name, person.last_name, person.username), _clinic_words(scene))
    if not left:
        return Turn(session, (Reply(words.nothing_to_suggest, help_rows(scene)),), clear_pressed=True)
    told = Reply(fill(words.suggested, question=literal(left)), help_rows(scene))
    return Turn(session, (told,), (KeepSuggestion(left),), clear_pressed=True, counts=("suggested-to-clinic",))


def _clinic_words(scene: Scene) -> frozenset[str]:
    """Every word of the topics' titles and of how people ask for them."""
    texts = [text for topic in scene.knowledge.topics.values() for text in (topic.title, *topic.asks)]
    return frozenset(word.text for text in texts for word in tokenise(text).words)

"""Exercise cards: chosen by buttons, refused with fixed words to those they could harm."""

from faq.wording.bot import fill
from faq.written.topics import Flag
from handlers.events import Verb
from handlers.replies import Button, Photo, Reply
from handlers.talk.scene import Scene, help_rows, paragraphs
from handlers.turn import Turn


def exercise_list(scene: Scene, topic_id: str) -> Turn:
    """The cards of a topic."""
    if no := refused(scene):
        return no
    topic = scene.knowledge.topics.get(topic_id)
    cards = [scene.knowledge.exercises[e] for e in topic.exercises if e in scene.knowledge.exercises] if topic else []
    if not cards or scene.knowledge.exercise_rules is None:
        return scene.out_of_date()
    rows = [(Button(card.title, Verb.EXERCISE, card.id),) for card in cards]
    return scene.says(scene.wording.exercises.choose, *rows, counts=("exercises",))


def exercise_card(scene: Scene, exercise_id: str) -> Turn:
    """One card: how, how much, how to start, and when to stop."""
    if no := refused(scene):
        return no
    card, rules = scene.knowledge.exercises.get(exercise_id), scene.knowledge.exercise_rules
    if card is None or rules is None:
        return scene.out_of_date()
    words = scene.wording.exercises
    picture = scene.knowledge.pictures.get(card.id)
    photo = Photo(picture.digest, fill(words.picture, title=card.title, shows=card.shows)) if picture else None
    text = paragraphs(
        None if photo else f"**{card.title}**",
        "\n".join(f"{number}. {step}" for number, step in enumerate(card.steps, 1)),
        fill(words.dose, dose=card.dose),
        fill(words.cue, cue=card.cue),
        fill(words.easier, easier=card.easier),
        rules.start,
        rules.stop_rule,
    )
    return Turn(scene.session, (Reply(text, photo=photo),), counts=("exercise",))


def refused(scene: Scene) -> Turn | None:
    """The fixed words for whoever must have neither cards nor stages (ground truth 4).

    While E, U or crisis is held, the conversation does not come this far: everything gets the reminder.
    """
    flag = next((flag for flag in Flag if flag in scene.session.flags), None)
    rules = scene.knowledge.exercise_rules
    if flag is None or rules is None:
        return None
    text = paragraphs(rules.refused[flag], scene.safety_net)
    return scene.says(text, *help_rows(scene), counts=("exercise-refused",))

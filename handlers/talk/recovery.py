"""Recovery by stage: fixed guidance, the same for everybody who may have exercises."""

from faq.recovery import Stage
from faq.wording.bot import fill
from handlers.events import Verb
from handlers.replies import Button
from handlers.talk.exercises import refused
from handlers.talk.scene import Scene, help_rows, paragraphs
from handlers.turn import Turn


def stages(scene: Scene) -> Turn:
    """All stages, as buttons."""
    words, found = scene.wording.recovery, scene.knowledge.stages.values()
    if no := refused(scene):
        return no
    if not found:
        return scene.says(words.none, *help_rows(scene))
    text = paragraphs(words.choose, scene.safety_net)
    return scene.says(text, *((Button(each.title, Verb.RECOVERY, each.id),) for each in found), counts=("recovery",))


def way_in(scene: Scene) -> list[tuple[Button, ...]]:
    """A button to all stages, for whoever may have them: which one to read is the patient's own choice."""
    wanted = scene.knowledge.stages and refused(scene) is None
    return [(Button(scene.wording.recovery.see, Verb.RECOVERY),)] if wanted else []


def stage(scene: Scene, stage_id: str) -> Turn:
    """One stage: what helps, when to see someone, when to stop; its exercises and the next stage as buttons."""
    if no := refused(scene):
        return no
    if not stage_id:
        return stages(scene)
    found, rules = scene.knowledge.stages.get(stage_id), scene.knowledge.exercise_rules
    if found is None or rules is None:
        return scene.out_of_date()
    words = scene.wording.recovery
    names = ", ".join(dict.fromkeys(source.name for source in found.sources))
    text = paragraphs(
        f"**{found.title}**",
        found.opening,
        "\n".join(f"• {advice}" for advice in found.advice),
        fill(words.ask_someone, when=found.ask_someone),
        fill(words.go_on, how=found.go_on),
        fill(scene.wording.answers.sources, sources=names) if names else None,
        rules.stop_rule,
    )
    return scene.says(text, *_exercises(scene, found), *_onwards(scene, found), counts=("stage",))


def _exercises(scene: Scene, found: Stage) -> list[tuple[Button, ...]]:
    """Buttons of the cards, two a row."""
    cards = [scene.knowledge.exercises[card] for card in found.exercises if card in scene.knowledge.exercises]
    buttons = [Button(card.title, Verb.EXERCISE, card.id) for card in cards]
    return [tuple(buttons[place : place + 2]) for place in range(0, len(buttons), 2)]


def _onwards(scene: Scene, found: Stage) -> list[tuple[Button, ...]]:
    """The stage after this one, if there is one, and the way back to all."""
    words = scene.wording.recovery
    following = [
        (Button(fill(words.next_button, title=each.title), Verb.RECOVERY, each.id),)
        for each in scene.knowledge.stages.values()
        if each.place > found.place
    ]
    return [*following[:1], (Button(words.all_stages, Verb.RECOVERY),)]

"""Answers, "did you mean", and what comes when neither is right."""

from dataclasses import replace

from faq.reading import Understanding
from faq.wording.bot import fill
from faq.written.topics import Topic
from handlers.events import Verb
from handlers.replies import Button, Reply
from handlers.session import Session, Step
from handlers.talk import suggesting
from handlers.talk.checkins import offer_rows
from handlers.talk.scene import Scene, book_button, help_rows, paragraphs
from handlers.turn import Turn

OFFERED = 3
"""How many topics a "did you mean" shows."""

PAGE = 8
"""How many topics a page of /topics shows."""

_RELATED = 2


def answer(scene: Scene, understanding: Understanding) -> Turn:
    """One question's answer, or two, each in a message of its own; buttons stand under the last."""
    asked = [t for t in (understanding.topic, understanding.second) if t]
    topics = [scene.knowledge.topics[t] for t in dict.fromkeys(asked) if t in scene.knowledge.topics]
    if not topics:
        return unknown(scene, understanding)
    session = _about(scene.session, topics[0].id, _others(understanding, tuple(topic.id for topic in topics)))
    replies = [Reply(answer_text(scene, topic)) for topic in topics]
    present = (understanding.complaint or understanding.days is not None) and any(topic.clinical for topic in topics)
    offer = offer_rows(scene, understanding) if present else ()
    replies[-1] = replace(replies[-1], buttons=(*_answer_rows(scene, topics[-1], topics[0].id), *offer))
    return Turn(session, tuple(replies), counts=("answered",))


def show_topic(scene: Scene, topic_id: str) -> Turn:
    """A topic chosen by a button."""
    topic = scene.knowledge.topics.get(topic_id)
    if topic is None:
        return scene.out_of_date()
    suggested = topic_id in scene.session.shown
    left = (*scene.session.shown, *scene.session.next_topics) if suggested else ()
    rephrased = suggested and scene.session.rephrased
    session = _about(scene.session, topic_id, tuple(t for t in left if t != topic_id)[:OFFERED])
    session = replace(session, rephrased=rephrased)
    return Turn(
        session,
        (Reply(answer_text(scene, topic), _answer_rows(scene, topic, topic_id)),),
        counts=("browsed",),
    )


def more(scene: Scene, topic_id: str) -> Turn:
    """The longer part of an answer."""
    topic = scene.knowledge.topics.get(topic_id)
    if topic is None or topic.more is None:
        return scene.out_of_date()
    text = paragraphs(*_for_minors(scene, topic), topic.more, _safety_net(scene, topic))
    return scene.says(text, *_related_rows(scene, topic), counts=("more",))


def suggest(scene: Scene, understanding: Understanding) -> Turn:
    """ "Did you mean": up to three topics, and none of these."""
    offered = tuple(t for t in understanding.offered if t in scene.knowledge.topics)[:OFFERED]
    if not offered:
        return unknown(scene, understanding)
    line = scene.emergency_line if understanding.about_health else None
    text = paragraphs(scene.wording.answers.suggest, line)
    return _offer(scene, text, offered, _others(understanding, offered))


def unknown(scene: Scene, understanding: Understanding) -> Turn:
    """No answer: say so, and what there is. After a rephrasing that did not help either: the clinic."""
    words = scene.wording.answers
    if not understanding.about_health:
        turn = Turn(_nothing(scene.session), (Reply(words.not_ours, help_rows(scene)),), counts=("unknown",))
        return suggesting.offered(scene, turn)
    if scene.session.rephrased:
        return suggesting.offered(scene, clinic_instead(scene))
    session = replace(_nothing(scene.session), step=Step.REPHRASE)
    text = paragraphs(words.unknown, scene.emergency_line)
    turn = Turn(session, (Reply(text, help_rows(scene)),), counts=("unknown",))
    return suggesting.offered(scene, turn)


def not_meant(scene: Scene, topic_id: str) -> Turn:
    """The answer was not the one: the next candidates, then other words, then the clinic."""
    if not scene.minor and (not topic_id or topic_id != scene.session.topic):
        return scene.out_of_date()
    return _go_on(scene, "not-meant")


def none_of_these(scene: Scene, last_offered: str) -> Turn:
    """None of the offered topics: the same way on."""
    session = scene.session
    current = session.step is Step.SUGGESTED and session.shown[-1:] == (last_offered,)
    if not current and not scene.minor:
        return scene.out_of_date()
    return _go_on(scene, "none-of-these")


def clinic_instead(scene: Scene) -> Turn:
    """Where every search ends: the topics, the clinic, or booking."""
    rows = (*help_rows(scene), (book_button(scene),))
    text = paragraphs(scene.wording.answers.clinic_instead, scene.emergency_line)
    return Turn(_nothing(scene.session), (Reply(text, rows),), counts=("unknown", "clinic-instead"))


def helped(scene: Scene, topic_id: str) -> Turn:
    """ "This helped": thanks, counted once an answer."""
    first = bool(topic_id) and topic_id == scene.session.topic
    session = _nothing(scene.session) if first else scene.session
    return Turn(session, toast=scene.wording.answers.helped, counts=("helped",) if first else ())


def smalltalk(scene: Scene, understanding: Understanding) -> Turn:
    """Thanks, a greeting and the like."""
    intent = scene.knowledge.intents.get(understanding.intent or "")
    return scene.says((intent.reply if intent else "") or scene.wording.answers.smalltalk, counts=("smalltalk",))


def topic_page(scene: Scene, page_text: str) -> Turn:
    """Everything there is, by buttons alone; pages count from 0 and wrap to the first."""
    topics = list(scene.knowledge.topics.values())
    pages = max(1, -(-len(topics) // PAGE))
    page = int(page_text) if page_text.isascii() and page_text.isdigit() and len(page_text) < 4 else 0
    page = page if page < pages else 0
    buttons = scene.wording.buttons
    turn_page = [
        *([Button(buttons.back, Verb.TOPICS, str(page - 1))] if page else []),
        *([Button(buttons.next, Verb.TOPICS, str(page + 1))] if page + 1 < pages else []),
    ]
    rows = [(Button(t.label, Verb.TOPIC, t.id),) for t in topics[page * PAGE : (page + 1) * PAGE]]
    text = fill(scene.wording.answers.topics, page=page + 1, pages=pages)
    return scene.says(text, *rows, *([tuple(turn_page)] if turn_page else []), counts=("topics",))


def answer_text(scene: Scene, topic: Topic) -> str:
    """An answer with its sources and the safety net."""
    return paragraphs(answer_body(scene, topic), _safety_net(scene, topic))


def answer_body(scene: Scene, topic: Topic) -> str:
    """An answer with its sources, for a message that ends in the safety net anyway."""
    names = ", ".join(dict.fromkeys(source.name for source in topic.sources))
    sources = fill(scene.wording.answers.sources, sources=names) if names else None
    return paragraphs(*_for_minors(scene, topic), topic.answer, sources)


def _safety_net(scene: Scene, topic: Topic) -> str | None:
    """Ground truth rule 9, for every clinical answer."""
    return scene.safety_net if topic.clinical else None


def _for_minors(scene: Scene, topic: Topic) -> tuple[str, ...]:
    """Nobody under 18 gets self-care alone (ground truth 1.2)."""
    return (scene.wording.answers.under_18,) if scene.minor and topic.clinical else ()


def _go_on(scene: Scene, count: str) -> Turn:
    session = scene.session
    offered = tuple(t for t in session.next_topics if t in scene.knowledge.topics)[:OFFERED]
    words = scene.wording.answers
    if offered:
        turn = _offer(scene, words.suggest_next, offered, ())
    elif session.rephrased or scene.minor:
        turn = clinic_instead(scene)
    else:
        turn = Turn(replace(_nothing(session), step=Step.REPHRASE), (Reply(words.rephrase, help_rows(scene)),))
    return replace(turn, clear_pressed=True, counts=(*turn.counts, count))


def _offer(scene: Scene, text: str, offered: tuple[str, ...], left: tuple[str, ...]) -> Turn:
    buttons = [(Button(scene.knowledge.topics[t].label, Verb.TOPIC, t),) for t in offered]
    none = Button(scene.wording.buttons.none_of_these, Verb.NONE_OF_THESE, offered[-1])
    session = replace(scene.session, step=Step.SUGGESTED, topic=None, shown=offered, next_topics=left)
    return Turn(session, (Reply(text, (*buttons, (none,))),), counts=("suggested",))


def _others(understanding: Understanding, shown: tuple[str, ...]) -> tuple[str, ...]:
    """The next candidates after those shown."""
    ranked = [*understanding.offered, *(candidate.topic for candidate in understanding.candidates)]
    return tuple(t for t in dict.fromkeys(ranked) if t not in shown)[:OFFERED]


def _about(session: Session, topic: str, left: tuple[str, ...]) -> Session:
    return replace(session, step=_kept_step(session), topic=topic, shown=(topic,), next_topics=left)


def _nothing(session: Session) -> Session:
    """No question under way."""
    return replace(session, step=_kept_step(session), topic=None, shown=(), next_topics=(), rephrased=False)


def _kept_step(session: Session) -> Step:
    """A note for the clinic stays welcome beside questions."""
    return Step.NOTE if session.step is Step.NOTE else Step.OPEN


def _answer_rows(scene: Scene, topic: Topic, asked: str) -> tuple[tuple[Button, ...], ...]:
    buttons = scene.wording.buttons
    longer = [
        *([Button(buttons.more, Verb.MORE, topic.id)] if topic.more else []),
        *([Button(buttons.exercises, Verb.EXERCISES, topic.id)] if _may_exercise(scene, topic) else []),
    ]
    return (
        (Button(buttons.helped, Verb.HELPED, asked), Button(buttons.not_meant, Verb.NOT_MEANT, asked)),
        *([tuple(longer)] if longer else []),
        *_related_rows(scene, topic),
    )


def _may_exercise(scene: Scene, topic: Topic) -> bool:
    return bool(topic.exercises and scene.knowledge.exercise_rules) and not scene.session.flags


def _related_rows(scene: Scene, topic: Topic) -> list[tuple[Button, ...]]:
    topics = scene.knowledge.topics
    related = [topics[t] for t in topic.related if t in topics][:_RELATED]
    return [(Button(t.label, Verb.TOPIC, t.id),) for t in related]

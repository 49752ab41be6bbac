"""What is said to "Better", "About the same", "Worse" and "Gone", and to a number from 0 to 10."""

from dataclasses import replace
from typing import assert_never

from faq.language.text import bare
from faq.reading import Kind, Signal, Understanding
from faq.wording.bot import fill
from faq.written.safety import Tier
from handlers.events import Said, Verb
from handlers.replies import Button, Reply
from handlers.session import CheckIns, Feeling
from handlers.talk import cases, checkins
from handlers.talk.answers import answer_body
from handlers.talk.recovery import way_in
from handlers.talk.scene import Scene, paragraphs
from handlers.turn import Turn

RISE = 2
"""A change of the number that matters (ground truth 3.3)."""

_WORST = 10


def answer(scene: Scene, argument: str) -> Turn:
    """A button below "How are things?"."""
    if argument not in set(Feeling):
        return scene.out_of_date()
    feeling = Feeling(argument)
    turn = _answered(scene, feeling) or (_worse_after_all(scene) if feeling is Feeling.WORSE else None)
    return replace(turn or scene.out_of_date(), clear_pressed=True)


def in_words(scene: Scene, said: Said) -> Turn | None:
    """The same answers and numbers as a whole message, while check-ins are on; None for all others."""
    series, words = scene.session.check_ins, scene.wording.check_ins
    if series is None:
        return None
    text = bare(said.text)
    number = text.removesuffix("/10")
    if series.scoring and _is_score(number):
        return replace(score(scene, number), clear_pressed=False)
    spoken = {
        Feeling.BETTER: words.says_better,
        Feeling.SAME: words.says_same,
        Feeling.WORSE: words.says_worse,
        Feeling.GONE: words.says_gone,
    }
    return next((_answered(scene, feeling) for feeling, says in spoken.items() if text in says), None)


def score(scene: Scene, argument: str) -> Turn:
    """A number for the last answer: noted beside the one before; a rise of RISE is tier P, safety net first."""
    series, words = scene.session.check_ins, scene.wording.check_ins
    if series is None or not series.scoring or not _is_score(argument):
        return scene.out_of_date()
    now, before = int(argument), series.score
    scene = scene.changed(replace(scene.session, check_ins=replace(series, score=now, scoring=False)))
    noted = fill(words.scored, score=now) if before is None else fill(words.scored_before, score=now, before=before)
    turn = scene.says(noted, counts=("check-in-number",))
    if before is not None and now - before >= RISE and series.feeling is not Feeling.WORSE:
        turn = _tier_p(scene, series, "worsening", noted, words.if_worse)
    return replace(turn, clear_pressed=True)


def _answered(scene: Scene, feeling: Feeling) -> Turn | None:
    """None where no check-in waits for an answer."""
    before, words = scene.session.check_ins, scene.wording.check_ins
    if before is None or before.asked_at is None:
        return None
    series = replace(before, asked_at=None, unanswered=0, feeling=feeling, scoring=True)
    scene = scene.changed(replace(scene.session, check_ins=series))
    match feeling:
        case Feeling.GONE:
            text = paragraphs(words.if_gone, _topic(scene, words.gone_topic), scene.safety_net)
            turn = checkins.ended(scene.says(text))
        case Feeling.BETTER:
            text = paragraphs(words.if_better, _topic(scene, words.better_topic), scene.safety_net, words.score)
            turn = scene.says(text, *_numbers(), *way_in(scene))
        case Feeling.WORSE:
            turn = _tier_p(scene, series, "worsening", words.if_worse)
        case Feeling.SAME if before.feeling is Feeling.SAME or _persists(scene, series):
            turn = _tier_p(scene, series, "persistent", words.if_same_again)
        case Feeling.SAME:
            turn = scene.says(paragraphs(words.if_same, scene.safety_net, words.score), *_numbers())
        case _:
            assert_never(feeling)
    return replace(turn, counts=(*turn.counts, f"check-in-{feeling}"))


def _worse_after_all(scene: Scene) -> Turn | None:
    """ "Worse" below a check-in that waits for no answer any more; None where that was the last answer."""
    series = scene.session.check_ins
    if series is not None:
        if series.feeling is Feeling.WORSE:
            return None
        series = replace(series, feeling=Feeling.WORSE, scoring=True)
        scene = scene.changed(replace(scene.session, check_ins=series))
    return _tier_p(scene, series, "worsening", scene.wording.check_ins.if_worse)


def _tier_p(scene: Scene, series: CheckIns | None, reason: str, *lead: str) -> Turn:
    """The safety net first, then booking with the reason, as for a message that gives it."""
    words, now = scene.wording.check_ins, scene.session.check_ins
    ask = words.score if series and series.scoring and now and now.scoring else None
    first = Reply(paragraphs(*lead, scene.safety_net, ask), _numbers() if ask else ())
    found = Signal(reason, Tier.BOOK, "", reason)
    lasted = (scene.now - series.since).days if series else 0
    longest = max(lasted, scene.session.days or 0) or None
    lasting = Understanding(Kind.BOOK, signals=(found,), days=longest, worsening=reason == "worsening")
    turn = cases.booking(scene, lasting)
    return replace(turn, replies=(first, *turn.replies))


def _is_score(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= _WORST


def _persists(scene: Scene, series: CheckIns) -> bool:
    """Whether the trouble has lasted for as long as content calls persistent."""
    limit = scene.knowledge.persistent_after_days
    return limit is not None and (scene.now - series.since).days >= limit


def _topic(scene: Scene, topic_id: str | None) -> str | None:
    topic = scene.knowledge.topics.get(topic_id or "")
    return answer_body(scene, topic) if topic else None


def _numbers() -> checkins.Rows:
    keys = [Button(str(number), Verb.CHECK_IN_SCORE, str(number)) for number in range(_WORST + 1)]
    return (tuple(keys[:4]), tuple(keys[4:8]), tuple(keys[8:]))

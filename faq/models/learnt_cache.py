"""What was learnt from a content folder, kept on disk, so that only the first start after a change has to learn."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import thread_time

from platformdirs import user_cache_path
from pydantic import BaseModel
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from faq.content_files import Content
from faq.models.learning import Learn, Learnt, learn
from faq.models.linear import Linear
from faq.models.ranking import Label, LearntRanking
from faq.models.training import asked, examples_of, learnt_from
from faq.models.whole_reader import WholeReader
from faq.rules.compiled import Rules
from faq.written.safety import Tier

log = logging.getLogger(__name__)

_KEPT = 4
"""How many folders' worth is kept: 30 MB each for the example content."""

_MANY = 5_000
"""Phrases from which on learning takes so long that whoever waits is told why."""

_LIBRARIES = ("numpy", "pyspellchecker", "rapidfuzz", "scikit-learn", "wordllama")


class _Words(BaseModel):
    """The part that is no array."""

    vocabulary: dict[str, int]
    phrases: tuple[tuple[str, Label], ...]
    labels: tuple[Label, ...]
    urgent: tuple[Tier, ...]
    booking: tuple[Tier, ...]


@dataclass(frozen=True)
class LearntCache:
    """What `teach` learns, or the same read from `folder`, by content and program version.

    A folder that can't be read or written is as good as an empty one.
    """

    folder: Path
    teach: Learn = learn
    keep_after: float = 2.0
    """Seconds of computing: what is learnt faster than this is not kept."""

    def __call__(self, content: Content, rules: Rules) -> Learnt:
        path = self.folder / f"{_key(content)}.safetensors"
        try:
            kept = _read(path)
        except (OSError, ValueError, SafetensorError) as error:
            log.debug("nothing learnt is kept: %s", type(error).__name__)
        else:
            path.touch()
            return kept
        if len(examples_of(content)) >= _MANY:
            log.warning("Learning from the content: up to a minute, the first time only.")
        began = thread_time()
        learnt = self.teach(content, rules)
        if thread_time() - began < self.keep_after:
            return learnt
        try:
            self._write(path, learnt)
        except OSError as error:
            log.debug("what was learnt can't be kept: %s", error.strerror)
        return learnt

    def _write(self, path: Path, learnt: Learnt) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
            part.write(_bytes(learnt))
        Path(part.name).replace(path)
        kept = sorted(self.folder.glob("*.safetensors"), key=lambda file: file.stat().st_mtime)
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)


def users_cache() -> LearntCache:
    """In the place where this computer keeps caches (`XDG_CACHE_HOME` moves it)."""
    return LearntCache(user_cache_path("backchat"))


def _key(content: Content) -> str:
    """Changes with whatever the result depends on: the content, this package's code, and the libraries that learn."""
    digest = hashlib.sha256(repr((learnt_from(content), asked(content))).encode(errors="surrogatepass"))
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    for library in _LIBRARIES:
        digest.update(version(library).encode())
    return digest.hexdigest()[:32]


def _models(learnt: Learnt) -> Iterator[tuple[str, Linear]]:
    models = {
        "which": learnt.ranking.which,
        "ours": learnt.ranking.ours,
        "urgent": learnt.urgency.raised,
        "urgent-kind": learnt.urgency.kind,
        "booking": learnt.booking.raised,
        "booking-kind": learnt.booking.kind,
    }
    return ((name, model) for name, model in models.items() if model)


def _bytes(learnt: Learnt) -> bytes:
    words = _Words(
        vocabulary=learnt.vocabulary,
        phrases=learnt.ranking.phrases,
        labels=learnt.ranking.labels,
        urgent=learnt.urgency.kinds,
        booking=learnt.booking.kinds,
    )
    arrays = {"rarity": learnt.rarity}
    for name, model in _models(learnt):
        arrays |= {f"{name}.weights": model.weights, f"{name}.offsets": model.offsets}
    return save(arrays, metadata={"words": words.model_dump_json()})


def _read(path: Path) -> Learnt:
    """Raises OSError, SafetensorError or ValueError (pydantic's) for a file of another kind or shape."""
    with safe_open(path, framework="numpy") as kept:
        names = set(kept.keys())
        words = _Words.model_validate_json(kept.metadata()["words"])

        def linear(name: str) -> Linear | None:
            if f"{name}.weights" not in names:
                return None
            return Linear(kept.get_tensor(f"{name}.weights"), kept.get_tensor(f"{name}.offsets"))

        return Learnt(
            vocabulary=words.vocabulary,
            rarity=kept.get_tensor("rarity"),
            ranking=LearntRanking(words.phrases, words.labels, linear("which"), linear("ours")),
            urgency=WholeReader(words.urgent, linear("urgent"), linear("urgent-kind")),
            booking=WholeReader(words.booking, linear("booking"), linear("booking-kind")),
        )

"""The content in force, exchanged as a whole while the bot runs: validated first, or refused with the reason."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from watchfiles import awatch

from faq.build import Library, build, failing_signs, failing_tests, relearnt
from faq.content_files import Content, load
from faq.knowledge import Knowledge
from faq.source import ContentError, Problem
from faq.understanding import MessageReader
from faq.wording.bot import fill
from handlers.render import literal

log = logging.getLogger(__name__)

_QUIET_MS = 50
_SHOWN = 5


class LiveContent:
    """Answers from the last good set (handlers.ports.Library); `tell` takes sentences for the staff group."""

    def __init__(
        self, folder: Path, library: Library, today: Callable[[], date], tell: Callable[[str], Awaitable[None]]
    ) -> None:
        self._folder = folder
        self._library = library
        self._today = today
        self._tell = tell
        self._one_at_a_time = asyncio.Lock()
        self.refusal = ""
        """Why the files as they are now were refused; "" while they are in force."""

    @property
    def reader(self) -> MessageReader:
        """Reads messages by the set in force now."""
        return self._library.reader

    @property
    def knowledge(self) -> Knowledge:
        """The set in force now."""
        return self._library.knowledge

    async def reload(self) -> str:
        """Read the files now; the outcome as a sentence for an admin."""
        async with self._one_at_a_time:
            return await self._reload()

    async def watch(self, stop: asyncio.Event) -> None:
        """Reload whenever a file changes, until `stop` is set; tells the staff group how it went."""
        async for _ in awatch(self._folder, stop_event=stop, debounce=200, step=_QUIET_MS):
            async with self._one_at_a_time:
                version = self.knowledge.version
                outcome = await self._reload()
                if self.knowledge.version != version or outcome.startswith(self._refusal("")):
                    await self._tell(outcome)

    async def _reload(self) -> str:
        try:
            content = await asyncio.to_thread(load, self._folder)
            require_safety(content)
            new = await asyncio.to_thread(build, content, self._today, self._library)
            if new.trained and new.reader is not self._library.reader:
                await asyncio.to_thread(_must_read_its_signs, new)
        except ContentError as error:
            shown = [str(problem) for problem in error.problems[:_SHOWN]]
            if len(error.problems) > _SHOWN:
                shown.append(f"… and {len(error.problems) - _SHOWN} more; `backchat check` lists them.")
            log.warning("content refused: %s", " | ".join(shown))
            self.refusal = self._refusal("\n".join(shown))
            return self._refusal(literal("\n".join(shown)))
        self.refusal = ""
        changes = changed(self._library.content, new.content)
        self._library = new
        if not new.trained:
            # Its new phrases are known already; the ranking follows in about ten seconds.
            self._library = new = await asyncio.to_thread(relearnt, new)
        failing = await asyncio.to_thread(failing_tests, new)
        log.info("content updated to version %s: %s", new.knowledge.version, changes)
        phrases = "all test phrases pass" if not failing else f"{len(failing)} test phrases fail: {failing[0]}"
        return fill(
            self.knowledge.wording.staff.content_updated,
            changes=literal(f"{changes}. {len(new.content.topics)} topics, {phrases}."),
        )

    def _refusal(self, problems: str) -> str:
        text = self.knowledge.wording.staff.content_refused
        return fill(text, problem=problems) if problems else text.split("{problem}")[0]


def require_safety(content: Content) -> None:
    """Raise ContentError where a file is missing without which no patient may be answered."""
    needed = {
        "safety/cards.yaml": content.cards,
        "safety/signs": content.families,
        "safety/scope.yaml": content.scope.negation,
        "exercises.yaml": content.exercise_rules,
        "signals.yaml": content.signal_rules,
        "wording.yaml": content.wording,
    }
    missing = "is missing; the bot does not run without it. Copy it from the example content."
    if problems := [Problem(name, 0, 0, missing) for name, found in needed.items() if not found]:
        raise ContentError(problems)


def _must_read_its_signs(library: Library) -> None:
    unread = list(failing_signs(library))
    if unread:
        raise ContentError(unread)


def changed(old: Content, new: Content) -> str:
    """What differs, in an admin's words: "heat-or-ice (answer), sleep (new)"."""
    differences = []
    for topic_id, topic in new.topics.items():
        before = old.topics.get(topic_id)
        if before is None:
            differences.append(f"{topic_id} (new)")
        elif before != topic:
            fields = [name for name in type(topic).model_fields if getattr(before, name) != getattr(topic, name)]
            differences.append(f"{topic_id} ({', '.join(fields)})")
    differences += [f"{topic_id} (removed)" for topic_id in old.topics if topic_id not in new.topics]
    named = {f"topics/{topic_id}.yaml" for topic_id in {*old.topics, *new.topics}}
    for name in sorted({*old.sources, *new.sources} - named):
        before_file, after_file = old.sources.get(name), new.sources.get(name)
        if before_file is None or after_file is None or before_file.data != after_file.data:
            differences.append(name)
    drawn = {exercise_id for exercise_id in new.pictures if old.pictures.get(exercise_id) != new.pictures[exercise_id]}
    differences += [f"{exercise_id} (picture)" for exercise_id in sorted(drawn)]
    return ", ".join(differences) or "nothing changed"

"""`backchat run`: the bot on Telegram."""

from pathlib import Path

import uvloop

from bot.app import open_content
from bot.commands._content import counted, open_or_explain
from bot.commands._run import explain, log_to_stdout, settings_or_explain, stop_on_signals, token_or_explain
from bot.serve import serve
from bot.settings import Settings, SettingsError
from bot.storage.errors import StorageError
from bot.telegram_start import StartError
from faq.build import Library


def run_bot(config: Path | None) -> int:
    """Run until SIGTERM or Ctrl-C."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    secret = token_or_explain(settings)
    if secret is None:
        return 2
    library = open_or_explain(settings.content.dir, opened=lambda _: open_content(settings))
    if isinstance(library, int):
        return library
    log_to_stdout()
    _announce_unreviewed(library)
    try:
        uvloop.run(_serve(settings, secret, library))
    except (SettingsError, StartError, StorageError) as error:
        explain([error])
        return 2
    return 0


async def _serve(settings: Settings, secret: str, library: Library) -> None:
    await serve(settings, secret, library, stop_on_signals())


def _announce_unreviewed(library: Library) -> None:
    topics = library.content.topics
    waiting = [topic.id for topic in topics.values() if topic.reviewer == "awaiting review"]
    if waiting:
        explain([f"{len(waiting)} of {counted(len(topics), 'topic')} await review by a named clinician."])

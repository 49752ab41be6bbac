"""`backchat run`: the bot on Telegram."""

import asyncio
from pathlib import Path

from bot.app import open_content, serve
from bot.commands._run import explain, log_to_stdout, settings_or_explain, stop_on_signals
from bot.settings import Settings, SettingsError, token
from bot.storage.errors import StorageError
from bot.telegram_start import StartError
from faq.build import Library
from faq.source import ContentError


def run_bot(config: Path | None) -> int:
    """Run until SIGTERM or Ctrl-C."""
    settings = settings_or_explain(config)
    if settings is None:
        return 2
    if settings.telegram.mode == "webhook":
        explain(["telegram.mode: webhook mode is not built yet; use polling."])
        return 2
    try:
        secret = token(settings)
        library = open_content(settings)
    except SettingsError as error:
        explain(error.problems)
        return 2
    except ContentError as error:
        explain(error.problems)
        return 1
    log_to_stdout()
    _announce_unreviewed(library)
    try:
        asyncio.run(_serve(settings, secret, library))
    except (StartError, StorageError) as error:
        explain([error])
        return 2
    return 0


async def _serve(settings: Settings, secret: str, library: Library) -> None:
    await serve(settings, secret, library, stop_on_signals())


def _announce_unreviewed(library: Library) -> None:
    waiting = [topic.id for topic in library.content.topics.values() if topic.reviewer == "awaiting review"]
    if waiting:
        explain([f"{len(waiting)} of {len(library.content.topics)} topics await review by a named clinician."])

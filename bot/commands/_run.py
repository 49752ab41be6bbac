"""What `run`, `setup` and `chat` share: settings, token, log output and signals, every fault explained."""

import asyncio
import logging
import re
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.credentials import token
from bot.logs import JsonLines, hush
from bot.settings import Settings, SettingsError, load_settings

DEFAULT_CONFIG = Path("config.yaml")

_TOKEN = re.compile(r"\d+:[\w-]+")
_NOT_ONE = (
    "telegram.token: this is not a token. It looks like 123456789:AAF-…: a number, a colon and letters, "
    "no blanks or quotes. Copy it again from @BotFather (/mybots, API Token)."
)


def settings_or_explain(config: Path | None) -> Settings | None:
    """The settings; None after printing every problem. Without `config`: ./config.yaml, if it is there."""
    try:
        return load_settings(config or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None))
    except SettingsError as error:
        explain(error.problems)
        return None


def token_or_explain(settings: Settings) -> str | None:
    """The bot's token; None after saying what is wrong with it."""
    try:
        secret = token(settings)
    except SettingsError as error:
        explain(error.problems)
        return None
    if not _TOKEN.fullmatch(secret):
        explain([_NOT_ONE])
        return None
    return secret


def explain(problems: Iterable[object]) -> None:
    """Print problems for a person, one a line."""
    for problem in problems:
        print(problem, file=sys.stderr)


def log_to_stdout() -> None:
    """One line an event, for people and machines to read."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    hush()


def stop_on_signals() -> asyncio.Event:
    """Set when the process is asked to stop (SIGTERM, or Ctrl-C)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop

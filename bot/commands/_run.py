"""What `run` and `setup` share: settings, log output and signals, with every fault explained."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.settings import Settings, SettingsError, load_settings

DEFAULT_CONFIG = Path("config.yaml")


def settings_or_explain(config: Path | None) -> Settings | None:
    """The settings (None given: ./config.yaml if it is there, and the environment); None after printing every problem."""
    try:
        return load_settings(config or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None))
    except SettingsError as error:
        explain(error.problems)
        return None


def explain(problems: Iterable[object]) -> None:
    """Print problems for a person, one a line."""
    for problem in problems:
        print(problem, file=sys.stderr)


def log_to_stdout() -> None:
    """One line an event; never httpx's, whose URLs hold the token."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True
    )
    for noisy in ("httpx", "httpcore", "telegram", "watchfiles", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def stop_on_signals() -> asyncio.Event:
    """Set when the process is asked to stop (SIGTERM, or Ctrl-C)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop

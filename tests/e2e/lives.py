"""Lives of the bot: `backchat run` in processes of their own, forked from one that has loaded the program already.

Most of a start is loading the program. Here that is done once, so that a test can afford many starts.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from bot.commands.run import run_bot

Born = Callable[[Path, Mapping[str, str]], ForkServerProcess]
"""Starts a life with a config and environment variables. What it prints goes into `bot.log` beside the config."""

_FORKS = multiprocessing.get_context("forkserver")


@pytest.fixture
def born() -> Iterator[Born]:
    """No life outlives its test."""
    _FORKS.set_forkserver_preload([__name__, "tests.e2e.loaded_once"])
    begun: list[ForkServerProcess] = []

    def begin(config: Path, environment: Mapping[str, str]) -> ForkServerProcess:
        life = _FORKS.Process(target=_live, args=(config, dict(environment)))
        life.start()
        begun.append(life)
        return life

    yield begin
    for life in begun:
        life.kill()
        life.join()
        life.close()


def _live(config: Path, environment: Mapping[str, str]) -> None:
    with config.with_name("bot.log").open("ab") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    os.environ.update(environment)
    sys.exit(run_bot(config))

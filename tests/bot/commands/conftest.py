"""The command line as its users call it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.bot.commands.folders import library_faq, small_clinic

Backchat = Callable[..., Result]
Process = Callable[..., "subprocess.Popen[bytes]"]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def backchat() -> Backchat:
    """Call a command in this process. Whatever it raises fails the test: no user ever sees a traceback."""

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    return call


@pytest.fixture
def process() -> Iterator[Process]:
    """Start a command in a process of its own, with pipes; none outlives its test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: object, **environment: str) -> "subprocess.Popen[bytes]":
        running = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", "bot", *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", **environment},
        )
        started.append(running)
        return running

    yield start
    for running in started:
        with running:
            running.kill()


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    """A library's FAQ: topics alone."""
    return library_faq(tmp_path)


@pytest.fixture
def clinic_folder(tmp_path: Path) -> Path:
    """A small clinic's content, complete."""
    return small_clinic(tmp_path)

"""What all tests share: the shipped content, built once."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
import uvloop
from hypothesis import settings

from bot.cli import COLLECT_AFTER
from faq.build import Library, open_folder
from faq.content_files import PACKAGED

TODAY = date(2026, 11, 23)
"""A Monday, so that "since Tuesday" means the same in every test run."""

gc.set_threshold(COLLECT_AFTER)  # as the program does
settings.register_profile("backchat", deadline=None, derandomize=True)
settings.load_profile("backchat")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The event loop that the program runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def library() -> Library:
    """The content that ships with the program."""
    return open_folder(PACKAGED, lambda: TODAY)


@pytest.fixture(scope="session")
def dev_messages() -> Path:
    """Labelled messages that lie beside the repository on the project's own machines."""
    path = Path(__file__).parents[2] / "shared" / "dev-messages.jsonl"
    if not path.exists():
        pytest.skip("the labelled messages (../shared/dev-messages.jsonl) are not on this computer")
    return path

"""What counts as wrong, and where the limits are."""

from dataclasses import replace

import pytest

from bot.monitoring.vitals import Vitals, problems
from tests.bot.monitoring.made_up import WELL


@pytest.mark.parametrize(
    "vitals",
    [
        WELL,
        replace(WELL, silent_seconds=180.0),
        replace(WELL, unsent_seconds=300.0),
        replace(WELL, idle_seconds={"inbox": 60.0, "outbox": 60.0}),
        replace(WELL, refusal="Content refused", purge_failure="The disk is full."),
    ],
)
def test_patients_are_served(vitals: Vitals) -> None:
    """At each limit, and with what is no patient's trouble."""
    assert problems(vitals) == {}


def test_everything_that_is_wrong_is_named() -> None:
    sick = replace(
        WELL,
        database="The disk is full.",
        backlog=None,
        silent_seconds=181.0,
        unsent_seconds=301.0,
        idle_seconds={"inbox": 61.0, "outbox": 0.0},
    )
    assert problems(sick) == {
        "database": "The disk is full.",
        "telegram": "Telegram has not answered for 181 s.",
        "outbox": "The oldest unsent message has waited for 301 s.",
        "loop": "No work is done for: inbox. Restart the bot if that does not mend itself.",
    }

"""`kill -9` at random moments, under load: nothing is lost, and what is repeated is known and does no harm."""

import os
from pathlib import Path
from random import Random

import pytest

from bot.sandbox import Sandbox
from tests.bot.commands.conftest import Process, clinic_folder, process
from tests.e2e.busy_day import PATIENCE, BusyDay, without_repeats
from tests.e2e.clinic import Mode

__all__ = ["clinic_folder", "process"]

KILLS = int(os.environ.get("BACKCHAT_KILLS", "20"))
"""In both modes together; `make soak` asks for many more."""


@pytest.mark.timeout(4 * PATIENCE + 20 * KILLS)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_every_message_is_answered_and_every_case_has_its_card(
    clinic_folder: Path, tmp_path: Path, process: Process, mode: Mode
) -> None:
    async with Sandbox.start(second=0.05) as sandbox:
        day = BusyDay(sandbox, tmp_path, clinic_folder, mode, process, Random(mode))  # noqa: S311  # not a secret
        await day.survives(KILLS // 2)

        answers = 0
        for patient in sandbox.users[1:]:
            expected, read = day.expected[patient.id], without_repeats(day.read_by(patient))
            assert len(read) == len(expected), sandbox.transcript()
            for begins, text in zip(expected, read, strict=True):
                assert text.startswith(begins)
            answers += len(expected)
        assert sorted(day.case_chats) == sorted(patient.id for patient in day.askers)
        assert len({card.text.split()[0] for card in day.cards}) == len(day.askers)
        repeats = list(day.repeats())
        for one, other in repeats:
            assert day.killed_between(one, other), (one, other)
    print(
        f"\n{mode}: {KILLS // 2} kills, {answers} messages of the bot, {len(day.askers)} cases, "
        f"0 lost, {len(repeats)} repeated"
    )

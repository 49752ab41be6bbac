"""`kill -9` at random moments, under load: nothing is lost, and what is repeated is known and does no harm."""

import asyncio
import os
from pathlib import Path
from random import Random

import pytest

from bot.sandbox import Sandbox
from tests.bot.commands.conftest import clinic_folder
from tests.e2e.busy_day import PATIENCE, BusyDay
from tests.e2e.clinic import LONG_WAIT, THREE_WEEKS, YES, Mode
from tests.e2e.lives import Born, born

__all__ = ["born", "clinic_folder"]

KILLS = int(os.environ.get("BACKCHAT_KILLS", "20"))
"""In both modes together; `make soak` asks for many more."""


@pytest.mark.timeout(4 * PATIENCE + 20 * KILLS)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_every_message_is_answered_and_every_case_has_its_card(
    clinic_folder: Path, tmp_path: Path, born: Born, mode: Mode
) -> None:
    async with Sandbox.start(second=0.05) as sandbox:
        day = BusyDay(sandbox, tmp_path, clinic_folder, mode, born, Random(mode))  # noqa: S311  # not a secret
        await day.survives(KILLS // 2)

        answers = 0
        for patient in sandbox.users[1:]:
            expected, read = day.expected[patient.id], day.without_repeats(patient)
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


async def test_a_card_that_came_twice(clinic_folder: Path, tmp_path: Path, born: Born) -> None:
    """Killed after Telegram took the card and before that was recorded: both cards act on the one case."""
    async with Sandbox.start(second=0.05, patience=PATIENCE) as sandbox:
        day = BusyDay(sandbox, tmp_path, clinic_folder, "polling", born, Random(0))  # noqa: S311  # not a secret
        bot, ana = day.starts_bot(), sandbox.user("Ana")
        await ana.start()
        await ana.say(THREE_WEEKS)
        sandbox.faults.clear()
        sandbox.faults.add("sendMessage", chat_id=day.group.id, when="after", delay=LONG_WAIT, drop=True)
        await ana.wait_for("Shall I tell")
        await ana.press(YES)
        await sandbox.until(lambda: len(day.group.messages) == 1, what="the card")
        bot.kill()
        bot.join()
        again = day.starts_bot()
        await sandbox.until(lambda: len(day.group.messages) == 2, what="the card once more")
        first, second = day.group.messages
        assert first.text == second.text
        await day.staff.press("I'll take it", message=first)
        await ana.wait_for("Sam from the clinic has your message")
        await sandbox.until(lambda: "Taken by Sam" in second.text, what="the card to change")
        await day.staff.press("Done", message=second)
        await sandbox.until(lambda: "Booked" in second.button_texts, what="the outcomes")
        await day.staff.press("Booked", message=second)
        await sandbox.until(lambda: "Done by Sam" in second.text, what="the card to change")
        assert day.case_chats == []
        again.terminate()
        await asyncio.to_thread(again.join)
    assert again.exitcode == 0, day.log


async def test_told_to_stop_with_words_left_to_say(clinic_folder: Path, tmp_path: Path, born: Born) -> None:
    """SIGTERM: the turn in hand is finished, and all that it says goes out before the process ends."""
    async with Sandbox.start(second=0.05, patience=PATIENCE) as sandbox:
        day = BusyDay(sandbox, tmp_path, clinic_folder, "polling", born, Random(0))  # noqa: S311  # not a secret
        bot, ana = day.starts_bot(), sandbox.user("Ana")
        await ana.start()
        await ana.wait_for("Hello")
        sandbox.faults.clear()
        slow = sandbox.faults.add("sendMessage", chat_id=ana.id, delay=0.5)
        await ana.say(THREE_WEEKS)
        await sandbox.until(lambda: slow.hits == 1, what="the first of two messages on its way")
        bot.terminate()
        await asyncio.to_thread(bot.join)
        assert bot.exitcode == 0, day.log
        assert "Shall I tell" in day.read_by(ana)[-1]
        assert day.unfinished() == 0

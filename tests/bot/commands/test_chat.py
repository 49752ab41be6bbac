"""`backchat chat`: the whole bot in a terminal, typed at as people type, without a token."""

from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import open_content
from bot.commands.chat import talk
from bot.settings import ContentFolder, Settings
from tests.bot.commands.conftest import Backchat, Process

HEAT = "It can."


async def _chat(folder: Path, *lines: str) -> str:
    """What stands in the terminal after these lines."""

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            screen.write(f"> {line}\n")
            yield line

    screen = StringIO()
    settings = Settings(content=ContentFolder(dir=folder))
    await talk(settings, open_content(settings), typed(), Console(file=screen, width=100, highlight=False))
    return screen.getvalue()


def _after(screen: str, line: str) -> str:
    """What the terminal showed between this line and the next."""
    return screen.partition(f"> {line}\n")[2].partition("\n> ")[0]


async def test_a_question_and_a_button(clinic_folder: Path) -> None:
    """Buttons are numbers; a number that is none is explained."""
    screen = await _chat(clinic_folder, "does heat help", "99", "0", "1", "", "/quit", "never read")
    assert "Backchat in the terminal" in screen
    assert "I'm an automated service" in screen
    assert HEAT in _after(screen, "does heat help")
    assert "[1] This helped" in _after(screen, "does heat help")
    assert "There is no such button now." in _after(screen, "99")
    assert "There is no such button now." in _after(screen, "0")
    assert _after(screen, "1").startswith("(")
    assert "never read" not in screen
    assert "\x1b" not in screen


async def test_a_case_from_both_sides(clinic_folder: Path) -> None:
    """The patient says yes, Sam takes the card, answers it, and the patient leaves a number."""
    screen = await _chat(
        clinic_folder,
        "r: too early",
        "three weeks now and still cant do my socks up",
        "1",
        "4",
        "s1",
        "r: Hello Alex",
        "p",
        "s: /cases",
    )
    assert "There is no card to answer yet." in _after(screen, "r: too early")
    assert "[1] Book an assessment" in _after(screen, "three weeks now and still cant do my socks up")
    assert "[4] Yes, tell them" in _after(screen, "three weeks now and still cant do my socks up")
    assert "(opens https://example.com/book)" in _after(screen, "1")
    yes = _after(screen, "4")
    assert "B-1001" in yes
    assert "Staff group" in yes
    assert "[s1] I'll take it" in yes
    assert "[p] Share my phone number" in yes
    taken = _after(screen, "s1")
    assert "Sam" in taken
    assert "Staff group (changed)" in taken
    assert "Hello Alex" in _after(screen, "r: Hello Alex")
    assert "added your number" in _after(screen, "p")
    assert "Open requests: 1" in _after(screen, "s: /cases")


async def test_a_red_flag_and_what_no_app_would_send(clinic_folder: Path) -> None:
    screen = await _chat(clinic_folder, "x" * 5000, "i cant feel it when i wipe", "does heat help", "p", "s9")
    assert "Telegram's apps split a message of more than 4096 characters" in screen
    assert "Please go to A&E now, or call 999." in _after(screen, "i cant feel it when i wipe")
    assert "[1] I've been seen" in _after(screen, "i cant feel it when i wipe")
    assert HEAT not in _after(screen, "does heat help")
    assert "There is no such button now." in _after(screen, "s9")


def test_standard_input_may_be_a_file_of_lines(process: Process, clinic_folder: Path) -> None:
    """Each line waits for the bot, and the end of the input ends the chat; what was typed is printed."""
    with process("chat", "--content", clinic_folder) as running:
        out, errors = running.communicate("does heat help\ncafé\n99".encode(), timeout=60)
    screen = out.decode()
    assert (running.returncode, errors) == (0, b"")
    assert screen.index("> does heat help") < screen.index(HEAT) < screen.index("> café") < screen.index("> 99")


def test_what_keeps_it_from_starting(backchat: Backchat, clinic_folder: Path, tmp_path: Path) -> None:
    assert backchat("chat", "--content", tmp_path / "nowhere").exit_code == 2
    (clinic_folder / "safety" / "cards.yaml").unlink()
    missing = backchat("demo", "--content", clinic_folder)
    assert (missing.exit_code, "safety/cards.yaml: is missing" in missing.stderr) == (1, True)
    config = tmp_path / "config.yaml"
    config.write_text("clinic: {nam: x}\n", encoding="utf-8")
    wrong = backchat("chat", "--config", config)
    assert (wrong.exit_code, "clinic.nam: there is no such setting." in wrong.stderr) == (2, True)


@pytest.mark.parametrize("folder_of", ["content"])
def test_a_config_may_name_the_content(backchat: Backchat, tmp_path: Path, folder_of: str) -> None:
    """Its folder is taken from where the config stands."""
    config = tmp_path / "config.yaml"
    config.write_text(f"content: {{dir: {folder_of}}}\n", encoding="utf-8")
    result = backchat("chat", "--config", config)
    assert (result.exit_code, f"{tmp_path / folder_of}: there is no such folder." in result.stderr) == (
        2,
        True,
    )

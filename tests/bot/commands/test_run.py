"""`backchat run` and the command itself: what it takes to start, and that nobody ever sees a traceback."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.bot.commands.conftest import Backchat, Process
from tests.keys import KEY

TOKEN = "123:ABC"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _config(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_token(backchat: Backchat) -> None:
    result = backchat("run")
    assert result.exit_code == 2
    assert result.stderr.startswith("telegram.token: there is no token. Get one from @BotFather")


def test_every_problem_of_a_config_at_once(backchat: Backchat, tmp_path: Path) -> None:
    """The config of the working directory is taken when none is named."""
    _config(tmp_path, "telegram: {mode: fax, token: secret-thing}\nadmins: [x]\nfoo: 1\n")
    result = backchat("run")
    assert result.exit_code == 2
    for name in ("telegram.token", "telegram.mode", "admins", "foo"):
        assert f"{name}" in result.stderr
    assert "secret-thing" not in result.stderr
    assert backchat("setup").stderr == result.stderr


@pytest.mark.parametrize("text", ["a: [", "- a", ""])
def test_a_config_that_is_none(backchat: Backchat, tmp_path: Path, text: str) -> None:
    result = backchat("run", "--config", _config(tmp_path, text))
    assert (result.exit_code, result.stderr.startswith("config.yaml")) == (2, True)


def test_a_token_file_that_others_can_read(backchat: Backchat, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(TOKEN, encoding="utf-8")
    secret.chmod(0o644)
    result = backchat("run", "--config", _config(tmp_path, "telegram: {token_file: token}\n"))
    assert (result.exit_code, "Run: chmod 600 token" in result.stderr) == (2, True)


def test_content_that_is_not_whole(
    backchat: Backchat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library_folder: Path
) -> None:
    monkeypatch.setenv("BACKCHAT_TELEGRAM__TOKEN", TOKEN)
    least = backchat("run", "--config", _config(tmp_path, f"content: {{dir: {library_folder}}}\n"))
    assert (least.exit_code, "safety/cards.yaml: is missing" in least.stderr) == (1, True)


async def test_a_staff_group_that_is_not_set_is_a_reason_not_to_start(
    clinic_folder: Path, tmp_path: Path, process: Process
) -> None:
    async with Sandbox.start() as sandbox:
        config = _config(tmp_path, f"content: {{dir: {clinic_folder}}}\n")
        running = process(
            "run",
            "--config",
            config,
            BACKCHAT_TELEGRAM__TOKEN=sandbox.token,
            BACKCHAT_DATABASE__KEY=KEY,
            BACKCHAT_TELEGRAM__BASE_URL=sandbox.base_url,
        )
        _, said = await asyncio.to_thread(running.communicate)
    errors = said.decode()
    assert running.returncode == 2
    assert "3 of 3 topics await review by a named clinician." in errors
    assert "clinic.staff_chat_id is not set" in errors
    assert "Traceback" not in errors


async def test_it_runs_until_it_is_told_to_stop(clinic_folder: Path, tmp_path: Path, process: Process) -> None:
    async with Sandbox.start() as sandbox:
        ana = sandbox.user("Ana")
        group = sandbox.supergroup("Front desk", members=[sandbox.user("Sam")], bot="administrator")
        config = _config(tmp_path, f"content: {{dir: {clinic_folder}}}\nclinic: {{staff_chat_id: {group.id}}}\n")
        running = process(
            "run",
            "--config",
            config,
            BACKCHAT_TELEGRAM__TOKEN=sandbox.token,
            BACKCHAT_DATABASE__KEY=KEY,
            BACKCHAT_TELEGRAM__BASE_URL=sandbox.base_url,
        )
        await ana.start()
        await ana.wait_for("I'm an automated service", timeout=60)
        await ana.say("does heat help")
        await ana.wait_for("It can.", timeout=20)
        running.send_signal(signal.SIGTERM)
        out, errors = await asyncio.to_thread(running.communicate)
    assert running.returncode == 0
    assert b"Traceback" not in out + errors
    assert b"does heat help" not in out + errors
    assert sandbox.token.encode() not in out + errors
    lines = [json.loads(line) for line in out.splitlines()]
    assert {tuple(line)[:4] for line in lines} == {("time", "level", "logger", "event")}
    turns = [line for line in lines if line["event"] == "turn"]
    assert [(turn["kind"], turn["tier"], turn["failed"]) for turn in turns] == [
        ("command", "", False),
        ("message", "", False),
    ]
    assert all(isinstance(turn[field], int) for turn in turns for field in ("turn", "ms"))


@pytest.mark.parametrize("arguments", [[], ["bogus"], ["ask", "--bogus"], ["tune"], ["init"], ["check", "a", "b"]])
def test_misuse_ends_with_2_and_shows_the_usage(backchat: Backchat, arguments: list[str]) -> None:
    result = backchat(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_help_names_every_command(process: Process) -> None:
    """`python -m bot` is the same as `backchat`."""
    with process("--help") as running:
        out, errors = running.communicate()
    assert (running.returncode, errors) == (0, b"")
    for command in ("init", "setup", "run", "rotate-key", "parked", "chat", "demo", "ask", "check", "eval", "schema"):
        assert f" {command} ".encode() in out

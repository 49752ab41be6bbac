"""deploy/ and docs/operations.md: every command, option, setting, path and metric that they name is there."""

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from pydantic import BaseModel
from typer.core import TyperGroup

from bot.cli import app
from bot.monitoring.metrics import Metrics
from bot.settings import ENV_PREFIX, Monitoring, Settings
from bot.webhook_settings import HEALTH, METRICS
from tests.bot.monitoring.made_up import WELL

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SERVICES = sorted(DEPLOY.glob("*.service"))
UNITS = [*SERVICES, *DEPLOY.glob("*.timer")]
PROGRAM = "/opt/backchat/.venv/bin/backchat"


def program() -> TyperGroup:
    """`backchat` with all its commands."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def parse(arguments: list[str]) -> None:
    """Read a command line of ours as `backchat` would, and run nothing; what it would not take raises."""
    name, *rest = arguments
    program().commands[name].make_context(name, rest)


def lines_of(unit: Path, key: str) -> list[str]:
    """The values of a key in a unit file."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(f"{key}=") for line in lines if line.startswith(f"{key}=")]


def settings_named(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every setting by its full name."""
    for name, field in model.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings_named(field.annotation, f"{prefix}{name}.")


def guide_commands() -> list[list[str]]:
    """What follows our program in each line of the guide's shell blocks that calls it."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", GUIDE, re.DOTALL | re.MULTILINE)
    calls = []
    for line in "\n".join(blocks).splitlines():
        words = shlex.split(line)
        if PROGRAM in words:
            calls.append(words[words.index(PROGRAM) + 1 :])
        elif words[:1] == ["docker"] and {"run"} & set(words) and "backchat" in words:
            calls.append(words[words.index("backchat") + 1 :])
    return calls


def test_the_program_is_called_backchat() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "backchat" in project["project"]["scripts"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_unit_starts_is_a_command_of_ours(unit: Path) -> None:
    [line] = lines_of(unit, "ExecStart")
    program, *arguments = shlex.split(line)
    assert program == PROGRAM
    parse(arguments)


def test_what_the_timer_starts_is_there() -> None:
    assert DEPLOY / "backchat-backup.service" in UNITS
    assert DEPLOY / "backchat-backup.timer" in UNITS


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_the_page_that_a_unit_names_is_there(unit: Path) -> None:
    """Under the folder into which the guide has the repository cloned."""
    [page] = lines_of(unit, "Documentation")
    assert (ROOT / page.removeprefix("file:///opt/backchat/")).exists()
    assert " /opt/backchat\n" in GUIDE


def test_the_proxies_pass_on_to_where_the_webhook_listens() -> None:
    hook = Settings().telegram.webhook
    assert set(re.findall(r"127\.0\.0\.1:(80\d+)", GUIDE + COMPOSE)) == {str(hook.port)}


def test_old_backups_are_found_by_the_name_that_backups_have() -> None:
    """And the database itself is not."""
    [line] = lines_of(DEPLOY / "backchat-backup.service", "ExecStartPost")
    words = shlex.split(line)
    pattern = words[words.index("-name") + 1]
    assert Path("backchat-2026-11-26-031500.db").match(pattern)
    assert not Path("backchat.db").match(pattern)
    assert Settings().database.url.endswith("/backchat.db")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this computer")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    """With a program that is there on any computer in place of ours."""
    for each in UNITS:
        text = each.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    verified = subprocess.run(verify, check=False, capture_output=True, text=True)  # noqa: S603  # on files of our own
    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_image_copies_what_is_there_and_runs_a_command_of_ours() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [name for line in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, name
    [entry] = re.findall(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.MULTILINE)
    assert json.loads(entry) == ["backchat"]
    [arguments] = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    parse(json.loads(arguments))


def test_the_image_asks_for_health_where_it_is_shown() -> None:
    [port] = re.findall(rf"{ENV_PREFIX}MONITORING__PORT=(\d+)", DOCKERFILE)
    assert Monitoring(port=int(port)).port == int(port)
    assert f"http://127.0.0.1:{port}{HEALTH}" in DOCKERFILE


def test_the_image_s_user_is_not_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["backchat"]
    [number] = re.findall(r"--uid (\d+)", DOCKERFILE)
    assert f"-o {number} -g {number} " in GUIDE


def test_the_compose_file() -> None:
    service = yaml.safe_load(COMPOSE)["services"]["backchat"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert service["read_only"] is True
    assert [volume.split(":")[1] for volume in service["volumes"]] == ["/clinic", "/clinic/content"]


def test_every_variable_is_a_setting() -> None:
    """BACKCHAT_A__B is a.b."""
    named = re.findall(rf"\b{ENV_PREFIX}([A-Z_]+)", DOCKERFILE + COMPOSE + GUIDE)
    assert {name.lower().replace("__", ".") for name in named} <= set(settings_named(Settings))


@pytest.mark.parametrize("arguments", guide_commands(), ids=" ".join)
def test_the_guide_s_commands(arguments: list[str]) -> None:
    parse(arguments)


def test_the_guide_s_settings_commands_and_files() -> None:
    """Those in its sentences, too."""
    settings = set(settings_named(Settings))
    parts = "|".join(name for name in Settings.model_fields if name != "admins")
    named = re.findall(rf"`((?:{parts})\.[a-z_.]+)", GUIDE)
    assert named
    assert set(named) <= settings
    assert set(re.findall(r"`backchat ([a-z-]+)", GUIDE)) <= program().commands.keys()
    for name in re.findall(r"deploy/([\w.-]+\.(?:service|timer|yaml)|Dockerfile)", GUIDE):
        assert (DEPLOY / name).exists(), name
    assert HEALTH in GUIDE
    assert METRICS in GUIDE


def test_the_guide_lists_every_metric() -> None:
    """And no other."""
    shown = Metrics().text(WELL).decode()
    there = {name for name in re.findall(r"^# HELP (\w+)", shown, re.MULTILINE) if not name.endswith("_created")}
    listed = set(re.findall(r"`(backchat_\w+)(?:\{[a-z,]+\})?`", GUIDE))
    assert listed == there

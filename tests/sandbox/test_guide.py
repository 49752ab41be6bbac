"""docs/sandbox.md, followed: its shell examples do what it says, and it lists all that the sandbox can do."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.acts import Act
from bot.sandbox.methods import all_methods

GUIDE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
SCRIPT = "\n".join(re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
SHOWN = re.findall(r"^```\n(---.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


async def in_a_shell(script: str) -> str:
    """What a shell prints; the script fails with its first command that fails."""
    shell, curl = shutil.which("bash"), shutil.which("curl")
    if not shell or not curl:
        pytest.skip("the examples need bash and curl, which are not on this computer")
    path = f"{Path(curl).parent}:/usr/bin:/bin"
    running = await asyncio.create_subprocess_exec(
        shell, "-euc", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env={"PATH": path}
    )
    try:
        printed, errors = await running.communicate()
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    assert (running.returncode, errors) == (0, b"")
    return printed.decode()


async def test_the_examples(sandbox: Sandbox) -> None:
    printed = await in_a_shell(SCRIPT.replace(":8081", f":{sandbox.port}"))
    (transcript,) = SHOWN
    assert transcript in printed
    for answer in ('{"id": 5000000001}', '{"id": 5000000004}', '{"id": -1002000000005}'):
        assert f"{answer}\n" in printed
    assert '{"toast": "Good!", "alert": false}' in printed
    assert '"problem"' not in printed
    refused = [call.answer for call in sandbox.calls if not call.ok]
    assert refused == ["Too Many Requests: retry after 7", "Forbidden: bot was blocked by the user"]
    heard = [update.content for update in sandbox.world.queue.pending if update.kind == "message"]
    assert ["document" in heard[0], heard[-1]["text"]] == [True, "/help@backchat_sandbox_bot"]


def test_all_methods_are_listed() -> None:
    """And none that is not there."""
    listed = GUIDE.partition("## What it models")[2].partition("## ")[0].partition("Polling")[0]
    assert set(re.findall(r"\b[a-z]+(?:[A-Z][a-z]+)+\b", listed)) == {method.name for method in all_methods().values()}


def test_all_acts_are_listed() -> None:
    """By the names that `do` takes."""
    rows = re.findall(r"^\| (`[a-z_`, ]+) \|", GUIDE.partition("| `do` | with |")[2], re.MULTILINE)
    acts = {name for act in get_args(Act) for name in get_args(act.model_fields["do"].annotation)}
    assert {name for row in rows for name in re.findall("[a-z_]+", row)} == acts

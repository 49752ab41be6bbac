"""docs/security.md: every line of the threat model names tests, and they are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_TEST = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<name>test_\w+)`")


def lines() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each threat, and its tests as file and name."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split(" | ") for line in page.splitlines() if line.startswith("| ")][2:]
    return [(threat.strip(), _TEST.findall(tests)) for threat, _, tests in rows]


def functions_of(file: str) -> set[str]:
    """The test functions of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, functions)}


@pytest.mark.parametrize(("threat", "tests"), lines())
def test_a_threat_has_its_tests(threat: str, tests: list[tuple[str, str]]) -> None:
    """One at least, and none that was renamed."""
    assert tests, threat
    assert [f"{file}::{name}" for file, name in tests if name not in functions_of(file)] == []


def test_the_table_is_read() -> None:
    """Or the test above would pass without it."""
    assert len(lines()) > 20

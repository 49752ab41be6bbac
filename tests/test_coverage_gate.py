"""The gate of `make test`: which gaps of a coverage report it names."""

from tests.coverage_gate import COMPLETE, shortfalls


def _report(total: float = 95.0, **gaps: object) -> dict[str, object]:
    covered: dict[str, object] = {"missing_lines": [], "missing_branches": []}
    files = {pattern.replace("*", "answers"): covered for pattern in COMPLETE}
    return {
        "files": {**files, "bot/app.py": {"missing_lines": [3], "missing_branches": []}, **gaps},
        "totals": {"percent_covered": total},
    }


def test_all_covered() -> None:
    """Other files may have gaps, as long as all together are good enough."""
    assert shortfalls(_report()) == []


def test_gaps_are_named_one_by_one() -> None:
    gaps = {"faq/rules/safety.py": {"missing_lines": [7], "missing_branches": [[7, 8], [12, 14], [20, -1]]}}
    assert shortfalls(_report(89.94, **gaps)) == [
        "faq/rules/safety.py line 7: never run",
        "faq/rules/safety.py line 12: never went to line 14",
        "faq/rules/safety.py line 20: never went to the end",
        "all together: 89.9% is covered; 90% must be.",
    ]


def test_a_file_that_is_gone_is_a_gap() -> None:
    report = _report()
    report["files"] = {}
    assert shortfalls(report) == [f"{pattern}: not measured; was it renamed?" for pattern in COMPLETE]

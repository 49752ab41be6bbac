"""`make audit`: what it makes of pip-audit's words."""

import json
from collections.abc import Mapping

from tests.audit import verdict

CLEAN = {"name": "rich", "version": "14.0", "vulns": []}
HOLED = {"name": "leaky", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}]}
HOPELESS = {"name": "worse", "version": "1.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
UNKNOWN = {"name": "aiohttp", "skip_reason": "Dependency not found on PyPI and could not be audited: aiohttp (3)"}


def judged(*packages: Mapping[str, object]) -> tuple[list[str], int]:
    """The verdict on these."""
    return verdict(json.dumps({"dependencies": packages, "fixes": []}))


def test_nothing_known() -> None:
    """All were looked up."""
    assert judged(CLEAN) == (["1 packages audited, 0 known vulnerabilities."], 0)


def test_a_known_vulnerability_ends_it() -> None:
    """Named with the versions that mend it."""
    said, code = judged(CLEAN, HOLED, HOPELESS)
    assert said[:2] == [
        "leaky 1.0: PYSEC-1, mended in 1.1 or 2.0.",
        "worse 1.0: PYSEC-2, mended in no version yet.",
    ]
    assert code == 1


def test_what_was_not_looked_up_is_no_clean_bill() -> None:
    """As behind a mirror that has packages but no list."""
    said, code = judged(CLEAN, UNKNOWN)
    assert said[-1] == "NOT AUDITED: 1 packages that the list could not be asked about: aiohttp."
    assert code == 0


def test_offline() -> None:
    """pip-audit is not there, or prints nothing."""
    for printed in ("", "Traceback"):
        said, code = verdict(printed)
        assert said[0].startswith("NOT AUDITED")
        assert code == 0

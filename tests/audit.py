"""`make audit`: asks for known vulnerabilities of what requirements.txt locks; silence is no clean bill.

Ends with 1 where one is known; without a network it says that nothing was audited, and ends with 0.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"

_PIP_AUDIT = ("-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off")
_NO_ANSWER = "NOT AUDITED: the list of known vulnerabilities can't be reached from here. Run it again with a network."


def verdict(printed: str) -> tuple[list[str], int]:
    """What pip-audit's JSON comes to, in sentences, and the exit code."""
    try:
        packages: list[dict[str, Any]] = json.loads(printed)["dependencies"]
    except ValueError:
        return [_NO_ANSWER], 0
    found = [
        f"{package['name']} {package['version']}: {known['id']}, mended in {_versions(known['fix_versions'])}."
        for package in packages
        for known in package.get("vulns", ())
    ]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    said = [*found, f"{len(packages) - len(skipped)} packages audited, {len(found)} known vulnerabilities."]
    if skipped:
        # pip-audit itself calls this "no known vulnerabilities".
        said.append(
            f"NOT AUDITED: {len(skipped)} packages that the list could not be asked about: {', '.join(skipped)}."
        )
    return said, 1 if found else 0


def _versions(fixed: list[str]) -> str:
    return " or ".join(fixed) or "no version yet"


def main() -> None:
    """Audit requirements.txt."""
    command = [sys.executable, *_PIP_AUDIT, "-r", str(REQUIREMENTS)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    said, code = verdict(ran.stdout)
    print(*ran.stderr.splitlines()[-1:], *said, sep="\n")
    sys.exit(code)


if __name__ == "__main__":
    main()

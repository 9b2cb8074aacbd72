"""Ask the advisory database about every locked dependency, and say plainly what it answered.

Exits with 1 where a known vulnerability is found. An unreachable database is no clean bill: the
audit then says that nothing was audited, and lets the other checks go on.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements-dev.txt"
PATIENCE = 120
"""Seconds after which an unanswered audit is given up."""

UNREACHABLE = "advisory database not reachable: dependencies not audited"


def ask() -> list[dict[str, Any]]:
    """What is known of each dependency; empty where there was no answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--format=json"]
    options = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--timeout=10"]
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command
            [*command, *options], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        found: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return found


def verdict(dependencies: list[dict[str, Any]]) -> tuple[list[str], int]:
    """The lines to print, and the exit code."""
    audited = [item for item in dependencies if "skip_reason" not in item]
    if not audited:
        return [UNREACHABLE], 0
    lines = [
        f"{item['name']} {item['version']}: {flaw['id']}"
        f" (fixed in {', '.join(flaw['fix_versions']) or 'no version yet'})"
        for item in audited
        for flaw in item["vulns"]
    ]
    flawed = bool(lines)
    left_out = [item["name"] for item in dependencies if "skip_reason" in item]
    if left_out:
        lines.append(f"not audited, for the database does not know them: {', '.join(left_out)}")
    noun = "dependency" if len(audited) == 1 else "dependencies"
    lines.append(f"{len(audited)} {noun} audited")
    return lines, int(flawed)


if __name__ == "__main__":
    said, code = verdict(ask())
    print("\n".join(said))
    sys.exit(code)

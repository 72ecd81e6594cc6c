"""`make check`: every check that needs no test, one after another, with a table at the end.

    python -m config.checks [name ...]    only those checks

Known vulnerabilities of the packages are not among them, because that needs the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
MANAGE = [PYTHON, "manage.py"]
# What production demands of the environment; the values lead nowhere.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "desk.example.org",
    "DATABASE_URL": "postgres://desk:none@database.invalid/desk",
    "REDIS_URL": "redis://broker.invalid/0",
    "EMAIL_URL": "smtp://mail.invalid",
}
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "lint": ([str(BIN / "ruff"), "check", "."], {}),
    "format": ([str(BIN / "ruff"), "format", "--check", "."], {}),
    "types": ([str(BIN / "mypy")], {}),
    "imports": ([str(BIN / "lint-imports")], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    "template-lint": ([str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    "templates": ([PYTHON, "-m", "config.check_templates"], {}),
    "production": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
}


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(CHECKS)
    if unknown:
        print(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
        return 2
    results = [(name, *run(name)) for name in CHECKS if name in chosen or not chosen]
    print()
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {name:<14} {seconds:5.1f} s")
    return 0 if all(passed for _, passed, _ in results) else 1


def run(name: str) -> tuple[bool, float]:
    """Runs one check with its output where a person sees it; whether it passed, and its seconds."""
    command, environment = CHECKS[name]
    print(f"--- {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=CHECKOUT, env=os.environ | environment, check=False)
    return done.returncode == 0, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Valid files with wrong cells and bytes, by the thousand: staged whole or refused whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from config import embedded
from soak.desk import Desk
from soak.report import Report

TEST = (
    "tests/dashboard_import/test_mutated_files.py"
    "::test_a_mutated_file_is_staged_whole_or_refused_whole_and_every_row_is_counted"
)
EXAMPLES = 10_000  # of a usual test; this one tries a third of them: each is a load, of about 0.1 s
LINES_OF_A_FALL = 40


def run(desk: Desk, report: Report) -> None:
    """The test of the suite, with thousands of files in place of a few dozen, in a process and on
    servers of its own."""
    report.head("Mutated files: no exception, no partial load, every row counted")
    desk.stop()
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "HYPOTHESIS_PROFILE": "soak",
        "HYPOTHESIS_EXAMPLES": str(EXAMPLES),
    }
    for address in ("DATABASE_URL", "REDIS_URL"):
        del environment[address]
    command = [sys.executable, "-m", "pytest", "-q", "--hypothesis-show-statistics", TEST]
    done = subprocess.run(
        command, cwd=embedded.CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    tried = re.search(r"(\d+) passing, (\d+) failing", done.stdout)
    passing, failing = (int(tried[1]), int(tried[2])) if tried else (0, 0)
    if done.returncode and not failing:
        failing = 1
    report.of("files loaded whole or refused whole", passing, passing + failing)
    if done.returncode:
        for line in (done.stdout + done.stderr).splitlines()[-LINES_OF_A_FALL:]:
            report.fall(line)

"""Fails a run of the whole suite in which no test of a required kind ran.

REQUIRE_BROWSER=1 and REQUIRE_DASHBOARD_FILES=1 turn a missing browser or missing files into errors
already; this notices as well when such tests are no longer found at all.
"""

from __future__ import annotations

import os

import pytest

REQUIRED = {"browser": "REQUIRE_BROWSER", "real_files": "REQUIRE_DASHBOARD_FILES"}
ran: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped:
        ran.update(set(REQUIRED) & set(report.keywords))


def missing_kinds(config: pytest.Config) -> list[str]:
    """The demanded kinds of which nothing ran; none where only a part of the suite was asked."""
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    if chosen or config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return []
    demanded = [kind for kind, name in REQUIRED.items() if os.environ.get(name) == "1"]
    return [kind for kind in demanded if kind not in ran]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER") and missing_kinds(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for kind in missing_kinds(config):
        terminalreporter.write_line(f"FAILED: no test of the kind {kind} ran.", red=True)

"""`dashboard_files`: the directory of published files, which are not part of the repository.

It is the one of DASHBOARD_FILES, else ../shared/data beside the checkout. Where there is none these
tests are skipped and say so; REQUIRE_DASHBOARD_FILES=1 makes that an error.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "dashboard_files" in getattr(item, "fixturenames", ()):
            item.add_marker("real_files")


@pytest.fixture(scope="session")
def dashboard_files() -> Path:
    """The directory of published files, with one directory a year below it."""
    folder = CHECKOUT / (os.environ.get("DASHBOARD_FILES") or "../shared/data")
    if not folder.is_dir():
        missing = f"not run: no published files at {folder}. Name them with DASHBOARD_FILES."
        if os.environ.get("REQUIRE_DASHBOARD_FILES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return folder.resolve()

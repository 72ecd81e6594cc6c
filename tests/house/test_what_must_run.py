"""A suite that demands browser tests or published files fails where none of them ran."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PLUGINS = ["-p", "tests.plugins.must_run", "-p", "tests.plugins.real_files"]
ALONE = {"PYTHONPATH": str(CHECKOUT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
SETTINGS = "[pytest]\ntestpaths = .\nmarkers =\n  browser: x\n  real_files: x\n"


def run_suite(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A small suite of its own with the two plugins, apart from this one."""
    (folder / "pytest.ini").write_text(SETTINGS)
    (folder / "test_one.py").write_text(test)
    without_workers = {k: v for k, v in os.environ.items() if k != "PYTEST_XDIST_WORKER"}
    plain = ["-p", "no:cacheprovider", *PLUGINS]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plain],
        cwd=folder,
        env=without_workers | ALONE | environment,
        capture_output=True,
        text=True,
        check=False,
    )


NO_FILE = "def test_one(): pass\n"
ONE_FILE = "def test_one(dashboard_files): pass\n"


@pytest.mark.parametrize(
    ("test", "files", "required", "passes", "words"),
    [
        (NO_FILE, ".", "1", False, "no test of the kind real_files ran"),
        (ONE_FILE, "nowhere", "0", True, "1 skipped"),
        (ONE_FILE, "nowhere", "1", False, "not run: no published files"),
    ],
)
def test_published_files_are_optional_until_they_are_required(
    tmp_path, test, files, required, passes, words
):
    environment = {"DASHBOARD_FILES": str(tmp_path / files), "REQUIRE_DASHBOARD_FILES": required}
    done = run_suite(tmp_path, test, REQUIRE_BROWSER="0", **environment)
    assert (done.returncode == 0) is passes, done.stdout + done.stderr
    assert words in done.stdout

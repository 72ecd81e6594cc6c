"""Reads golden tables: one case a line, columns apart by bars, lines with # are comments."""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"


def golden_rows(name):
    """The rows of the tables of that name, one a Dashboard year: year, then the columns; each is
    called by its place and what it shows."""
    rows = []
    for path in sorted(GOLDEN.glob(f"{name}-[0-9]*.txt")):
        year = int(path.stem.rpartition("-")[2])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                columns = [column.strip() for column in line.split("|")]
                shown = f"{path.name}:{number}:{columns[-1]}"
                rows.append(pytest.param(year, *columns, id=shown))
    return rows

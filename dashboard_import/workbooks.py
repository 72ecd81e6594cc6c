"""Turns xlsx and xls workbooks into text, inside fixed limits of memory and time.

The reading is done by `workbook_reader` in a process of its own: whatever a workbook does to it,
the desk goes on and says that the workbook was refused.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from dashboard_import.archives import ZIP_MAGIC, open_archive
from dashboard_import.faults import FileRefused, Finding

XLS_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_UNPACKED = 1_500_000_000  # bytes of XML; the largest published workbook has a fifth of it
MOST_SECONDS = 240  # the largest published workbook takes a twentieth of it
READER = "dashboard_import.workbook_reader"
WORKBOOK_PART = "xl/workbook.xml"
_TEXT_INSTEAD = "Load the text file of the same name instead."


def is_workbook(content: IO[bytes]) -> bool:
    """Whether a file begins as xlsx or xls and, for a zip archive, holds a workbook."""
    content.seek(0)
    beginning = content.read(len(XLS_MAGIC))
    content.seek(0)
    if beginning.startswith(XLS_MAGIC):
        return True
    if not beginning.startswith(ZIP_MAGIC):
        return False
    try:
        with open_archive(content) as archive:
            return WORKBOOK_PART in archive.namelist()
    except FileRefused:
        return False
    finally:
        content.seek(0)


class _Folder:
    """A folder of its own, gone when nothing refers to it any more."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="desk-workbook-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True)
class Sheet:
    """A sheet as tab-separated text: `lines` rows without the blank ones at its end. `is_plain`
    says that each row is one line and has no quotes and no backslashes."""

    name: str
    path: Path
    lines: int
    is_plain: bool
    _folder: _Folder = field(repr=False, compare=False)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows as text with their row numbers; columns before the first used are left out."""
        with self.path.open(encoding="utf-8", newline="") as lines:
            yield from enumerate(csv.reader(lines, delimiter="\t", strict=True), start=1)


def open_workbook(path: Path) -> list[Sheet]:
    """The sheets of a workbook; raises FileRefused where it is damaged, protected, or takes more
    memory, time or room than any published workbook."""
    with path.open("rb") as content:
        if content.read(len(ZIP_MAGIC)) == ZIP_MAGIC:
            _check_unpacked_size(content)
    folder = _Folder()
    told = _read_apart(path, folder.path)
    if "fault" in told:
        raise FileRefused(Finding(**({"line": 1, "column": "character 1"} | told["fault"])))
    return [
        Sheet(
            name=sheet["name"],
            path=folder.path / sheet["file"],
            lines=sheet["rows"],
            is_plain=sheet["plain"],
            _folder=folder,
        )
        for sheet in told["sheets"]
    ]


def _read_apart(path: Path, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-sE", "-m", READER, str(path.resolve()), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  (our own program, its arguments are two paths)
            command, capture_output=True, timeout=MOST_SECONDS, check=True, cwd=settings.BASE_DIR
        )
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise _refused(
            "The workbook takes more memory or time to read than any published one. A cell far "
            "away from the table, such as XFD1048576, does that."
        ) from error
    return told


def _check_unpacked_size(content: IO[bytes]) -> None:
    with open_archive(content) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise _refused(
            f"The workbook unpacks to {unpacked:,} bytes; the limit is {LARGEST_UNPACKED:,}."
        )


def _refused(message: str) -> FileRefused:
    return FileRefused(Finding(message, _TEXT_INSTEAD, line=1, column="character 1"))

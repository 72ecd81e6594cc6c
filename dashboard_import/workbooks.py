"""Opens xlsx and xls workbooks inside fixed limits and turns their cells into text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, ZipError

from dashboard_import.faults import FileRefused, Finding

ZIP_MAGIC = b"PK\x03\x04"
XLS_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_UNPACKED = 1_500_000_000  # bytes of XML; the largest published workbook has a fifth of it
WORKBOOK_PART = "xl/workbook.xml"


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as xlsx or xls and, for a zip archive, hold a workbook."""
    if content.startswith(XLS_MAGIC):
        return True
    if not content.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return WORKBOOK_PART in archive.namelist()
    except zipfile.BadZipFile:
        return False


def text_of(value: object) -> str:
    """A workbook's cell as text: codes and whole numbers without a decimal point."""
    if isinstance(value, str):
        return value.replace("\xa0", " ").strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def open_workbook(content: bytes) -> CalamineWorkbook:
    """The workbook; raises FileRefused where it is damaged, protected or unpacks to too much."""
    try:
        if content.startswith(ZIP_MAGIC):
            _check_unpacked_size(content)
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise FileRefused(
            Finding(
                "The workbook is protected by a password.",
                "Save it without a password, or load the text file.",
                line=1,
                column="character 1",
            )
        ) from error
    except (CalamineError, ZipError, zipfile.BadZipFile, ValueError, OSError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(
            Finding(
                "This is not an Excel workbook, or it is damaged.",
                "Download the file again, or load the text file.",
                line=1,
                column="character 1",
                value=str(error)[:80],
            )
        ) from error


def _check_unpacked_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise FileRefused(
            Finding(
                f"The workbook unpacks to {unpacked:,} bytes; the limit is {LARGEST_UNPACKED:,}.",
                "Load the text file of the same name instead.",
                line=1,
                column="character 1",
            )
        )


def sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """A sheet's rows as text with their row numbers; columns before the first used are left out."""
    for line, row in enumerate(sheet.iter_rows(), start=1):
        yield line, [text_of(cell) for cell in row]

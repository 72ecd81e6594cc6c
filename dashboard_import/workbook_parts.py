"""Reads a large sheet in parts: while one part is turned into text, another core reads the next.

The library that reads workbooks takes a sheet whole, on one core, and holds all its cells. So the
sheet's XML is cut between rows, and each part becomes a small workbook of its own, with the
original's styles and texts. What is not written as Excel writes it is not cut: `NotCut`, and the
caller reads the sheet whole.

Used by `workbook_reader` in a process of its own; imports nothing of the desk.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

PART = 1 << 21  # bytes of XML; a statewide workbook has a hundred times as many
CORES = 2
_SHEETS = "xl/worksheets/"
_EMPTY = b"<worksheet><sheetData/></worksheet>"
_MARK = "this one"
_MARKED = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    f"{_MARK}</t></is></c></row></sheetData></worksheet>"
).encode()
_ROW = b'<row r="'  # as Excel, and every library that is known, begins a row
_BEFORE = b"<sheetData>"
_AFTER = b"</sheetData></worksheet>"
# Comments, CDATA and the like may hold what looks like a row. Single bytes are found much faster.
_ODD, _ODD_BYTES = re.compile(rb"<[!?]"), (b"!", b"?")

# A row's cells as the library gives them.
Rows = list[list[Any]]


class NotCut(Exception):  # noqa: N818
    """The sheet is small, or not written as Excel writes it: it is to be read whole."""


def rows_in_parts(workbook: Path, sheet: str) -> Iterator[Rows]:
    """The rows of a sheet from its first on, some thousand at a time, blank ones between them too;
    columns before the first used one are left out. Raises NotCut, also after it gave some."""
    try:
        with zipfile.ZipFile(workbook) as archive:
            frame = _Frame(archive, sheet)
            yield from _aligned(_read_ahead(frame))
    except (CalamineError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        raise NotCut from error
    except (NotImplementedError, EOFError, RuntimeError) as error:  # of zipfile
        raise NotCut from error


class _Frame:
    """A workbook without the cells of its large sheets, into which parts of one are put."""

    def __init__(self, archive: zipfile.ZipFile, sheet: str) -> None:
        members = archive.infolist()
        large = [
            member.filename
            for member in members
            if member.filename.startswith(_SHEETS) and member.file_size > PART
        ]
        if not large:
            raise NotCut
        self.sheet = sheet
        self._others = {
            member.filename: _EMPTY if member.filename in large else archive.read(member)
            for member in members
        }
        self._archive = archive
        self._member = self._member_of_sheet(large)
        # Each part brings the rest along, the texts that cells share above all.
        self._size = max(PART, 4 * sum(map(len, self._others.values())))
        if archive.getinfo(self._member).file_size <= self._size:
            raise NotCut

    def _member_of_sheet(self, large: list[str]) -> str:
        """Which file the sheet is, by the library's own reading."""
        for member in large:
            self._member = member
            if self.read(_MARKED).to_python() == [[_MARK]]:
                return member
        raise NotCut

    def parts(self) -> Iterator[bytes]:
        """The sheet's XML, cut between rows: each part a sheet of its own."""
        with self._archive.open(self._member) as xml:
            yield from _cut(xml, self._size)

    def read(self, part: bytes) -> CalamineSheet:
        """A part as the library reads it; another thread may run meanwhile."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self._others.items():
                archive.writestr(name, part if name == self._member else data)
        content.seek(0)
        return CalamineWorkbook.from_filelike(content).get_sheet_by_name(self.sheet)


def _cut(xml: IO[bytes], size: int) -> Iterator[bytes]:
    beginning = xml.read(size)
    first = beginning.find(_ROW)
    head, rows = beginning[:first], beginning[first:]
    if first < 0 or not head.endswith(_BEFORE):
        raise NotCut
    while more := xml.read(size):
        rows += more
        last = rows.rfind(_ROW)
        is_odd = any(byte in rows for byte in _ODD_BYTES) and _ODD.search(rows)
        if is_odd or len(rows) - last > 2 * size:
            raise NotCut
        if last:
            yield head + rows[:last] + _AFTER
            rows = rows[last:]
    yield head + rows


def _read_ahead(frame: _Frame) -> Iterator[CalamineSheet]:
    """The parts in their order, those that follow being read already."""
    reading: deque[Future[CalamineSheet]] = deque()
    with ThreadPoolExecutor(max_workers=CORES) as cores:
        for part in frame.parts():
            reading.append(cores.submit(frame.read, part))
            if len(reading) > CORES:
                yield reading.popleft().result()
        while reading:
            yield reading.popleft().result()


def _aligned(parts: Iterator[CalamineSheet]) -> Iterator[Rows]:
    """The rows of parts under the columns of the first; the rows between two parts are blank."""
    left = right = next_row = 0
    width = None
    for part in parts:
        if part.start is None or part.end is None:
            continue  # no cell that holds anything
        (row, first), (last_row, last) = part.start, part.end
        if width is None:
            left, right, width = first, last, last - first + 1
        if row < next_row or first < left or last > right:
            raise NotCut
        yield [[""] * width] * (row - next_row)
        rows = part.to_python()
        if (first, last) != (left, right):
            before, after = [""] * (first - left), [""] * (right - last)
            rows = [[*before, *cells, *after] for cells in rows]
        yield rows
        next_row = last_row + 1

"""Opens a received file and gives its header and rows with their physical line numbers.

`open_file` looks through the whole file once, in chunks, and refuses what is no table of text;
`rows` then gives the rows. Nothing here knows indicators: that is `recognise`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np

from dashboard_import.archives import ZIP_MAGIC, is_archive, unpack
from dashboard_import.faults import FileRefused, Finding, Severity
from dashboard_import.published_lists import PublishedList, is_list_header, read_list
from dashboard_import.records import records, split_line
from dashboard_import.workbook_tables import CDS_NAMES, find_table
from dashboard_import.workbooks import Sheet, is_workbook, open_workbook

LARGEST_FILE = 300 * 1024 * 1024
LONGEST_LINE = 1_000_000  # bytes; the longest published line has 110,000
MOST_COLUMNS = 400
LONGEST_COLUMN_NAME = 55  # PostgreSQL's own limit is 63 bytes, and some get a suffix
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
LINE_END = ord("\n")
CHUNK = 1 << 19  # less than the longest line, so that no line fits between two looks

_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_NO_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_FIRST = "character 1"  # the column of a fault that concerns the whole file
_AGAIN = "Download the file again from the state's page and load it as it came."

# What files begin with that are no tables, and what to say.
_OTHER_KINDS: list[tuple[bytes, str, str]] = [
    (ZIP_MAGIC, "a zip archive, not a text file", "Unpack it and load the files that are in it."),
    (b"\x1f\x8b", "a gzip archive, not a text file", "Unpack it and load the file that is in it."),
    (b"%PDF", "a PDF document", "Choose the text file or the workbook instead."),
    (b"\xff\xfe", "text saved as UTF-16", "Save it as UTF-8 text, or load the file as it came."),
    (b"\xfe\xff", "text saved as UTF-16", "Save it as UTF-8 text, or load the file as it came."),
    (b"<!", "a web page, perhaps an error page", _AGAIN),
    (b"<h", "a web page, perhaps an error page", _AGAIN),
]


@dataclass(frozen=True)
class OpenedFile:
    """A file that is a table: `header` in the published names, `header_line` from 1.

    `path` is the text that is read: the file, or what the `sheet` of a workbook was turned into.
    `as_is` says that PostgreSQL can read the text without a look at each row: no quotes, no
    backslashes, no stray line ends. `lines` is an estimate of its rows. `findings` are warnings
    only.
    """

    path: Path
    name: str
    header: tuple[str, ...]
    header_line: int
    lines: int
    delimiter: str = ""
    encoding: str = ""
    as_is: bool = False
    findings: tuple[Finding, ...] = ()
    sheet: Sheet | None = field(default=None, repr=False, compare=False)
    published_list: PublishedList | None = field(default=None, repr=False, compare=False)


@dataclass
class _Scan:
    """What one pass over a text file found."""

    lines: int = 0
    is_utf8: bool = True
    has_utf8_sequences: bool = False
    first_non_utf8_line: int = 0
    first_non_utf8_column: str = ""
    has_quotes: bool = False
    has_backslashes: bool = False
    carriage_returns: int = 0
    line_ends: int = 0
    tail: bytes = b""
    _rest: bytes = field(default=b"", repr=False)
    _length: int = 0

    def add(self, chunk: bytes) -> None:
        self._check_nul(chunk)
        if not (self._rest + chunk).isascii():
            self._check_encoding(chunk)
        self._check_length(chunk)
        self.has_quotes = self.has_quotes or b'"' in chunk
        self.has_backslashes = self.has_backslashes or b"\\" in chunk
        # One byte is found many times as fast as two: look for two only where there is the first.
        if b"\r" in chunk:
            self.carriage_returns += chunk.count(b"\r")
            self.line_ends += chunk.count(b"\r\n")
        self.line_ends += self.tail.endswith(b"\r") and chunk.startswith(b"\n")
        # A fifth of the time of `count`, which looks for each line end anew.
        self.lines += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == LINE_END))
        last = chunk.rfind(b"\n")
        self.tail = self.tail + chunk if last < 0 else chunk[last + 1 :]

    def _check_nul(self, chunk: bytes) -> None:
        at = chunk.find(b"\0")
        if at >= 0:
            raise FileRefused(
                Finding(
                    "There is a NUL byte, which no text file has.",
                    _AGAIN,
                    line=self.lines + chunk.count(b"\n", 0, at) + 1,
                    column=self._character(chunk, at),
                )
            )

    def _character(self, chunk: bytes, at: int) -> str:
        """Where in its line a byte of the chunk stands, as a fault names it."""
        before = chunk.rfind(b"\n", 0, at)
        return f"character {at - before if before >= 0 else self._length + at + 1}"

    def _check_length(self, chunk: bytes) -> None:
        """Adds up a line that runs over the edges of chunks; one within a chunk is short enough."""
        first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
        if self._length + (len(chunk) if first < 0 else first) > LONGEST_LINE:
            raise FileRefused(
                Finding(
                    f"The line is longer than {LONGEST_LINE:,} bytes.",
                    _AGAIN,
                    line=self.lines + 1,
                    column=f"character {LONGEST_LINE + 1}",
                )
            )
        self._length = self._length + len(chunk) if last < 0 else len(chunk) - last - 1

    def _check_encoding(self, chunk: bytes) -> None:
        text = self._rest + chunk
        self.has_utf8_sequences = self.has_utf8_sequences or bool(_UTF8_SEQUENCE.search(text))
        if _NO_CP1252.search(text) and not self.is_utf8:
            raise self.unreadable()
        if not self.is_utf8:
            return
        try:
            text.decode("utf-8")
            self._rest = b""
        except UnicodeDecodeError as error:
            if len(text) - error.start < 4 and error.reason == "unexpected end of data":
                self._rest = text[error.start :]
                return
            self.is_utf8 = False
            self._rest = b""
            self.first_non_utf8_line = self.lines + text.count(b"\n", 0, error.start) + 1
            self.first_non_utf8_column = self._character(text, error.start)
            if _NO_CP1252.search(_UTF8_SEQUENCE.sub(b"", text)):
                raise self.unreadable() from error

    def finish(self) -> None:
        """Refuses what is UTF-8 in one line and Windows-1252 in another."""
        if self._rest:
            self.is_utf8 = False
        if not self.is_utf8 and self.has_utf8_sequences:
            raise self.unreadable()

    def unreadable(self) -> FileRefused:
        return FileRefused(
            Finding(
                "The line is neither UTF-8 nor Windows-1252 text, or the file mixes the two.",
                _AGAIN,
                line=self.first_non_utf8_line or self.lines + 1,
                column=self.first_non_utf8_column,
            )
        )


def open_file(path: Path, name: str = "") -> OpenedFile:
    """Looks through a file; raises FileRefused that names line, column and remedy."""
    name = name or path.name
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(Finding("The file is empty.", _AGAIN, line=1))
    if size > LARGEST_FILE:
        raise FileRefused(
            Finding(
                f"The file has {size:,} bytes; at most {LARGEST_FILE:,} are read.",
                "Load the text file instead of the workbook, or one county's rows.",
                line=1,
                column=_FIRST,
            )
        )
    with path.open("rb") as file:
        if is_workbook(file):
            return _open_workbook(path, name)
        if is_archive(name):
            _refuse_archive(file)
        if name.lower().endswith(WORKBOOK_SUFFIXES):
            _refuse_damaged_workbook(file)
        _refuse_other_kinds(file.read(CHUNK))
    return _open_text(path, name)


def _refuse_archive(file: IO[bytes]) -> None:
    """Says why an archive was not unpacked when it came."""
    with tempfile.TemporaryDirectory(prefix="desk-zip-") as folder:
        for _ in unpack(file, Path(folder)):
            break
    file.seek(0)


def _refuse_damaged_workbook(file: IO[bytes]) -> None:
    """A workbook is a zip archive as well: nobody is told to unpack one that cannot be opened. Text
    under the name of a workbook is read as what it is."""
    is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    file.seek(0)
    if is_zip:
        raise FileRefused(
            Finding(
                "The workbook is damaged and cannot be opened.",
                "Download the file again, or load the text file of the same name.",
                line=1,
            )
        )


def _refuse_other_kinds(beginning: bytes) -> None:
    start = beginning.lstrip()[:200].lower() if beginning[:1] in b"< \n" else beginning
    for magic, what, remedy in _OTHER_KINDS:
        if start.startswith(magic):
            raise FileRefused(Finding(f"This is {what}.", remedy, line=1, column=_FIRST))


def _open_text(path: Path, name: str) -> OpenedFile:
    scan = _Scan()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            scan.add(chunk)
    scan.finish()
    encoding = "utf-8-sig" if scan.is_utf8 else "cp1252"
    with path.open(encoding=encoding) as lines:
        first = lines.readline().rstrip("\n")
    delimiter = max("\t|,", key=first.count)
    header = tuple(cell.strip() for cell in split_line(first, delimiter))
    _check_header(header)
    _refuse_list(header)
    findings = _check_last_line(scan, header, delimiter, encoding)
    regular_line_ends = scan.carriage_returns in {0, scan.line_ends} and scan.line_ends in {
        0,
        scan.lines,
    }
    return OpenedFile(
        path=path,
        name=name,
        header=header,
        header_line=1,
        lines=max(scan.lines - 1, 0),
        delimiter=delimiter,
        encoding=encoding,
        as_is=regular_line_ends and not scan.has_quotes and not scan.has_backslashes,
        findings=findings,
    )


def _check_header(header: tuple[str, ...], line: int = 1) -> None:
    names = [name.lower() for name in header]
    if not CDS_NAMES & set(names):
        raise _without_cds(header, line)
    if len(header) > MOST_COLUMNS:
        raise FileRefused(
            Finding(
                f"The header has {len(header):,} columns; at most {MOST_COLUMNS} are read.",
                _AGAIN,
                line=line,
                column=header[MOST_COLUMNS][:80],
            )
        )
    for position, name in enumerate(names):
        if name and name in names[:position]:
            raise FileRefused(
                Finding("The header names this column twice.", _AGAIN, line=line, column=name)
            )
        if len(name) > LONGEST_COLUMN_NAME:
            raise FileRefused(
                Finding(
                    f"The column's name has more than {LONGEST_COLUMN_NAME} characters.",
                    _AGAIN,
                    line=line,
                    column=name[:80],
                )
            )


def _without_cds(header: tuple[str, ...], line: int) -> FileRefused:
    is_semicolons = header[0].lower().partition(";")[0] in CDS_NAMES
    return FileRefused(
        Finding(
            "The columns are separated by semicolons. Tabs, commas and bars are read."
            if is_semicolons
            else "This is not a Dashboard file: its first line has no column cds.",
            "Save it with tabs or commas, and with points in decimals."
            if is_semicolons
            else "Choose a file as the state publishes it, with its header line.",
            line=line,
            column="cds",
            value=" ".join(header)[:120],
        )
    )


def _refuse_list(header: tuple[str, ...]) -> None:
    if is_list_header(header):
        raise FileRefused(
            Finding(
                "This is an assistance status list saved as text. Lists are read from workbooks.",
                "Save it as a workbook (.xlsx), or load the list as the state published it.",
                line=1,
                column="CDS",
            )
        )


def _check_last_line(
    scan: _Scan, header: tuple[str, ...], delimiter: str, encoding: str
) -> tuple[Finding, ...]:
    """A file that ends in mid-line has lost what came after it, nobody knows how much."""
    if not scan.tail:
        return ()
    cells = split_line(scan.tail.decode(encoding, errors="replace").rstrip("\r"), delimiter)
    line = scan.lines + 1
    if len(cells) < len(header):
        raise FileRefused(
            Finding(
                f"The file is cut off: its last line ends in column {len(cells)} of {len(header)}.",
                _AGAIN,
                line=line,
                column=header[len(cells) - 1],
                value=cells[-1][:80],
            )
        )
    return (
        Finding(
            "The last line has no line end.",
            "If the file may have been cut off, download it again and compare.",
            severity=Severity.WARNING,
            line=line,
        ),
    )


def _open_workbook(path: Path, name: str) -> OpenedFile:
    table, findings = find_table(open_workbook(path))
    if table is None:
        raise FileRefused(
            Finding(
                "This is not a Dashboard file: no sheet has a header with the column cds.",
                "Choose a workbook as the state publishes it.",
                line=1,
                column="cds",
            )
        )
    sheet, line, header = table.sheet, table.line, table.header
    _check_header(tuple(header), line)
    published_list = read_list(sheet, line, header) if table.is_list else None
    return OpenedFile(
        path=sheet.path,
        name=name,
        header=tuple(header),
        header_line=line,
        lines=max(sheet.lines - line, 0),
        delimiter="\t",
        encoding="utf-8-sig",
        as_is=sheet.is_plain and published_list is None,
        findings=findings,
        sheet=sheet,
        published_list=published_list,
    )


def rows(opened: OpenedFile) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header with their physical line numbers; blank rows are left out.

    A row may have more or fewer cells than the header: the caller refuses it, so that it counts.
    """
    if opened.sheet is not None:
        yield from (
            (line, row)
            for line, row in opened.sheet.rows()
            if line > opened.header_line and any(row)
        )
        return
    with opened.path.open(encoding=opened.encoding) as lines:
        below = islice(enumerate(lines, start=1), opened.header_line, None)
        for line, row in records(below, opened.delimiter, len(opened.header)):
            if any(cell.strip() for cell in row):
                yield line, row

"""A process of its own that turns a workbook's sheets into text: `workbooks` starts it.

A workbook of a few kilobytes can ask for terabytes: one cell in the far corner is enough, and the
library that reads it then dies with its process. So that process is this one, whose memory, time
and output have an end, and which imports nothing of the desk but `workbook_parts`.

Arguments: the workbook, and an empty folder. Each sheet becomes `<number>.tsv` there, a record a
row. Standard output is one JSON object: `sheets`, or `fault` with the words for a person.
"""

from __future__ import annotations

import csv
import datetime as dt
import gc
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from dashboard_import.workbook_parts import NotCut, rows_in_parts

MOST_MEMORY = 1_500_000_000  # bytes of addresses; 176,000 rows read whole take a third of it
MOST_TEXT = 1_000_000_000  # bytes of a sheet as text
MOST_SHEETS = 40
LONGEST_CELL = 32_767  # characters: what Excel itself allows
ROWS_AT_ONCE = 256
# What `text_of` may take out of a cell, and what no line of plain text has.
_NEEDS_A_LOOK = ("\xa0", " \t", "\t ", " \n", "\n ", "\r", '"', "\\", "\0")
DAMAGED = "Download the file again, or load the text file of the same name."


class _Refused(Exception):  # noqa: N818  (told to a person)
    """What is wrong with the workbook, what to do, and where."""

    def __init__(self, message: str, remedy: str, **place: Any) -> None:
        super().__init__(message)
        self.told = {"message": message, "remedy": remedy} | place


def text_of(value: object) -> str:
    """A workbook's cell as text: codes and whole numbers without a decimal point."""
    if isinstance(value, str):
        return value.replace("\xa0", " ").strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


class _Writer:
    """Writes rows as tab-separated text without the blank ones at the end. `written` is how many,
    `plain` whether each is one line without a quote or backslash in it."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.written, self.plain = 0, True
        self._csv = csv.writer(file, delimiter="\t", lineterminator="\n")
        self._number = self._blank = 0

    def write(self, rows: list[list[Any]]) -> None:
        """Writes rows, all at once where no cell asks for a look."""
        try:
            text = _joined(rows)
        except TypeError:  # not all cells are text
            rows = [[text_of(cell) for cell in cells] for cells in rows]
            text = _joined(rows)
        if not text.strip("\t\n"):
            self._number += len(rows)
            self._blank += len(rows)
            return
        if not self._blank and _is_plain(text, rows):
            self.file.write(text + "\n")
            self._number += len(rows)
            self.written = self._number
            return
        for cells in rows:
            self._number += 1
            self._write_row([text_of(cell) for cell in cells])

    def _write_row(self, cells: list[str]) -> None:
        line = "\t".join(cells)
        if not line.strip("\t"):
            self._blank += 1  # written when a row follows: some sheets are formatted to their end
            return
        self.file.write(("\t" * (len(cells) - 1) + "\n") * self._blank)
        self._blank, self.written = 0, self._number
        if len(line) > LONGEST_CELL or "\0" in line:
            _check_cells(cells, self._number)
        if "\\" in line:
            self.plain = False
        if '"' in line or "\n" in line or "\r" in line or line.count("\t") >= len(cells):
            self.plain = False
            self._csv.writerow(cells)
        else:
            self.file.write(line + "\n")


def _joined(rows: list[list[str]]) -> str:
    return "\n".join(["\t".join(cells) for cells in rows])


def _is_plain(text: str, rows: list[list[Any]]) -> bool:
    """Whether rows, joined to lines, need no look at each: no blank row or long cell, nothing that
    `text_of` would take out or that needs quotes."""
    width = len(rows[0])
    return (
        text.count("\n") == len(rows) - 1
        and text.count("\t") == (width - 1) * len(rows)
        and not any(one in text for one in _NEEDS_A_LOOK)
        and not text.startswith(" ")
        and not text.endswith(" ")
        and "\n" + "\t" * (width - 1) + "\n" not in f"\n{text}\n"
        and max(map(len, text.split("\n"))) <= LONGEST_CELL
    )


def _write_rows(rows: Iterable[list[list[Any]]], path: Path) -> tuple[int, bool]:
    """The rows as text, and how many; whether each is one line that needs no second look."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = _Writer(file)
        for some in rows:
            for at in range(0, len(some), ROWS_AT_ONCE):
                writer.write(some[at : at + ROWS_AT_ONCE])
    return writer.written, writer.plain


def _whole(sheet: CalamineSheet) -> Iterator[list[list[Any]]]:
    rows = sheet.iter_rows()
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield some


def _check_cells(cells: list[str], number: int) -> None:
    for position, cell in enumerate(cells, start=1):
        place = {"line": number, "column": f"column {position}", "value": cell[:80]}
        if len(cell) > LONGEST_CELL:
            raise _Refused(
                f"A cell has {len(cell):,} characters; Excel allows {LONGEST_CELL:,}.",
                DAMAGED,
                **place,
            )
        if "\0" in cell:
            place["value"] = ""
            raise _Refused("A cell holds a NUL character, which no text has.", DAMAGED, **place)


def _sheets_of(workbook: Path, folder: Path) -> list[dict[str, Any]]:
    opened = CalamineWorkbook.from_path(str(workbook))
    names = opened.sheet_names
    if len(names) > MOST_SHEETS:
        raise _Refused(
            f"The workbook has {len(names):,} sheets; at most {MOST_SHEETS} are read.", DAMAGED
        )
    sheets = []
    for number, name in enumerate(names):
        path = folder / f"{number}.tsv"
        try:
            rows, plain = _write_rows(rows_in_parts(workbook, name), path)
        except NotCut:
            rows, plain = _write_rows(_whole(opened.get_sheet_by_name(name)), path)
        sheets.append({"name": name, "file": path.name, "rows": rows, "plain": plain})
    return sheets


def main(workbook: str, folder: str) -> None:
    """Turns the workbook into text and tells what became of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_TEXT, MOST_TEXT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # rows hold no cycles, and looking for some takes a third of reading them
    try:
        told: dict[str, Any] = {"sheets": _sheets_of(Path(workbook), Path(folder))}
    except _Refused as refused:
        told = {"fault": refused.told}
    except PasswordError:
        told = {
            "fault": {
                "message": "The workbook is protected by a password.",
                "remedy": "Save it without a password, or load the text file.",
            }
        }
    except (CalamineError, ValueError) as error:
        told = {
            "fault": {
                "message": "This is not an Excel workbook, or it is damaged.",
                "remedy": DAMAGED,
                "value": str(error)[:80],
            }
        }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A process of its own that turns a workbook's sheets into text: `workbooks` starts it.

A workbook of a few kilobytes can ask for terabytes: one cell in the far corner is enough, and the
library that reads it then dies with its process. So that process is this one, whose memory, time
and output have an end, and which imports nothing of the desk.

Arguments: the workbook, and an empty folder. Each sheet becomes `<number>.tsv` there, a record a
row. Standard output is one JSON object: `sheets`, or `fault` with the words for a person.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import resource
import sys
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MOST_MEMORY = 1_500_000_000  # bytes of addresses; 176,000 rows of 35 columns take 600,000,000
MOST_TEXT = 1_000_000_000  # bytes of a sheet as text
MOST_SHEETS = 40
LONGEST_CELL = 32_767  # characters: what Excel itself allows
_BLANKS = ("\xa0", " \t", "\t ", "\n", "\r")  # where `text_of` may have something to take out
_SPACES = " \n\r"
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


def _write_sheet(rows: Any, path: Path) -> tuple[int, bool]:
    """The rows as tab-separated text without the blank ones at the end; how many, and whether each
    is one line without a quote in it."""
    written, plain, blank = 0, True, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        for number, row in enumerate(rows, start=1):
            cells = [cell if type(cell) is str else text_of(cell) for cell in row]
            line = "\t".join(cells)
            if any(one in line for one in _BLANKS) or line != line.strip(_SPACES):
                cells = [text_of(cell) for cell in cells]
                line = "\t".join(cells)
            if not line.strip("\t"):
                blank += 1  # written when a row follows: some sheets are formatted to their end
                continue
            file.write(("\t" * (len(cells) - 1) + "\n") * blank)
            blank, written = 0, number
            if len(line) > LONGEST_CELL or "\0" in line:
                _check_cells(cells, number)
            if '"' in line or "\n" in line or "\r" in line or line.count("\t") >= len(cells):
                plain = False
                writer.writerow(cells)
            else:
                file.write(line + "\n")
    return written, plain


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
        sheet = opened.get_sheet_by_name(name)
        rows, plain = _write_sheet(sheet.iter_rows(), path)
        sheets.append({"name": name, "file": path.name, "rows": rows, "plain": plain})
    return sheets


def main(workbook: str, folder: str) -> None:
    """Turns the workbook into text and tells what became of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_TEXT, MOST_TEXT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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

"""Tables as CSV and XLSX that a spreadsheet program opens as they are meant.

Codes stay text with their leading zeros in XLSX, numbers are numbers, and no cell can be taken for
a formula: in CSV a text that begins like one gets an apostrophe before it (CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

Value = str | int | None
Lines = Iterable[Sequence[Value]]

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST_COLUMN = 48


def csv_bytes(lines: Lines) -> bytes:
    """The lines as CSV, with a byte order mark, so that names with accents are read as they are."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_defused(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _defused(value: Value) -> Value:
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_BEGINS):
        return f"'{value}"
    return value


def workbook_bytes(sheets: Mapping[str, Lines], *, frozen_columns: int = 0) -> bytes:
    """A workbook with these sheets by name; the first line of each is its heading, which stays in
    sight and has a filter."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            widths: dict[int, int] = {}
            last = 0
            for last, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, int):
                        sheet.write_number(last, column, value)
                    elif value:
                        sheet.write_string(last, column, value, None if last else bold)
                    widths[column] = max(widths.get(column, 0), len(str(value or "")))
            for column, width in widths.items():
                sheet.set_column(column, column, min(width, WIDEST_COLUMN) + 2)
            sheet.freeze_panes(1, frozen_columns)
            if last and widths:
                sheet.autofilter(0, 0, last, max(widths))
    return content.getvalue()

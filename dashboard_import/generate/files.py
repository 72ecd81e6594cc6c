"""Writes the files of the fictitious county, each in the exact layout of its year."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from dashboard_import.generate.other_rows import (
    enrollment_rows,
    grade_11_rows,
    local_priority_rows,
    local_summary_rows,
)
from dashboard_import.generate.places import FictitiousCounty, fictitious_county
from dashboard_import.generate.rows import Row, indicator_rows
from dashboard_import.layouts import Layout, load_layouts

_CREATED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def write_file(layout: Layout, rows: Iterable[Row], path: Path) -> int:
    """Writes rows, given by canonical column, under the layout's own header, order and delimiter.

    Columns that a row does not name stay empty. Returns the number of rows.
    """
    names = layout.canonical_columns
    values = [[row.get(name, "") for name in names] for row in rows]
    if layout.is_workbook:
        write_workbook({path.stem.lower(): [layout.columns, *values]}, path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=layout.delimiter, lineterminator="\n")
            writer.writerow(layout.columns)
            writer.writerows(values)
    return len(values)


def write_workbook(sheets: Mapping[str, Sequence[Sequence[str]]], path: Path) -> None:
    """Writes sheets whose cells are all text, as codes must be; empty cells are left out."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": _CREATED})  # the same bytes at every run
        for name, lines in sheets.items():
            sheet = workbook.add_worksheet(name)
            for line, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(line, column, cell)


def _rows_for(layout: Layout, county: FictitiousCounty) -> Iterator[Row]:
    special: dict[str, Callable[[], Iterator[Row]]] = {
        "ENROLLMENT": lambda: enrollment_rows(county, layout.year),
        "ELA_GRADE_11": lambda: grade_11_rows(county, "ELA", layout.year),
        "MATH_GRADE_11": lambda: grade_11_rows(county, "MATH", layout.year),
        "LOCAL": lambda: local_summary_rows(county, layout.year),
    }
    if layout.indicator in special:
        return special[layout.indicator]()
    if match := re.fullmatch(r"LOCAL_P(\d+)", layout.indicator):
        return local_priority_rows(county, int(match[1]), layout.year)
    return indicator_rows(county, layout.indicator, layout.year)


def county_layouts(year: int) -> tuple[Layout, ...]:
    """The files that are written for a year. The college/career file of 2022 had measures only,
    and the workbooks of 2018 and 2019 repeat the summary: they are left out."""
    return tuple(
        layout
        for layout in load_layouts()
        if layout.year == year
        and (layout.year, layout.indicator) != (2022, "CCI")
        and not (layout.year < 2022 and layout.indicator.startswith("LOCAL_P"))
    )


def write_county_files(year: int, directory: Path) -> list[Path]:
    """Writes all files of a year for the fictitious county; returns their paths."""
    county = fictitious_county()
    paths = []
    for layout in county_layouts(year):
        path = directory / layout.file_name
        write_file(layout, _rows_for(layout, county), path)
        paths.append(path)
    return paths

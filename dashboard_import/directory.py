"""The state's directory of schools (pubschls.txt): current names, kinds and counties.

It is no Dashboard file: nobody's results are in it, and it names no year. It is of the year in
which its newest row was changed. Closed schools stand in it too; only open ones give names.
Source: CDE, Public Schools and Districts Data Files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from dashboard_import.layouts import DIRECTORY as LAYOUTS
from dashboard_import.layouts import Layout, read_layout

INDICATOR = "DIRECTORY"
LAYOUT_FILE = "school_directory.yaml"
FIRST_YEAR, LAST_YEAR = 2017, 2099
_CHANGED = "lastupdate"
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")


@cache
def layout_of_directory(year: int) -> Layout:
    """The directory's layout, as of a year."""
    return replace(read_layout(LAYOUTS / LAYOUT_FILE), year=year)


def is_directory(header: Iterable[str]) -> bool:
    """Whether a file's header has what the desk reads of the directory."""
    return not layout_of_directory(FIRST_YEAR).difference(header).needed_missing


def year_of_directory(header: Iterable[str], rows: Iterable[tuple[int, list[str]]]) -> int | None:
    """The year of the newest change among the rows; None where no row tells one."""
    names = [name.strip().lower() for name in header]
    if _CHANGED not in names:
        return None
    at = names.index(_CHANGED)
    years = {int(found[1]) for _, row in rows if len(row) > at and (found := _YEAR.search(row[at]))}
    return max((year for year in years if FIRST_YEAR <= year <= LAST_YEAR), default=None)

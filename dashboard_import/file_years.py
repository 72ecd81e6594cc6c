"""Tells the Dashboard year of an opened file: from its rows, its name, or a person's word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from county_office.dashboard_years import YEARS_WITHOUT_DASHBOARD
from dashboard_import.directory import INDICATOR as DIRECTORY
from dashboard_import.directory import year_of_directory
from dashboard_import.faults import FileRefused, Finding
from dashboard_import.header_comparison import header_unknown
from dashboard_import.layouts import load_layouts
from dashboard_import.readers import OpenedFile, rows

_YEAR_COLUMNS = ("reportingyear", "reportyear", "year")
# With the letter of fall 2017, or as a program writes a number that it took for a decimal.
_YEAR = re.compile(r"(20[0-9]{2})(?:[a-z]|\.0)?", re.IGNORECASE)
_YEAR_IN_NAME = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class Choice:
    """What a person or an option says of a file that cannot tell; None and "" leave it to it."""

    year: int | None = None
    indicator: str = ""


class ChoiceNeeded(FileRefused):
    """The file may be one of several; `candidates` are the indicators, `years` the years."""

    def __init__(self, finding: Finding, candidates: Sequence[str], years: Sequence[int]) -> None:
        super().__init__(finding)
        self.candidates = tuple(candidates)
        self.years = tuple(years)


def refused(opened: OpenedFile, column: str, message: str, remedy: str) -> FileRefused:
    """A refusal of the file as a whole, which shows its name."""
    return FileRefused(
        Finding(message, remedy, line=opened.header_line, column=column, value=opened.name)
    )


def values_in(opened: OpenedFile, sample: list[list[str]], names: Iterable[str]) -> Counter[str]:
    """The values of the first column that has one of the names, blanks left out."""
    header = [name.lower() for name in opened.header]
    for name in names:
        if name in header:
            at = header.index(name)
            cells = (row[at].strip() for row in sample if fits(row, len(header)))
            return Counter(cell for cell in cells if cell)
    return Counter()


def fits(row: list[str], width: int) -> bool:
    """Whether a row has a cell for each column; blank ones more at its end do not matter."""
    return len(row) >= width and not any(map(str.strip, row[width:]))


def year_of(opened: OpenedFile, sample: list[list[str]], choice: Choice) -> int:
    """The year that most rows of the sample name, else the file's name or a person.

    Raises FileRefused where these contradict each other, ChoiceNeeded where none tells.
    """
    found = values_in(opened, sample, _YEAR_COLUMNS)
    years = Counter({_YEAR.fullmatch(value): count for value, count in found.items()})
    known = {int(match[1]): count for match, count in years.items() if match}
    if known:
        # The rows that say otherwise are refused one by one when they are staged.
        year = max(known, key=lambda one: known[one])
        if choice.year not in {None, year}:
            raise FileRefused(
                Finding(
                    f"The rows say {year}, but {choice.year} was chosen.",
                    f"Load it as {year}, or choose the file of {choice.year}.",
                    line=opened.header_line + 1,
                    column="reportingyear",
                    value=str(year),
                )
            )
        return year
    return _year_without_column(opened, choice.year)


def _year_without_column(opened: OpenedFile, chosen: int | None) -> int:
    """Only some local indicator files have no year in their rows: their name tells it."""
    in_name = _years_in_name(opened.name)
    if chosen:
        if in_name and chosen not in in_name:
            raise _of_another_year(
                opened, in_name, f"but {chosen} was chosen", "Leave the choice of a year out"
            )
        return chosen
    fitting = sorted(
        layout.year
        for layout in load_layouts()
        if "reportingyear" in layout.fixed and not layout.difference(opened.header).needed_missing
    )
    told = in_name & set(fitting)
    if len(told) == 1:
        return told.pop()
    if fitting and in_name and not told:
        raise _of_another_year(
            opened, in_name, "of which no file has these columns", "Download it again"
        )
    if fitting:
        raise _year_needed(opened, fitting, several=len(told) > 1)
    named = [name for name in opened.header if name.lower() in _YEAR_COLUMNS]
    if named:
        raise FileRefused(
            Finding(
                "The rows name no year that can be read, such as 2018 or 2017f.",
                "Load the file as the state published it.",
                line=opened.header_line + 1,
                column=named[0],
            )
        )
    raise header_unknown(
        opened.header, load_layouts(), line=opened.header_line, file_name=opened.name
    )


def _year_needed(opened: OpenedFile, fitting: list[int], *, several: bool) -> ChoiceNeeded:
    return ChoiceNeeded(
        Finding(
            "The rows name no year, and the file's name names two."
            if several
            else "The rows name no year, and neither does the file's name.",
            "Say which Dashboard year it is of.",
            line=opened.header_line,
            column="reportingyear",
        ),
        ["LOCAL"],
        fitting,
    )


def _years_in_name(name: str) -> set[int]:
    """The years in a file's name that are Dashboard years, or would be had there been one."""
    years = {layout.year for layout in load_layouts()} | YEARS_WITHOUT_DASHBOARD.keys()
    return {int(year) for year in _YEAR_IN_NAME.findall(name)} & years


def _of_another_year(opened: OpenedFile, years: set[int], but: str, either: str) -> FileRefused:
    said = " and ".join(map(str, sorted(years)))
    return refused(
        opened,
        "reportingyear",
        f"The file's name says {said}, {but}.",
        f"{either}, or rename the file if its name is wrong.",
    )


def year_told_by_directory(opened: OpenedFile, choice: Choice) -> int:
    """The year of the newest row of the state's directory; raises as `year_of` does."""
    year = year_of_directory(opened.header, rows(opened))
    if year and choice.year not in {None, year}:
        raise FileRefused(
            Finding(
                f"The directory's newest row is of {year}, but {choice.year} was chosen.",
                "Leave the choice of a year out, or take the directory of that year.",
                line=opened.header_line,
                column="LastUpDate",
                value=str(year),
            )
        )
    year = year or choice.year
    if year is None:
        raise ChoiceNeeded(
            Finding(
                "No row of the directory says when it was changed.",
                "Say of which year the directory is.",
                line=opened.header_line,
                column="LastUpDate",
            ),
            [DIRECTORY],
            sorted({layout.year for layout in load_layouts()}, reverse=True),
        )
    return year

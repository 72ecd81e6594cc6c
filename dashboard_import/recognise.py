"""Tells the Dashboard year and the indicator of an opened file, and never guesses.

The year comes from the rows. The indicator comes from the column `indicator`, or from a header that
only one indicator of that year has. Where two have the same header (ELA and Math before 2023) the
file's name decides, else a person. What the file tells, no choice of a person overrides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from county_office.dashboard_years import YEARS_WITHOUT_DASHBOARD, words_of_no_dashboard
from dashboard_import.directory import INDICATOR as DIRECTORY
from dashboard_import.directory import is_directory, layout_of_directory
from dashboard_import.faults import FileRefused, Finding, Severity
from dashboard_import.file_years import (
    Choice,
    ChoiceNeeded,
    fits,
    refused,
    values_in,
    year_of,
    year_told_by_directory,
)
from dashboard_import.header_comparison import HeaderUnknown, header_unknown
from dashboard_import.layouts import Layout, layout_of, load_layouts
from dashboard_import.readers import OpenedFile, rows

SAMPLE = 200  # rows that are looked at; all rows are compared with the answer when they are staged
_AGAIN = "Download the file again from the state's page and load it as it came."


@dataclass(frozen=True)
class Recognised:
    """The layout of a file, and what is worth knowing about its header."""

    layout: Layout
    findings: tuple[Finding, ...] = ()


def recognise(opened: OpenedFile, choice: Choice | None = None) -> Recognised:
    """The layout of a file.

    Raises ChoiceNeeded where a person must say, FileRefused where no layout fits or where the
    file's rows, columns or name contradict the choice or each other.
    """
    choice = choice or Choice()
    sample = [row for _, row in islice(rows(opened), SAMPLE)]
    if not sample:
        raise FileRefused(
            Finding(
                "There is a header, but no row below it.",
                _AGAIN,
                line=opened.header_line + 1,
                column=opened.header[0],
            )
        )
    if not any(fits(row, len(opened.header)) for row in sample):
        raise _other_width(opened, len(sample[0]))
    if is_directory(opened.header):
        if choice.indicator not in {"", DIRECTORY}:
            raise _other_columns(opened, DIRECTORY, choice.indicator)
        layout = layout_of_directory(year_told_by_directory(opened, choice))
        return Recognised(layout, (*opened.findings, *_header_findings(opened, layout)))
    year = year_of(opened, sample, choice)
    layout = _layout_of(opened, sample, year, choice)
    return Recognised(layout, (*opened.findings, *_header_findings(opened, layout)))


def _other_width(opened: OpenedFile, width: int) -> FileRefused:
    return FileRefused(
        Finding(
            f"The header names {len(opened.header)} columns, and the rows have {width}.",
            _AGAIN,
            line=opened.header_line + 1,
            column=opened.header[min(width, len(opened.header)) - 1],
        )
    )


def _layout_of(opened: OpenedFile, sample: list[list[str]], year: int, choice: Choice) -> Layout:
    of_year = [layout for layout in load_layouts() if layout.year == year]
    if not of_year:
        raise _no_layouts(opened, year)
    fitting = [one for one in of_year if not one.difference(opened.header).needed_missing]
    named = values_in(opened, sample, ("indicator",))
    if named:
        code = named.most_common(1)[0][0].upper()
        return _chosen(opened, of_year, code, choice.indicator)
    if choice.indicator:
        return _chosen_by_a_person(opened, of_year, fitting, choice.indicator)
    if not fitting:
        raise _unknown(opened, of_year)
    return _only_one(opened, fitting)


def _no_layouts(opened: OpenedFile, year: int) -> FileRefused:
    """A year of which no file is known: because there was none, or because none was added yet."""
    known = sorted({layout.year for layout in load_layouts()})
    return FileRefused(
        Finding(
            words_of_no_dashboard(year)
            or f"No layout of {year} is known; there are those of {', '.join(map(str, known))}.",
            "Load a file of another year."
            if year in YEARS_WITHOUT_DASHBOARD
            else "Add the year's layouts to dashboard_import/layouts, or load another year.",
            line=opened.header_line + 1,
            column="reportingyear",
            value=str(year),
        )
    )


def _chosen_by_a_person(
    opened: OpenedFile, of_year: list[Layout], fitting: list[Layout], chosen: str
) -> Layout:
    """The layout of the code that a person names, unless the file tells that it is another's."""
    by_columns = _by_columns(opened, fitting or of_year)
    by_both = _by_name_too(opened, fitting or of_year, by_columns)
    if chosen in {layout.indicator for layout in of_year}:
        if chosen not in (codes := [layout.indicator for layout in by_columns]):
            raise _other_columns(opened, ", ".join(codes), chosen)
        if chosen not in (codes := [layout.indicator for layout in by_both]):
            raise _other_name(opened, ", ".join(codes), chosen)
    return _chosen(opened, of_year, chosen, "")


def _other_columns(opened: OpenedFile, code: str, chosen: str) -> FileRefused:
    return refused(
        opened,
        "indicator",
        f"The file's columns are those of {code}, but {chosen} was chosen.",
        f"Leave the choice of an indicator out, or load the file of {chosen}.",
    )


def _other_name(opened: OpenedFile, code: str, chosen: str) -> FileRefused:
    return refused(
        opened,
        "indicator",
        f"The file's name says {code}, but {chosen} was chosen.",
        "Leave the choice of an indicator out, or rename the file if its name is wrong.",
    )


def _chosen(opened: OpenedFile, of_year: list[Layout], code: str, chosen: str) -> Layout:
    """The layout of a code that the rows or a person name, if the header has what it needs."""
    if chosen and chosen != code:
        raise FileRefused(
            Finding(
                f"The rows say {code}, but {chosen} was chosen.",
                f"Load it as {code}, or choose the file of {chosen}.",
                line=opened.header_line + 1,
                column="indicator",
                value=code,
            )
        )
    try:
        layout = layout_of(of_year[0].year, code)
    except KeyError as error:
        raise FileRefused(
            Finding(
                f"There is no layout of {code} for {of_year[0].year}.",
                f"Known are {', '.join(layout.indicator for layout in of_year)}.",
                line=opened.header_line + 1,
                column="indicator",
                value=code,
            )
        ) from error
    if layout.difference(opened.header).needed_missing:
        raise _unknown(opened, [layout])
    return layout


def _only_one(opened: OpenedFile, fitting: list[Layout]) -> Layout:
    """The layout whose header this is; of several with that header, the one the name tells."""
    may_be = _by_name_too(opened, fitting, _by_columns(opened, fitting))
    if len(may_be) == 1:
        return may_be[0]
    codes = [layout.indicator for layout in may_be]
    raise ChoiceNeeded(
        Finding(
            "The columns fit several indicators and the file's name does not tell which: "
            f"{', '.join(codes)}.",
            "Say which indicator it is (--indicator on the command line).",
            line=opened.header_line,
            column="indicator",
            value=opened.name,
        ),
        codes,
        [fitting[0].year],
    )


def _by_columns(opened: OpenedFile, fitting: list[Layout]) -> list[Layout]:
    """The layouts whose header this may be.

    An exact header wins. Otherwise the header may have new columns: then the layout that covers
    most of it, if it covers each other one that lacks nothing.
    """
    header = {layout: set(layout.canonical_columns) for layout in fitting}
    found = {layout: {layout.canonical(name) for name in opened.header} for layout in fitting}
    exact = [layout for layout in fitting if header[layout] == found[layout]]
    complete = [layout for layout in fitting if header[layout] <= found[layout]]
    widest = [
        layout for layout in complete if all(header[other] <= header[layout] for other in complete)
    ]
    return exact or widest or fitting


def _by_name_too(
    opened: OpenedFile, fitting: list[Layout], by_columns: list[Layout]
) -> list[Layout]:
    """Those of `by_columns` that the file's name tells; all of them where it tells none that fits.

    Raises FileRefused where the name tells another one: either may be wrong.
    """
    by_name = [layout for layout in fitting if _name_tells(opened.name, layout)]
    told = [layout for layout in by_columns if layout in by_name]
    if by_name and not told:
        raise refused(
            opened,
            "indicator",
            "The file's name says one indicator and its columns another: "
            f"{', '.join(layout.indicator for layout in by_name)} and "
            f"{', '.join(layout.indicator for layout in by_columns)}.",
            "Rename the file if its name is wrong, or download it again.",
        )
    return told or by_columns


def _name_tells(name: str, layout: Layout) -> bool:
    """Whether a name holds the layout's published name, up to `download` or the year."""
    stem = re.split(r"download|20[0-9]{2}", layout.file_name.lower())[0]
    pattern = rf"(?<![a-z0-9]){re.escape(stem)}(?=download|20[0-9]{{2}}|[^a-z0-9]|$)"
    return re.search(pattern, name.lower()) is not None


def _header_findings(opened: OpenedFile, layout: Layout) -> list[Finding]:
    """Columns that the layout does not have, and columns of the layout that the file lacks."""
    difference = layout.difference(opened.header)
    line = opened.header_line
    return [
        Finding(
            "The layout does not have this column; it is kept as it is.",
            "Nothing, unless the state's record layout gives it a meaning that matters here.",
            severity=Severity.WARNING,
            line=line,
            column=name or "(no name)",
        )
        for name in difference.new
    ] + [
        Finding(
            "The layout has this column, the file has not; no rule reads it.",
            "Nothing, unless you miss it.",
            severity=Severity.WARNING,
            line=line,
            column=name,
        )
        for name in difference.missing
    ]


def _unknown(opened: OpenedFile, layouts: Iterable[Layout]) -> HeaderUnknown:
    return header_unknown(opened.header, layouts, line=opened.header_line, file_name=opened.name)

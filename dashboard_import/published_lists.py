"""Reads the state's assistance status lists: who is eligible, with a letter for each group.

The shape changes from year to year (one sheet or four, header in row 3 to 6, `MR_PRIORITIES` or
`TOMpriorities`), so the header is searched for and columns are found by name.
The list of charter schools (charterassistanceYY.xlsx) is known from others' descriptions only: it
has for each group a column of this year and one of the year before.
Source: CDE, LCFF System of Support, assistance-status.xls (2017) to assistancestatus24.xlsx.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from county_office.student_groups import PUBLISHED_CODES, STUDENT_GROUPS
from dashboard_import.cds import NO_SCHOOL, is_county_office, read_cds
from dashboard_import.faults import FileRefused, Finding
from dashboard_import.layouts import Layout
from dashboard_import.workbooks import Sheet, is_workbook, open_workbook

# The codes under which a list is a batch: districts and county offices; charter schools.
INDICATOR = "PUBLISHED"
CHARTERS = "CHARTER_LIST"
# The first list of charter schools in its present shape.
FIRST_CHARTER_LIST = 2023
# A list as a batch's rows: one an LEA, with letters, statuses, methods and Level 3 as JSON.
COLUMNS = (
    "cds",
    "districtname",
    "countyname",
    "gradesoffered",
    "letters",
    "totalstudentgroups",
    "statuses",
    "methods",
    "level3",
)
# Charters must meet the criteria in two years, so their list has the letters of both.
CHARTER_COLUMNS = (*COLUMNS, "lettersbefore")
HEADER_WITHIN = 15  # rows of a sheet in which the header is looked for
LETTER_PRIORITIES: dict[str, tuple[int, ...]] = {
    "A": (4, 5, 6),
    "B": (4, 5),
    "C": (5, 6),
    "D": (4, 6),
    "E": (4, 8),
    "F": (5, 8),
    "G": (6, 8),
    "H": (4, 5, 8),
    "I": (4, 6, 8),
    "J": (5, 6, 8),
    "K": (4, 5, 6, 8),
}
MISSING = {"", "*", "--", "NA", "N/A"}
# The first list (2017) names its columns without a year.
FIRST_YEAR = 2017

_GROUP_OF = {PUBLISHED_CODES.get(group, group): group for group in STUDENT_GROUPS} | {"MR": "MR"}
_PRIORITIES = re.compile(r"^([a-z]+?)_?priorities$")
_OF_CHARTERS = re.compile(r"^([a-z]+?)_?(?:priorities)?_?(current|prior|previous)(?:_?year)?$")
_STATUS = re.compile(r"^assistance_?status_?(20[0-9]{2})?$")
_METHOD = re.compile(r"^metmethod([1-4])$")
_LEVEL_3 = re.compile(r"^ec52072_?(20[0-9]{2})$")
_DASHBOARD_YEAR = re.compile(r"20(1[7-9]|[2-9][0-9])")
_COUNT = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class PublishedRow:
    """One LEA of a list. `letters` holds only groups that meet two priorities or more, by internal
    code (MR, not TOM); `statuses`, `level3` are by Dashboard year, `methods` by number."""

    line: int
    cds: str
    lea_name: str
    county_name: str
    grades_offered: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    total_student_groups: int | None = None
    statuses: dict[int, str] = field(default_factory=dict)
    methods: dict[int, str] = field(default_factory=dict)
    level3: dict[int, str] = field(default_factory=dict)
    # The letters of the year before, which only the list of charter schools has.
    letters_before: dict[str, str] = field(default_factory=dict)

    @property
    def is_charter(self) -> bool:
        return not self.cds.endswith(NO_SCHOOL)

    @property
    def is_county_office(self) -> bool:
        return is_county_office(self.cds) and not self.is_charter


@dataclass(frozen=True)
class PublishedList:
    """A whole list; `groups` are the groups it has a column for, by internal code.

    `of_charters`: it lists charter schools. A district list names none but by mistake.
    """

    year: int
    sheet: str
    groups: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    header: tuple[str, ...] = ()
    of_charters: bool = False

    @property
    def indicator(self) -> str:
        """The code under which the list is a batch."""
        return CHARTERS if self.of_charters else INDICATOR


@dataclass(frozen=True)
class _Columns:
    """Where a list keeps what: positions by meaning."""

    single: dict[str, int]
    letters: dict[str, int]
    statuses: dict[int, int]
    methods: dict[int, int]
    level3: dict[int, int]
    letters_before: dict[str, int]


def layout_of_list(year: int, indicator: str = INDICATOR) -> Layout:
    """The layout under which a list's rows are staged; the published columns vary too much."""
    if indicator == CHARTERS:
        return Layout(
            year=year,
            indicator=CHARTERS,
            known="assumed",
            checked="No list at hand; columns found by name; 2026-11-24",
            file_name=f"charterassistance{year % 100}.xlsx",
            delimiter="",
            columns=CHARTER_COLUMNS,
            needed=("cds",),
        )
    return Layout(
        year=year,
        indicator=INDICATOR,
        known="verified",
        checked="Lists of 2017 to 2024, columns found by name; 2026-11-23",
        file_name=f"assistancestatus{year % 100}.xlsx",
        delimiter="",
        columns=COLUMNS,
        needed=("cds",),
    )


def _name_of(cell: str) -> str:
    """A column's name as it is compared: capitals, blanks and line breaks change with the years."""
    return "".join(cell.split()).lower()


def is_list_header(header: Iterable[str]) -> bool:
    """Whether a row is the header of an assistance status list."""
    names = {_name_of(name) for name in header}
    if "cds" not in names:
        return False
    of_charters = [found for name in names if (found := _OF_CHARTERS.match(name))]
    return any(_PRIORITIES.match(name) for name in names) or any(
        found[1].upper() in _GROUP_OF for found in of_charters
    )


def _columns_of(header: list[str]) -> _Columns:
    columns = _Columns({}, {}, {}, {}, {}, {})
    for position, name in enumerate(header):
        if found := _OF_CHARTERS.match(name) or _PRIORITIES.match(name):
            is_before = found.re is _OF_CHARTERS and found[2] != "current"
            letters = columns.letters_before if is_before else columns.letters
            if group := _GROUP_OF.get(found[1].upper()):
                letters[group] = position
        elif found := _STATUS.match(name):
            columns.statuses[int(found[1] or FIRST_YEAR)] = position
        elif found := _METHOD.match(name):
            columns.methods[int(found[1])] = position
        elif found := _LEVEL_3.match(name):
            columns.level3[int(found[1])] = position
        else:
            columns.single[name.replace("_", "")] = position
    return columns


def _lists_in(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, int, list[str]]]:
    """The sheets with a list's header, each with that header's line and cells."""
    for sheet in sheets:
        for line, row in islice(sheet.rows(), HEADER_WITHIN):
            if is_list_header(row):
                yield sheet, line, row
                break


def _year_of(columns: _Columns, rows: list[list[str]]) -> int:
    """The year of the rows; a list without a year column (2019) by its newest status column."""
    for name in ("reportyear", "reportingyear"):
        position = columns.single.get(name)
        if position is not None:
            years = {row[position][:4] for row in rows if row[position] not in MISSING}
            if len(years) == 1 and _DASHBOARD_YEAR.fullmatch(year := next(iter(years))):
                return _not_before(int(year), columns)
            raise FileRefused(
                Finding(
                    f"The rows name {len(years)} years: {', '.join(sorted(years)) or 'none'}.",
                    "A list holds one year; load the file as the state published it.",
                    column=name,
                )
            )
    if not columns.statuses or max(columns.statuses) < FIRST_YEAR:
        raise FileRefused(
            Finding(
                "The list has neither a year nor an AssistanceStatus column.",
                "Load the file as the state published it.",
                line=1,
                column="ReportYear",
            )
        )
    return max(columns.statuses)


def _not_before(year: int, columns: _Columns) -> int:
    """The year of the rows; a list does not tell a later year's status than its own."""
    newest = max(columns.statuses, default=year)
    if newest > year:
        raise FileRefused(
            Finding(
                f"The rows say {year}, and the newest AssistanceStatus column is of {newest}.",
                "Load the file as the state published it.",
                column=f"AssistanceStatus{newest}",
                value=str(year),
            )
        )
    return year


def _is_note(row: list[str], at_cds: int) -> bool:
    """Whether a row below the header is a note or blank: it has no code, or nothing besides words
    in the column of the codes."""
    code = row[at_cds]
    has_digits = any(map(str.isdigit, code))
    return code in MISSING or (not has_digits and not any(row[:at_cds] + row[at_cds + 1 :]))


def _row_of(line: int, cells: list[str], columns: _Columns) -> PublishedRow:
    def single(name: str) -> str:
        position = columns.single.get(name)
        value = cells[position] if position is not None else ""
        return "" if value in MISSING else value

    def by_key(positions: dict[int, int]) -> dict[int, str]:
        return {key: cells[at] for key, at in positions.items() if cells[at] not in MISSING}

    total = single("totalstudentgroups")
    return PublishedRow(
        line=line,
        cds=read_cds(single("cds")) or single("cds"),
        lea_name=single("leaname") or single("districtname"),
        county_name=single("countyname"),
        grades_offered=single("gsoffered"),
        letters={
            group: cells[at] for group, at in columns.letters.items() if cells[at] not in MISSING
        },
        total_student_groups=int(total) if _COUNT.fullmatch(total) else None,
        statuses=by_key(columns.statuses),
        methods=by_key(columns.methods),
        level3=by_key(columns.level3),
        letters_before={
            group: cells[at]
            for group, at in columns.letters_before.items()
            if cells[at] not in MISSING
        },
    )


def _findings_of(row: PublishedRow, first_line: dict[str, int]) -> list[Finding]:
    findings = []
    if not re.fullmatch(r"[0-9]{14}", row.cds):
        findings.append(
            Finding(
                "The CDS code does not have 14 digits.",
                "Correct it, or load the file as the state published it.",
                line=row.line,
                column="CDS",
                value=row.cds,
            )
        )
    elif first_line.setdefault(row.cds, row.line) != row.line:
        findings.append(
            Finding(
                f"The LEA is on the list twice, first on line {first_line[row.cds]}.",
                "Keep one of the two rows.",
                line=row.line,
                column="CDS",
                value=row.cds,
                county=row.cds[:2],
            )
        )
    findings += [
        Finding(
            "The letter is none of A to K.",
            "Load the file as the state published it.",
            line=row.line,
            column=f"{PUBLISHED_CODES.get(group, group)}priorities",
            value=letter,
            county=row.cds[:2],
        )
        for group, letter in (*row.letters.items(), *row.letters_before.items())
        if letter not in LETTER_PRIORITIES
    ]
    answers = {f"MetMethod{number}": answer for number, answer in row.methods.items()}
    answers |= {f"EC52072_{year}": answer for year, answer in row.level3.items()}
    findings += [
        Finding(
            "The answer is neither Y nor N nor blank.",
            "Load the file as the state published it.",
            line=row.line,
            column=column,
            value=answer,
            county=row.cds[:2],
        )
        for column, answer in answers.items()
        if answer not in {"Y", "N"}
    ]
    return findings


def read_list(sheet: Sheet, line: int, header: Sequence[str]) -> PublishedList:
    """The list below its header; raises FileRefused as below."""
    columns = _columns_of([_name_of(name) for name in header])
    body = [
        (number, row)
        for number, row in sheet.rows()
        if number > line and not _is_note(row, columns.single["cds"])
    ]
    year = _year_of(columns, [row for _, row in body])
    rows = tuple(_row_of(number, row, columns) for number, row in body)
    first_line: dict[str, int] = {}
    findings = [finding for row in rows for finding in _findings_of(row, first_line)]
    if findings:
        raise FileRefused(*findings)
    groups = tuple(group for group in STUDENT_GROUPS if group in columns.letters)
    charters = sum(row.is_charter for row in rows)
    of_charters = bool(columns.letters_before) or charters * 2 > len(rows)
    return PublishedList(year, sheet.name, groups, rows, tuple(header), of_charters)


def _check_workbook(path: Path) -> None:
    with path.open("rb") as content:
        if not is_workbook(content):
            raise FileRefused(
                Finding(
                    "This is no workbook, or it is damaged. Lists are read from workbooks.",
                    "Save it as a workbook (.xlsx), or take the list as the state published it.",
                    line=1,
                )
            )


def read_published_list(source: Path | str | bytes) -> PublishedList:
    """Reads a list from a path or the file's bytes.

    Raises FileRefused with every fault found: not a workbook, no or several lists in it or years,
    CDS codes that are none or there twice, letters outside A to K, answers that are not Y or N.
    """
    if isinstance(source, bytes):
        with tempfile.NamedTemporaryFile(prefix="desk-list-") as file:
            file.write(source)
            file.flush()
            return read_published_list(file.name)
    path = Path(source)
    _check_workbook(path)
    found = list(_lists_in(open_workbook(path)))
    if len(found) > 1:
        names = ", ".join(f"“{sheet.name}”" for sheet, _, _ in found)
        raise FileRefused(
            Finding(
                f"Several sheets hold a list: {names}.",
                "Save each of them as a file of its own.",
                line=1,
                column="CDS",
            )
        )
    if not found:
        raise FileRefused(
            Finding(
                "No sheet has a header with CDS and columns that end in “priorities”.",
                "Choose the state's assistance status list (assistancestatusYY.xlsx).",
                line=1,
                column="CDS",
            )
        )
    return read_list(*found[0])

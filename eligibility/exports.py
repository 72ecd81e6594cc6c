"""Determinations as tables: in the layout of the state's published list.

The column names are the same for every year. Undetermined: an empty cell in MetMethod* and
EC52072_*, the status "Cannot be determined", and no letter.
"""

from __future__ import annotations

from pathlib import Path

from county_office.models import County
from county_office.spreadsheets import csv_bytes, workbook_bytes
from county_office.student_groups import PUBLISHED_CODES, STUDENT_GROUPS
from eligibility.models import NO_SUCH_RULE, Determination
from eligibility.rules import UNDETERMINED_LETTER, status_words
from eligibility.selectors import criteria_of_hash, determinations_of_state

METHODS = (1, 2, 3, 4)
NOT_USED = "*"
SHEET = "Determinations"
ORIGIN_WORDS = {"files": "Indicator files", "published_list": "Published list"}


def published_header(year: int) -> list[str]:
    """Column names of the published layout; `Origin` says where the answer comes from."""
    return [
        "CDcode",
        "CDS",
        "LEAname",
        "Countyname",
        "ReportYear",
        *(f"{PUBLISHED_CODES.get(group, group)}priorities" for group in STUDENT_GROUPS),
        "TotalStudentGroups",
        f"AssistanceStatus{year}",
        *(f"MetMethod{number}" for number in METHODS),
        f"EC52072_{year}",
        "Origin",
    ]


def published_row(determination: Determination) -> list[str]:
    """One LEA in the published layout; "*" where a group, a method or Level 3 has no rule that
    year or for that kind of LEA, as the state's lists have it."""
    criteria = criteria_of_hash(determination.year, determination.criteria_hash)
    letters = determination.letters
    known = UNDETERMINED_LETTER not in letters.values()
    return [
        determination.cds[:7],
        determination.cds,
        determination.lea.name,
        determination.lea.county.name,
        str(determination.year),
        *(_letter(letters.get(group, "")) for group in STUDENT_GROUPS),
        str(len(letters)) if known else "",
        status_words(criteria.status, determination.status, determination.da_year),
        *(_answer(getattr(determination, f"method{number}")) for number in METHODS),
        _answer(determination.level3),
        ORIGIN_WORDS[determination.origin],
    ]


def _letter(letter: str) -> str:
    return "" if letter == UNDETERMINED_LETTER else letter or NOT_USED


def _answer(answer: str | None) -> str:
    if answer is None:
        return ""
    return NOT_USED if answer == NO_SUCH_RULE else answer


def export_published_layout(
    year: int, path: Path, *, county: County | None = None, charter_schools: bool = False
) -> int:
    """Writes the current determinations of a year as .csv or .xlsx; how many LEAs were written.

    Districts and county offices, as the state's list holds them, or the charter schools, which
    the state lists apart. Without a county: the state, without the demonstration county. Raises
    ValueError for another ending of the file's name.
    """
    if path.suffix not in (".csv", ".xlsx"):
        raise ValueError(f"{path.name} must end in .csv or .xlsx.")
    found = determinations_of_state(year).select_related("lea__county")
    found = found.filter(lea__kind__in=["charter"] if charter_schools else ["district", "coe"])
    if county is None:
        found = found.filter(lea__county__is_demonstration=False)
    else:
        found = found.filter(lea__county=county)
    rows = [published_row(determination) for determination in found]
    lines = [published_header(year), *rows]
    is_csv = path.suffix == ".csv"
    path.write_bytes(csv_bytes(lines) if is_csv else workbook_bytes({SHEET: lines}))
    return len(rows)

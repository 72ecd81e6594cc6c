"""The list of LEAs as tables for a spreadsheet: one row an LEA, or one row an LEA and student group
that meets a priority. Codes beside words, one fact a column, no merged cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from assistance_cases.selectors.leas import LeaRow
from county_office.indicators import INDICATORS
from county_office.models import County, User
from county_office.spreadsheets import Value
from county_office.student_groups import GROUP_LABELS
from eligibility.exports import METHODS, ORIGIN_WORDS
from eligibility.models import NO_SUCH_RULE, Determination
from eligibility.rules import PRIORITIES_OF_LETTER
from eligibility.selectors import confidential_until, criteria_of_hash

STATE_PRIORITIES = (4, 5, 6, 8)
LEA_HEADING = (
    "Dashboard year",
    "CDS",
    "LEA",
    "Kind",
    "County",
    "Level",
    "Year of assistance",
    "Assistance status",
    "Eligible on this Dashboard",
    *(f"Method {number}" for number in METHODS),
    "Level 3 criteria",
    "Level 3 watch",
    "Groups meeting two priorities",
    "Which groups",
    "Which priorities",
    "Near misses",
    "Groups with a required LCAP goal",
    "Source",
    "Determined on",
    "Out of date",
    "Stage",
    "Next step",
    "Due on",
    "Case lead",
)
GROUP_HEADING = (
    "Dashboard year",
    "CDS",
    "LEA",
    "Kind",
    "County",
    "Level",
    "Group code",
    "Student group",
    *(f"Priority {number}" for number in STATE_PRIORITIES),
    "Priorities met",
    "Indicators",
    "Letter",
    "Makes the LEA eligible",
)
NEVER_DETERMINED = ("",) * (LEA_HEADING.index("Stage") - LEA_HEADING.index("Level"))


def lea_lines(rows: Iterable[LeaRow], county: County, year: int) -> list[list[Value]]:
    """One row an LEA, those without a determination too, below a heading."""
    lines: list[list[Value]] = [list(LEA_HEADING)]
    for row in rows:
        found = row.determination
        lines.append(
            [
                *_lea(row, county, year),
                *(_determined(row, found) if found else NEVER_DETERMINED),
                row.stage.title if row.stage else "",
                str(row.next) if row.next else "",
                row.due_on.isoformat() if row.due_on else "",
                row.case.case_lead.full_name if row.case else "",
            ]
        )
    return lines


def group_lines(rows: Iterable[LeaRow], county: County, year: int) -> list[list[Value]]:
    """One row an LEA and student group that meets at least one priority, below a heading."""
    lines: list[list[Value]] = [list(GROUP_HEADING)]
    for row in rows:
        found = row.determination
        for group in row.outlook.groups if found else ():
            lines.append(
                [
                    *_lea(row, county, year),
                    row.standing.level,
                    group.group,
                    GROUP_LABELS[group.group],
                    *(_yes(number in group.priorities) for number in STATE_PRIORITIES),
                    len(group.priorities),
                    _several(INDICATORS[code].short_name for code in group.indicators),
                    found.letters.get(group.group, "") if found else "",
                    _yes(group.meets_two and row.lea.kind != "charter"),
                ]
            )
    return lines


def about_lines(
    *,
    county: County,
    year: int,
    filters: Sequence[str],
    rows: Sequence[LeaRow],
    by: User,
    at: dt.datetime,
) -> list[list[Value]]:
    """What the tables hold: filters, data, person and moment."""
    runs = sorted({row.determination.run_id for row in rows if row.determination})
    stale = sum(row.is_stale for row in rows)
    until = confidential_until(row.determination for row in rows if row.determination)
    return [
        ["About these tables", ""],
        ["County", county.name],
        ["Dashboard year", year],
        ["Filters", "; ".join(filters) or "none"],
        ["LEAs", len(rows)],
        ["Determination run", _several(map(str, runs))],
        ["Out of date", stale],
        ["Confidential until", until.isoformat() if until else "not confidential"],
        ["Downloaded by", by.full_name],
        ["Downloaded at", f"{at:%Y-%m-%d %H:%M} Pacific"],
        ["Priorities", "Y: the student group meets a criterion of that LCFF state priority."],
        ["Near misses", "Groups one priority short, in an LEA that is not eligible."],
        ["Level 3 watch", "One more Dashboard like this would meet Level 3 criteria."],
        ["Method", "Y, N; empty where a missing file leaves it open or there is no such rule."],
    ]


def _lea(row: LeaRow, county: County, year: int) -> list[Value]:
    return [year, row.cds, row.lea.name, row.lea.get_kind_display(), county.name]


def _determined(row: LeaRow, found: Determination) -> list[Value]:
    criteria = criteria_of_hash(found.year, found.criteria_hash)
    meeting = row.outlook.meeting
    priorities = {
        number
        for group in meeting
        for number in PRIORITIES_OF_LETTER.get(found.letters.get(group.group, ""), ())
    }
    return [
        row.standing.level,
        row.standing.year_of_assistance,
        found.state_words(criteria),
        found.eligible or "",
        *(_answer(getattr(found, f"method{number}")) for number in METHODS),
        _answer(found.level3),
        _yes(row.outlook.is_on_watch),
        len(meeting),
        _several(group.group for group in meeting),
        _several(str(number) for number in sorted(priorities)),
        _several(group.group for group in row.outlook.near),
        _several(found.goal_groups),
        ORIGIN_WORDS[found.origin],
        found.run.started_at.date().isoformat(),
        _yes(row.is_stale),
    ]


def _answer(answer: str | None) -> str:
    return "" if answer in (None, NO_SUCH_RULE) else str(answer)


def _yes(truth: bool) -> str:
    return "Y" if truth else "N"


def _several(words: Iterable[str]) -> str:
    return "; ".join(words)

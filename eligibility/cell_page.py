"""What the page of one cell of the grid shows: its value, why it counts, where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from county_office.indicators import INDICATORS, Indicator, status_word
from dashboard_import import selectors as dashboard
from dashboard_import.layouts import column_of
from eligibility import explain, selectors
from eligibility.cells import cell_of
from eligibility.criteria import Criteria
from eligibility.explain_cells import SMALLEST_GROUP_SHOWN, explain_cell
from eligibility.grid import GridCell, indicators_that_count, show_cell
from eligibility.models import Determination

# Academic indicators say how far the average student is from the standard; the others are rates.
BY_DISTANCE = {"ELA", "MATH", "SCIENCE"}
TOO_FEW = "too few to show"
# What the students of the numerator did.
WHAT_THEY_DID = {
    "CHRO": "missed a tenth of the school days or more",
    "SUSP": "were suspended for a day or more",
    "GRAD": "graduated",
    "ELPI": "made progress toward English proficiency",
    "CCI": "were prepared for college or a career",
}
# The state's words for change, short for the head of a narrow column and in full.
CHANGES = (
    ("Decl. Signif.", "Declined Significantly"),
    ("Declined", "Declined"),
    ("Maintained", "Maintained"),
    ("Increased", "Increased"),
    ("Incr. Signif.", "Increased Significantly"),
)


@dataclass(frozen=True)
class FiveByFive:
    """The state's table of status and change, with the cell at its place.

    `rows` are (status, five places) from the best status down; a place holds the cell's color at
    its own position, else None. Columns go from the worst change to the best.
    """

    changes: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True)
class SchoolLine:
    """A school behind the cell."""

    name: str
    shown: GridCell
    students: str
    value: str


@dataclass(frozen=True)
class CellPage:
    """One cell explained: its published value in words, the reasons with their citations, the
    cell as the grid shows it, the schools behind it, and the row of the file."""

    criteria_words: str
    statements: list[explain.Statement]
    counts: bool
    shown: GridCell | None
    value: str
    students: str
    before: str
    table: FiveByFive | None
    has_schools: bool
    schools: list[SchoolLine]
    school_needs: int
    row: Mapping[str, object]
    file_name: str
    line: int | None
    is_out_of_date: bool
    confidential_until: dt.date | None


def cell_page(
    determination: Determination, group: str, indicator: str, *, with_confidential: bool = True
) -> CellPage:
    """Why one cell counts or does not, with what it was read from."""
    criteria = selectors.criteria_as_used(determination)[determination.year]
    decided = selectors.decided(determination)
    batches, cds, year = determination.batch_ids, determination.cds, determination.year
    results = {
        result.indicator: result
        for result in dashboard.results_in(batches, cds, year=year)
        if result.studentgroup == group
    }
    cells = {name: cell_of(row) for name, row in results.items()}
    result, cell = results.get(indicator), cells.get(indicator)
    counts = indicator in indicators_that_count(criteria, decided.explanation, group)
    schools = dashboard.schools_in(batches, cds, year=year, indicators=[indicator], groups=[group])
    return CellPage(
        criteria_words=f"criteria {criteria.year}",
        statements=explain_cell(criteria, decided, group, indicator, cells),
        counts=counts,
        shown=show_cell(criteria, cell, meets=counts) if cell else None,
        value=value_words(indicator, result.currstatus) if result else "",
        students=students_words(result) if result else "",
        before=before_words(result) if result else "",
        table=five_by_five(result) if result else None,
        has_schools=decided.kind != "charter",
        school_needs=criteria.n_size.usual,
        schools=[_school_line(criteria, each) for each in schools],
        row=_shown_row(result) if result else {},
        file_name=dashboard.file_name_of(result.batch_id) if result else "",
        line=result.line if result else None,
        # Without what is confidential nothing tells that there is anything newer.
        is_out_of_date=with_confidential
        and selectors.staleness([determination])[determination.pk].is_stale,
        confidential_until=selectors.confidential_until([determination]),
    )


def _school_line(criteria: Criteria, row: dashboard.LiveResult) -> SchoolLine:
    """A school with fewer students than a school needs has no level, whatever its row gives."""
    cell = cell_of(row)
    if (cell.currdenom or 0) < criteria.n_size.usual:
        cell = replace(cell, color=None, statuslevel=None)
    shown = show_cell(criteria, cell)
    return SchoolLine(
        row.schoolname,
        shown,
        students=TOO_FEW if _is_too_small(row) else shown.count,
        value="" if _is_too_small(row) else value_words(row.indicator, row.currstatus),
    )


def _shown_row(result: dashboard.LiveResult) -> dict[str, object]:
    """The row with every column of its file; of a group too small to show, no small count."""
    row = dashboard.file_row(result.batch_id, result.line)
    if not _is_too_small(result):
        return row
    return {
        name: f"<{SMALLEST_GROUP_SHOWN}"
        if _is_count(name) and isinstance(value, int) and value < SMALLEST_GROUP_SHOWN
        else value
        for name, value in row.items()
    }


def _is_count(name: str) -> bool:
    rule = column_of(name.lower())
    return rule is not None and rule.type == "count"


def _is_too_small(row: dashboard.LiveResult) -> bool:
    return row.currdenom is None or row.currdenom < SMALLEST_GROUP_SHOWN


def value_words(indicator: str, status: Decimal | None) -> str:
    """A published status with what it counts: "31.2%", "45.1 points below standard".

    >>> value_words("ELA", Decimal("-45.1"))
    '45.1 points below standard'
    """
    if status is None:
        return ""
    if indicator not in BY_DISTANCE:
        return f"{status.normalize():f}%"
    side = "below" if status < 0 else "above"
    return f"{abs(status).normalize():f} points {side} standard"


def students_words(result: dashboard.LiveResult) -> str:
    """How many students the value is about, and how many of them did what it counts; no number
    where it could tell who they are."""
    did = WHAT_THEY_DID.get(result.indicator)
    if _is_too_small(result):
        return f"Fewer than {SMALLEST_GROUP_SHOWN} students: {TOO_FEW}."
    if did is None or result.currnumer is None:
        return f"{result.currdenom:,} students."
    return f"{result.currnumer:,} of {result.currdenom:,} students {did}."


def before_words(result: dashboard.LiveResult) -> str:
    """The year before, the change as the file gives it, and the state's words for both levels."""
    parts = []
    if result.priorstatus is not None:
        parts.append(f"The year before: {value_words(result.indicator, result.priorstatus)}.")
    if result.change is not None:
        parts.append(f"Change as published: {_signed(result.change)} points.")
    if result.statuslevel:
        parts.append(f"Status: {status_word(result.indicator, result.statuslevel)}.")
    return " ".join(parts)


def _signed(change: Decimal) -> str:
    return f"{change.normalize():+f}".replace("-", "\N{MINUS SIGN}")


def change_words(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The words for change levels 1 to 5: the worst first, whatever direction that is."""
    return CHANGES[::-1] if indicator.lower_is_better else CHANGES


def five_by_five(result: dashboard.LiveResult) -> FiveByFive | None:
    """The cell's place by the status and change levels of the file; None without both.

    Neither the place nor the color is worked out here.
    """
    if not result.statuslevel or not result.changelevel or not result.color:
        return None
    return FiveByFive(
        changes=change_words(INDICATORS[result.indicator]),
        rows=tuple(
            (
                status_word(result.indicator, status),
                tuple(
                    result.color
                    if (status, change) == (result.statuslevel, result.changelevel)
                    else None
                    for change in range(1, 6)
                ),
            )
            for status in range(5, 0, -1)
        ),
    )

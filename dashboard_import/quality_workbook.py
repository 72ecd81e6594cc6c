"""A batch's quality report as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from county_office.spreadsheets import Lines, Value
from county_office.words import full_date
from dashboard_import.coverage import (
    KINDS,
    coverage_by_group,
    coverage_by_lea,
    kinds_found,
    levels_beside,
)
from dashboard_import.forms import indicator_name
from dashboard_import.models import Batch
from dashboard_import.selectors import loads as selectors

# A workbook holds a million lines; a person reads fewer. The CSV of refused rows has all of them.
MOST_LINES = 50_000


def quality_sheets(batch: Batch) -> dict[str, Lines]:
    """Name of the sheet → its lines, the heading first."""
    return {
        "About": _about(batch),
        "Found": _found(batch),
        "Refused rows": _refused(batch),
        "Counties": _counties(batch),
        "LEAs": _leas(batch),
        "Groups": _groups(batch),
        "Levels": _levels(batch),
    }


def _about(batch: Batch) -> Iterator[Sequence[Value]]:
    yield "What", "Value"
    yield "File", batch.file_name
    yield "Indicator", indicator_name(batch.indicator) if batch.indicator else "not recognized"
    yield "Dashboard", batch.year
    yield "State", batch.get_state_display()
    yield "Rows read", batch.rows_in
    yield "Rows good", batch.rows_staged
    yield "Rows refused", batch.rows_refused
    yield "Rows of other counties, left out", batch.report.get("rows_left_out", 0)
    yield "Layout", batch.layout_known
    yield "Received", full_date(batch.received_at)
    yield "By", batch.actor_name
    if batch.confidential_until:
        yield "Confidential until", full_date(batch.confidential_until)
    yield "SHA-256", batch.file.sha256


def _found(batch: Batch) -> Iterator[Sequence[Value]]:
    yield "How serious", "Column", "What", "What to do", "Times", "First line"
    for one in kinds_found(batch):
        yield one.severity, one.column, one.message, one.remedy, one.found, one.first_line


def _refused(batch: Batch) -> Iterator[Sequence[Value]]:
    yield "Line", "County", "Column", "Value", "Reason", "What to do"
    lines = (
        (row.line, row.county_code, fault.column, fault.value, fault.message, fault.remedy)
        for row, faults in selectors.refused_rows(batch)
        for fault in faults
    )
    yield from islice(lines, MOST_LINES)


def _counties(batch: Batch) -> Iterator[Sequence[Value]]:
    yield "County", "Name", "Rows", "Refused", "Rows live"
    for code, county in batch.report.get("counties", {}).items():
        yield code, county["name"], county["rows"], county["refused"], county["live_rows"]


def _leas(batch: Batch) -> Iterator[Sequence[Value]]:
    yield "CDS", "LEA", "State", "Own rows", "School rows", "Schools", "Groups", "Rows before"
    for one in coverage_by_lea(batch):
        yield (
            *(one.cds, one.name, one.state, one.own_rows, one.school_rows),
            *(one.schools, one.groups, one.rows_before),
        )


def _groups(batch: Batch) -> Iterator[Sequence[Value]]:
    yield "Group", "Name", "Rows", "Rows before"
    for one in coverage_by_group(batch):
        yield one.code or "(none)", one.name, one.rows, one.rows_before


def _levels(batch: Batch) -> Iterator[Sequence[Value]]:
    yield (
        "Measure",
        "Level, 1 is the worst",
        "Rows",
        "Rows live before",
        "Rows the year before",
    )
    for one in levels_beside(batch):
        yield KINDS[one.kind], one.level, one.rows, one.live, one.year_before

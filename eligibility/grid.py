"""The grid of student groups × indicators of one determination, ready to be shown. Pure.

A cell fulfils a rule when a clause that its group met reads its indicator; all other cells are
plain, so that the reason is what the eye finds first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from county_office.indicators import INDICATORS
from county_office.student_groups import GROUP_LABELS
from eligibility.criteria.model import COLOR, Criteria
from eligibility.explain import groups_of_method_3, priorities_met
from eligibility.explain_cells import LEA_WORDS, SMALLEST_GROUP_SHOWN, field_read, level_words
from eligibility.findings import Determination
from eligibility.rules import Cell

NO_ROW = "–"
FILE_MISSING = "?"


@dataclass(frozen=True, slots=True)
class GridColumn:
    """An indicator under its state priority; `opens` marks the first column of a priority."""

    indicator: str
    name: str
    priority: int
    opens: bool


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: level 1 to 5 (color years) or status 1 to 5, its word, students as shown.

    `plain` is set instead where there is nothing to draw: "–" without a row, "?" without a file.
    """

    indicator: str
    level: int | None = None
    status: int | None = None
    word: str = ""
    count: str = ""
    meets: bool = False
    name: str = ""
    opens: bool = False
    plain: str = ""

    @property
    def phone_count(self) -> str:
        """The count with the indicator's name, for a cell that stands without its column."""
        return f"{INDICATORS[self.indicator].short_name}, {self.count}"


@dataclass(frozen=True, slots=True)
class GridRow:
    """A student group with its cells and the state priorities it meets."""

    group: str
    name: str
    enrolled: int | None
    cells: tuple[GridCell, ...]
    priorities: tuple[int, ...]

    @property
    def enrolled_words(self) -> str:
        """The students enrolled, no number where it could tell who they are."""
        if self.enrolled is None or self.enrolled < SMALLEST_GROUP_SHOWN:
            return f"<{SMALLEST_GROUP_SHOWN}"
        return f"{self.enrolled:,}"


@dataclass(frozen=True, slots=True)
class Band:
    """Rows under one heading: those that make the LEA eligible, near misses, the rest."""

    title: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole grid. `priorities` are (number, name, columns it spans); `without_results` are
    names of groups that have nothing to show."""

    priorities: tuple[tuple[int, str, int], ...]
    columns: tuple[GridColumn, ...]
    bands: tuple[Band, ...]
    without_results: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns of the whole table."""
        return len(self.columns) + 2


def columns_of(criteria: Criteria) -> tuple[GridColumn, ...]:
    """The indicators that the year's rule reads, by priority, in the order of the criteria."""
    columns = []
    for priority in criteria.priorities:
        read = criteria.indicators_of(priority.alternatives)
        own = [indicator for indicator in INDICATORS if indicator in read]
        columns += [
            GridColumn(
                indicator, INDICATORS[indicator].short_name, priority.number, indicator == own[0]
            )
            for indicator in own
        ]
    return tuple(columns)


def build_grid(
    criteria: Criteria,
    determination: Determination,
    cells: Iterable[Cell],
    enrolled: Mapping[str, int | None],
) -> Grid:
    """The grid of a determination from its LEA's cells of the year and the census enrollment."""
    columns = columns_of(criteria)
    by_group: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        by_group.setdefault(cell.group, {})[cell.indicator] = cell
    rows = [
        _row(criteria, determination, columns, group, by_group[group], enrolled.get(group))
        for group in criteria.groups
        if group in by_group
    ]
    return Grid(
        priorities=tuple(
            (
                priority.number,
                priority.name,
                sum(column.priority == priority.number for column in columns),
            )
            for priority in criteria.priorities
        ),
        columns=columns,
        bands=_bands(determination, rows),
        without_results=tuple(
            GROUP_LABELS[group] for group in criteria.groups if group not in by_group
        ),
    )


def _row(
    criteria: Criteria,
    determination: Determination,
    columns: tuple[GridColumn, ...],
    group: str,
    cells: Mapping[str, Cell],
    enrolled: int | None,
) -> GridRow:
    counting = indicators_that_count(criteria, determination.explanation, group)
    missing = determination.explanation["missing"]
    return GridRow(
        group=group,
        name=GROUP_LABELS[group],
        enrolled=enrolled,
        cells=tuple(
            _cell(criteria, column, cells.get(column.indicator), counting, missing)
            for column in columns
        ),
        priorities=priorities_met(determination, group),
    )


def indicators_that_count(
    criteria: Criteria, explanation: Mapping[str, Any], group: str
) -> frozenset[str]:
    """Indicators whose cell is part of a clause that the group met."""
    found = explanation["groups"].get(group)
    clauses = [clause for met in found["met"].values() for clause in met] if found else []
    return criteria.indicators_of(criteria.alternatives_by_clause[clause] for clause in clauses)


def _cell(
    criteria: Criteria,
    column: GridColumn,
    cell: Cell | None,
    counting: frozenset[str],
    missing: Iterable[str],
) -> GridCell:
    if column.indicator in missing:
        return GridCell(column.indicator, opens=column.opens, plain=FILE_MISSING)
    if cell is None:
        return GridCell(column.indicator, opens=column.opens, plain=NO_ROW)
    return show_cell(criteria, cell, meets=column.indicator in counting, opens=column.opens)


def show_cell(
    criteria: Criteria, cell: Cell, *, meets: bool = False, opens: bool = False
) -> GridCell:
    """A cell as it is shown: its level in what the year's rule reads, and its students."""
    by_color = field_read(criteria, cell.indicator) == COLOR
    level = (cell.color if by_color else cell.statuslevel) or None
    too_few = cell.currdenom is None or cell.currdenom < SMALLEST_GROUP_SHOWN
    return GridCell(
        indicator=cell.indicator,
        level=level if by_color else None,
        status=None if by_color else level,
        word=level_words(criteria, cell) if level else "None",
        count=f"<{SMALLEST_GROUP_SHOWN}" if too_few else f"{cell.currdenom:,}",
        meets=meets,
        name=f"{GROUP_LABELS[cell.group]}, {INDICATORS[cell.indicator].short_name}",
        opens=opens,
    )


def _bands(determination: Determination, rows: list[GridRow]) -> tuple[Band, ...]:
    lea = LEA_WORDS[determination.kind]
    with_local = groups_of_method_3(determination)
    bands = (
        Band(
            f"Meet two or more priorities: make the {lea} eligible"
            if determination.kind != "charter"
            else "Meet two or more priorities",
            tuple(row for row in rows if len(row.priorities) >= 2),
        ),
        Band(
            f"Meet one priority, with a local indicator not met: make the {lea} eligible",
            tuple(row for row in rows if row.group in with_local),
        ),
        Band(
            "Meet one priority: near miss",
            tuple(row for row in rows if len(row.priorities) == 1 and row.group not in with_local),
        ),
        Band("Meet none", tuple(row for row in rows if not row.priorities)),
    )
    return tuple(band for band in bands if band.rows)

"""What the eligibility page of one LEA shows, put together from a determination and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from county_office.models import Lea
from county_office.student_groups import GROUP_LABELS, groups_of_year
from dashboard_import import selectors as dashboard
from eligibility import explain, findings, selectors
from eligibility.criteria import Criteria
from eligibility.explain_cells import NearMiss, explain_cell, near_misses
from eligibility.grid import Grid, GridCell, build_grid, indicators_that_count, show_cell
from eligibility.models import YES, Determination
from eligibility.rules import (
    PRIORITIES_OF_LETTER,
    UNDETERMINED_LETTER,
    Cell,
    level_of_support,
)

NO_DASHBOARD_YEARS = (2020, 2021)
LOCAL_WORDS = {True: "Not Met for Two or More Years", None: "file not loaded", False: "no"}


@dataclass(frozen=True)
class YearColumn:
    """A Dashboard year of the history; `level` is None where it is undetermined, and a gap where
    the state published no Dashboard."""

    label: str
    level: int | None = None
    da_year: int | None = None
    is_gap: bool = False


@dataclass(frozen=True)
class LocalIndicatorLine:
    """A local indicator that counts that year, and whether it was not met for two or more years."""

    priority: int
    words: str
    counts: bool


@dataclass(frozen=True)
class WatchRow:
    """A student group in the window of Level 3: met, not met or (None) not determined by year."""

    name: str
    years: tuple[tuple[int, bool | None], ...]
    certain: int
    enough: bool


@dataclass(frozen=True)
class LeaPage:
    """Everything on the page, ready to be shown."""

    determination: Determination
    decided: findings.Determination
    criteria: Criteria
    level: int | None
    answer: explain.Statement
    level_3: explain.Statement | None
    required_goal: explain.Statement | None
    grid: Grid
    near: list[NearMiss]
    local: list[LocalIndicatorLine]
    watch: explain.Level3Watch | None
    watch_rows: list[WatchRow]
    staleness: selectors.Staleness
    columns: list[YearColumn]
    history: list[tuple[str, list[str]]]
    enrolled: int | None


def level_of(determination: Determination) -> int | None:
    """The level of support, None where it cannot be determined."""
    return level_of_support(determination.status, determination.level3 == YES)


def cells_of(determination: Determination) -> list[Cell]:
    """The cells that the determination was made from, also after newer files became live."""
    return [_cell_of(row) for row in _rows_of(determination)]


def _rows_of(determination: Determination) -> list[dashboard.LiveCell]:
    batches = dashboard.batches_of_year(determination.batch_ids, determination.year)
    return dashboard.cells_in(batches, determination.cds)


def _cell_of(row: dashboard.LiveCell | dashboard.LiveResult) -> Cell:
    return Cell(
        row.indicator, row.studentgroup, row.rtype, row.color, row.statuslevel, row.currdenom
    )


def lea_page(lea: Lea, determination: Determination) -> LeaPage:
    """The page of an LEA's determination: a constant number of queries."""
    catalogue = selectors.criteria_as_used(determination)
    criteria = catalogue[determination.year]
    decided = selectors.decided(determination)
    cells = cells_of(determination)
    enrollment = dashboard.census_enrollment_of(determination.cds, determination.year)
    watch = explain.level_3_watch(criteria, decided)
    earlier = selectors.determinations_of_lea(lea)
    return LeaPage(
        determination=determination,
        decided=decided,
        criteria=criteria,
        level=level_of(determination),
        answer=explain.answer(criteria, decided),
        level_3=explain.level_3_statement(criteria, decided),
        required_goal=explain.required_goal_statement(criteria, decided),
        grid=build_grid(
            criteria, decided, cells, {group: part for group, (part, _) in enrollment.items()}
        ),
        # A group without one stands in the grid under "near miss" all the same.
        near=[miss for miss in near_misses(criteria, decided, cells) if miss.would_do],
        local=_local_lines(criteria, decided),
        watch=watch,
        watch_rows=_watch_rows(watch, criteria) if watch else [],
        staleness=selectors.staleness([determination])[determination.pk],
        columns=_year_columns(earlier),
        history=_history(earlier),
        enrolled=next((whole for _, whole in enrollment.values() if whole), None),
    )


def _local_lines(criteria: Criteria, decided: findings.Determination) -> list[LocalIndicatorLine]:
    found = decided.explanation["local"]
    return [
        LocalIndicatorLine(priority, LOCAL_WORDS[truth], truth is True)
        for priority in criteria.local_indicators.counted_for(decided.kind)
        for truth in [found.get(str(priority), False)]
    ]


def _watch_rows(watch: explain.Level3Watch, criteria: Criteria) -> list[WatchRow]:
    needed = criteria.level_3.years_needed if criteria.level_3 else 0
    rows = [
        WatchRow(
            GROUP_LABELS[group],
            tuple(zip(watch.years, met, strict=True)),
            certain=sum(truth is True for truth in met),
            enough=sum(truth is True for truth in met) >= needed,
        )
        for group, met in watch.met.items()
    ]
    return sorted(rows, key=lambda row: -row.certain)


def _year_columns(determinations: Sequence[Determination]) -> list[YearColumn]:
    columns: list[YearColumn] = []
    for each in determinations:
        if columns and each.year > max(NO_DASHBOARD_YEARS) > int(columns[-1].label):
            columns.append(YearColumn("2020–21", is_gap=True))
        columns.append(YearColumn(str(each.year), level_of(each), each.da_year))
    return columns


def _history(determinations: Sequence[Determination]) -> list[tuple[str, list[str]]]:
    """Priorities by student group and year column; groups without a letter in any year left out."""
    columns = _year_columns(determinations)
    by_year = {str(each.year): each for each in determinations}
    groups = {group for each in determinations for group in each.letters}
    return [
        (
            GROUP_LABELS[group],
            [
                "" if column.is_gap else _priorities_in(by_year[column.label], group)
                for column in columns
            ],
        )
        for group in GROUP_LABELS
        if group in groups
    ]


def _priorities_in(determination: Determination, group: str) -> str:
    letter = determination.letters.get(group, "")
    if letter == UNDETERMINED_LETTER:
        return "?"
    if group not in groups_of_year(determination.year):
        return "·"
    numbers = sorted(PRIORITIES_OF_LETTER.get(letter, ()))
    return ", ".join(str(number) for number in numbers) or "–"


@dataclass(frozen=True)
class CellPage:
    """One cell explained: the reasons with their citations, the cell as the grid shows it, its
    published numbers, the schools behind it and the row of the file."""

    statements: list[explain.Statement]
    counts: bool
    shown: GridCell | None
    result: dashboard.LiveResult | None
    schools: list[tuple[str, GridCell]]
    row: Mapping[str, object]
    line: int | None


def cell_page(determination: Determination, group: str, indicator: str) -> CellPage:
    """Why one cell counts or does not, with what it was read from."""
    criteria = selectors.criteria_as_used(determination)[determination.year]
    decided = selectors.decided(determination)
    rows = {row.indicator: row for row in _rows_of(determination) if row.studentgroup == group}
    cells = {name: _cell_of(row) for name, row in rows.items()}
    row, cell = rows.get(indicator), cells.get(indicator)
    counts = indicator in indicators_that_count(criteria, decided, group)
    results = dashboard.results_of(determination.cds, determination.year, indicator=indicator)
    schools = dashboard.schools_behind(
        determination.cds, determination.year, indicator=indicator, group=group
    )
    return CellPage(
        statements=explain_cell(criteria, decided, group, indicator, cells),
        counts=counts,
        shown=show_cell(criteria, cell, meets=counts) if cell else None,
        result=next((each for each in results if each.studentgroup == group), None),
        schools=[(each.schoolname, show_cell(criteria, _cell_of(each))) for each in schools],
        row=dashboard.file_row(row.batch_id, row.line) if row else {},
        line=row.line if row else None,
    )

"""What makes an LEA eligible, cell by cell: the rule each group met in words with its citation, the
schools behind it, and by how much its cells miss the end of their lowest status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from county_office.indicators import INDICATORS
from county_office.student_groups import GROUP_LABELS
from dashboard_import import selectors as dashboard
from eligibility import findings
from eligibility.cells import cell_of
from eligibility.criteria import Criteria
from eligibility.cut_points import WORST, Result, amount_words
from eligibility.exit_path import ExitPath
from eligibility.explain import groups_of_method_3, priorities_met
from eligibility.explain_cells import level_read, level_words
from eligibility.rules import Cell, cell_counts

SCHOOLS_NAMED = 3
ACADEMIC = ("ELA", "MATH")


@dataclass(frozen=True)
class CellSchools:
    """A cell that counts and the schools at the same level or lower: how many of how many with
    enough students, and those with the most students as (name, students). `rows` are those of all
    schools."""

    indicator: str
    name: str
    level_word: str
    rows: int
    at_level: int
    with_level: int
    largest: tuple[tuple[str, int | None], ...]

    @property
    def more(self) -> int:
        return self.at_level - len(self.largest)


@dataclass(frozen=True)
class Reason:
    """A clause that a group met: its priority, the clause in words, the source, its cells."""

    group: str
    group_name: str
    priority: int
    words: str
    citation: str
    cells: tuple[CellSchools, ...]


def reasons_of(
    criteria: Criteria,
    decided: findings.Determination,
    cells: Iterable[Cell],
    schools: Iterable[dashboard.LiveResult],
) -> list[Reason]:
    """The clauses met by the groups that make the LEA eligible, by group and priority."""
    by_cell = {(cell.group, cell.indicator): cell for cell in cells}
    behind: dict[tuple[str, str], list[dashboard.LiveResult]] = {}
    for row in schools:
        behind.setdefault((row.studentgroup, row.indicator), []).append(row)
    found = []
    for group in counting_groups(criteria, decided):
        met = decided.explanation["groups"][group]["met"]
        for number, clauses in sorted(met.items(), key=lambda pair: int(pair[0])):
            for clause in clauses:
                rule = criteria.alternatives_by_clause[clause]
                read = criteria.indicators_of([rule])
                found.append(
                    Reason(
                        group,
                        GROUP_LABELS[group],
                        int(number),
                        rule.words[0].upper() + rule.words[1:],
                        criteria.sources[rule.source].title,
                        tuple(
                            _schools(criteria, by_cell[key], behind.get(key, []))
                            for indicator in INDICATORS
                            if indicator in read and (key := (group, indicator)) in by_cell
                        ),
                    )
                )
    return found


def counting_groups(criteria: Criteria, decided: findings.Determination) -> list[str]:
    """Groups that make the LEA eligible by cells that are known: they meet two or more priorities,
    or one and a local indicator is not met besides."""
    known = decided.explanation["groups"]
    with_local = groups_of_method_3(decided)
    return [
        group
        for group in criteria.groups
        if group in known
        and known[group]["met"]
        and (len(priorities_met(decided, group)) >= 2 or group in with_local)
    ]


def _schools(criteria: Criteria, cell: Cell, rows: list[dashboard.LiveResult]) -> CellSchools:
    counting = [row for row in rows if cell_counts(criteria, cell_of(row))]
    levels = [(row, level_read(criteria, cell_of(row))) for row in counting]
    lowest = [row for row, level in levels if level <= level_read(criteria, cell)]
    return CellSchools(
        cell.indicator,
        INDICATORS[cell.indicator].short_name,
        level_words(criteria, cell) + (" or lower" if level_read(criteria, cell) > WORST else ""),
        len(rows),
        len(lowest),
        len(levels),
        tuple((row.schoolname, row.currdenom) for row in lowest[:SCHOOLS_NAMED]),
    )


def amounts_of(
    way_out: ExitPath | None, results: Iterable[dashboard.LiveResult], year: int
) -> dict[str, list[str]]:
    """By student group of the way out: by how much each cell named there misses the end of its
    lowest status, where a limit is known."""
    if way_out is None:
        return {}
    by_cell = {(row.studentgroup, row.indicator): row for row in results}
    high_school: dict[str, bool] = {}
    amounts: dict[str, list[str]] = {}
    for group in way_out.groups:
        indicators = dict.fromkeys(change.indicator for way in group.ways for change in way.changes)
        for indicator in indicators:
            row = by_cell.get((group.group, indicator))
            if row is None:
                continue
            if indicator in ACADEMIC and indicator not in high_school:
                published = dashboard.file_row(row.batch_id, row.line)
                flags = {name.lower(): value for name, value in published.items()}
                high_school[indicator] = flags.get("hscutpoints") == "Y"
            words = amount_words(_result(row, high_school=high_school.get(indicator, False)), year)
            if words:
                name = INDICATORS[indicator].short_name
                amounts.setdefault(group.group, []).append(f"{name}: {words}")
    return amounts


def _result(row: dashboard.LiveResult, *, high_school: bool) -> Result:
    return Result(
        indicator=row.indicator,
        statuslevel=row.statuslevel,
        numerator=row.currnumer,
        students=row.currdenom,
        status=row.currstatus,
        district_type=row.type or "",
        high_school=high_school,
    )

# ruff: noqa: S608  (names of tables and columns are the desk's own)
"""What a file covers, for its quality report: by LEA, by group, by level, beside what was live.

Read from the rows when a person asks for it; the sums were kept with the batch when it was checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Min

from county_office.selectors import leas_by_cds
from county_office.student_groups import GROUP_LABELS
from dashboard_import.difference import compared_with
from dashboard_import.models import Batch
from dashboard_import.report import distribution_of, live_of, year_before
from dashboard_import.services.publishing import layout_of_batch
from dashboard_import.tables import GROUP, Parent, child_table

HERE, NEW, GONE = "known", "new", "gone"
KINDS = {"color": "Color", "statuslevel": "Status level"}


@dataclass(frozen=True)
class LeaCoverage:
    """A district or county office with its schools, its charter schools among them: its rows here
    and in what was live. `state`: known, new (met for the first time) or gone (rows only before).
    """

    cds: str
    name: str
    state: str
    own_rows: int
    school_rows: int
    schools: int
    groups: int
    rows_before: int

    @property
    def rows(self) -> int:
        return self.own_rows + self.school_rows


@dataclass(frozen=True)
class GroupCoverage:
    """A student group's rows here and in what was live; "" are rows without a group."""

    code: str
    name: str
    rows: int
    rows_before: int


@dataclass(frozen=True)
class LevelLine:
    """Rows at one level, 0 for none: here, in what was live, on the Dashboard before. None where
    there is nothing to compare with."""

    kind: str
    level: int
    rows: int
    live: int | None
    year_before: int | None


@dataclass(frozen=True)
class FoundKind:
    """The same thing found in a file: how often, and in which line first."""

    severity: str
    column: str
    message: str
    remedy: str
    found: int
    first_line: int | None


def coverage_by_lea(batch: Batch) -> list[LeaCoverage]:
    """Every LEA of the batch and of what it was compared with, by code; none without rows."""
    if not batch.has_rows or batch.year is None:
        return []
    here = _count_leas([child_table(batch.pk, batch.indicator)], batch)
    before = _count_leas(_tables_of(batch, _before(batch)), batch)
    known = {
        cds[:7]: str(lea) for cds, lea in leas_by_cds(batch.year).items() if cds[7:] == "0" * 7
    }
    first_met = {cds[:7] for cds, _, _ in batch.report["first_met"]}
    return [
        LeaCoverage(
            cds=f"{code}{'0' * 7}",
            name=known.get(code) or (here.get(code) or before[code])[0],
            state=GONE if code not in here else NEW if code in first_met else HERE,
            own_rows=here[code][1] if code in here else 0,
            school_rows=here[code][2] if code in here else 0,
            schools=here[code][3] if code in here else 0,
            groups=here[code][4] if code in here else 0,
            rows_before=sum(before[code][1:3]) if code in before else 0,
        )
        for code in sorted(here.keys() | before.keys())
        if code != "0" * 7
    ]


def _before(batch: Batch) -> dict[str, int | None]:
    """County → the batch beside which it is shown. That of a refused file is what is live in the
    counties of all its rows, those of the refused ones too, whose own rows are kept nowhere."""
    if batch.has_rows:
        return compared_with(batch)
    if batch.year is None:
        return {}
    refused = batch.refused.exclude(county_code="").order_by().values_list("county_code", flat=True)
    counties = sorted({*batch.counties, *refused.distinct()})
    return live_of(batch.year, batch.indicator, tuple(counties))


def _tables_of(batch: Batch, before: dict[str, int | None]) -> list[str]:
    keys = {key for key in before.values() if key}
    return [child_table(key, batch.indicator) for key in sorted(keys)]


def _count_leas(tables: Iterable[str], batch: Batch) -> dict[str, tuple[Any, ...]]:
    """First seven digits → name, own rows, rows of schools, schools, groups."""
    group = GROUP if GROUP in Parent.of(batch.indicator).columns else "NULL::text"
    found: dict[str, tuple[Any, ...]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT left(cds, 7), max(districtname),"
                " count(*) FILTER (WHERE right(cds, 7) = '0000000'),"
                " count(*) FILTER (WHERE right(cds, 7) <> '0000000'),"
                " count(DISTINCT cds) FILTER (WHERE right(cds, 7) <> '0000000'),"
                f" count(DISTINCT {group})"
                f" FROM {table} WHERE left(cds, 2) = ANY(%s) GROUP BY 1",
                [batch.counties],
            )
            found |= {code: tuple(rest) for code, *rest in cursor.fetchall()}
    return found


def coverage_by_group(batch: Batch) -> list[GroupCoverage]:
    """Every student group of the batch and of what it was compared with, in the usual order."""
    here = batch.report.get("groups", {})
    before = _groups_before(batch)
    order = [*GROUP_LABELS]
    codes = sorted(
        here.keys() | before.keys(),
        key=lambda code: (order.index(code) if code in order else len(order), code),
    )
    return [
        GroupCoverage(code, GROUP_LABELS.get(code, ""), here.get(code, 0), before.get(code, 0))
        for code in codes
    ]


def _groups_before(batch: Batch) -> dict[str, int]:
    found: dict[str, int] = {}
    if batch.year is None or GROUP not in Parent.of(batch.indicator).columns:
        return found
    before = _before(batch)
    with connection.cursor() as cursor:
        for table in _tables_of(batch, before):
            cursor.execute(
                f"SELECT {GROUP}, count(*) FROM {table} WHERE left(cds, 2) = ANY(%s) GROUP BY 1",
                [list(before)],
            )
            for code, rows in cursor.fetchall():
                found[code] = found.get(code, 0) + rows
    return found


def levels_beside(batch: Batch) -> list[LevelLine]:
    """Colors and status levels here, in what was live, and on the Dashboard before."""
    if not batch.report.get("levels") or batch.year is None:
        return []
    before = _before(batch)
    live = distribution_of(before).get("levels", {})
    earlier = year_before(layout_of_batch(batch), tuple(before)).get("levels", {})
    return [
        LevelLine(kind, level, rows, *_at(level, live.get(kind)), *_at(level, earlier.get(kind)))
        for kind, levels in batch.report["levels"].items()
        if any(levels[1:])
        for level, rows in enumerate(levels)
    ]


def _at(level: int, levels: list[int] | None) -> tuple[int | None]:
    return (levels[level] if levels and any(levels[1:]) else None,)


def kinds_found(batch: Batch) -> list[FoundKind]:
    """What was found, the same thing in the same column once: duplicates, values out of range and
    whatever else; what stops the file first."""
    rows = (
        batch.faults.values("severity", "column", "message", "remedy")
        .annotate(found=Count("pk"), first_line=Min("line"))
        .order_by()
    )
    order = {"error": 0, "warning": 1, "information": 2}
    kinds = [FoundKind(**row) for row in rows]
    return sorted(kinds, key=lambda one: (order[one.severity], -one.found, one.first_line or 0))

"""Live rows, by SQL over the children of the parents: what the engine and the pages read.

Published results are public facts of the state and are not scoped by person. Rows of a load that
is still confidential are left out unless `with_confidential` is asked for, which only the county
office's own pages and computations do.
"""

# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from dashboard_import.cds import NO_SCHOOL
from dashboard_import.models import Batch, LiveBatch
from dashboard_import.selectors.confidential import still_confidential
from dashboard_import.selectors.live_tables import live_tables, narrowed
from dashboard_import.tables import Parent, child_table

# Codes under which a local indicator file may be live: one file for all priorities, or one each.
LOCAL = "LOCAL"
PUBLISHED = "PUBLISHED"
CHARTER_LIST = "CHARTER_LIST"
BOTH_LISTS = (PUBLISHED, CHARTER_LIST)
ENROLLMENT = "ENROLLMENT"

_OF_SCHOOLS = "rtype = 'S' AND charter_flag <> 'Y' AND studentgroup = ANY(%(groups)s)"
_LARGEST_FIRST = "currdenom DESC NULLS LAST, cds"


class CellRow(NamedTuple):
    """A row of an LEA and student group: what the rule reads, and where it stands."""

    cds: str
    rtype: str
    charter_flag: str
    studentgroup: str
    indicator: str
    currdenom: int | None
    statuslevel: int | None
    color: int | None
    currnsizemet: str
    accountabilitymet: str
    certifyflag: str
    batch_id: int
    line: int


class LiveResult(NamedTuple):
    """One row with the numbers that pages show. Status and change are as published."""

    indicator: str
    cds: str
    rtype: str
    schoolname: str
    districtname: str
    studentgroup: str
    currnumer: int | None
    currdenom: int | None
    currstatus: Decimal | None
    priordenom: int | None
    priorstatus: Decimal | None
    change: Decimal | None
    statuslevel: int | None
    changelevel: int | None
    color: int | None
    box: int | None
    currnsizemet: str
    priornsizemet: str
    accountabilitymet: str
    type: str
    batch_id: int
    line: int


class PublishedResult(NamedTuple):
    """One LEA of the state's list of that year; `letters` by group, methods and years as text."""

    cds: str
    districtname: str
    letters: dict[str, str]
    totalstudentgroups: int | None
    statuses: dict[str, str]
    methods: dict[str, str]
    level3: dict[str, str]
    batch_id: int
    line: int


def live_batches(year: int, *, with_confidential: bool = True) -> dict[str, dict[str, int]]:
    """Which batch is live: indicator → county code → key of the batch."""
    pointers = LiveBatch.objects.filter(year=year)
    if not with_confidential:
        pointers = pointers.exclude(still_confidential("batch__"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for indicator, county, batch in pointers.values_list("indicator", "county_code", "batch_id"):
        found[indicator][county] = batch
    return dict(found)


def cells_in(batch_ids: Iterable[int], cds: str, *, year: int) -> list[CellRow]:
    """The cells of an LEA on one Dashboard in given batches, live or not: what a determination was
    made from."""
    rows = _rows_in(batch_ids, year, CellRow._fields, "cds = %(cds)s", {"cds": cds})
    return [CellRow(*row) for row in rows]


def results_in(batch_ids: Iterable[int], cds: str, *, year: int) -> list[LiveResult]:
    """The same rows with the numbers that pages show: as a determination was made from them."""
    rows = _rows_in(batch_ids, year, LiveResult._fields, "cds = %(cds)s", {"cds": cds})
    return [LiveResult(*row) for row in rows]


def schools_in(
    batch_ids: Iterable[int],
    cds: str,
    *,
    year: int,
    indicators: Collection[str],
    groups: Collection[str],
) -> list[LiveResult]:
    """The rows of the schools behind an LEA's own row, for these indicators and groups, the most
    students first. Charter schools are LEAs of their own: no part of the district's row, and with
    no school behind them."""
    if not cds.endswith(NO_SCHOOL):
        return []
    values: dict[str, Any] = {"indicators": list(indicators), "groups": list(groups)}
    where = f"{_OF_SCHOOLS} AND indicator = ANY(%(indicators)s) AND {narrowed([cds[:7]], values)}"
    rows = _rows_in(batch_ids, year, LiveResult._fields, where, values, order=_LARGEST_FIRST)
    return [LiveResult(*row) for row in rows]


def _rows_in(
    batch_ids: Iterable[int],
    year: int,
    columns: Sequence[str],
    where: str,
    parameters: Mapping[str, Any],
    *,
    order: str = "batch_id, line",
) -> list[tuple[Any, ...]]:
    """Rows of a Dashboard's indicator files in given batches, live or not."""
    tables = [
        child_table(batch.pk, batch.indicator)
        for batch in Batch.objects.filter(pk__in=list(batch_ids), year=year)
        if batch.has_rows and Parent.of(batch.indicator).name == "dashboard_result"
    ]
    if not tables:
        return []
    names = ", ".join(columns)
    selects = [f"SELECT {names} FROM {table} WHERE {where}" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(selects)} ORDER BY {order}", parameters)
        return cursor.fetchall()


def census_enrollment_of(
    cds: str, year: int, *, with_confidential: bool = True
) -> dict[str, tuple[int | None, int | None]]:
    """An LEA's live census enrollment: group → (students of the group, students in all)."""
    rows = _live_rows(
        year,
        "census_enrollment",
        ("studentgroup", "subgrouptotal", "totalenrollment"),
        cds_prefixes=[cds],
        with_confidential=with_confidential,
    )
    return {group: (part, whole) for group, part, whole in rows}


def published_status(
    year: int,
    *,
    cds_prefixes: Collection[str] | None = None,
    lists: Collection[str] = (PUBLISHED,),
    with_confidential: bool = True,
) -> list[PublishedResult]:
    """The live rows of the state's assistance status list of that year: of districts and county
    offices, unless `lists` names that of charter schools as well (BOTH_LISTS)."""
    rows = _live_rows(
        year,
        "published_status",
        PublishedResult._fields,
        indicators=lists,
        cds_prefixes=cds_prefixes,
        with_confidential=with_confidential,
    )
    return [
        PublishedResult(
            cds,
            name,
            json.loads(letters),
            total,
            json.loads(statuses),
            json.loads(methods),
            json.loads(level3),
            batch,
            line,
        )
        for cds, name, letters, total, statuses, methods, level3, batch, line in rows
    ]


def file_row(batch_id: int, line: int) -> dict[str, Any]:
    """A row with every column of its file, in the file's order; empty where there is none."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None or not batch.has_rows:
        return {}
    columns: list[list[str]] = batch.report["columns"]
    names = ", ".join(f'"{stored}"' for _, stored in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {child_table(batch_id, batch.indicator)} WHERE line = %s",
            [line],
        )
        row = cursor.fetchone()
    published = [name for name, _ in columns]
    return dict(zip(published, row, strict=True)) if row else {}


def file_name_of(batch_id: int) -> str:
    """The name under which the file of a batch came."""
    return Batch.objects.values_list("file_name", flat=True).get(pk=batch_id)


def _live_rows(
    year: int,
    parent: str,
    columns: Sequence[str],
    *,
    indicators: Collection[str] | None = None,
    cds_prefixes: Collection[str] | None = None,
    with_confidential: bool = True,
) -> list[tuple[Any, ...]]:
    """Live rows of one parent; a county's rows are a range of the index on the code."""
    batches = live_batches(year, with_confidential=with_confidential)
    if indicators is not None:
        batches = {code: live for code, live in batches.items() if code in indicators}
    tables = live_tables(batches, parent, cds_prefixes)
    if not tables:
        return []
    values: dict[str, Any] = {}
    codes = narrowed(cds_prefixes, values)
    selects = []
    for number, table in enumerate(tables):
        values[f"counties_{number}"] = list(table.counties)
        selects.append(
            f"SELECT {', '.join(columns)} FROM {table.name}"
            f" WHERE left(cds, 2) = ANY(%(counties_{number})s) AND {codes}"
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), values)
        return cursor.fetchall()

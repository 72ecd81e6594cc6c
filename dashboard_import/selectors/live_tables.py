"""The tables of live batches, read by name: the parent's many other children are never looked at.

A batch may be live for some of its counties only, so each table counts for those alone.
"""

# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from dashboard_import.tables import Parent, child_table

Batches = Mapping[str, Mapping[str, int]]  # the live ones: indicator → county code → batch


@dataclass(frozen=True)
class LiveTable:
    """The table of a live batch, and the counties for which it is live."""

    name: str
    indicator: str
    counties: tuple[str, ...]


def live_tables(
    batches: Batches, parent: str, cds_prefixes: Collection[str] | None
) -> list[LiveTable]:
    """The live tables of one kind of row, those left out that are live for none of the counties
    in which the codes begin so."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    wanted = None if cds_prefixes is None else {prefix[:2] for prefix in cds_prefixes}
    for indicator, counties in batches.items():
        if Parent.of(indicator).name == parent:
            for county, batch in counties.items():
                if wanted is None or county in wanted:
                    found[indicator, batch].append(county)
    return [
        LiveTable(child_table(batch, indicator), indicator, tuple(counties))
        for (indicator, batch), counties in found.items()
    ]


def read_by_lea(
    tables: Collection[LiveTable],
    columns: Mapping[str, Callable[[LiveTable], str]],
    cds_prefixes: Collection[str] | None,
    *,
    where: str = "TRUE",
    parameters: Mapping[str, Any] | None = None,
) -> list[tuple[Any, ...]]:
    """One row for each LEA with a row in the tables, whatever they are: its code and the columns
    asked, which are SQL that sums up the LEA's rows of one table; what its tables say is joined.

    `columns`: the aggregate that joins what several tables say → SQL of an aggregate over an LEA's
    rows of one table.
    """
    if not tables:
        return []
    values = dict(parameters or {})
    condition = f"({where}) AND {narrowed(cds_prefixes, values)}"
    selects = []
    for number, table in enumerate(tables):
        values[f"counties_{number}"] = list(table.counties)
        summed = ", ".join(
            f"{sql(table)} AS column_{position}" for position, sql in enumerate(columns.values())
        )
        selects.append(
            f"SELECT cds, left(cds, 2) = ANY(%(counties_{number})s) AS is_live, {summed}"
            f" FROM {table.name} WHERE {condition} GROUP BY cds"
        )
    joined = ", ".join(
        f"{aggregate.format(f'column_{position}')} FILTER (WHERE is_live)"
        for position, aggregate in enumerate(columns)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cds, {joined} FROM ({' UNION ALL '.join(selects)}) AS of_a_table"
            " GROUP BY cds HAVING bool_or(is_live)",
            values,
        )
        return cursor.fetchall()


def narrowed(cds_prefixes: Collection[str] | None, values: dict[str, Any]) -> str:
    """SQL for codes that begin so, as ranges of the index; the colon comes right after the nine."""
    if cds_prefixes is None:
        return "TRUE"
    ranges = []
    for number, prefix in enumerate(cds_prefixes):
        values |= {f"from_{number}": prefix, f"to_{number}": prefix + ":"}
        ranges.append(f"cds >= %(from_{number})s AND cds < %(to_{number})s")
    return f"({' OR '.join(ranges) or 'FALSE'})"

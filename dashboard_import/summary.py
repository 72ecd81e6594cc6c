# ruff: noqa: S608  (names of tables and columns are the desk's own)
"""One look at a batch's rows: how many by county, level and group, and each code once.

Taken while the rows are staged, where it tells whether codes and groups are what they should be,
and used again for the report: the rows are read as seldom as possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from dashboard_import.tables import GROUP, Parent

LEVELS = range(1, 6)  # 0 and null are no level


class Tally(NamedTuple):
    """The rows of one county and student group ("" where files have none): how many, and how many
    of each status level and color from 0 to 5; empty where files have no levels."""

    county_code: str
    group: str
    rows: int
    levels: dict[str, list[int]]


class Named(NamedTuple):
    """A code with the names that its rows give it."""

    cds: str
    district_name: str
    school_name: str
    is_charter: bool


@dataclass(frozen=True)
class Summary:
    """`codes` says of each code whether its rows are a charter school's. `as_expected` says whether
    all rows met the conditions that were given."""

    tallies: list[Tally]
    codes: dict[str, bool]
    as_expected: bool = True


def summarise(table: str, parent: Parent, conditions: str = "TRUE") -> Summary:
    """Reads a batch's table by county and group, and by code: two small answers, each by a scan of
    its own, which PostgreSQL can share among cores as it cannot with GROUPING SETS.

    `conditions` is SQL over one row; null counts as met.
    """
    kinds = [kind for kind in ("statuslevel", "color") if kind in parent.columns]
    group = GROUP if GROUP in parent.columns else "''"
    counts = [f"count(*) FILTER (WHERE {kind} = {level})" for kind in kinds for level in LEVELS]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['left(cds, 2)', group, 'count(*)', *counts])},"
            f" bool_and({conditions}) FROM {table} GROUP BY 1, 2"
        )
        found = cursor.fetchall()
    return Summary(
        tallies=[
            Tally(county, group, rows, _levels(kinds, rows, counted))
            for county, group, rows, *counted, _ in found
        ],
        codes=codes_in(table, parent),
        as_expected=all(row[-1] is not False for row in found),
    )


def _levels(kinds: Sequence[str], rows: int, counts: Sequence[int]) -> dict[str, list[int]]:
    """Rows by level from 0 to 5; those without a level count as 0."""
    levels = {}
    for at, kind in enumerate(kinds):
        given = list(counts[at * len(LEVELS) : (at + 1) * len(LEVELS)])
        levels[kind] = [rows - sum(given), *given]
    return levels


def codes_in(table: str, parent: Parent) -> dict[str, bool]:
    """Each code of a batch once, with whether its rows are a charter school's."""
    charter = "max(charter_flag) = 'Y'" if "charter_flag" in parent.columns else "FALSE"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cds, {charter} FROM {table} GROUP BY cds")
        return dict(cursor.fetchall())


def named_in(table: str, parent: Parent, codes: Iterable[str]) -> list[Named]:
    """These codes of a batch, in order, each with the first of the names that its rows give;
    without those whose rows name no LEA or school that there is."""
    school = "schoolname" if "schoolname" in parent.columns else "''"
    charter = "charter_flag = 'Y'" if "charter_flag" in parent.columns else "FALSE"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (cds) cds, districtname, {school}, {charter} FROM {table}"
            f" WHERE cds = ANY(%s) AND {parent.names_places.replace('%', '%%')}"
            " ORDER BY cds, districtname, 3, 4",
            [list(codes)],
        )
        return [Named(*row) for row in cursor.fetchall()]

# ruff: noqa: S608  (names of tables and columns are the desk's own)
"""One look at a batch's rows: how many by county, level and group, and each code once.

Taken while the rows are staged, where it tells whether codes and groups are what they should be,
and used again for the report: the rows are read as seldom as possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from dashboard_import.tables import GROUP, Parent


class Tally(NamedTuple):
    """The number of rows of one county, status level and color."""

    county_code: str
    statuslevel: int | None
    color: int | None
    rows: int


class Named(NamedTuple):
    """A code with the names that its rows give it."""

    cds: str
    district_name: str
    school_name: str
    is_charter: bool


@dataclass(frozen=True)
class Summary:
    """`groups` gives the rows of each student group, empty where rows have none. `codes` says of
    each code whether its rows are a charter school's. `as_expected` says whether all rows met the
    conditions that were given."""

    tallies: list[Tally]
    groups: dict[str, int]
    codes: dict[str, bool]
    as_expected: bool = True


def summarise(table: str, parent: Parent, conditions: str = "TRUE") -> Summary:
    """Reads a batch's table by county and level, by group and by code: three small answers, each
    by a scan of its own, which PostgreSQL can share among cores as it cannot with GROUPING SETS.

    `conditions` is SQL over one row; null counts as met.
    """
    levels = "statuslevel, color" if "statuslevel" in parent.columns else "NULL, NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT left(cds, 2), {levels}, count(*), bool_and({conditions}) FROM {table}"
            " GROUP BY 1, 2, 3"
        )
        found = cursor.fetchall()
        groups: dict[str, int] = {}
        if GROUP in parent.columns:
            cursor.execute(f"SELECT {GROUP}, count(*) FROM {table} GROUP BY 1")
            groups = dict(cursor.fetchall())
    return Summary(
        tallies=[Tally(*row[:-1]) for row in found],
        groups=groups,
        codes=codes_in(table, parent),
        as_expected=all(row[-1] is not False for row in found),
    )


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

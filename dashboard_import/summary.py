# ruff: noqa: S608  (names of tables and columns are the desk's own)
"""One look at a batch's rows: how many by county, group and level, and each code once.

Taken while the rows are staged, where it tells whether codes and groups are what they should be,
and used again for the report: the rows are read as seldom as possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from dashboard_import.tables import GROUP, Parent


class Tally(NamedTuple):
    """The number of rows of one county, type, group, status level and color."""

    county_code: str
    rtype: str
    group: str
    statuslevel: int | None
    color: int | None
    rows: int


@dataclass(frozen=True)
class Named:
    """A code with the names that its rows give it."""

    cds: str
    district_name: str
    school_name: str
    is_charter: bool


@dataclass(frozen=True)
class Summary:
    """`named` is in the order of the codes, each once; `as_expected` says whether all rows met the
    conditions that were given."""

    tallies: list[Tally]
    named: list[Named]
    as_expected: bool = True


def summarise(table: str, parent: Parent, conditions: str = "TRUE") -> Summary:
    """Reads a batch's table twice: once by county, group and level, once by code.

    `conditions` is SQL over one row; null counts as met.
    """
    has_levels = "statuslevel" in parent.columns
    columns = [
        "left(cds, 2)",
        "rtype" if "rtype" in parent.columns else "''",
        GROUP if GROUP in parent.columns else "''",
        "statuslevel" if has_levels else "NULL::smallint",
        "color" if has_levels else "NULL::smallint",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)}, count(*), bool_and({conditions}) FROM {table}"
            " GROUP BY 1, 2, 3, 4, 5"
        )
        found = cursor.fetchall()
    return Summary(
        tallies=[Tally(*row[:-1]) for row in found],
        named=named_in(table, parent),
        as_expected=all(row[-1] is not False for row in found),
    )


def named_in(table: str, parent: Parent) -> list[Named]:
    """Each code of a batch once, in order, with the first of the names that its rows give."""
    school = "schoolname" if "schoolname" in parent.columns else "''"
    charter = "charter_flag" if "charter_flag" in parent.columns else "''"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cds, districtname, {school}, {charter}, count(*) FROM {table}"
            " GROUP BY 1, 2, 3, 4"
        )
        rows = sorted(cursor.fetchall(), reverse=True)
    found = {cds: Named(cds, lea, name, flag == "Y") for cds, lea, name, flag, _ in rows}
    return [found[cds] for cds in sorted(found)]

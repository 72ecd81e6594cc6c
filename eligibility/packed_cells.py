"""Reads which tests are true for each group of each LEA: the cells are weighed in the database.

Only cells that make a test true come back, so that the whole state is read in a fraction of a
second. The same packing in plain Python is `engine.pack_cells`; a test holds both to one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.db import connection

from eligibility.criteria.model import COLOR, Criteria, Test
from eligibility.findings import Evidence, GroupTests

# An LEA's own cells: district and county office rows, and the school rows of charter schools.
_CELLS = """
    FROM dashboard_result AS cell
    WHERE cell.batch_id = ANY(%(batches)s)
      AND (cell.batch_id, left(cell.cds, 2)) IN (
          SELECT * FROM unnest(%(live_batches)s::bigint[], %(live_counties)s::text[]))
      AND (cell.rtype = 'D' OR cell.rtype = 'S' AND cell.charter_flag = 'Y')
      AND cell.studentgroup = ANY(%(groups)s)
"""


def read_true_tests(
    criteria: Criteria,
    batches: Mapping[str, Mapping[str, int]],
    cds_prefixes: Collection[str] | None = None,
) -> dict[str, dict[str, GroupTests]]:
    """By CDS code and student group, the tests of the year that are true.

    `batches` are the live ones: indicator → county → batch. `cds_prefixes` narrows to codes that
    begin so.
    """
    which_test = " ".join(f"WHEN {_passes(test)} THEN {test.bit}" for test in criteria.tests)
    level = " ".join(
        f"WHEN '{indicator}' THEN cell.{tests[0].field}"
        for indicator, tests in criteria.tests_by_indicator.items()
    )
    rows = _select(
        f"SELECT cds, studentgroup, test, level, currdenom FROM (SELECT cell.cds,"  # noqa: S608
        f" cell.studentgroup, cell.currdenom, CASE {which_test} END AS test,"
        f" CASE cell.indicator {level} END AS level",
        ") AS weighed WHERE test IS NOT NULL",
        criteria,
        batches,
        cds_prefixes,
    )
    names = [test.name for test in criteria.tests]
    evidence: dict[tuple[str, str], dict[str, Evidence]] = defaultdict(dict)
    bits: dict[tuple[str, str], int] = defaultdict(int)
    for cds, group, test, found_level, students in rows:
        evidence[cds, group][names[test]] = (found_level, students)
        bits[cds, group] |= 1 << test
    true_tests: dict[str, dict[str, GroupTests]] = defaultdict(dict)
    for (cds, group), found in evidence.items():
        true_tests[cds][group] = GroupTests(bits[cds, group], found)
    return dict(true_tests)


def read_counted_groups(
    criteria: Criteria,
    batches: Mapping[str, Mapping[str, int]],
    cds_prefixes: Collection[str] | None = None,
) -> dict[str, frozenset[str]]:
    """By CDS code, the student groups with a result that counts: a color, or a status level with
    the n-size met, on one of the year's indicators."""
    counts = " OR ".join(
        f"cell.indicator = '{indicator}' AND cell.{tests[0].field} > 0{_n_size(tests[0])}"
        for indicator, tests in criteria.tests_by_indicator.items()
    )
    rows = _select(
        "SELECT cell.cds, bit_or(1 << array_position(%(groups)s, cell.studentgroup))",
        f"AND ({counts}) GROUP BY cell.cds",
        criteria,
        batches,
        cds_prefixes,
    )

    @cache
    def groups_of(mask: int) -> frozenset[str]:
        return frozenset(
            group for position, group in enumerate(criteria.groups, 1) if mask >> position & 1
        )

    return {cds: groups_of(mask) for cds, mask in rows}


def _passes(test: Test) -> str:
    """SQL for a cell that makes the test true. Names and levels come from a checked file."""
    levels = ", ".join(str(level) for level in sorted(test.levels))
    return f"cell.indicator = '{test.indicator}' AND cell.{test.field} IN ({levels}){_n_size(test)}"


def _n_size(test: Test) -> str:
    """SQL for the n-size, where the test applies it itself."""
    if test.field == COLOR:
        return ""
    return (
        " AND cell.currdenom >= CASE"
        " WHEN cell.rtype = 'D' AND cell.studentgroup = ANY(%(smaller_groups)s)"
        " THEN (%(smaller_sizes)s)[array_position(%(smaller_groups)s, cell.studentgroup)]"
        " ELSE %(usual)s END"
    )


def _select(
    select: str,
    rest: str,
    criteria: Criteria,
    batches: Mapping[str, Mapping[str, int]],
    cds_prefixes: Collection[str] | None,
) -> list[tuple[Any, ...]]:
    live = [
        (batch, county)
        for indicator in criteria.files
        for county, batch in batches.get(indicator, {}).items()
        if cds_prefixes is None or any(prefix.startswith(county) for prefix in cds_prefixes)
    ]
    if not live:
        return []
    parameters: dict[str, Any] = {
        "batches": sorted({batch for batch, _ in live}),
        "live_batches": [batch for batch, _ in live],
        "live_counties": [county for _, county in live],
        "groups": list(criteria.groups),
        "usual": criteria.n_size.usual,
        "smaller_groups": list(criteria.n_size.district_rows),
        "smaller_sizes": list(criteria.n_size.district_rows.values()),
    }
    narrowed = ""
    if cds_prefixes is not None:
        ranges = []
        for number, prefix in enumerate(cds_prefixes):
            parameters |= {f"from_{number}": prefix, f"to_{number}": prefix + ":"}
            ranges.append(f"cell.cds >= %(from_{number})s AND cell.cds < %(to_{number})s")
        narrowed = f"AND ({' OR '.join(ranges)})"
    with connection.cursor() as cursor:
        cursor.execute(f"{select} {_CELLS} {narrowed} {rest}", parameters)
        return cursor.fetchall()

"""Reads which tests are true for each group of each LEA: the cells are weighed in the database.

A row comes back for each LEA and file, its passing cells packed in an array of numbers, so that
the whole state is read in half a second. The same in plain Python is `engine.pack_cells`; a test
holds both to one answer.
"""

# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection

from dashboard_import.tables import LEA_ROWS, Parent, child_table
from eligibility.criteria.model import COLOR, Criteria, Test
from eligibility.findings import Evidence, GroupTests

# A passing cell as a number: its level, above it the position of its group, above that its
# students and one, so that 0 is left for a number that is not given.
LEVEL_BITS, CODE_BITS = 4, 12
CODE = (1 << CODE_BITS) - 1


@dataclass
class PackedCells:
    """What the live indicator files of one Dashboard hold of each LEA, by CDS code.

    `true_tests` by student group; `counted_groups` are those with a result that counts: a color,
    or a status level with the n-size met. `codes` are those of all LEAs with a row.
    """

    true_tests: dict[str, dict[str, GroupTests]] = field(default_factory=dict)
    counted_groups: dict[str, frozenset[str]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)


def read_packed_cells(
    criteria: Criteria,
    batches: Mapping[str, Mapping[str, int]],
    cds_prefixes: Collection[str] | None = None,
) -> PackedCells:
    """The cells of every LEA on the year's Dashboard, as its rules read them.

    `batches` are the live ones: indicator → county → batch. `cds_prefixes` narrows to codes that
    begin so.
    """
    evidence: dict[str, dict[str, dict[str, Evidence]]] = defaultdict(lambda: defaultdict(dict))
    counted: dict[str, frozenset[str]] = defaultdict(frozenset)
    codes: set[str] = set()
    meanings = _meanings(criteria)
    groups_of = cache(lambda words: frozenset(words.split()).intersection(criteria.groups))
    for indicator, cds, groups_that_count, passing in _rows(criteria, batches, cds_prefixes):
        codes.add(cds)
        if groups_that_count:
            counted[cds] |= groups_of(groups_that_count)
        if passing:
            of_lea, meaning = evidence[cds], meanings[indicator]
            for cell in passing:
                group, level, tests = meaning[cell & CODE]
                students = (cell >> CODE_BITS) - 1
                for name in tests:
                    of_lea[group][name] = (level, students if students >= 0 else None)
    return PackedCells(_group_tests(criteria, evidence), dict(counted), codes)


def _meanings(criteria: Criteria) -> dict[str, dict[int, tuple[str, int, list[str]]]]:
    """By indicator, what the lower bits of a passing cell say: its group, its level and the names
    of the tests that the level makes true."""
    return {
        indicator: {
            position << LEVEL_BITS | level: (
                group,
                level,
                [test.name for test in tests if level in test.levels],
            )
            for position, group in enumerate(criteria.groups, 1)
            for level in {level for test in tests for level in test.levels}
        }
        for indicator, tests in criteria.tests_by_indicator.items()
    }


def _group_tests(
    criteria: Criteria, evidence: Mapping[str, Mapping[str, Mapping[str, Evidence]]]
) -> dict[str, dict[str, GroupTests]]:
    bit = {test.name: 1 << test.bit for test in criteria.tests}
    return {
        cds: {
            group: GroupTests(sum([bit[name] for name in found]), found)
            for group, found in groups.items()
        }
        for cds, groups in evidence.items()
    }


def _rows(
    criteria: Criteria,
    batches: Mapping[str, Mapping[str, int]],
    cds_prefixes: Collection[str] | None,
) -> Iterator[tuple[str, str, str | None, list[int] | None]]:
    """Indicator, CDS code, groups with a result that counts and passing cells: a row for each LEA
    and live file of state indicators. A file that the year's rule does not read has codes only."""
    parameters: dict[str, Any] = {
        "groups": list(criteria.groups),
        "usual": criteria.n_size.usual,
        "smaller_groups": list(criteria.n_size.district_rows),
        "smaller_sizes": list(criteria.n_size.district_rows.values()),
    }
    narrowed = _narrowed(cds_prefixes, parameters)
    selects = []
    for indicator, counties in batches.items():
        if Parent.of(indicator).name != "dashboard_result":
            continue
        weighed = _weighed(criteria.tests_by_indicator.get(indicator, ()))
        selects += [
            f"SELECT '{indicator}', {batch}, cds, {weighed} FROM {child_table(batch, indicator)}"
            f" WHERE ({LEA_ROWS}) AND {narrowed} GROUP BY cds"
            for batch in sorted(set(counties.values()))
        ]
    if not selects:
        return
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), parameters)
        for indicator, batch, cds, groups, passing in cursor.fetchall():
            # A batch may be live for some of its counties only.
            if batches[indicator].get(cds[:2]) == batch:
                yield indicator, cds, groups, passing


def _narrowed(cds_prefixes: Collection[str] | None, parameters: dict[str, Any]) -> str:
    """SQL for codes that begin so, as ranges of the index; the colon comes right after the nine."""
    if cds_prefixes is None:
        return "TRUE"
    ranges = []
    for number, prefix in enumerate(cds_prefixes):
        parameters |= {f"from_{number}": prefix, f"to_{number}": prefix + ":"}
        ranges.append(f"cds >= %(from_{number})s AND cds < %(to_{number})s")
    return f"({' OR '.join(ranges) or 'FALSE'})"


def _weighed(tests: tuple[Test, ...]) -> str:
    """SQL for two columns: the groups with a result that counts in words, and the passing cells.

    All tests of an indicator read the same field; names and levels come from a checked file.
    """
    if not tests:
        return "NULL, NULL::bigint[]"
    group = "array_position(%(groups)s::text[], studentgroup)"
    level, n_size = tests[0].field, _n_size(tests[0])
    levels = ", ".join(str(each) for each in sorted({each for t in tests for each in t.levels}))
    cell = (
        f"((coalesce(currdenom, -1) + 1)::bigint << {CODE_BITS})"
        f" | ({group} << {LEVEL_BITS}) | {level}"
    )
    return (
        f"string_agg(studentgroup, ' ') FILTER (WHERE {level} > 0{n_size}),"
        f" array_remove(array_agg({cell}) FILTER (WHERE {level} IN ({levels}){n_size}), NULL)"
    )


def _n_size(test: Test) -> str:
    """SQL for the n-size, where the test applies it itself."""
    if test.field == COLOR:
        return ""
    return (
        " AND currdenom >= CASE"
        " WHEN rtype = 'D' AND studentgroup = ANY(%(smaller_groups)s)"
        " THEN (%(smaller_sizes)s)[array_position(%(smaller_groups)s, studentgroup)]"
        " ELSE %(usual)s END"
    )

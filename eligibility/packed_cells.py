"""Reads which tests are true for each group of each LEA: the cells are weighed in the database.

A row comes back for each LEA and year, its passing cells as numbers, so that the whole state is
read in half a second. The same in plain Python is `engine.pack_cells`; a test holds both to one
answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from dashboard_import.selectors.live_tables import Batches, LiveTable, live_tables, read_by_lea
from dashboard_import.tables import LEA_ROWS, literal
from eligibility.criteria.model import COLOR, Criteria, Test
from eligibility.findings import Evidence, GroupTests

# A passing cell as a number, from its lowest bits: its level, the positions of its group and of its
# indicator; above them its students and one, so that 0 is left for a number that is not given.
GROUP_SHIFT, INDICATOR_SHIFT, STUDENTS_SHIFT = 4, 8, 12
CODE = (1 << STUDENTS_SHIFT) - 1


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
    criteria: Criteria, batches: Batches, cds_prefixes: Collection[str] | None = None
) -> PackedCells:
    """The cells of every LEA on the year's Dashboard, as its rules read them.

    `batches` are the live ones: indicator → county → batch. `cds_prefixes` narrows to codes that
    begin so.
    """
    rows = read_by_lea(
        live_tables(batches, "dashboard_result", cds_prefixes),
        {
            "bit_or({})": lambda table: _groups_that_count(criteria, table),
            "string_agg({}, ' ')": lambda table: _passing_cells(criteria, table),
        },
        cds_prefixes,
        where=LEA_ROWS,
        parameters={
            "usual": criteria.n_size.usual,
            "smaller_groups": list(criteria.n_size.district_rows),
            "smaller_sizes": list(criteria.n_size.district_rows.values()),
        },
    )
    found = PackedCells()
    meanings = _meanings(criteria)
    groups_in = cache(
        lambda bits: frozenset(
            group for position, group in enumerate(criteria.groups, 1) if bits >> position & 1
        )
    )
    for cds, counted, passing in rows:
        found.codes.add(cds)
        if counted:
            found.counted_groups[cds] = groups_in(counted)
        if passing:
            found.true_tests[cds] = _true_tests(meanings, passing)
    return found


def _true_tests(
    meanings: dict[int, tuple[str, str, int, int]], passing: str
) -> dict[str, GroupTests]:
    """The true tests of an LEA by group, from its passing cells."""
    bits: dict[str, int] = {}
    evidence: dict[str, dict[str, Evidence]] = {}
    for cell in map(int, passing.split()):
        group, test, bit, level = meanings[cell & CODE]
        students = (cell >> STUDENTS_SHIFT) - 1
        made_so = level, None if students < 0 else students
        if group in bits:
            bits[group] |= bit
            evidence[group][test] = made_so
        else:
            bits[group] = bit
            evidence[group] = {test: made_so}
    return {group: GroupTests(bits[group], found) for group, found in evidence.items()}


def _meanings(criteria: Criteria) -> dict[int, tuple[str, str, int, int]]:
    """What the lower bits of a passing cell say: its group, the test that it makes true by name
    and bit, and its level."""
    return {
        number << INDICATOR_SHIFT | position << GROUP_SHIFT | level: (
            group,
            test.name,
            1 << test.bit,
            level,
        )
        for number, tests in enumerate(criteria.tests_by_indicator.values())
        for position, group in enumerate(criteria.groups, 1)
        for test in tests
        for level in test.levels
    }


# All tests of an indicator read the same field; names and levels come from a checked file. A file
# that the year's rule does not read adds the codes of its LEAs only.


def _groups_that_count(criteria: Criteria, table: LiveTable) -> str:
    """SQL for the groups with a result that counts, as bits."""
    tests = criteria.tests_by_indicator.get(table.indicator)
    if not tests:
        return "NULL::integer"
    counts = f"{tests[0].field} > 0{_n_size(tests[0])}"
    return f"bit_or(1 << {_position(criteria)}) FILTER (WHERE {counts})"


def _passing_cells(criteria: Criteria, table: LiveTable) -> str:
    """SQL for the cells that make a test true, as numbers."""
    tests = criteria.tests_by_indicator.get(table.indicator)
    if not tests:
        return "NULL::text"
    number, level = list(criteria.tests_by_indicator).index(table.indicator), tests[0].field
    levels = ", ".join(str(each) for each in sorted({each for t in tests for each in t.levels}))
    cell = (
        f"((coalesce(currdenom, -1) + 1)::bigint << {STUDENTS_SHIFT})"
        f" | {number << INDICATOR_SHIFT} | ({_position(criteria)} << {GROUP_SHIFT}) | {level}"
    )
    return (
        f"string_agg(({cell})::text, ' ') FILTER (WHERE {level} IN ({levels}){_n_size(tests[0])})"
    )


def _position(criteria: Criteria) -> str:
    """SQL for the position of a row's group among the year's groups, from 1; null for other codes.
    `array_position` takes half as long again, and this is most of a row's time."""
    cases = [
        f"WHEN {literal(group)} THEN {position}"
        for position, group in enumerate(criteria.groups, 1)
    ]
    return f"CASE studentgroup {' '.join(cases)} END"


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

"""The same answers by plain SQL over sets, and by a query an LEA through Django's ORM.

SQL is written from the criteria files: it decides method 1 for each LEA and year and Level 3 of
the newest, without reasons, missing files or other methods, so it has less to do than we have.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from bench.report import Timing, timed
from county_office.models import Lea
from dashboard_import.models import DashboardResult
from dashboard_import.selectors import live_batches
from eligibility.criteria import Criteria, criteria_years, load_all_criteria
from eligibility.criteria.model import COLOR, Alternative, Test
from eligibility.engine import decide_years, pack_cells
from eligibility.findings import YearFacts
from eligibility.models import YES, Determination, DeterminationRun
from eligibility.rules import Cell

Answers = tuple[set[tuple[int, str]], set[str]]


def by_sql() -> tuple[Timing, Answers]:
    """The time, and what it finds: (year, CDS code) where method 1 is met, codes at Level 3."""
    catalogue = load_all_criteria()
    with timed() as timing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE priorities_met"
            " (year int, cds text, studentgroup text) ON COMMIT DROP"
        )
        for criteria in catalogue.values():
            cursor.execute(_groups_with_two(criteria), {"groups": list(criteria.groups)})
        cursor.execute("SELECT DISTINCT year, cds FROM priorities_met")
        method_1 = set(cursor.fetchall())
        level_3 = _level_3(cursor, catalogue[max(catalogue)])
    return timing, (method_1, level_3)


def _groups_with_two(criteria: Criteria) -> str:
    """Groups of one year that meet two priorities: rows to tests, tests to priorities."""
    tests = ", ".join(
        f"bool_or({_passes(criteria, test)}) AS {test.name}" for test in criteria.tests
    )
    priorities = " + ".join(
        "(" + " OR ".join(_alternative(criteria, each) for each in priority.alternatives) + ")::int"
        for priority in criteria.priorities
    )
    indicators = ", ".join(f"'{indicator}'" for indicator in criteria.files)
    return (
        f"INSERT INTO priorities_met SELECT {criteria.year}, cds, studentgroup FROM"
        f" (SELECT cds, studentgroup, {tests} FROM live_dashboard_result"
        f" WHERE year = {criteria.year} AND indicator IN ({indicators})"
        " AND (rtype = 'D' OR rtype = 'S' AND charter_flag = 'Y')"
        " AND studentgroup = ANY(%(groups)s) GROUP BY cds, studentgroup) AS tested"
        f" WHERE {priorities} >= 2"
    )


def _passes(criteria: Criteria, test: Test) -> str:
    levels = ", ".join(map(str, sorted(test.levels)))
    words = f"indicator = '{test.indicator}' AND {test.field} IN ({levels})"
    if test.field == COLOR:
        return words
    smaller = " ".join(
        f"WHEN rtype = 'D' AND studentgroup = '{group}' THEN {needed}"
        for group, needed in criteria.n_size.district_rows.items()
    )
    return f"{words} AND currdenom >= CASE {smaller} ELSE {criteria.n_size.usual} END"


def _alternative(criteria: Criteria, alternative: Alternative) -> str:
    tests = " AND ".join(f"coalesce({name}, false)" for name in sorted(alternative.all_of))
    if alternative.groups == frozenset(criteria.groups):
        return f"({tests})"
    groups = ", ".join(f"'{group}'" for group in sorted(alternative.groups))
    return f"({tests} AND studentgroup IN ({groups}))"


def _level_3(cursor: Any, criteria: Criteria) -> set[str]:
    rule = criteria.level_3
    assert rule is not None  # noqa: S101  (the newest year has the rule)
    cursor.execute(
        "SELECT cds FROM (SELECT cds, studentgroup FROM priorities_met"
        " WHERE year = ANY(%s) AND right(cds, 7) = '0000000' GROUP BY cds, studentgroup"
        " HAVING count(*) >= %s) AS repeated GROUP BY cds HAVING count(*) >= %s",
        [list(rule.window), rule.years_needed, rule.groups_needed],
    )
    return {row[0] for row in cursor.fetchall()}


def differences(found: Answers, stored: QuerySet[Determination]) -> int:
    """LEAs and years in which SQL's method 1 or Level 3 is another than the stored one.

    Level 3 by the clause on LEAs with fewer than three groups is left out: SQL has no such rule.
    """
    method_1, level_3 = found
    determined = set(stored.values_list("year", "cds"))
    ours = set(stored.filter(method1=YES).values_list("year", "cds"))
    newest = max(year for year, _ in determined)
    ours_level_3 = stored.filter(year=newest, level3=YES)
    return len(ours ^ (method_1 & determined)) + len(
        set(ours_level_3.values_list("cds", flat=True)) ^ level_3
    )


def query_an_lea(sample: int) -> tuple[Timing, float]:
    """The time for a sample of LEAs, and what to multiply it by for the whole state.

    For each LEA and year a query for its cells by the ORM, the same engine, and one `save()` for
    each determination. Local indicators and lists are not read.
    """
    catalogue = load_all_criteria()
    batches = {
        year: sorted({batch for found in live_batches(year).values() for batch in found.values()})
        for year in catalogue
    }
    leas = list(Lea.objects.order_by("pk").prefetch_related("codes"))
    with timed() as timing, transaction.atomic():
        run = DeterminationRun.objects.create(years=sorted(catalogue), actor_name="Measurement")
        for lea in leas[:: len(leas) // sample][:sample]:
            facts = {year: _facts(catalogue[year], lea, batches[year]) for year in catalogue}
            for found in decide_years(catalogue, lea.kind, facts, criteria_years()).values():
                Determination(
                    run=run,
                    lea=lea,
                    year=found.year,
                    cds=lea.cds,
                    status=found.status,
                    letters=found.letters,
                    origin=found.origin,
                    explanation=found.explanation,
                    criteria_hash=catalogue[found.year].criteria_hash,
                ).save()
        transaction.set_rollback(True)
    return timing, len(leas) / sample


def _facts(criteria: Criteria, lea: Lea, batches: Iterable[int]) -> YearFacts:
    rows = DashboardResult.objects.filter(batch_id__in=batches, cds=lea.cds)
    cells = [
        Cell(row.indicator, row.studentgroup, row.rtype, row.color, row.statuslevel, row.currdenom)
        for row in rows
    ]
    groups, counted = pack_cells(criteria, cells)
    local = dict.fromkeys(criteria.local_indicators.counted_for(lea.kind), False)
    return YearFacts(lea.kind, groups, frozenset(), counted, local)

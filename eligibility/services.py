"""Computes eligibility from what is live and stores it, with its reasons."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from typing import Any

import orjson
import pgtrigger
from django.db import connection, transaction

from county_office.models import County, User
from county_office.rights import Right, require
from eligibility import criteria as criteria_files
from eligibility import findings
from eligibility.criteria import Criteria, criteria_years, load_criteria
from eligibility.engine import decide_years
from eligibility.explanation import years_read
from eligibility.live_facts import LeaOverTheYears, read_leas, years_behind
from eligibility.models import (
    NO,
    NO_SUCH_RULE,
    YES,
    CriteriaVersion,
    Determination,
    DeterminationRun,
)
from eligibility.rules import Truth

NULL = "\\N"
ROWS_AT_ONCE = 100
COLUMNS = (
    "run_id",
    "lea_id",
    "year",
    "cds",
    "status",
    "da_year",
    "eligible",
    "method1",
    "method2",
    "method3",
    "method4",
    "level3",
    "letters",
    "goal_groups",
    "origin",
    "explanation",
    "batch_ids",
    "criteria_hash",
)


def determine_eligibility(
    *, years: Collection[int], county: County | None = None, by: User | None
) -> DeterminationRun:
    """Decides the years for the LEAs of a county, or of the state, from what is live now.

    Earlier determinations stay as they were; these become the current ones. `by` is None on the
    command line. Raises MissingCriteriaError for a year without criteria, before anything is
    decided, and PermissionDenied without the right.
    """
    if by is not None:
        require(by, Right.DETERMINE, county=county.code if county else None)
    wanted = sorted(set(years))
    for year in wanted:
        load_criteria(year)
    catalogue = {year: load_criteria(year) for year in criteria_years()}
    catalogue = {year: catalogue[year] for year in years_behind(catalogue, wanted)}
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            # Files may be published meanwhile: every read below sees the same moment.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _keep_criteria(catalogue)
        run = DeterminationRun.objects.create(
            years=wanted,
            county=county,
            started_by=by,
            actor_name=by.full_name if by else "Command line",
        )
        with _no_search_for_cycles():
            _store(_rows(run, catalogue, wanted, read_leas(catalogue, wanted, county)))
    return run


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """A run makes half a million small values that live to its end and hold no cycles; looking for
    cycles among them again and again takes a fifth of its time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def remove_determinations_of_demonstration(*, county: County, by: User | None) -> int:
    """Takes away the determinations of the demonstration county; how many there were.

    Real determinations are never removed: raises ValueError for any other county.
    """
    if by is not None:
        require(by, Right.DETERMINE, county=county.code)
    if not county.is_demonstration:
        raise ValueError(f"{county} is not the demonstration county.")
    with transaction.atomic(), pgtrigger.ignore("eligibility.Determination:determinations_stay"):
        removed, _ = Determination.objects.filter(lea__county=county).delete()
        DeterminationRun.objects.filter(county=county).delete()
    return removed


def _keep_criteria(catalogue: Mapping[int, Criteria]) -> None:
    """Keeps each criteria file as it is now, once."""
    known = set(
        CriteriaVersion.objects.filter(
            criteria_hash__in=[criteria.criteria_hash for criteria in catalogue.values()]
        ).values_list("criteria_hash", flat=True)
    )
    CriteriaVersion.objects.bulk_create(
        [
            CriteriaVersion(
                criteria_hash=criteria.criteria_hash,
                year=year,
                text=criteria_files.criteria_text(year),
            )
            for year, criteria in catalogue.items()
            if criteria.criteria_hash not in known
        ],
        ignore_conflicts=True,
    )


def _rows(
    run: DeterminationRun,
    catalogue: Mapping[int, Criteria],
    years: Collection[int],
    leas: Iterator[LeaOverTheYears],
) -> Iterator[list[Any]]:
    """The determinations of a run as rows for COPY, in the order of COLUMNS."""
    behind = {
        (year, kind): (*years_read(catalogue[year], kind), year)
        for year in years
        for kind in ("district", "coe", "charter")
    }
    # Most LEAs share their county's batches, so each set is written out once.
    batches = cache(lambda sets: _array(sorted(frozenset().union(*filter(None, sets)))))
    for lea in leas:
        on_dashboard = [year for year in years if year in lea.present]
        for year, found in decide_years(catalogue, lea.kind, lea.facts, on_dashboard).items():
            yield [
                run.pk,
                lea.pk,
                year,
                lea.codes[year],
                found.status,
                NULL if found.da_year is None else found.da_year,
                _answer(found.eligible),
                *(_method(found, number) for number in (1, 2, 3, 4)),
                _answer(found.level_3.meets) if found.level_3 else NO_SUCH_RULE,
                _json(found.letters),
                _array([group for group, truth in found.goal_groups.items() if truth]),
                found.origin,
                _json(found.explanation),
                batches(tuple(lea.batch_ids.get(each) for each in behind[year, lea.kind])),
                catalogue[year].criteria_hash,
            ]


def _answer(truth: Truth) -> str:
    return NULL if truth is None else YES if truth else NO


def _method(found: findings.Determination, number: int) -> str:
    return _answer(found.methods[number]) if number in found.methods else NO_SUCH_RULE


def _json(value: Mapping[str, Any]) -> str:
    """JSON for COPY, which reads a backslash as the start of an escape."""
    return orjson.dumps(value).decode().replace("\\", "\\\\")


def _array(items: Collection[Any]) -> str:
    return "{" + ",".join(str(item) for item in items) + "}"


class _Lines:
    """Rows as the text that COPY reads, made while PostgreSQL stores those before."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        first = list(islice(rows, 1))  # reads what is live, which the connection cannot do later
        self._rows = chain(first, rows)

    def read(self, size: int = -1) -> str:
        """The next rows; COPY takes as much as it is given."""
        return "".join(
            ["\t".join(map(str, row)) + "\n" for row in islice(self._rows, ROWS_AT_ONCE)]
        )


def _store(rows: Iterator[list[Any]]) -> None:
    """Stores determinations by COPY."""
    table = Determination._meta.db_table
    lines = _Lines(rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN", lines)

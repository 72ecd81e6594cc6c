# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
"""Whether a file may hold only a part of a county, told by the year's other files that are live.

Where something of the same file is live, the report compares with that. On a first load there is
nothing of the kind, and half a file would go live without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from county_office.selectors import leas_by_cds
from dashboard_import.faults import Finding, Severity, first_names
from dashboard_import.layouts import Layout
from dashboard_import.models.loads import STATE_CODE
from dashboard_import.selectors import live_batches
from dashboard_import.selectors.live_tables import LiveTable, live_tables
from dashboard_import.tables import LEA_ROWS

# Files in which the state reports on every LEA; some have nobody who graduates or learns English.
OF_EVERY_LEA = frozenset({"SUSP", "ELA", "MATH"})
MISSING = 0.1  # a larger share of a county's LEAs without a row warns


def first_load_findings(
    layout: Layout, codes: Collection[str], live: dict[str, int | None]
) -> list[Finding]:
    """Warns of LEAs with rows in the year's other live files and none among the batch's codes.

    `live` gives the batch that is live in each of the batch's counties; those with one are left
    out, and those in which no more than a tenth of the LEAs are missing.
    """
    counties = {code for code, key in live.items() if key is None} - {STATE_CODE}
    if layout.indicator not in OF_EVERY_LEA or not counties:
        return []
    leas = _leas_of_other_files(layout, counties)
    missing = {
        county: lost
        for county, known in leas.items()
        if len(lost := known.difference(codes)) > MISSING * len(known)
    }
    if not missing:
        return []
    return [_finding(layout.year, missing, sum(len(leas[county]) for county in missing))]


def _finding(year: int, missing: dict[str, set[str]], known: int) -> Finding:
    county = next(iter(missing)) if len(missing) == 1 else ""
    names = leas_by_cds(year, county or None)
    codes = sorted(set().union(*missing.values()))
    lost = [names[cds].name if cds in names else cds for cds in codes]
    where = "of the county" if county else f"of {len(missing)} counties"
    return Finding(
        f"{len(lost):,} of {known:,} LEAs {where} that have rows in other live files of {year} "
        f"have none here: {first_names(lost)}.",
        "Compare with the state's page: is the file complete?",
        severity=Severity.WARNING,
        county=county,
    )


def _leas_of_other_files(layout: Layout, counties: Collection[str]) -> dict[str, set[str]]:
    """County → codes of the LEAs that have rows in the year's other live indicator files."""
    batches = live_batches(layout.year)
    batches.pop(layout.indicator, None)
    tables = live_tables(batches, "dashboard_result", counties)
    found: dict[str, set[str]] = defaultdict(set)
    if not tables:
        return found
    values = {f"counties_{at}": list(table.counties) for at, table in enumerate(tables)}
    selects = [
        f"SELECT cds FROM {table.name} WHERE ({LEA_ROWS}) AND studentgroup = '{_group(table)}'"
        f" AND left(cds, 2) = ANY(%(counties_{at})s)"
        for at, table in enumerate(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(selects), values)
        for (cds,) in cursor.fetchall():
            found[cds[:2]].add(cds)
    return found


def _group(table: LiveTable) -> str:
    """The group of which every LEA of a file has a row: one row each, out of the index of LEAs."""
    return "EL" if table.indicator == "ELPI" else "ALL"

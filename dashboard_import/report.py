# ruff: noqa: S608  (names of tables are the desk's own, values are parameters)
"""The quality report of a staged batch: its rows beside those that are live and the year before.

The report is JSON that is kept with the batch; what a person must read is a finding as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from county_office.models import County, LeaKind
from county_office.registration import SCHOOL, Place
from county_office.selectors import leas_by_cds
from dashboard_import.cds import is_county_office
from dashboard_import.faults import Finding, Severity
from dashboard_import.layouts import Layout
from dashboard_import.models import Batch, LiveBatch, RefusedRow
from dashboard_import.models.loads import STATE_CODE
from dashboard_import.tables import Parent, child_table

FEWER_THAN_LIVE = 0.9  # a file with fewer of the live rows warns
NAMED = 5  # LEAs that a sentence names; the report lists them all
LEVELS = range(6)

Distribution = dict[str, list[int]]  # "color", "statuslevel" → rows by level 0 to 5


@dataclass(frozen=True)
class Report:
    """The JSON that is kept, what a person must read, and the pointers it was compared with."""

    content: dict[str, Any]
    findings: tuple[Finding, ...]
    counties: tuple[str, ...]
    live: dict[str, int | None]


def build_report(batch: Batch, layout: Layout, *, left_out: int) -> Report:
    """Reads a staged batch's table. One pass counts by county, group and level."""
    table = child_table(batch.pk, layout.indicator)
    tally = _tally(table, Parent.of(layout.indicator))
    counties = tuple(sorted(tally.counties))
    names = dict(County.objects.values_list("code", "name")) | {STATE_CODE: "The state"}
    live = live_of(layout.year, layout.indicator, counties)
    live_rows = _rows_of_batches(live)
    new = new_places(table, layout)
    # While rows are refused nobody knows which LEAs are gone.
    refused = _refused_by_county(batch)
    gone = [] if refused else _gone(table, layout, live)
    before = _distribution_of(live) or _year_before(layout, counties)
    content: dict[str, Any] = {
        "rows_left_out": left_out,
        "counties": {
            code: {
                "name": names[code],
                "rows": sum(tally.counties[code].values()),
                "refused": refused.get(code, 0),
                "live_rows": live_rows.get(code, 0),
                "levels": tally.levels.get(code, {}),
            }
            for code in counties
        },
        "levels": _total(tally.levels.values()),
        "before": before,
        "groups": dict(sorted(tally.groups.items())),
        "first_met": [[one.cds, one.name, one.kind] for one in new if one.kind != SCHOOL],
        "schools_first_met": sum(place.kind == SCHOOL for place in new),
        "gone": gone,
    }
    findings = [
        *_count_findings(content["counties"]),
        *_group_findings(tally),
        *_level_findings(content["levels"], before),
        *_place_findings(new, gone),
        *_layout_findings(layout),
    ]
    return Report(content, tuple(findings), counties, live)


def _refused_by_county(batch: Batch) -> Counter[str]:
    return Counter(RefusedRow.objects.filter(batch=batch).values_list("county_code", flat=True))


@dataclass
class _Tally:
    counties: dict[str, Counter[str]]
    levels: dict[str, Distribution]
    groups: Counter[str]


def _tally(table: str, parent: Parent) -> _Tally:
    has_groups = "studentgroup" in parent.columns
    has_levels = "statuslevel" in parent.columns
    columns = [
        "county_code",
        "rtype" if "rtype" in parent.columns else "''",
        "studentgroup" if has_groups else "''",
        "statuslevel" if has_levels else "NULL",
        "color" if has_levels else "NULL",
    ]
    tally = _Tally(defaultdict(Counter), {}, Counter())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}, count(*) FROM {table} GROUP BY 1, 2, 3, 4, 5")
        for county, rtype, group, status, color, rows in cursor.fetchall():
            tally.counties[county][rtype] += rows
            if has_groups:
                tally.groups[group] += rows
            if has_levels:
                levels = tally.levels.setdefault(county, {"statuslevel": [0] * 6, "color": [0] * 6})
                levels["statuslevel"][status or 0] += rows
                levels["color"][color or 0] += rows
    return tally


def _total(distributions: Any) -> Distribution:
    total: Distribution = {}
    for distribution in distributions:
        for kind, levels in distribution.items():
            before = total.setdefault(kind, [0] * 6)
            total[kind] = [one + other for one, other in zip(before, levels, strict=True)]
    return total


# What is live, from the reports of its batches: no need to count rows again.


def live_of(year: int, indicator: str, counties: tuple[str, ...]) -> dict[str, int | None]:
    """The batch that is live in each of the counties now, or None."""
    pointers = LiveBatch.objects.filter(
        year=year, indicator=indicator, county_code__in=counties
    ).values_list("county_code", "batch_id")
    return dict.fromkeys(counties) | dict(pointers)


def _reports(live: dict[str, int | None]) -> dict[int, dict[str, Any]]:
    keys = {key for key in live.values() if key}
    return {batch.pk: batch.report for batch in Batch.objects.filter(pk__in=keys)}


def _rows_of_batches(live: dict[str, int | None]) -> dict[str, int]:
    reports = _reports(live)
    return {
        code: reports[key]["counties"][code]["rows"] for code, key in live.items() if key in reports
    }


def _distribution_of(live: dict[str, int | None]) -> dict[str, Any]:
    reports = _reports(live)
    found = [
        reports[key]["counties"][code]["levels"] for code, key in live.items() if key in reports
    ]
    levels = _total(found)
    return {"what": "live", "levels": levels} if levels else {}


def _year_before(layout: Layout, counties: tuple[str, ...]) -> dict[str, Any]:
    """The distribution of the newest earlier Dashboard that is live; 2020 and 2021 had none."""
    earlier = (
        LiveBatch.objects.filter(year__lt=layout.year, indicator=layout.indicator)
        .order_by("-year")
        .values_list("year", flat=True)
        .first()
    )
    if earlier is None:
        return {}
    found = _distribution_of(live_of(earlier, layout.indicator, counties))
    return found | {"what": str(earlier)} if found else {}


# Places


def new_places(table: str, layout: Layout) -> list[Place]:
    """LEAs and schools of the batch's rows that nobody knows yet in that year, LEAs first.

    A district or county office takes its name from its own row, else from a row of its schools;
    local indicator files and lists name only the LEA itself.
    """
    columns = Parent.of(layout.indicator).columns
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (left(cds, 7)) left(cds, 7) || '0000000', districtname"
            f" FROM {table} WHERE county_code <> %s AND districtname <> ''"
            + ("" if "rtype" in columns else " AND right(cds, 7) = '0000000'")
            + " ORDER BY left(cds, 7), cds",
            [STATE_CODE],
        )
        leas = [Place(cds, name, _kind(cds)) for cds, name in cursor.fetchall()]
        schools = []
        if "charter_flag" in columns:
            cursor.execute(
                "SELECT cds, max(schoolname), max(charter_flag)"
                f" FROM {table} WHERE rtype = 'S' AND schoolname <> ''"
                "   AND NOT EXISTS (SELECT FROM county_office_school AS school"
                f"     WHERE school.cds = {table}.cds"
                "       AND (school.charter_lea_id IS NOT NULL OR charter_flag <> 'Y'))"
                " GROUP BY cds ORDER BY cds"
            )
            schools = [
                Place(cds, name, LeaKind.CHARTER if charter == "Y" else SCHOOL)
                for cds, name, charter in cursor.fetchall()
            ]
    known = leas_by_cds(layout.year)
    return [place for place in leas if place.cds not in known] + schools


def _kind(cds: str) -> str:
    return LeaKind.COUNTY_OFFICE if is_county_office(cds) else LeaKind.DISTRICT


def _gone(table: str, layout: Layout, live: dict[str, int | None]) -> list[list[str]]:
    """LEAs with live rows and none in the batch: codes and names."""
    pairs = [(key, code) for code, key in live.items() if key and code != STATE_CODE]
    if not pairs:
        return []
    parent = Parent.of(layout.indicator)
    of_leas = "right(before.cds, 7) = '0000000'"
    if "charter_flag" in parent.columns:
        of_leas = f"({of_leas} OR before.charter_flag = 'Y')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT before.cds, before.districtname FROM {parent.name} AS before"
            " WHERE before.batch_id = ANY(%s) AND (before.batch_id, before.county_code) IN"
            "   (SELECT * FROM unnest(%s::bigint[], %s::text[]))"
            f"  AND {of_leas} AND NOT EXISTS (SELECT FROM {table} WHERE {table}.cds = before.cds)"
            " ORDER BY before.cds",
            [
                sorted({key for key, _ in pairs}),
                [key for key, _ in pairs],
                [code for _, code in pairs],
            ],
        )
        return [list(row) for row in cursor.fetchall()]


# What a person must read


def _count_findings(counties: dict[str, dict[str, Any]]) -> list[Finding]:
    return [
        Finding(
            f"{county['name']} has {county['rows']:,} rows here and {county['live_rows']:,} live: "
            f"{county['rows'] / county['live_rows']:.0%}.",
            "Compare with the state's page: is the file complete? Publish only if it is.",
            severity=Severity.WARNING,
            county=code,
        )
        for code, county in counties.items()
        if county["rows"] + county["refused"] < FEWER_THAN_LIVE * county["live_rows"]
    ]


def _group_findings(tally: _Tally) -> list[Finding]:
    blank = tally.groups.get("", 0)
    if not blank:
        return []
    return [
        Finding(
            "1 row has no student group. It is kept and counts for no group."
            if blank == 1
            else f"{blank:,} rows have no student group. They are kept and count for no group.",
            "Nothing, unless a group is missing altogether.",
            severity=Severity.WARNING,
            column="studentgroup",
        )
    ]


def _level_findings(levels: Distribution, before: dict[str, Any]) -> list[Finding]:
    """Tells when the share of red rows doubled or halved: a shift that large wants a look."""
    now, then = levels.get("color"), before.get("levels", {}).get("color")
    if not now or not then or not sum(now[1:]) or not sum(then[1:]):
        return []
    share, share_before = now[1] / sum(now), then[1] / sum(then)
    if min(share, share_before) * 2 > max(share, share_before) or sum(now) < 500:
        return []
    return [
        Finding(
            f"Red went from {share_before:.0%} to {share:.0%} of the rows.",
            "Compare one LEA with the Dashboard site.",
            severity=Severity.WARNING,
            column="color",
        )
    ]


def _place_findings(new: list[Place], gone: list[list[str]]) -> list[Finding]:
    findings = []
    leas = [place for place in new if place.kind != SCHOOL]
    if leas:
        findings.append(
            Finding(
                f"{_count(len(leas), 'LEA is', 'LEAs are')} met for the first time: "
                f"{_names([place.name for place in leas])}.",
                "Nothing, unless a name is wrong: they are created when you publish.",
                severity=Severity.INFORMATION,
            )
        )
    if gone:
        findings.append(
            Finding(
                f"{_count(len(gone), 'LEA has', 'LEAs have')} live rows and none here: "
                f"{_names([name or cds for cds, name in gone])}.",
                "Look whether it merged, closed or changed its code, or whether rows are missing.",
                severity=Severity.WARNING,
            )
        )
    return findings


def _layout_findings(layout: Layout) -> list[Finding]:
    if layout.known != "assumed":
        return []
    return [
        Finding(
            "The layout is assumed from the year beside it; no file or record layout was at hand.",
            "Compare a few values with the Dashboard site before you publish.",
            severity=Severity.WARNING,
        )
    ]


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _names(names: list[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more

"""The quality report of a staged batch: its rows beside those that are live and the year before.

The report is JSON that is kept with the batch; what a person must read is a finding as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from county_office.models import County
from county_office.registration import SCHOOL, Place, Renamed
from county_office.student_groups import (
    GROUP_LABELS,
    NO_GROUPS,
    PUBLISHED_CODES,
    STUDENT_GROUPS,
    groups_of_year,
)
from dashboard_import.completeness import first_load_findings
from dashboard_import.faults import Finding, Severity, first_names, number_of
from dashboard_import.layouts import Layout
from dashboard_import.models import Batch, LiveBatch, RefusedRow
from dashboard_import.models.loads import STATE_CODE
from dashboard_import.places import (
    gone_leas,
    is_directory,
    new_places,
    no_charter_any_more,
    renamed_by,
)
from dashboard_import.statewide import is_statewide
from dashboard_import.summary import Summary
from dashboard_import.tables import GROUP, Parent, child_table

ENGLISH_LEARNERS = {"EL", "LTEL"}  # the groups of English learner progress
ENOUGH_FOR_A_LEVEL = 100  # rows of which none with a level warns; a small county may have none
FEWER_THAN_LIVE = 0.9  # a file with fewer of the live rows warns
REMEDY_FIRST_MET = "Nothing, unless a name is wrong: they are created when you publish."

Distribution = dict[str, list[int]]  # "color", "statuslevel" → rows by level 0 to 5


@dataclass(frozen=True)
class Report:
    """The JSON that is kept, what a person must read, and the pointers it was compared with."""

    content: dict[str, Any]
    findings: tuple[Finding, ...]
    counties: tuple[str, ...]
    live: dict[str, int | None]


def build_report(
    batch: Batch,
    layout: Layout,
    summary: Summary,
    *,
    left_out: int,
    without_rows: Collection[str] = (),
) -> Report:
    """Puts a staged batch's summary beside what is live. `without_rows`: the counties for which it
    counts although it has no row of them."""
    counts = _count(summary, Parent.of(layout.indicator))
    counties = tuple(sorted({*counts.rows, *without_rows}))
    names = dict(County.objects.values_list("code", "name")) | {STATE_CODE: "The state"}
    live = live_of(layout.year, layout.indicator, counties)
    live_rows = _rows_of_batches(live)
    new = new_places(child_table(batch.pk, layout.indicator), layout, summary.codes)
    renamed = renamed_by(child_table(batch.pk, layout.indicator), layout)
    # While rows are refused nobody knows which LEAs are gone, nor which counties have no row.
    refused = _refused_by_county(batch)
    gone = [] if refused else gone_leas(summary.codes, layout, live)
    empty = [] if refused else [names[code] for code in sorted(without_rows)]
    before = distribution_of(live) or year_before(layout, counties)
    content: dict[str, Any] = {
        "rows_left_out": left_out,
        "counties": {
            code: {
                "name": names[code],
                "rows": counts.rows[code],
                "refused": refused.get(code, 0),
                "live_rows": live_rows.get(code, 0),
                "levels": counts.levels.get(code, {}),
            }
            for code in counties
        },
        "levels": _total(counts.levels.values()),
        "before": before,
        "groups": dict(sorted(counts.groups.items())),
        "first_met": [[one.cds, one.name, one.kind] for one in new if one.kind != SCHOOL],
        "schools_first_met": sum(place.kind == SCHOOL for place in new),
        "gone": gone,
        "renamed": [[one.cds, one.before, one.after] for one in renamed],
    }
    findings = [
        *_count_findings(content["counties"]),
        *_empty_findings(batch, empty),
        *([] if refused else first_load_findings(layout, summary.codes, live)),
        *_group_findings(counts),
        *([] if refused else _missing_groups(counts, layout)),
        *_no_level_findings(content["levels"], layout),
        *_level_findings(content["levels"], before),
        *_place_findings(new, gone),
        *_name_findings(renamed),
        *_directory_findings(child_table(batch.pk, layout.indicator), layout),
        *_layout_findings(layout),
    ]
    return Report(content, tuple(findings), counties, live)


def _refused_by_county(batch: Batch) -> Counter[str]:
    return Counter(RefusedRow.objects.filter(batch=batch).values_list("county_code", flat=True))


@dataclass
class _Counts:
    rows: Counter[str]
    groups: Counter[str]
    levels: dict[str, Distribution]


def _count(summary: Summary, parent: Parent) -> _Counts:
    counts = _Counts(Counter(), Counter(), {})
    by_county: dict[str, list[Distribution]] = {}
    for tally in summary.tallies:
        counts.rows[tally.county_code] += tally.rows
        if GROUP in parent.columns:
            counts.groups[tally.group] += tally.rows
        if tally.levels:
            by_county.setdefault(tally.county_code, []).append(tally.levels)
    counts.levels = {county: _total(levels) for county, levels in by_county.items()}
    return counts


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


def distribution_of(live: dict[str, int | None]) -> dict[str, Any]:
    """Rows by level of the batches that are live in counties; empty where none is."""
    reports = _reports(live)
    found = [
        reports[key]["counties"][code]["levels"] for code, key in live.items() if key in reports
    ]
    levels = _total(found)
    return {"what": "live", "levels": levels} if levels else {}


def year_before(layout: Layout, counties: tuple[str, ...]) -> dict[str, Any]:
    """The distribution of the newest earlier Dashboard that is live; 2020 and 2021 had none."""
    earlier = (
        LiveBatch.objects.filter(year__lt=layout.year, indicator=layout.indicator)
        .order_by("-year")
        .values_list("year", flat=True)
        .first()
    )
    if earlier is None:
        return {}
    found = distribution_of(live_of(earlier, layout.indicator, counties))
    return found | {"what": str(earlier)} if found else {}


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


def _empty_findings(batch: Batch, counties: list[str]) -> list[Finding]:
    """Counties, by name, of which a statewide file has no row; a warning where it was cut down."""
    if not counties:
        return []
    number = "" if len(counties) == 1 else f"{len(counties)} counties: "
    return [
        Finding(
            f"The file is statewide and has no row of {number}{first_names(counties)}.",
            "Nothing, if the state published no such result there: the file counts as loaded there "
            "when you publish. Otherwise compare with the state's page.",
            severity=Severity.WARNING if batch.counties_wanted else Severity.INFORMATION,
        )
    ]


def _group_findings(counts: _Counts) -> list[Finding]:
    """Rows without a student group, and rows of an unknown one."""
    return [
        Finding(message, remedy, severity=Severity.WARNING, column=GROUP)
        for message, remedy in (
            *_blank_groups(counts.groups[""]),
            *_unknown_groups(counts.groups),
        )
    ]


def _blank_groups(rows: int) -> Iterator[tuple[str, str]]:
    if rows:
        kept = "It is kept and counts" if rows == 1 else "They are kept and count"
        yield (
            f"{number_of(rows, 'row has', 'rows have')} no student group. {kept} for no group.",
            "Nothing, unless a group is missing altogether.",
        )


def _unknown_groups(groups: Counter[str]) -> Iterator[tuple[str, str]]:
    codes = sorted(set(groups).difference(["", *STUDENT_GROUPS, *NO_GROUPS]))
    if not codes:
        return
    said = [f"{code} ({number_of(groups[code], 'row', 'rows')})" for code in codes]
    of_lists = [
        f"{theirs} is the code of the published lists: indicator files write {ours}. "
        for ours, theirs in PUBLISHED_CODES.items()
        if theirs in codes
    ]
    yield (
        f"{number_of(len(codes), 'student group is', 'student groups are')} not known: "
        f"{first_names(said)}. Such rows are kept and count for no group.",
        f"{''.join(of_lists)}Load the file as the state published it. If the state did write this, "
        "tell who runs the desk.",
    )


def _missing_groups(counts: _Counts, layout: Layout) -> list[Finding]:
    """Groups without a row. Of a single county a small one may be missing, of the state none."""
    if Parent.of(layout.indicator).name != "dashboard_result" or not is_statewide(counts.rows):
        return []
    expected = [
        group
        for group in groups_of_year(layout.year)
        if layout.indicator != "ELPI" or group in ENGLISH_LEARNERS
    ]
    missing = [f"{GROUP_LABELS[group]} ({group})" for group in expected if not counts.groups[group]]
    if not missing:
        return []
    return [
        Finding(
            f"There is no row of {number_of(len(missing), 'student group', 'student groups')} that "
            f"the Dashboard of {layout.year} reports: {first_names(missing)}.",
            "Compare with the state's page: is the file complete? A group without a row meets no "
            "criterion.",
            severity=Severity.WARNING,
            column=GROUP,
        )
    ]


def _no_level_findings(levels: Distribution, layout: Layout) -> list[Finding]:
    """A file whose levels are all blank or 0: by it nobody would be eligible."""
    return [
        Finding(
            f"None of {sum(rows):,} rows has a level in this column.",
            "Compare with the state's page. Without levels no group meets a criterion by it.",
            severity=Severity.WARNING,
            column=kind,
        )
        for kind, rows in levels.items()
        if kind in layout.needed and sum(rows) >= ENOUGH_FOR_A_LEVEL and not sum(rows[1:])
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


def first_met_message(names: list[str]) -> str:
    """The sentence on LEAs that publishing creates."""
    number = number_of(len(names), "LEA is", "LEAs are")
    return f"{number} met for the first time: {first_names(names)}."


def _place_findings(new: list[Place], gone: list[list[str]]) -> list[Finding]:
    findings = []
    leas = [place for place in new if place.kind != SCHOOL]
    if leas:
        findings.append(
            Finding(
                first_met_message([place.name for place in leas]),
                REMEDY_FIRST_MET,
                severity=Severity.INFORMATION,
            )
        )
    if gone:
        findings.append(
            Finding(
                f"{number_of(len(gone), 'LEA has', 'LEAs have')} live rows and none here: "
                f"{first_names([name or cds for cds, name in gone])}.",
                "Look whether it merged, closed or changed its code, or whether rows are missing.",
                severity=Severity.WARNING,
            )
        )
    return findings


def _name_findings(renamed: list[Renamed]) -> list[Finding]:
    """Which known LEAs get another name, and how many schools."""
    findings = []
    for is_lea, words in (
        (True, ("LEA gets", "LEAs get")),
        (False, ("school gets", "schools get")),
    ):
        names = [f"{one.before} → {one.after}" for one in renamed if one.is_lea == is_lea]
        if names:
            findings.append(
                Finding(
                    f"{number_of(len(names), *words)} another name: {first_names(names)}.",
                    "Nothing, unless a name is wrong. Results keep the names of their own file.",
                    severity=Severity.INFORMATION,
                )
            )
    return findings


def _directory_findings(table: str, layout: Layout) -> list[Finding]:
    """Charter schools that the state's directory calls none."""
    names = no_charter_any_more(table) if is_directory(layout) else []
    if not names:
        return []
    return [
        Finding(
            f"{number_of(len(names), 'school is', 'schools are')} known as a charter and no "
            f"charter school in the directory: {first_names(names)}.",
            "They stay as they are, since earlier results are a charter school's. Look whether "
            "the school has given up its charter.",
            severity=Severity.WARNING,
            column="Charter",
        )
    ]


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

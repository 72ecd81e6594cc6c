"""The rows of the files that are no state indicators: census enrollment, the grade 11 results of
2017 and the local indicators."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard_import.generate.places import (
    OVERLAPPING,
    RACES,
    FictitiousCounty,
    FictitiousLea,
    deviation_for,
)
from dashboard_import.generate.rows import (
    SHOWN_FROM,
    Place,
    Row,
    identity_columns,
    places_of,
    tenth,
)
from dashboard_import.generate.schools import apportion
from dashboard_import.generate.stories import told_local_indicators

LOCAL_PRIORITIES = (1, 2, 3, 6, 7)
COUNTY_OFFICE_PRIORITIES = (9, 10)
# As the summary files of 2017 and 2018 call them; priority 7 had its first year in 2018.
LOCAL_INDICATOR_NAMES = {
    1: "Basic-Priority Area 1",
    2: "Academic-Priority Area 2",
    3: "Parents-Priority Area 3",
    6: "Climate-Priority Area 6",
    7: "Access-Priority Area 7",
    9: "Expelled-Priority Area 9",
    10: "FosterYouth-Priority Area 10",
}


def _enrollment_row(
    place: Place, county: FictitiousCounty, group: str, year: int, total: int, count: int
) -> Row:
    return identity_columns(place, county, group, year) | {
        "totalenrollment": str(total),
        "subgrouptotal": str(count),
        "rate": tenth(100 * count / total),
    }


def _enrollment_of(lea: FictitiousLea, county: FictitiousCounty, year: int) -> Iterator[Row]:
    growth = (1 + lea.growth) ** (year - county.reference_year)
    own, *schools = places_of(lea)
    groups = [group for group in (*RACES, *OVERLAPPING) if group != "LTEL" or year >= 2024]
    counts = {group: round(lea.groups[group] * growth) for group in sorted(groups)}
    total = round(lea.students * growth)
    weights = [float(school.students) for school in lea.schools]
    sizes = apportion(total, weights, [total] * len(weights))
    for group, count in counts.items():
        if count:
            yield _enrollment_row(own, county, group, year, total, count)
        parts = apportion(count, [float(size) for size in sizes], sizes)
        for place, size, part in zip(schools, sizes, parts, strict=True):
            if part:
                yield _enrollment_row(place, county, group, year, size, part)


def enrollment_rows(county: FictitiousCounty, year: int) -> Iterator[Row]:
    """Students on census day: an LEA's or school's total, and each student group's part."""
    rows = [row for lea in county.leas for row in _enrollment_of(lea, county, year)]
    yield from sorted(rows, key=lambda row: (row["cds"], row["studentgroup"]))


def grade_11_rows(county: FictitiousCounty, indicator: str, year: int) -> Iterator[Row]:
    """The supplement of 2017: results of grade 11, without levels or colors."""
    for lea in sorted(county.leas, key=lambda lea: lea.cds):
        share = {"high": 0.24, "unified": 0.072, "office": 0.18}.get(lea.grades, 0.0)
        for group in ("ALL", *sorted(RACES + OVERLAPPING)):
            students = lea.students if group == "ALL" else lea.groups[group]
            count = round(students * share)
            if not count or group == "LTEL":
                continue
            now = -20 + 25 * deviation_for(lea.cds, indicator, group, year)
            before = now - 8 * deviation_for(lea.cds, indicator, group)
            row = identity_columns(places_of(lea)[0], county, group, year)
            row |= {"currdenom": str(count), "priordenom": str(count)}
            if count >= SHOWN_FROM:
                row |= {"currstatus": tenth(now), "priorstatus": tenth(before)}
                row |= {"change": tenth(now - before)}
            yield row


def _rated(
    county: FictitiousCounty, priority: int, year: int
) -> Iterator[tuple[FictitiousLea, str]]:
    """The LEAs that rate a local indicator, and what the file says of it."""
    told = told_local_indicators(year)
    for lea in sorted(county.leas, key=lambda lea: lea.cds):
        if priority in COUNTY_OFFICE_PRIORITIES and lea.kind != "coe":
            continue
        if lea.is_charter and year < 2019:
            continue
        yield lea, told.get(lea.name, {}).get(priority, "Met")


def local_summary_rows(county: FictitiousCounty, year: int) -> Iterator[Row]:
    """The summary file of an early year: one row an LEA and local indicator."""
    for priority, name in LOCAL_INDICATOR_NAMES.items():
        if priority == 7 and year == 2017:
            continue
        for lea, performance in _rated(county, priority, year):
            yield {
                "cds": lea.cds,
                "districtname": lea.name,
                "countyname": county.name,
                "localindicator": name,
                "performance": performance,
            }


def local_priority_rows(county: FictitiousCounty, priority: int, year: int) -> Iterator[Row]:
    """The workbook of one priority."""
    for lea, performance in _rated(county, priority, year):
        yield {
            "cds": lea.cds,
            "districtname": lea.name,
            "priority": str(priority),
            "performance": performance,
            "summary": "Fictitious.\nMade for the demonstration." if priority in {6, 7} else "",
            "meetingdate": f"{year}-06-{10 + lea.students % 18:02d}",
            "reportingyear": str(year),
        }

"""The state's directory of schools (pubschls.txt) for invented places, in its exact layout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dashboard_import.cds import NO_SCHOOL, STATE
from dashboard_import.directory import layout_of_directory
from dashboard_import.generate.files import write_file
from dashboard_import.generate.places import FictitiousCounty, FictitiousLea, fictitious_county
from dashboard_import.generate.rows import Row
from dashboard_import.generate.statewide import Size, places_of_state

NO_DATA = "No Data"  # as the directory writes what it does not know
# Codes and words of the directory, by the grades that a district or a school serves.
_DISTRICT_TYPES = {
    "elementary": ("52", "Elementary School District"),
    "unified": ("54", "Unified School District"),
    "high": ("56", "High School District"),
    "office": ("00", "County Office of Education (COE)"),
}
_SCHOOL_TYPES = {
    "elementary": ("60", "Elementary Schools (Public)"),
    "k8": ("60", "Elementary Schools (Public)"),
    "middle": ("62", "Intermediate/Middle Schools (Public)"),
    "high": ("66", "High Schools (Public)"),
    "unified": ("65", "K-12 Schools (Public)"),
    "office": ("10", "County Community"),
}
_GRADES = {"elementary": "K-6", "k8": "K-8", "middle": "6-8", "high": "9-12"}


def _entry(county: str, district: str, kind: tuple[str, str], year: int) -> Row:
    columns = dict.fromkeys(layout_of_directory(year).canonical_columns, NO_DATA)
    return columns | {
        "statustype": "Active",
        "countyname": county,
        "districtname": district,
        "state": "CA",
        "doc": kind[0],
        "doctype": kind[1],
        "lastupdate": f"6/20/{year}",
    }


def _school(entry: Row, cds: str, name: str, grades: str, charter_number: str = "") -> Row:
    code, words = _SCHOOL_TYPES[grades]
    return entry | {
        "cds": cds,
        "schoolname": name,
        "charter_flag": "Y" if charter_number else "N",
        "charternum": charter_number or NO_DATA,
        "fundingtype": "Directly funded" if charter_number else NO_DATA,
        "soc": code,
        "soctype": words,
        "gsoffered": _GRADES.get(grades, "K-12"),
        "virtual": "N",
        "magnet": "N",
    }


def _rows_of_lea(lea: FictitiousLea, county: FictitiousCounty, year: int) -> Iterator[Row]:
    if lea.is_charter:
        authorizer = county.lea(lea.authorizer)
        entry = _entry(county.name, authorizer.name, _DISTRICT_TYPES[authorizer.grades], year)
        grades = "k8" if lea.grades == "elementary" else lea.grades
        yield _school(entry, lea.cds, lea.name, grades, charter_number=lea.cds[-4:])
        return
    entry = _entry(county.name, lea.name, _DISTRICT_TYPES[lea.grades], year)
    offered = {"elementary": "K-8", "high": "9-12"}.get(lea.grades, "K-12")
    yield entry | {"cds": lea.cds, "gsoffered": offered}
    for school in lea.schools:
        yield _school(entry, school.cds, school.name, school.grades)
    if lea.grades == "unified":
        # Closed schools stay in the directory; they bring nobody.
        closed = _school(entry, f"{lea.cds[:7]}6980001", "Former Adult Annex", "high")
        yield closed | {"statustype": "Closed", "closeddate": "6/30/2012"}


def write_school_directory(year: int, directory: Path) -> Path:
    """Writes the directory of the fictitious county as of a year; returns its path."""
    county, layout = fictitious_county(), layout_of_directory(year)
    rows = [row for lea in county.leas for row in _rows_of_lea(lea, county, year)]
    path = directory / layout.file_name
    write_file(layout, sorted(rows, key=lambda row: row["cds"]), path)
    return path


def write_statewide_directory(year: int, path: Path, size: Size | None = None) -> int:
    """Writes the directory of an invented state, the places of `write_statewide_file`; returns the
    number of rows."""
    return write_file(layout_of_directory(year), _rows_of_state(year, size or Size()), path)


def _rows_of_state(year: int, size: Size) -> Iterator[Row]:
    places = places_of_state(size)
    names = ["cds", "schoolname", "districtname", "charter_flag", "coe_flag", "countyname"]
    for cds, school, district, charter, coe, county in places[names].itertuples(index=False):
        if cds == STATE:
            continue
        entry = _entry(county, district, _DISTRICT_TYPES["office" if coe else "unified"], year)
        if cds.endswith(NO_SCHOOL):
            yield entry | {"cds": cds, "gsoffered": "K-12"}
        else:
            yield _school(entry, cds, school, "k8", charter_number=cds[-4:] if charter else "")

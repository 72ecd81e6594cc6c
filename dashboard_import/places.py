# ruff: noqa: S608  (names of tables and columns are the desk's own)
"""The LEAs and schools of a batch beside those that are known: new ones, new names, lost ones."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import connection

from county_office.models import LeaKind
from county_office.registration import SCHOOL, Place, Renamed, names_that_change
from county_office.selectors import codes_with_older_names, known_lea_codes, known_school_codes
from dashboard_import.cds import NO_SCHOOL, STATE, is_county_office, is_lea_itself, lea_of
from dashboard_import.layouts import Layout
from dashboard_import.summary import codes_in, named_in
from dashboard_import.tables import PARENTS, Parent, child_table

# "California School for the Deaf-Fremont (State Special Schl)"; "SBE - " and the name of a charter
# school that the State Board of Education authorized. They are on no list of districts, also where
# they rate local indicators as not met for two or more years (2023: three of them).
SCHOOL_OF_THE_STATE = re.compile(r"\(State Special Sch|^SBE - ", re.IGNORECASE)


def new_places(table: str, layout: Layout, codes: dict[str, bool] | None = None) -> list[Place]:
    """LEAs and schools of the batch's rows that nobody knows yet in that year, LEAs first.

    A district or county office takes its name from its own row, else from a row of its schools;
    local indicator files and lists name only the LEA itself. `codes` are the table's, where they
    were read already (`codes_in`).
    """
    parent = Parent.of(layout.indicator)
    names_schools = "rtype" in parent.columns
    codes = codes_in(table, parent) if codes is None else codes
    leas, schools = known_lea_codes(layout.year), known_school_codes()

    unknown = [
        cds
        for cds, is_charter in codes.items()
        if cds != STATE
        and (
            (lea_of(cds) not in leas and (names_schools or cds.endswith(NO_SCHOOL)))
            or _is_new_school(cds, is_charter, schools)
        )
    ]
    if not unknown:
        return []
    new_leas: dict[str, Place] = {}
    new_schools = []
    for one in named_in(table, parent, unknown):
        lea = lea_of(one.cds)
        if one.district_name and (names_schools or one.cds == lea) and lea not in leas:
            new_leas.setdefault(lea, Place(lea, one.district_name, _kind(lea, one.district_name)))
        if one.school_name and _is_new_school(one.cds, one.is_charter, schools):
            kind = LeaKind.CHARTER if one.is_charter else SCHOOL
            new_schools.append(Place(one.cds, one.school_name, kind))
    return [*new_leas.values(), *new_schools]


def _is_new_school(cds: str, is_charter: bool, known: dict[str, bool]) -> bool:
    """Whether it is a school that is not known, or known and not yet as the charter it is."""
    if cds.endswith(NO_SCHOOL):
        return False
    return cds not in known or (is_charter and not known[cds])


def _kind(cds: str, name: str) -> str:
    if is_county_office(cds):
        return LeaKind.COUNTY_OFFICE
    return LeaKind.STATE if SCHOOL_OF_THE_STATE.search(name) else LeaKind.DISTRICT


def gone_leas(
    codes: Collection[str], layout: Layout, live: dict[str, int | None]
) -> list[list[str]]:
    """LEAs with live rows and none of the batch's codes: code and name. `live` gives the batch
    that is live in each of the batch's counties."""
    parent = Parent.of(layout.indicator)
    gone = []
    for batch_id in sorted({key for key in live.values() if key}):
        table = child_table(batch_id, layout.indicator)
        lost = [
            cds
            for cds, is_charter in codes_in(table, parent).items()
            if live.get(cds[:2]) == batch_id
            and cds not in codes
            and (is_charter or is_lea_itself(cds))
        ]
        if lost:
            gone += [
                [one.cds, one.school_name or one.district_name]
                for one in named_in(table, parent, lost)
            ]
    return gone


def is_directory(layout: Layout) -> bool:
    """Whether the file is the state's directory, which has the last word on names."""
    return Parent.of(layout.indicator).name == "school_directory"


def names_in(table: str, layout: Layout) -> dict[str, str]:
    """The names that a batch's rows give to districts, county offices and schools whose own is
    older, by CDS code.

    Files of local indicators name nobody: LEAs type their names into them.
    """
    parent = Parent.of(layout.indicator)
    if parent.name == "local_indicator_result":
        return {}
    codes = codes_with_older_names(layout.year, with_those_of_persons=is_directory(layout))
    if not codes:
        return {}
    of_schools = "schoolname" if "schoolname" in parent.columns else "districtname"
    name = f"CASE WHEN right(cds, 7) = '{NO_SCHOOL}' THEN districtname ELSE {of_schools} END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cds, min(btrim({name})) FROM {table}"
            f" WHERE cds = ANY(%s) AND btrim({name}) NOT IN ('', '*', 'No Data')"
            f" AND {parent.names_places.replace('%', '%%')} GROUP BY cds",
            [codes],
        )
        return dict(cursor.fetchall())


def renamed_by(table: str, layout: Layout) -> list[Renamed]:
    """The known LEAs and schools to which publishing the batch gives another name."""
    names = names_in(table, layout)
    if not names:
        return []
    return names_that_change(names=names, year=layout.year, is_directory=is_directory(layout))


def grades_in(table: str) -> dict[str, str]:
    """The grades that districts, county offices and charter schools offer, as the directory says;
    blank where it says none."""
    where = PARENTS["school_directory"].names_places
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cds, CASE gsoffered WHEN 'No Data' THEN '' ELSE gsoffered END"
            f" FROM {table} WHERE (right(cds, 7) = '{NO_SCHOOL}' OR charter_flag = 'Y')"
            f" AND {where}"
        )
        return dict(cursor.fetchall())


def no_charter_any_more(table: str) -> list[str]:
    """Schools that are known as charter schools and that the directory calls none, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school.name FROM county_office_school AS school"
            f" JOIN {table} AS row USING (cds)"
            " WHERE school.charter_lea_id IS NOT NULL AND row.charter_flag = 'N' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]

# ruff: noqa: S608  (the statements are put together from constants, values are parameters)
"""LEAs and schools as published files name them: new ones are created, known ones renamed.

A name is that of the newest year. Within a year the state's directory has the last word, and the
first Dashboard file before it the first. Results keep the names of their own file, and LEAs their
former names, by which people still look for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction

from county_office.models import Lea, LeaCode, LeaKind, School
from county_office.selectors import leas_by_cds

FIRST_DASHBOARD = 2017
SCHOOL = "school"
LONGEST_NAME = 150
AT_ONCE = 2_000


@dataclass(frozen=True)
class Place:
    """A district, county office, charter school or school, as its row names it.

    `kind` is a value of LeaKind, or "school" for a school that is no LEA.
    """

    cds: str
    name: str
    kind: str

    @property
    def county_code(self) -> str:
        return self.cds[:2]

    @property
    def lea_cds(self) -> str:
        """The code of the district or county office that it is or belongs to."""
        return self.cds[:7] + "0000000"


@transaction.atomic
def register_places(*, places: Sequence[Place], year: int) -> int:
    """Creates the LEAs and schools that are not known in that Dashboard year; returns how many.

    A code that belonged to an LEA until an earlier year begins anew in the year after. A school
    whose district is neither known nor among the places is left out.
    """
    known = leas_by_cds(year)
    new_leas = [place for place in places if place.kind != SCHOOL and place.cds not in known]
    leas = Lea.objects.bulk_create(
        (
            Lea(
                name=place.name[:LONGEST_NAME],
                kind=place.kind,
                county_id=place.county_code,
                named_in=year,
            )
            for place in new_leas
        ),
        batch_size=AT_ONCE,
    )
    ended = {
        code.cds: code.last_year or 0
        for code in LeaCode.objects.filter(
            cds__in=[place.cds for place in new_leas], last_year__lt=year
        )
    }
    LeaCode.objects.bulk_create(
        (
            LeaCode(
                lea=lea,
                cds=place.cds,
                first_year=ended[place.cds] + 1 if place.cds in ended else FIRST_DASHBOARD,
            )
            for place, lea in zip(new_leas, leas, strict=True)
        ),
        batch_size=AT_ONCE,
    )
    known |= {place.cds: lea for place, lea in zip(new_leas, leas, strict=True)}
    schools = _register_schools(places, known, year)
    return len(leas) + schools


def _register_schools(places: Sequence[Place], known: dict[str, Lea], year: int) -> int:
    schools = [
        place
        for place in places
        if place.kind in {SCHOOL, LeaKind.CHARTER} and place.lea_cds in known
    ]
    there = set(
        School.objects.filter(cds__in=[place.cds for place in schools]).values_list(
            "cds", flat=True
        )
    )
    new = [place for place in schools if place.cds not in there]
    School.objects.bulk_create(
        (
            School(
                cds=place.cds,
                name=place.name[:LONGEST_NAME],
                named_in=year,
                lea=known[place.lea_cds],
                charter_lea=known.get(place.cds) if place.kind == LeaKind.CHARTER else None,
            )
            for place in new
        ),
        batch_size=AT_ONCE,
    )
    _link_charters([place for place in schools if place.cds in there], known)
    return len(new)


def _link_charters(places: Sequence[Place], known: dict[str, Lea]) -> None:
    """A school that was met before as no charter school, or by an older file without the flag."""
    charters = {place.cds: known[place.cds] for place in places if place.kind == LeaKind.CHARTER}
    unlinked = School.objects.filter(cds__in=charters, charter_lea__isnull=True)
    for school in unlinked:
        school.charter_lea = charters[school.cds]
    School.objects.bulk_update(unlinked, ["charter_lea"], batch_size=AT_ONCE)


class Renamed(NamedTuple):
    """A known LEA or school whose name changes."""

    cds: str
    before: str
    after: str
    is_lea: bool


# Rows of names by code; the LEAs and schools that have these codes in a year; those among them
# whose name is older. A name that a person gave gives way to the directory alone.
_GIVEN = "unnest(%(codes)s::text[], %(names)s::text[]) AS given(cds, name)"
_IN_FORCE = """
    JOIN county_office_leacode AS code ON code.cds = given.cds
     AND %(year)s BETWEEN code.first_year AND coalesce(code.last_year, 9999)
"""
_OLDER = """
    CASE WHEN %(is_directory)s THEN coalesce(place.named_in, 0) <= %(year)s
         ELSE place.named_in < %(year)s END
"""


def _parameters(names: Mapping[str, str], year: int, *, is_directory: bool) -> dict[str, Any]:
    return {
        "codes": list(names),
        "names": [name[:LONGEST_NAME] for name in names.values()],
        "year": year,
        "is_directory": is_directory,
    }


def names_that_change(
    *, names: Mapping[str, str], year: int, is_directory: bool = False
) -> list[Renamed]:
    """What `rename_places` would change of the names of known LEAs and schools, LEAs first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT given.cds, place.name, given.name, TRUE
            FROM {_GIVEN} {_IN_FORCE} JOIN county_office_lea AS place ON place.id = code.lea_id
            WHERE {_OLDER} AND place.name <> given.name
            UNION ALL
            SELECT given.cds, place.name, given.name, FALSE
            FROM {_GIVEN} JOIN county_office_school AS place USING (cds)
            WHERE place.charter_lea_id IS NULL AND {_OLDER} AND place.name <> given.name
            ORDER BY 4 DESC, 1
            """,
            _parameters(names, year, is_directory=is_directory),
        )
        return [Renamed(*row) for row in cursor.fetchall()]


@transaction.atomic
def rename_places(*, names: Mapping[str, str], year: int, is_directory: bool = False) -> None:
    """Gives known LEAs and schools the names of a year's file, by CDS code, where theirs are
    older. An LEA's former name is kept, unless only its capital letters changed."""
    parameters = _parameters(names, year, is_directory=is_directory)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO county_office_leaname AS former (lea_id, name, last_year)"
            f" SELECT place.id, place.name, place.named_in FROM {_GIVEN} {_IN_FORCE}"
            f" JOIN county_office_lea AS place ON place.id = code.lea_id"
            f" WHERE {_OLDER} AND lower(place.name) <> lower(given.name)"
            " ON CONFLICT (lea_id, name) DO UPDATE SET last_year = excluded.last_year",
            parameters,
        )
        cursor.execute(
            f"UPDATE county_office_lea AS place SET name = given.name, named_in = %(year)s"
            f" FROM {_GIVEN} {_IN_FORCE} WHERE place.id = code.lea_id AND {_OLDER}"
            " AND (place.name, place.named_in) IS DISTINCT FROM (given.name, %(year)s::smallint)",
            parameters,
        )
        cursor.execute(
            f"UPDATE county_office_school AS place SET name = given.name, named_in = %(year)s"
            f" FROM {_GIVEN} WHERE place.cds = given.cds AND {_OLDER}"
            " AND (place.name, place.named_in) IS DISTINCT FROM (given.name, %(year)s::smallint)",
            parameters,
        )


@transaction.atomic
def place_leas(*, grades_offered: Mapping[str, str], year: int) -> None:
    """Gives LEAs the county of the code they have in that year and the grades that they offer, as
    the state's directory says; grades by CDS code, blank where it says none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE county_office_lea AS place SET county_id = county.code,"
            "   grades_offered = CASE given.name WHEN '' THEN place.grades_offered"
            "                    ELSE left(given.name, 20) END"
            f" FROM {_GIVEN} {_IN_FORCE}"
            "   JOIN county_office_county AS county ON county.code = left(given.cds, 2)"
            " WHERE place.id = code.lea_id AND (place.county_id <> county.code"
            "   OR given.name NOT IN ('', place.grades_offered))",
            _parameters(grades_offered, year, is_directory=True),
        )

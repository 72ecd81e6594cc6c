"""LEAs and schools that a published file names for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from county_office.models import Lea, LeaCode, LeaKind, School
from county_office.selectors import leas_by_cds

FIRST_DASHBOARD = 2017
SCHOOL = "school"
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
            Lea(name=place.name[:150], kind=place.kind, county_id=place.county_code)
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
    schools = _register_schools(places, known)
    return len(leas) + schools


def _register_schools(places: Sequence[Place], known: dict[str, Lea]) -> int:
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
                name=place.name[:150],
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

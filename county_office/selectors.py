"""Who somebody is and which LEA a code means: reads for every app."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from county_office.models import (
    County,
    Lea,
    LeaCode,
    LeaName,
    Membership,
    Role,
    School,
    User,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

PACIFIC = ZoneInfo("America/Los_Angeles")


def today() -> dt.date:
    """The day in California, where every due date counts."""
    return timezone.now().astimezone(PACIFIC).date()


@dataclass(frozen=True)
class Places:
    """What a person's memberships reach: everything, counties (codes), LEAs (keys)."""

    everything: bool
    counties: frozenset[str]
    leas: frozenset[int]


def memberships_in_force(user: User | AnonymousUser) -> list[Membership]:
    """The memberships of today, read once a request (kept on the user object of that request)."""
    if not user.is_authenticated or not user.is_active:
        return []
    day = today()
    kept: tuple[dt.date, list[Membership]] | None = getattr(user, "_memberships", None)
    if kept is None or kept[0] != day:
        in_force = Membership.objects.filter(user=user, first_day__lte=day).filter(
            Q(last_day__isnull=True) | Q(last_day__gte=day)
        )
        kept = (day, list(in_force.select_related("county", "lea", "lea__county")))
        user._memberships = kept  # type: ignore[attr-defined]
    return kept[1]


def places_of(user: User | AnonymousUser) -> Places:
    memberships = memberships_in_force(user)
    return Places(
        everything=any(m.role == Role.SYSTEM_ADMINISTRATOR for m in memberships),
        counties=frozenset(m.county_id for m in memberships if m.county_id),
        leas=frozenset(m.lea_id for m in memberships if m.lea_id),
    )


def is_district_lead_only(user: User | AnonymousUser) -> bool:
    memberships = memberships_in_force(user)
    return bool(memberships) and all(m.role == Role.DISTRICT_LEAD for m in memberships)


def counties_of(user: User | AnonymousUser) -> QuerySet[County]:
    """The counties whose work a person may see: their own, or each for a system administrator."""
    places = places_of(user)
    if places.everything:
        return County.objects.all()
    return County.objects.filter(code__in=places.counties)


def working_county(user: User | AnonymousUser, chosen: str | None = None) -> County | None:
    """The county a person works in now.

    The chosen code where it is theirs; else their own; a system administrator without a choice gets
    the first county that has memberships, the demonstration county first. None: no county at all.
    """
    counties = counties_of(user)
    if chosen and (county := counties.filter(code=chosen).first()):
        return county
    if places_of(user).everything:
        counties = counties.filter(memberships__isnull=False).order_by("-is_demonstration", "name")
    return counties.first()


def lea_by_cds(cds: str, year: int) -> Lea | None:
    """The LEA that had this CDS code in that Dashboard year."""
    code = (
        LeaCode.objects.filter(cds=cds, first_year__lte=year)
        .filter(Q(last_year__isnull=True) | Q(last_year__gte=year))
        .select_related("lea", "lea__county")
        .first()
    )
    return code.lea if code else None


def leas_by_cds(year: int, county: str | None = None) -> dict[str, Lea]:
    """All LEAs by the CDS code they had in that Dashboard year, in one query."""
    codes = LeaCode.objects.filter(first_year__lte=year).filter(
        Q(last_year__isnull=True) | Q(last_year__gte=year)
    )
    if county:
        codes = codes.filter(cds__startswith=county)
    return {code.cds: code.lea for code in codes.select_related("lea", "lea__county")}


def _codes_of_year(year: int) -> QuerySet[LeaCode]:
    return LeaCode.objects.filter(first_year__lte=year).filter(
        Q(last_year__isnull=True) | Q(last_year__gte=year)
    )


def known_lea_codes(year: int) -> set[str]:
    """The CDS codes that LEAs had in that Dashboard year."""
    return set(_codes_of_year(year).order_by().values_list("cds", flat=True))


def known_school_codes() -> dict[str, bool]:
    """The CDS codes of all schools, and whether each is known as a charter school."""
    schools = School.objects.order_by().values_list("cds", "charter_lea")
    return {cds: charter is not None for cds, charter in schools}


def codes_with_older_names(year: int, *, with_those_of_persons: bool) -> list[str]:
    """The codes of that year of LEAs and schools that have their name from a file before it, or,
    for the state's directory, from a file of that year or a person."""
    older = Q(named_in__lt=year)
    if with_those_of_persons:
        older = Q(named_in__lte=year) | Q(named_in__isnull=True)
    leas = _codes_of_year(year).filter(lea__in=Lea.objects.filter(older))
    codes = leas.order_by().values_list("cds", flat=True)
    return [*codes, *School.objects.filter(older).order_by().values_list("cds", flat=True)]


def former_names(leas: Iterable[int]) -> dict[int, list[str]]:
    """The other names that LEAs had, newest first, by key; those without any are left out."""
    found: dict[int, list[str]] = defaultdict(list)
    names = LeaName.objects.filter(lea__in=list(leas)).exclude(name=F("lea__name"))
    for lea, name in names.values_list("lea", "name"):
        found[lea].append(name)
    return dict(found)


def people_of_county(county: County, *roles: Role) -> QuerySet[User]:
    """The people whose membership of today is in that county, with one of the roles."""
    day = today()
    return (
        User.objects.filter(
            is_active=True,
            memberships__county=county,
            memberships__role__in=roles,
            memberships__first_day__lte=day,
        )
        .filter(Q(memberships__last_day__isnull=True) | Q(memberships__last_day__gte=day))
        .distinct()
    )


def district_leads_of(lea: Lea) -> QuerySet[User]:
    """The people who lead the work at that LEA today."""
    day = today()
    return (
        User.objects.filter(
            is_active=True,
            memberships__lea=lea,
            memberships__role=Role.DISTRICT_LEAD,
            memberships__first_day__lte=day,
        )
        .filter(Q(memberships__last_day__isnull=True) | Q(memberships__last_day__gte=day))
        .distinct()
    )

"""People and places: counties, LEAs with a CDS code, and users with one membership.

`LeaFactory(name=..., county=...)` brings its CDS code; `UserFactory()` has no membership and so
sees nothing. The helpers below give the people of most tests:

    staff_of(county)  administrator_of(county)  reader_of(county)  district_lead_of(lea)
    system_administrator()
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from county_office.models import County, Lea, LeaCode, LeaKind, Membership, Role, User

PASSWORD = "a long enough password"
FIRST_DAY = dt.date(2017, 8, 1)

# How a CDS code's district part and school part begin, by the kind of LEA.
_DISTRICT_PART = {LeaKind.DISTRICT: 60000, LeaKind.COUNTY_OFFICE: 10000, LeaKind.CHARTER: 70000}


class CountyFactory(DjangoModelFactory[County]):
    """One of the 58 counties of the reference data, or county 99; never a made-up code."""

    class Meta:
        model = County
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{n % 58 + 1:02}")
    name = factory.LazyAttribute(
        lambda county: "Demo County" if county.code == "99" else f"County {county.code}"
    )
    is_demonstration = factory.LazyAttribute(lambda county: county.code == "99")


class LeaFactory(DjangoModelFactory[Lea]):
    """An LEA of Demo County with a CDS code that fits its kind; `cds=` sets another code."""

    class Meta:
        model = Lea
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"District {n} Unified")
    kind = LeaKind.DISTRICT
    county = factory.SubFactory(CountyFactory, code="99")

    @factory.post_generation
    def cds(lea: Lea, create: bool, extracted: str | None, **kwargs: Any) -> None:  # noqa: N805
        if not create:
            return
        part = _DISTRICT_PART[LeaKind(lea.kind)] + lea.pk % 10000
        school = "0123456" if lea.kind == LeaKind.CHARTER else "0000000"
        code = extracted or f"{lea.county_id}{part}{school}"
        LeaCodeFactory(lea=lea, cds=code)


class LeaCodeFactory(DjangoModelFactory[LeaCode]):
    class Meta:
        model = LeaCode

    lea = factory.SubFactory(LeaFactory)
    cds = factory.Sequence(lambda n: f"99{60000 + n}0000000")
    first_year = 2017
    last_year = None


class UserFactory(DjangoModelFactory[User]):
    """A person without a membership: signs in and sees nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@county.example")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    """County staff of Demo County unless told otherwise."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.COE_STAFF
    county = factory.SubFactory(CountyFactory, code="99")
    lea = None
    first_day = FIRST_DAY
    last_day = None


def _person(role: Role, county: County | None, lea: Lea | None, **fields: Any) -> User:
    user: User = UserFactory(**fields)
    MembershipFactory(user=user, role=role, county=county, lea=lea)
    return user


def staff_of(county: County, **fields: Any) -> User:
    return _person(Role.COE_STAFF, county, None, **fields)


def administrator_of(county: County, **fields: Any) -> User:
    return _person(Role.COE_ADMINISTRATOR, county, None, **fields)


def reader_of(county: County, **fields: Any) -> User:
    return _person(Role.READ_ONLY, county, None, **fields)


def district_lead_of(lea: Lea, **fields: Any) -> User:
    return _person(Role.DISTRICT_LEAD, None, lea, **fields)


def system_administrator(**fields: Any) -> User:
    return _person(Role.SYSTEM_ADMINISTRATOR, None, None, **fields)

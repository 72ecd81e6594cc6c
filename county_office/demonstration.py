"""The people of the demonstration: one account a role, all of them fictitious, all of county 99."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from county_office.models import County, Lea, Membership, Role, User
from county_office.selectors import today

COUNTY_CODE = "99"
COUNTY_NAME = "Demo County"
PASSWORD = "demonstration"  # noqa: S105  (printed at every start; county 99 has no real data)


@dataclass(frozen=True)
class Account:
    role: Role
    email: str
    full_name: str
    lea_name: str = ""


ACCOUNT_ROWS = [
    Account(Role.SYSTEM_ADMINISTRATOR, "system@demo.example", "System administrator"),
    Account(Role.COE_ADMINISTRATOR, "administrator@demo.example", "County administrator"),
    Account(Role.COE_STAFF, "staff@demo.example", "COE coordinator A"),
    Account(Role.COE_STAFF, "staff-b@demo.example", "COE coordinator B"),
    Account(
        Role.DISTRICT_LEAD,
        "district@demo.example",
        "District superintendent",
        "Foxtail Bend Unified",
    ),
    Account(Role.READ_ONLY, "reader@demo.example", "Board member, read only"),
]
# What the start-up prints: one account a role.
ACCOUNTS: list[tuple[str, str, str]] = [
    (row.role.label, row.email, PASSWORD)
    for row in ACCOUNT_ROWS
    if row.email != "staff-b@demo.example"
]


@transaction.atomic
def create_demonstration_county() -> County:
    """County 99, which CDE does not use; returns it as it is where it is there already."""
    county, _ = County.objects.get_or_create(
        code=COUNTY_CODE, defaults={"name": COUNTY_NAME, "is_demonstration": True}
    )
    return county


@transaction.atomic
def create_demonstration_people(*, county: County) -> dict[str, User]:
    """The accounts with their memberships, by e-mail address; the LEAs must be loaded before."""
    people = {}
    for row in ACCOUNT_ROWS:
        user = User.objects.filter(email=row.email).first() or User.objects.create_user(
            row.email, PASSWORD, full_name=row.full_name
        )
        Membership.objects.get_or_create(
            user=user,
            role=row.role,
            county=county
            if row.role not in {Role.SYSTEM_ADMINISTRATOR, Role.DISTRICT_LEAD}
            else None,
            lea=Lea.objects.get(county=county, name=row.lea_name) if row.lea_name else None,
            defaults={"first_day": today()},
        )
        people[row.email] = user
    return people


@transaction.atomic
def remove_demonstration_people(*, county: County) -> None:
    """Removes the accounts, the LEAs and schools of county 99 and the county itself."""
    User.objects.filter(email__in=[row.email for row in ACCOUNT_ROWS]).delete()
    Lea.objects.filter(county=county).delete()
    county.delete()

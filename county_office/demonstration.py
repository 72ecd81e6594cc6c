"""The people of the demonstration: one account a role, all of them fictitious, all of county 99."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError

from county_office.models import County, Lea, Membership, Role, User
from county_office.selectors import today

COUNTY_CODE = "99"
COUNTY_NAME = "Demo County"
SINCE = dt.timedelta(days=540)  # longer than the oldest case
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


def demonstration_county() -> County | None:
    """The fictitious county, where it is loaded."""
    return County.objects.filter(code=COUNTY_CODE, is_demonstration=True).first()


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
    hashed = make_password(PASSWORD)  # once: it is slow by design
    for row in ACCOUNT_ROWS:
        user, _ = User.objects.get_or_create(
            email=row.email, defaults={"full_name": row.full_name, "password": hashed}
        )
        if not user.is_active:  # closed when an earlier demonstration was removed
            user.is_active, user.password = True, hashed
            user.save(update_fields=["is_active", "password"])
        Membership.objects.get_or_create(
            user=user,
            role=row.role,
            county=county
            if row.role not in {Role.SYSTEM_ADMINISTRATOR, Role.DISTRICT_LEAD}
            else None,
            lea=Lea.objects.get(county=county, name=row.lea_name) if row.lea_name else None,
            defaults={"first_day": today() - SINCE},
        )
        people[row.email] = user
    return people


@transaction.atomic
def remove_demonstration_people(*, county: County) -> list[User]:
    """Removes the accounts, the LEAs and schools of county 99 and the county itself.

    An account that loaded files of other counties is closed instead, so that their history keeps
    its name; these are returned. Raises ValueError for any other county.
    """
    if not county.is_demonstration:
        raise ValueError(f"{county} is not the demonstration county.")
    kept = [user for user in _accounts() if not _remove_or_close(user)]
    Lea.objects.filter(county=county).delete()
    county.delete()
    return kept


def _accounts() -> list[User]:
    return list(User.objects.filter(email__in=[row.email for row in ACCOUNT_ROWS]))


def _remove_or_close(user: User) -> bool:
    """Whether the account could be removed; where something still names it, it is closed."""
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        user.memberships.all().delete()
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        return False
    return True

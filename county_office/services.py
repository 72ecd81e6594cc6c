"""Giving people access and ending it; history is kept by trigger."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from county_office.models import County, Lea, Membership, Role, User
from county_office.models.people import COUNTY_ROLES
from county_office.rights import Right, require
from county_office.selectors import today


def _require_manager(by: User | None, county: County | None) -> None:
    """A county's people are its administrator's; everybody else is the system administrator's.

    `by` is None for the command line, whose user already holds the database.
    """
    if by is not None:
        right = Right.MANAGE_PEOPLE if county else Right.PUBLISH_ANY
        require(by, right, county=county.code if county else None)


@transaction.atomic
def add_person(
    *,
    email: str,
    full_name: str,
    role: Role,
    password: str,
    county: County | None = None,
    lea: Lea | None = None,
    by: User | None,
) -> Membership:
    """Gives a person a role from today on, and an account if the address has none yet.

    A county role needs the county, a district lead the LEA, a system administrator neither.
    Raises ValidationError that says what is missing; PermissionDenied where `by` may not.
    """
    _require_manager(by, county or (lea.county if lea else None))
    if role in COUNTY_ROLES and county is None:
        raise ValidationError(f"{role.label} needs a county.")
    if role == Role.DISTRICT_LEAD and lea is None:
        raise ValidationError("A district lead needs an LEA: give its CDS code.")
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, password, full_name=full_name)
    membership, _ = Membership.objects.get_or_create(
        user=user,
        role=role,
        county=county if role in COUNTY_ROLES else None,
        lea=lea if role == Role.DISTRICT_LEAD else None,
        last_day=None,
        defaults={"first_day": today()},
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, last_day: dt.date, by: User | None) -> Membership:
    """Ends a membership with that day; from the next day on the place is out of sight."""
    lea = membership.lea
    _require_manager(by, membership.county or (lea.county if lea else None))
    if last_day < membership.first_day:
        raise ValidationError("The last day lies before the first day.")
    membership.last_day = last_day
    membership.save(update_fields=["last_day"])
    return membership

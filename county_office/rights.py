"""Rights, in one place: what a person may do with rows that are in their scope.

Lacking a right on something in scope is a 403 that says what one may do; see `scope` for the 404.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from county_office.models.people import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from county_office.models import User


class Right(StrEnum):
    READ_COUNTY = "see the county's cases"
    OPEN_CASE = "open a case"
    EDIT_CASE = "change a case"
    LOAD_DATA = "load Dashboard files"
    MAP_COLUMNS = "say which column of a file is which"
    PUBLISH_COUNTY = "publish a load of one's own county"
    PUBLISH_ANY = "publish a load of any county"
    DETERMINE = "compute eligibility"
    MANAGE_PEOPLE = "give people access"
    SEE_MAILBOX = "see the local mailbox"


_STAFF = {Right.READ_COUNTY, Right.OPEN_CASE, Right.EDIT_CASE, Right.SEE_MAILBOX}
_COE_ADMINISTRATOR = _STAFF | {
    Right.LOAD_DATA,
    Right.PUBLISH_COUNTY,
    Right.DETERMINE,
    Right.MANAGE_PEOPLE,
}
RIGHTS: dict[str, set[Right]] = {
    Role.SYSTEM_ADMINISTRATOR: set(Right),
    Role.COE_ADMINISTRATOR: _COE_ADMINISTRATOR,
    Role.COE_STAFF: _STAFF,
    Role.READ_ONLY: {Right.READ_COUNTY},
    Role.DISTRICT_LEAD: set(),
}


def may(user: User | AnonymousUser, right: Right, *, county: str | None = None) -> bool:
    """Whether a membership in force gives the right, in the county of that code or in any."""
    from county_office.selectors import memberships_in_force

    return any(
        right in RIGHTS[membership.role]
        and (
            county is None
            or membership.role == Role.SYSTEM_ADMINISTRATOR
            or membership.county_id == county
        )
        for membership in memberships_in_force(user)
    )


def require(user: User | AnonymousUser, right: Right, *, county: str | None = None) -> None:
    """Raises PermissionDenied, whose text the 403 page shows, unless `may` says yes."""
    if not may(user, right, county=county):
        raise PermissionDenied(f"Your account may not {right.value}.")

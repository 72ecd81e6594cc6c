"""What each role may do, as a table; rights are asked for in one place only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from county_office.models import Role, User
from county_office.rights import RIGHTS, Right, may, require
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    MembershipFactory,
    UserFactory,
    staff_of,
    system_administrator,
)

READ, OPEN, EDIT = Right.READ_COUNTY, Right.OPEN_CASE, Right.EDIT_CASE
TABLE = {
    Role.SYSTEM_ADMINISTRATOR: set(Right),
    Role.COE_ADMINISTRATOR: set(Right) - {Right.PUBLISH_ANY, Right.MAP_COLUMNS},
    Role.COE_STAFF: {READ, OPEN, EDIT, Right.SEE_MAILBOX},
    Role.READ_ONLY: {READ},
    Role.DISTRICT_LEAD: set(),
}


def _with(role: Role) -> User:
    person: User = UserFactory()
    county = CountyFactory(code="99")
    MembershipFactory(
        user=person,
        role=role,
        county=None if role in (Role.SYSTEM_ADMINISTRATOR, Role.DISTRICT_LEAD) else county,
        lea=LeaFactory(county=county) if role == Role.DISTRICT_LEAD else None,
    )
    return person


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_each_role_has_the_rights_of_the_table(role: Role, right: Right, db: None) -> None:
    assert may(_with(role), right, county="99") is (right in TABLE[role])


def test_the_table_names_every_role() -> None:
    assert set(TABLE) == set(RIGHTS) == set(Role)


def test_a_right_in_one_county_is_none_in_another(db: None) -> None:
    person = staff_of(CountyFactory(code="27"))
    assert may(person, EDIT, county="27")
    assert may(person, EDIT)
    assert not may(person, EDIT, county="99")


def test_a_system_administrator_has_every_right_in_every_county(db: None) -> None:
    person = system_administrator()
    assert all(may(person, right, county="42") for right in Right)


def test_a_superuser_without_a_membership_may_nothing(db: None) -> None:
    person = UserFactory(is_superuser=True, is_staff=True)
    assert not any(may(person, right) for right in Right)
    assert not any(may(AnonymousUser(), right) for right in Right)


def test_a_refusal_says_what_may_not_be_done(db: None) -> None:
    with pytest.raises(PermissionDenied, match="Your account may not open a case"):
        require(_with(Role.READ_ONLY), OPEN, county="99")


def test_nobody_asks_for_django_permissions_or_superusers() -> None:
    """Rights have one place; a second one would be forgotten at the next change."""
    asks = re.compile(r"\b(is_superuser|has_perm|permission_required|user_passes_test)\b")
    faults = [
        f"{path.relative_to(settings.BASE_DIR)}: {found.group()}"
        for app in ("county_office", "dashboard_import", "eligibility", "assistance_cases")
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py"))
        if "migrations" not in path.parts and path.name not in ("people.py", "admin.py")
        for found in asks.finditer(path.read_text(encoding="utf-8"))
    ]
    assert faults == []

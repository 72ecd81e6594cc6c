"""Giving people access and ending it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from county_office import selectors, services
from county_office.models import County, Lea, Role, User

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


def add(email: str, role: Role, by: User | None = None, **place: object) -> User:
    details = {"full_name": "Some Person", "password": PASSWORD, "role": role, "by": by}
    return services.add_person(email=email, **details, **place).user  # type: ignore[arg-type]


def test_a_person_is_added_once_and_may_have_two_counties() -> None:
    for code in ("27", "27", "33"):
        user = add("Staff@county.example", Role.COE_STAFF, county=County.objects.get(code=code))
    assert User.objects.count() == 1
    assert set(selectors.counties_of(user).values_list("code", flat=True)) == {"27", "33"}


def test_a_county_role_without_a_county_says_so() -> None:
    with pytest.raises(ValidationError, match="needs a county"):
        add("staff@county.example", Role.COE_STAFF)


def test_a_district_lead_without_an_lea_says_so() -> None:
    with pytest.raises(ValidationError, match="needs an LEA"):
        add("lead@district.example", Role.DISTRICT_LEAD)


def test_a_county_administrator_adds_to_the_own_county_only() -> None:
    own, other = County.objects.get(code="27"), County.objects.get(code="33")
    manager = add("administrator@county.example", Role.COE_ADMINISTRATOR, county=own)
    assert add("staff@county.example", Role.COE_STAFF, by=manager, county=own)
    with pytest.raises(PermissionDenied):
        add("staff@county.example", Role.COE_STAFF, by=manager, county=other)
    with pytest.raises(PermissionDenied):
        add("system@county.example", Role.SYSTEM_ADMINISTRATOR, by=manager)
    assert not User.objects.filter(email="system@county.example").exists()


def test_county_staff_add_nobody() -> None:
    county = County.objects.get(code="27")
    staff = add("staff@county.example", Role.COE_STAFF, county=county)
    with pytest.raises(PermissionDenied):
        add("friend@county.example", Role.READ_ONLY, by=staff, county=county)


def test_an_ended_membership_reaches_nothing_from_the_next_day_on() -> None:
    user = add("staff@county.example", Role.COE_STAFF, county=County.objects.get(code="27"))
    membership = user.memberships.get()
    membership.first_day = selectors.today() - dt.timedelta(days=9)
    membership.save()
    services.end_membership(
        membership=membership, last_day=selectors.today() - dt.timedelta(days=1), by=None
    )
    assert not selectors.counties_of(User.objects.get(pk=user.pk)).exists()


def test_a_membership_does_not_end_before_it_began() -> None:
    user = add("staff@county.example", Role.COE_STAFF, county=County.objects.get(code="27"))
    with pytest.raises(ValidationError, match="before the first day"):
        services.end_membership(
            membership=user.memberships.get(), last_day=dt.date(2001, 1, 1), by=None
        )


def test_the_command_prints_a_password_that_signs_in() -> None:
    out = StringIO()
    call_command(
        "add_person", "s@county.example", "Some Person", "coe_staff", county="monterey", stdout=out
    )
    password = out.getvalue().rsplit(" ", 1)[1].strip()
    assert User.objects.get(email="s@county.example").check_password(password)


def test_the_command_names_a_county_and_a_code_that_do_not_exist() -> None:
    person = ("s@county.example", "Some Person")
    with pytest.raises(CommandError, match="no county 'Montrey'"):
        call_command("add_person", *person, "coe_staff", county="Montrey")
    with pytest.raises(CommandError, match="No LEA has the CDS code 99"):
        call_command("add_person", *person, "district_lead", lea="99" + "0" * 12)
    assert not User.objects.exists()


def test_the_command_gives_a_district_lead_the_lea_of_the_code() -> None:
    call_command(
        "add_person",
        "l@d.example",
        "Some Person",
        "district_lead",
        lea="39773880000000",
        stdout=StringIO(),
    )
    lead = User.objects.get(email="l@d.example")
    assert selectors.places_of(lead).leas == {Lea.objects.get(name="Banta Unified").pk}

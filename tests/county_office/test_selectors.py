"""Who somebody is, where they belong and which LEA a code means."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from county_office import selectors
from county_office.models import County, Lea, LeaCode, Membership, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("person@county.example", "a long password", full_name="Person")


def join(user: User, role: Role, **place: object) -> Membership:
    days = {"first_day": dt.date(2026, 1, 1), "last_day": None}
    return Membership.objects.create(user=user, role=role, **(days | place))


def test_the_58_counties_are_there_from_the_start_and_county_99_is_not() -> None:
    assert County.objects.count() == 58
    assert not County.objects.filter(code="99").exists()


def test_an_office_is_named_after_its_county_once() -> None:
    assert County(name="Monterey").office_name == "Monterey County Office of Education"
    assert County(name="Demo County").office_name == "Demo County Office of Education"


def test_lowell_joint_is_one_lea_under_two_counties_codes() -> None:
    before = selectors.lea_by_cds("19647660000000", 2018)
    after = selectors.lea_by_cds("30647660000000", 2022)
    assert before is not None
    assert before == after


def test_a_former_code_means_nothing_in_a_later_year() -> None:
    assert selectors.lea_by_cds("19647660000000", 2022) is None


def test_an_lea_shows_the_code_it_has_now() -> None:
    assert Lea.objects.get(name="Banta Unified").cds == "39773880000000"


def test_a_code_cannot_belong_to_two_leas_in_one_year() -> None:
    county = County.objects.get(code="27")
    first, second = (Lea.objects.create(name=name, kind="district", county=county) for name in "AB")
    LeaCode.objects.create(lea=first, cds="27000010000000", first_year=2017, last_year=2019)
    LeaCode.objects.create(lea=second, cds="27000010000000", first_year=2020)
    with (
        pytest.raises(IntegrityError, match="lea_code_one_lea_a_code_and_year"),
        transaction.atomic(),
    ):
        LeaCode.objects.create(lea=second, cds="27000010000000", first_year=2019, last_year=2019)


def test_the_day_is_californias() -> None:
    with time_machine.travel("2026-11-24T07:30:00+00:00", tick=False):
        assert selectors.today() == dt.date(2026, 11, 23)


def test_a_stranger_has_no_membership_and_no_place() -> None:
    assert selectors.memberships_in_force(AnonymousUser()) == []
    assert selectors.places_of(AnonymousUser()) == selectors.Places(False, frozenset(), frozenset())


def test_a_membership_counts_on_its_first_and_its_last_day_and_not_after(person: User) -> None:
    join(person, Role.COE_STAFF, county_id="27", last_day=dt.date(2026, 6, 30))
    for day, reach in (("2026-01-01", {"27"}), ("2026-06-30", {"27"}), ("2026-07-01", set())):
        with time_machine.travel(f"{day}T20:00:00+00:00", tick=False):
            assert selectors.places_of(User.objects.get(pk=person.pk)).counties == reach


def test_an_inactive_person_reaches_nothing(person: User) -> None:
    join(person, Role.COE_STAFF, county_id="27")
    person.is_active = False
    assert selectors.memberships_in_force(person) == []


def test_a_superuser_without_membership_has_no_county() -> None:
    root = User.objects.create_superuser("root@county.example", "a long password", full_name="Root")
    assert not selectors.counties_of(root).exists()
    assert selectors.working_county(root) is None


def test_a_chosen_county_that_is_not_ones_own_is_not_taken(person: User) -> None:
    join(person, Role.COE_STAFF, county_id="27")
    assert selectors.working_county(person, "33") == County.objects.get(code="27")


def test_a_system_administrator_begins_in_a_county_that_has_people(person: User) -> None:
    root = User.objects.create_user("system@county.example", "a long password", full_name="System")
    join(root, Role.SYSTEM_ADMINISTRATOR)
    join(person, Role.COE_STAFF, county_id="27")
    assert selectors.working_county(root) == County.objects.get(code="27")


def test_a_membership_needs_the_place_that_its_role_has(person: User) -> None:
    with pytest.raises(IntegrityError, match="membership_place_fits_role"), transaction.atomic():
        join(person, Role.DISTRICT_LEAD, county_id="27")


def test_an_address_signs_in_in_any_case_and_exists_once(person: User) -> None:
    assert User.objects.get_by_natural_key(" Person@County.Example ") == person
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="PERSON@county.example", full_name="Another")

"""One rule says which rows a person reaches, for every model that declares its scope."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldError
from django.http import Http404

from county_office.models import Notice, Role, User
from county_office.scope import Scope, ScopedQuerySet
from county_office.selectors import today
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    MembershipFactory,
    UserFactory,
    district_lead_of,
    staff_of,
    system_administrator,
)
from tests.factories.notices import NoticeFactory

SCOPED = [model for model in apps.get_models() if hasattr(model, "SCOPE")]


@pytest.fixture
def notices(db: None) -> tuple[Notice, Notice]:
    """A notice to a lead of an LEA in Demo County, and one to a lead in another county."""
    here = LeaFactory()
    there = LeaFactory(county=CountyFactory(code="27"))
    return (
        NoticeFactory(lea=here, recipient=district_lead_of(here), for_district=True),
        NoticeFactory(lea=there, recipient=district_lead_of(there), for_district=True),
    )


def seen_by(user: User | AnonymousUser) -> set[Notice]:
    return set(Notice.objects.visible_to(user))


def test_staff_reach_the_rows_of_their_county(notices: tuple[Notice, Notice]) -> None:
    assert seen_by(staff_of(notices[0].lea.county)) == {notices[0]}


def test_two_memberships_reach_the_rows_of_both_places(notices: tuple[Notice, Notice]) -> None:
    person = staff_of(notices[0].lea.county)
    MembershipFactory(user=person, county=notices[1].lea.county)
    assert seen_by(person) == set(notices)


def test_a_system_administrator_reaches_every_row(notices: tuple[Notice, Notice]) -> None:
    assert seen_by(system_administrator()) == set(notices)


def test_a_district_lead_reaches_the_own_lea_and_not_the_county(
    notices: tuple[Notice, Notice],
) -> None:
    neighbour = NoticeFactory(lea=LeaFactory(county=notices[0].lea.county))
    assert seen_by(notices[0].recipient) == {notices[0]}
    assert neighbour in seen_by(staff_of(neighbour.lea.county))


def test_what_is_kept_from_district_leads_is_kept_although_it_is_their_leas(
    notices: tuple[Notice, Notice],
) -> None:
    to_staff = NoticeFactory(
        lea=notices[0].lea, recipient=staff_of(notices[0].lea.county, full_name="Staff")
    )
    assert to_staff not in seen_by(notices[0].recipient)


@pytest.mark.parametrize("fields", [{}, {"is_superuser": True, "is_staff": True}])
def test_without_a_membership_there_are_no_rows_for_superusers_either(
    notices: tuple[Notice, Notice], fields: dict[str, bool]
) -> None:
    assert seen_by(UserFactory(**fields)) == set()


def test_nobody_signed_in_reaches_nothing(notices: tuple[Notice, Notice]) -> None:
    assert seen_by(AnonymousUser()) == set()


def test_a_closed_account_reaches_nothing(notices: tuple[Notice, Notice]) -> None:
    person = staff_of(notices[0].lea.county, is_active=False)
    assert seen_by(person) == set()


@pytest.mark.parametrize(
    ("first", "last", "reaches"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False)],
)
def test_a_membership_counts_from_its_first_to_its_last_day(
    notices: tuple[Notice, Notice], first: int, last: int | None, reaches: bool
) -> None:
    day = today()
    person = UserFactory()
    MembershipFactory(
        user=person,
        county=notices[0].lea.county,
        first_day=day + dt.timedelta(days=first),
        last_day=None if last is None else day + dt.timedelta(days=last),
    )
    assert bool(seen_by(person)) is reaches


def test_a_row_out_of_scope_and_one_that_does_not_exist_are_the_same_404(
    notices: tuple[Notice, Notice],
) -> None:
    person = staff_of(notices[0].lea.county)
    assert Notice.objects.get_visible(person, pk=notices[0].pk) == notices[0]
    faults = []
    for pk in (notices[1].pk, 0):
        with pytest.raises(Http404) as fault:
            Notice.objects.get_visible(person, pk=pk)
        faults.append(str(fault.value))
    assert faults[0] == faults[1]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_every_declared_scope_can_be_asked_for_each_role(model: type, db: None) -> None:
    """A typing fault in a path would only show when somebody of that role opens the page."""
    lea = LeaFactory()
    assert isinstance(model.SCOPE, Scope)  # type: ignore[attr-defined]
    rows = model.objects.all()  # type: ignore[attr-defined]
    assert isinstance(rows, ScopedQuerySet)
    for person in (staff_of(lea.county), district_lead_of(lea), system_administrator()):
        try:
            list(rows.visible_to(person))
        except FieldError as fault:
            pytest.fail(f"{model.__name__}.SCOPE names a path that does not exist: {fault}")


def test_roles_of_a_county_all_reach_its_rows(notices: tuple[Notice, Notice]) -> None:
    for role in (Role.COE_ADMINISTRATOR, Role.COE_STAFF, Role.READ_ONLY):
        person = UserFactory()
        MembershipFactory(user=person, role=role, county=notices[0].lea.county)
        assert seen_by(person) == {notices[0]}, role

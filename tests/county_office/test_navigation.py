"""The top bar shows what somebody may open, and a number where somebody must act."""

import pytest
from django.test import Client
from django.urls import reverse

from county_office import navigation
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    administrator_of,
    district_lead_of,
    staff_of,
)

pytestmark = pytest.mark.django_db


def items(client: Client, person) -> dict[str, navigation.NavigationItem]:
    client.force_login(person)
    return {item.label: item for item in client.get(reverse("help")).context["desk"].navigation}


def test_county_people_have_six_items(client):
    found = items(client, staff_of(CountyFactory()))
    assert list(found) == ["My work", "LEAs", "Calendar", "Notices", "Services", "Data"]


def test_a_district_lead_has_the_own_page_services_and_help(client):
    found = items(client, district_lead_of(LeaFactory()))
    assert list(found) == ["This page", "Services", "Help"]
    assert found["Help"].is_current


def test_a_number_comes_from_the_app_that_registered_it(client, monkeypatch):
    county = CountyFactory()
    monkeypatch.setitem(navigation.counts, "data-home", lambda user, of: 7 if of == county else 0)
    assert items(client, administrator_of(county))["Data"].count == 7


def test_notices_and_leas_are_counted_from_the_start(client):
    found = items(client, staff_of(CountyFactory()))
    assert (found["LEAs"].count, found["Notices"].count) == (0, 0)
    assert found["Data"].count is None

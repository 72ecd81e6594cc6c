"""The pages of the catalog, for staff, district leads and people of no county."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from county_office.models import County, User
from services_catalog.pages import school_year
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    UserFactory,
    district_lead_of,
    staff_of,
)
from tests.factories.services_catalog import DivisionFactory, ServiceFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page(user: User, name: str, *args: str, htmx: bool = False, **query: str) -> str:
    client = Client(headers=HTMX if htmx else None)
    client.force_login(user)
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def demo_county() -> County:
    county: County = CountyFactory(code="99")
    return county


@pytest.fixture
def staff(demo_county: County) -> User:
    return staff_of(demo_county)


def test_everybody_signed_in_reads_the_catalog(demo_county: County) -> None:
    lead = district_lead_of(LeaFactory(county=demo_county))
    for person in (staff_of(demo_county), lead, UserFactory()):
        assert "56 services in 8 divisions" in page(person, "service-list")


@pytest.mark.parametrize("name", ["service-list", "services-at-a-glance"])
def test_a_stranger_is_sent_to_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("sign-in"))


def test_a_search_marks_what_answers_and_says_why(staff: User) -> None:
    html = page(staff, "service-list", q="absen")
    assert "Chronic <mark>Absen</mark>teeism support" in html
    assert "3 services: 1 by name, 2 that fit chronic absenteeism." in html
    assert 'data-announce="3 services: 1 by name' in html


def test_another_word_for_it_is_shown(staff: User) -> None:
    html = page(staff, "service-list", q="truancy")
    assert "also called: truancy" in html
    assert "1 by another word for it" in html


def test_htmx_gets_the_region_alone_with_the_side_lists(staff: User) -> None:
    html = page(staff, "service-list", q="absences", htmx=True)
    assert "<html" not in html
    assert html.count("MTSS Support") == 2
    assert 'id="service-sides" class="column" hx-swap-oob="true"' in html
    assert "?q=absences&amp;division=instructional-services" in html


def test_the_side_lists_keep_the_rest_of_the_search(staff: User) -> None:
    html = page(staff, "service-list", q="support", priority="5", level="1")
    assert "?q=support&amp;priority=5&amp;level=1&amp;division=instructional-services" in html
    assert 'href="/services/?q=support&amp;priority=5"' in html  # all levels
    assert '<input type="hidden" name="level" value="1"' in html


def test_nothing_found_says_what_to_do_next(staff: User, demo_county: County) -> None:
    html = page(staff, "service-list", q="kangaroo")
    assert "Try another word, or fewer filters" in html
    assert "Show all 56 services" in html
    lead = district_lead_of(LeaFactory(county=demo_county))
    assert "ask your lead at the county office" in page(lead, "service-list", q="kangaroo")


def test_a_spelling_mistake_is_named_as_such(staff: User) -> None:
    html = page(staff, "service-list", q="abcenteeism")
    assert "No service has these words; 1 service with a similar spelling." in html


def test_a_level_without_services_shows_its_text_and_todays_law(staff: User) -> None:
    html = page(staff, "service-list", level="3")
    assert "as in force from 2013 to July 9, 2023" in html
    assert "since July 10, 2023" in html


@pytest.mark.parametrize(
    "query", [{"level": "9"}, {"priority": "x"}, {"indicator": "ABS"}, {"group": "ALL"}]
)
def test_a_choice_that_does_not_exist_is_left_out(staff: User, query: dict[str, str]) -> None:
    assert "56 services." in page(staff, "service-list", **query)


def test_the_list_takes_few_queries(
    staff: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(staff)
    with django_assert_max_num_queries(16):
        client.get(reverse("service-list"))


def test_a_service_has_its_page(staff: User) -> None:
    html = page(staff, "service-detail", "chronic-absenteeism-support")
    assert "Also found as</dt><dd>absences, absent, attendance" in html
    assert html.count("MTSS Support") == 2


def test_another_countys_service_does_not_exist(staff: User) -> None:
    other = ServiceFactory(division=DivisionFactory(county=CountyFactory(code="15")))
    client = Client()
    client.force_login(staff)
    assert client.get(reverse("service-detail", args=[other.slug])).status_code == 404


@time_machine.travel("2026-11-23 12:00-08:00")
def test_the_sheet_has_a_column_a_division_and_every_service(staff: User) -> None:
    html = page(staff, "services-at-a-glance")
    assert "Leadership Institute of Demo County" in html
    assert len(re.findall(r'<th scope="col">', html)) == 8
    (row,) = re.findall(r"Level 1</span>(.*?)</tr>", html)
    assert row.count('<li><a href="/services/') == 56
    assert html.count('colspan="8"') == 2
    assert "School year 2026–27<br>as of November 23, 2026" in html


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-07-01", "2026/27"), ("2026-06-30", "2025/26"), ("1999-09-01", "1999/00")],
)
def test_a_school_year_begins_in_july(day: str, year: str) -> None:
    import datetime as dt

    assert school_year(dt.date.fromisoformat(day)) == year.replace("/", "\N{EN DASH}")
